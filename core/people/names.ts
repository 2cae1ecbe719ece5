import * as z from 'zod/mini'

/** Longest given or family name taken, in characters as people count them. */
export const LONGEST_NAME = 200

/** *Known as* is shown first and largest; *legal* where identity matters; *former* is searched and never shown on lists. */
export const NAME_KINDS = ['known-as', 'legal', 'former'] as const
export type NameKind = (typeof NAME_KINDS)[number]

const CONTROL = /\p{Cc}/u

const namePart = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text: string) => text.normalize('NFC').replace(/\s+/gu, ' ').trim()),
  ),
  z.string().check(
    z.refine((text) => text.length > 0, 'empty name'),
    z.refine((text) => [...text].length <= LONGEST_NAME, 'name too long'),
    z.refine((text) => !CONTROL.test(text), 'name holds a character that cannot be shown'),
  ),
)

/** One name of a person: given, family, or only one of the two; any script. No title is asked. */
export const personNameShape = z
  .object({ kind: z.enum(NAME_KINDS), given: z.exactOptional(namePart), family: z.exactOptional(namePart) })
  .check(
    z.refine(
      (name) => name.given !== undefined || name.family !== undefined,
      'a name needs a given or a family name',
    ),
  )
export type PersonName = z.infer<typeof personNameShape>

/** A person's names: at least one, and one that is in use now. */
export const personNamesShape = z.array(personNameShape).check(
  z.minLength(1),
  z.maxLength(20),
  z.refine(
    (names) => names.some((name) => name.kind !== 'former'),
    'a former name alone does not say what to call somebody',
  ),
)

/** Given then family, whichever there are. */
export const fullName = (name: PersonName): string =>
  [name.given, name.family].filter((part) => part !== undefined).join(' ')

const firstOf = (names: readonly PersonName[], kind: NameKind) => names.find((name) => name.kind === kind)

/**
 * The name to call the person by: known-as first, else legal. A known-as of one given name borrows the legal family
 * name: "Mara" with legal "Amara Okafor" reads "Mara Okafor". Never a former name while another stands; '' for no names.
 */
export function displayName(names: readonly PersonName[]): string {
  const knownAs = firstOf(names, 'known-as')
  const legal = firstOf(names, 'legal')
  if (knownAs && knownAs.family === undefined && legal?.family !== undefined)
    return `${fullName(knownAs)} ${legal.family}`
  const shown = knownAs ?? legal ?? names[0]
  return shown ? fullName(shown) : ''
}

/** The legal name where it differs from the one shown, for places where identity matters; else null. */
export function legalNameBeside(names: readonly PersonName[]): string | null {
  const legal = firstOf(names, 'legal')
  if (!legal) return null
  return fullName(legal) === displayName(names) ? null : fullName(legal)
}

/** Latin letters that compatibility decomposition leaves whole. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ə: 'e',
}
/** Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic. Other scripts' signs are letters: kept. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]/g

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replace(/[ßæœøłđðþıħŧŋə]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)

/**
 * The stored key of a name: lower case, without accents, apostrophes, hyphens, dots or spaces, so that "O'Brien",
 * "O’Brien" and "O Brien" are one key (`obrien`). Any script; '' when nothing is left.
 * Why: stored in a `COLLATE "C"` column and searched by range, the one form that row rules leave an index to.
 */
export const nameKey = (text: string): string => folded(text).replace(/[^\p{L}\p{N}\p{M}]/gu, '')

/** The words of a name as keys: parted at spaces and hyphens, apostrophes closed up. */
export const nameWords = (text: string): string[] =>
  folded(text)
    .replace(/['’‘ʼ`´.]/g, '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word.length > 0)

/**
 * Half-open range of all keys that start with `key`: `from <= stored and stored < until`.
 * Shape: for a column of `COLLATE "C"` (code point order). An empty key gives null: it would be everybody.
 */
export function prefixRange(key: string): { readonly from: string; readonly until: string } | null {
  const points = [...key]
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!
    if (last === 0x10ffff) continue
    const next = last === 0xd7ff ? 0xe000 : last + 1
    return { from: key, until: points.join('') + String.fromCodePoint(next) }
  }
  return null
}

/**
 * The keys under which a person is found by the start of a name: each word of each name, and each whole given and
 * family name closed up (so "van der", "vanderb" and "berg" all find van der Berg). Former names included.
 * Shape: distinct, in order of the names.
 */
export function searchKeys(names: readonly PersonName[]): string[] {
  const keys = new Set<string>()
  for (const name of names)
    for (const part of [name.given, name.family]) {
      if (part === undefined) continue
      keys.add(nameKey(part))
      for (const word of nameWords(part)) keys.add(word)
    }
  keys.delete('')
  return [...keys]
}
