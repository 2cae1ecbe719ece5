import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { type Separators, unescapeHl7 } from './escape.ts'

/** Text as meant, `null` when the sender wrote `""` (delete what you hold), `undefined` when nothing was sent. */
export type Hl7Value = string | null | undefined

/** Places are counted from 1, as HL7 counts them; repetition, component and subcomponent default to the first. */
export interface Hl7Segment {
  readonly name: string
  /** Number of the last field that was sent. */
  readonly fieldCount: number
  get(field: number, repetition?: number, component?: number, subcomponent?: number): Hl7Value
  /** Repetitions sent in a field; 0 for an empty one. */
  repetitions(field: number): number
  /** A field cut into repetitions and those into components, as they stood in the message; empty for an empty field. */
  parts(field: number): readonly (readonly string[])[]
  /** A field as it stood in the message, escapes and all. */
  raw(field: number): string
}

export interface Hl7Message {
  readonly separators: Separators
  /** MSH-9.1 and MSH-9.2 (EVN-1 for old senders), MSH-10, MSH-11 and MSH-12. */
  readonly type: string
  readonly event: string
  readonly controlId: string
  readonly processing: string
  readonly version: string
  readonly segments: readonly Hl7Segment[]
  /** All segments of one name, in the order sent. */
  all(name: string): readonly Hl7Segment[]
  /** A place in the first segment of that name. */
  get(name: string, field: number, repetition?: number, component?: number, subcomponent?: number): Hl7Value
}

/** One message: 1 million characters and 10,000 segments, some hundred times a real one. */
export const MESSAGE_CHARACTERS = 1_000_000
export const MESSAGE_SEGMENTS = 10_000
/** What separators part in one message. A million empty parts would keep everybody else waiting for seconds while they are cut. */
export const MESSAGE_PARTS = 50_000
const CONTROL_ID_CHARACTERS = 199
const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/
/** A letter, digit, space, quote or control character cannot separate anything. */
const NO_SEPARATOR = /[\p{L}\p{N}\s"\p{Cc}]/u

const split = (text: string, separator: string): readonly string[] =>
  separator === '' ? [text] : text.split(separator)

function segmentOf(line: string, s: Separators): Hl7Segment {
  const pieces = line.split(s.field)
  const name = pieces[0]!
  // In MSH the first separator is itself field 1, so every later field stands one place further left.
  const fields = name === 'MSH' ? [s.field, ...pieces.slice(1)] : pieces.slice(1)
  const raw = (field: number) => fields[field - 1] ?? ''
  // Cut once: a hostile field of a million separators would otherwise be cut again for each place read.
  const cut = new Map<number, readonly (readonly string[])[]>()
  const parts = (field: number) => {
    const known = cut.get(field)
    if (known) return known
    const text = raw(field)
    const whole = name === 'MSH' && field <= 2
    const made =
      text === '' ? [] : whole ? [[text]] : split(text, s.repetition).map((r) => split(r, s.component))
    cut.set(field, made)
    return made
  }
  return {
    name,
    fieldCount: fields.length,
    raw,
    parts,
    repetitions: (field) => parts(field).length,
    get(field, repetition = 1, component = 1, subcomponent = 1) {
      if (raw(field) === '""') return null
      const text = parts(field)[repetition - 1]?.[component - 1] ?? ''
      if (name === 'MSH' && field <= 2) return text
      const part = split(text, s.subcomponent)[subcomponent - 1] ?? ''
      if (part === '') return undefined
      return part === '""' ? null : unescapeHl7(part, s)
    },
  }
}

/** The separators a message declares; two (component, repetition) to five characters, all different. */
function separatorsOf(header: string): Separators | undefined {
  const field = header[3]
  if (!header.startsWith('MSH') || field === undefined) return undefined
  const rest = header.slice(4)
  const end = rest.indexOf(field)
  const declared = end < 0 ? rest : rest.slice(0, end)
  const characters = [field, ...declared]
  const usable =
    declared.length >= 2 && declared.length <= 5 && new Set(characters).size === characters.length
  if (!usable || characters.some((c) => NO_SEPARATOR.test(c))) return undefined
  const [, component = '', repetition = '', escapeWith = '', subcomponent = '', truncation = ''] = characters
  return { field, component, repetition, escape: escapeWith, subcomponent, truncation }
}

function hasTooManyParts(text: string, { field, repetition, component, subcomponent }: Separators): boolean {
  const marks = new Set([field, repetition, component, subcomponent].map((s) => s.charCodeAt(0)))
  let parts = 0
  for (let at = 0; at < text.length; at += 1) if (marks.has(text.charCodeAt(at))) parts += 1
  return parts > MESSAGE_PARTS
}

/** The lines of a message; CR is the standard's separator, LF and CRLF are what files and editors make of it. */
const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/)

/**
 * The control id of a message that may not be readable otherwise, so that an answer can still name it.
 * Undefined when even the header is not one.
 */
export function controlIdOf(text: string): string | undefined {
  const header = linesOf(text.slice(0, 10_000).trimStart())[0] ?? ''
  const s = separatorsOf(header)
  const id = s && segmentOf(header, s).get(10)
  return id && id.length <= CONTROL_ID_CHARACTERS ? id : undefined
}

/**
 * One HL7 v2 message as segments and fields; nothing about its meaning is known here.
 * Refuses: TOO_LARGE, HL7_NOT_A_MESSAGE, HL7_SEGMENT_UNREADABLE, HL7_HEADER_INCOMPLETE. Never throws.
 * Why a line without a segment name is refused and not skipped: it is most often a field with a raw line break,
 * and what follows it would be read in the wrong place.
 */
export function parseHl7(text: string): Result<Hl7Message> {
  if (text.length > MESSAGE_CHARACTERS) return refuse('TOO_LARGE')
  const lines = linesOf(text.replace(/^\uFEFF/, '').trimStart())
  const separators = separatorsOf(lines[0] ?? '')
  if (!separators) return refuse('HL7_NOT_A_MESSAGE')
  if (hasTooManyParts(text, separators)) return refuse('TOO_LARGE')
  const segments: Hl7Segment[] = []
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    if (segments.length >= MESSAGE_SEGMENTS) return refuse('TOO_LARGE')
    const segment = segmentOf(line, separators)
    const second = segment.name === 'MSH' && segments.length > 0
    if (!SEGMENT_NAME.test(segment.name) || second)
      return refuse('HL7_SEGMENT_UNREADABLE', { params: { line: index + 1 } })
    segments.push(segment)
  }
  return withHeader(segments, separators)
}

function withHeader(segments: readonly Hl7Segment[], separators: Separators): Result<Hl7Message> {
  const header = segments[0]!
  const byName = Map.groupBy(segments, (segment) => segment.name)
  const all = (name: string) => byName.get(name) ?? []
  const type = header.get(9)
  const controlId = header.get(10)
  if (!type) return refuse('HL7_HEADER_INCOMPLETE', { params: { what: 'the message type (MSH-9)' } })
  if (!controlId || controlId.length > CONTROL_ID_CHARACTERS) {
    return refuse('HL7_HEADER_INCOMPLETE', { params: { what: 'a usable control id (MSH-10)' } })
  }
  return ok({
    separators,
    type,
    event: header.get(9, 1, 2) ?? all('EVN')[0]?.get(1) ?? '',
    controlId,
    processing: header.get(11) ?? '',
    version: header.get(12) ?? '',
    segments,
    all,
    get: (name, field, repetition, component, subcomponent) =>
      all(name)[0]?.get(field, repetition, component, subcomponent),
  })
}
