/** The six characters a message declares in MSH-1 and MSH-2; an undeclared one is ''. */
export interface Separators {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
  readonly truncation: string
}

export const USUAL_SEPARATORS: Separators = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
  truncation: '',
}

const HEX = /^X(?:[0-9A-Fa-f]{2})+$/
const LETTERS = ['F', 'S', 'T', 'R', 'E', 'P'] as const
/** Highlighting on and off, and the layout words of formatted text that carry no letters of their own. */
const LAYOUT: Readonly<Record<string, string>> = {
  H: '',
  N: '',
  '.br': '\n',
  '.sp': '\n',
  '.ce': '\n',
  '.fi': '',
  '.nf': '',
}

/** Text as a reader should see it: PostgreSQL cannot hold NUL, and a lone half of a pair is not text. */
const clean = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed()

/** Hexadecimal data: UTF-8 when it is valid, else one character a byte. */
function hexText(digits: string): string {
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function meaningOf(letter: (typeof LETTERS)[number], s: Separators): string {
  const meanings = {
    F: s.field,
    S: s.component,
    T: s.subcomponent,
    R: s.repetition,
    E: s.escape,
    P: s.truncation || '#',
  }
  return meanings[letter]
}

function sequenceText(body: string, s: Separators): string | undefined {
  const letter = LETTERS.find((l) => l === body)
  if (letter) return meaningOf(letter, s)
  if (HEX.test(body)) return hexText(body.slice(1))
  return Object.hasOwn(LAYOUT, body) ? LAYOUT[body] : undefined
}

/**
 * Raw text of one subcomponent as it was meant.
 * Why an unknown or unclosed sequence is kept as sent: dropping it would lose words, guessing it would invent some.
 * Source: HL7 v2.4 chapter 2, section 2.10 (use of escape sequences in text fields).
 */
export function unescapeHl7(raw: string, s: Separators): string {
  if (s.escape === '' || !raw.includes(s.escape)) return clean(raw)
  const parts: string[] = []
  let i = 0
  while (i < raw.length) {
    const start = raw.indexOf(s.escape, i)
    const end = start < 0 ? -1 : raw.indexOf(s.escape, start + 1)
    if (end < 0) break
    const meant = sequenceText(raw.slice(start + 1, end), s)
    parts.push(raw.slice(i, start), meant ?? s.escape)
    i = meant === undefined ? start + 1 : end + 1
  }
  return clean(parts.join('') + raw.slice(i))
}

/** The inverse for writing: separators and line ends become sequences, so that text can never open a field or a segment. */
export function escapeHl7(text: string, s: Separators = USUAL_SEPARATORS): string {
  const sequences = new Map<string, string>()
  for (const letter of LETTERS) {
    const character = letter === 'P' ? s.truncation : meaningOf(letter, s)
    if (character !== '') sequences.set(character, `${s.escape}${letter}${s.escape}`)
  }
  sequences.set('\r', `${s.escape}X0D${s.escape}`)
  sequences.set('\n', `${s.escape}X0A${s.escape}`)
  return Array.from(text, (character) => sequences.get(character) ?? character).join('')
}
