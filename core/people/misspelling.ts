import { nameWords, type PersonName } from './names.ts'
import { soundOf, squeezed } from './sound.ts'

/**
 * Search keys for misspelt names: small integers stored with each person (`int[]`, GIN) and made from what was typed.
 *
 * A pair of words (given and family) is known by how each starts, how each ends and how each sounds: nine combinations.
 * One slip in a word leaves at least one of the three whole, so a full name with a slip in each word still shares a key.
 * Why pairs: one word is shared by thousands of people; two together by a few, so the index hands back few rows and the
 * time does not grow with what the asker may not see (measured 22 November 2026: trigrams at similarity 0.6 found no
 * transposed name at all).
 * A word alone is known by its whole, its sound, and itself with one consonant left out.
 */

/** No person carries more keys than this, however many and however long their names. */
export const MOST_KEYS = 64
/** Two words or more: the database hands back this many, those who share most keys first. */
export const CANDIDATES_BY_PAIRS = 60
/**
 * One word alone: the database hands back this many for each key, whoever comes first.
 * Why not counted: thousands share one word, and of people called the same the first ten are as good as any.
 */
export const CANDIDATES_FOR_EACH_KEY = 20
/** Words longer than this are compared by their first letters only when one letter is left out. */
const LEAVE_OUT_WITHIN = 7
/** Words read per name, and words read from what was typed. */
const MOST_WORDS = 6

/** 32-bit FNV-1a over UTF-16 units as a signed integer (PostgreSQL int4). The first character names the sort of key. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 0x01000193)
  }
  h ^= h >>> 15
  return Math.imul(h, 0x2c1b3c6d) | 0
}

/** Start, end and sound of a word; a short word also by its letters in order, since one slip can touch both its ends. */
function codesOf(word: string): string[] {
  const letters = [...squeezed(word)]
  const codes = [`<${letters.slice(0, 2).join('')}`, `>${letters.slice(-2).join('')}`, `~${soundOf(word)}`]
  if (letters.length <= 4) codes.push(`=${[...letters].sort().join('')}`)
  return codes
}

function pairKeys(a: string, b: string): number[] {
  const keys: number[] = []
  for (const x of codesOf(a)) for (const y of codesOf(b)) keys.push(hash(x < y ? `2${x}${y}` : `2${y}${x}`))
  return keys
}

const VOWEL = /[aeiou]/
const startOf = (word: string) => [...squeezed(word)].slice(0, LEAVE_OUT_WITHIN)
const without = (letters: readonly string[], i: number) => letters.filter((_, at) => at !== i).join('')

/** Stored for one word: whole, sound, and each consonant (and the first letter) left out; a vowel's slip keeps the sound. */
function storedWordKeys(word: string): number[] {
  const letters = startOf(word)
  const keys = [hash(`1${letters.join('')}`), hash(`0${soundOf(word)}`)]
  letters.forEach((letter, i) => {
    if (letters.length > 2 && (i === 0 || !VOWEL.test(letter))) keys.push(hash(`1${without(letters, i)}`))
  })
  return keys
}

/** Asked for one word: as stored, with every letter left out in turn. */
function askedWordKeys(word: string): number[] {
  const letters = startOf(word)
  const keys = [hash(`1${letters.join('')}`), hash(`0${soundOf(word)}`)]
  if (letters.length > 2) keys.push(...letters.map((_, i) => hash(`1${without(letters, i)}`)))
  return keys
}

/** Small words that belong to the name after them: "al Hassan" and "Al-Hassan" are `alhassan`, "van der Berg" `vanderberg`. */
const PARTICLES = new Set([
  'al',
  'el',
  'de',
  'da',
  'di',
  'du',
  'la',
  'le',
  'van',
  'von',
  'der',
  'den',
  'bin',
  'ibn',
  'ap',
  'ab',
  'mac',
  'mc',
  'o',
  'st',
  'abu',
  'ul',
  'ur',
])

function joinParticles(words: readonly string[]): string[] {
  const joined: string[] = []
  let waiting = ''
  for (const word of words) {
    if (PARTICLES.has(word)) waiting += word
    else {
      joined.push(waiting + word)
      waiting = ''
    }
  }
  if (waiting) joined.push(waiting)
  return joined
}

const wordsOfPart = (part: string | undefined): string[] =>
  part === undefined ? [] : joinParticles(nameWords(part)).slice(0, MOST_WORDS)

/**
 * The keys stored with a person, from all their names, former ones too; known-as and legal first.
 * Shape: distinct signed 32-bit integers, about 20 for one given and one family name, never more than `MOST_KEYS`.
 */
export function nameKeys(names: readonly PersonName[]): number[] {
  const keys = new Set<number>()
  const inUseFirst = [...names].sort((a, b) => Number(a.kind === 'former') - Number(b.kind === 'former'))
  const legalFamily = names.find((name) => name.kind === 'legal')?.family
  const pairs: [string, string][] = []
  const words = new Set<string>()
  for (const name of inUseFirst) {
    const given = wordsOfPart(name.given)
    const family = wordsOfPart(name.family ?? (name.kind === 'known-as' ? legalFamily : undefined))
    for (const word of [...given, ...family]) words.add(word)
    if (given.length > 0 && family.length > 0)
      for (const g of given) for (const f of family) pairs.push([g, f])
    else for (const both of neighbours([...given, ...family])) pairs.push(both)
  }
  for (const [a, b] of pairs) for (const key of pairKeys(a, b)) keys.add(key)
  const roomForWords = new Set<number>()
  for (const word of words) for (const key of storedWordKeys(word)) roomForWords.add(key)
  return [
    ...[...keys].slice(0, Math.max(MOST_KEYS - roomForWords.size, MOST_KEYS / 2)),
    ...roomForWords,
  ].slice(0, MOST_KEYS)
}

const neighbours = (words: readonly string[]): [string, string][] =>
  words.slice(1).map((word, i) => [words[i]!, word])

/** How what was typed may be read: words as they stand, and with small words joined to the next. */
function readings(text: string): string[][] {
  const plain = nameWords(text).slice(0, MOST_WORDS)
  const joined = joinParticles(plain)
  return joined.length === plain.length ? [plain] : [plain, joined]
}

/** Which of the two candidate steps the database takes for these keys. */
export interface MisspeltQuery {
  readonly by: 'pairs' | 'one word'
  readonly keys: readonly number[]
}

/** The keys of what was typed and the step they are for. */
export const misspeltQuery = (text: string): MisspeltQuery => ({
  by: nameWords(text).length > 1 ? 'pairs' : 'one word',
  keys: queryKeys(text),
})

/**
 * The keys to look for. Two words or more ask by pairs in any order; one word asks by itself. Empty: nothing to ask.
 * Shape: distinct signed 32-bit integers. Candidates are people whose stored keys share most of these.
 */
export function queryKeys(text: string): number[] {
  const keys = new Set<number>()
  for (const words of readings(text)) {
    if (words.length === 1) for (const key of askedWordKeys(words[0]!)) keys.add(key)
    for (let i = 0; i < words.length; i += 1)
      for (let j = i + 1; j < words.length; j += 1)
        for (const key of pairKeys(words[i]!, words[j]!)) keys.add(key)
  }
  return [...keys]
}

/** Words of every reading of a name, for ranking. */
export const wordsForRanking = (name: PersonName): string[][] => {
  const plain = [...nameWords(name.given ?? ''), ...nameWords(name.family ?? '')]
  const joined = [...wordsOfPart(name.given), ...wordsOfPart(name.family)]
  return joined.length === plain.length ? [plain] : [plain, joined]
}
