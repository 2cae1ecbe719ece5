import { hash, verify } from '@node-rs/argon2'

/** Argon2id, 64 MiB, twice: about 65 ms on one core of 2026; sits in the hash itself, so it may be raised at any time. */
const COST = { memoryCost: 65_536, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), COST)

/** False for a wrong password and for a stored text that is no hash. */
export const verifyPassword = async (data: { hash: string; password: string }): Promise<boolean> => {
  try {
    return await verify(data.hash, data.password.normalize('NFKC'))
  } catch {
    return false
  }
}

export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 128

/**
 * Stems that long passwords of leaked lists are made of. A password is common when nothing but these, digits and
 * punctuation is in it. Why stems: a list of whole passwords misses "Password2026!" the moment the year turns.
 */
const STEMS = [
  'password',
  'passwort',
  'passphrase',
  'letmein',
  'welcome',
  'admin',
  'administrator',
  'login',
  'secret',
  'changeme',
  'default',
  'qwerty',
  'qwertyuiop',
  'asdfgh',
  'asdfghjkl',
  'zxcvbn',
  'zxcvbnm',
  'abcdef',
  'abcdefghijkl',
  'abc',
  'iloveyou',
  'princess',
  'sunshine',
  'football',
  'liverpool',
  'arsenal',
  'chelsea',
  'manchester',
  'united',
  'england',
  'london',
  'dragon',
  'monkey',
  'superman',
  'batman',
  'pokemon',
  'starwars',
  'trustno',
  'master',
  'hello',
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
  'spring',
  'summer',
  'autumn',
  'winter',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'nhs',
  'trust',
  'hospital',
  'nurse',
  'doctor',
  'health',
  'mental',
  'support',
  'throughcare',
  'team',
  'staff',
  'work',
  'computer',
  'internet',
  'baby',
  'angel',
  'lovely',
  'love',
  'family',
  'happy',
  'flower',
  'chocolate',
  'charlie',
  'thomas',
  'george',
  'jordan',
  'michael',
  'jessica',
  'ashley',
].sort((a, b) => b.length - a.length)

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

export type PasswordProblem = 'too short' | 'too long' | 'common' | 'about you'

/** What is wrong with a password somebody chose; undefined when it may be used. `about`: their own name and email. */
export function passwordProblem(password: string, about: readonly string[]): PasswordProblem | undefined {
  if ([...password].length < SHORTEST_PASSWORD) return 'too short'
  if (password.length > LONGEST_PASSWORD) return 'too long'
  const plain = password.normalize('NFKC').toLowerCase()
  if (repeats(plain) || runs(plain)) return 'common'
  if (left(plain, STEMS) < 4 || left(leetOf(plain), STEMS) < 4) return 'common'
  const own = about
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}]+/u))
    .filter((word) => word.length > 2)
  if (left(plain, [...own, ...STEMS]) < 4) return 'about you'
  return undefined
}

const leetOf = (text: string): string => [...text].map((c) => LEET[c] ?? c).join('')

/** How many letters stay when the known words are taken out. */
function left(text: string, words: readonly string[]): number {
  let rest = text
  for (const word of words) rest = rest.replaceAll(word, ' ')
  return [...rest].filter((c) => /\p{L}/u.test(c)).length
}

/** One to four characters over and over: "aaaaaaaaaaaa", "abcdabcdabcd". */
const repeats = (text: string): boolean => /^(.{1,4})\1{2,}.{0,3}$/su.test(text)

/** Each character the next of the one before, nearly throughout: "123456789012". */
function runs(text: string): boolean {
  let steps = 0
  for (let i = 1; i < text.length; i += 1) {
    const by = text.charCodeAt(i) - text.charCodeAt(i - 1)
    if (Math.abs(by) === 1) steps += 1
  }
  return steps >= text.length - 3
}
