import type { RefusalCode } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { escapeHl7, type Separators, USUAL_SEPARATORS } from './escape.ts'
import type { Hl7Message } from './message.ts'
import { writeHl7Timestamp } from './timestamp.ts'

/** Accepted; error in what it says; rejected for what it is. Source: HL7 table 0008, original mode. */
export type AckCode = 'AA' | 'AE' | 'AR'

/** A message rejected for what it is will not do better when sent again as it stands; all else is an error in its content. */
const REJECTED: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'HL7_NOT_A_MESSAGE',
  'HL7_HEADER_INCOMPLETE',
  'HL7_SEGMENT_UNREADABLE',
  'HL7_EVENT_NOT_READ',
  'HL7_VERSION_NOT_READ',
  'HL7_SENDER_NOT_EXPECTED',
  'TOO_LARGE',
])

export const ackCodeFor = (refusal: { readonly code: RefusalCode }): 'AE' | 'AR' =>
  REJECTED.has(refusal.code) ? 'AR' : 'AE'

/** Where in a message something is wrong and what kind of error it is (HL7 table 0357, with its words). */
interface ErrorSaid {
  readonly code: string
  readonly words: string
  readonly place?: readonly [segment: string, field: number]
}
const error = (code: string, words: string, segment?: string, field?: number): ErrorSaid => ({
  code,
  words,
  ...(segment !== undefined && field !== undefined && { place: [segment, field] as const }),
})
const UNKNOWN_KEY = 'Unknown key identifier'
const MISSING = 'Required field missing'
const ERRORS: Readonly<Partial<Record<RefusalCode, ErrorSaid>>> = {
  HL7_NOT_A_MESSAGE: error('100', 'Segment sequence error', 'MSH', 1),
  HL7_SEGMENT_UNREADABLE: error('100', 'Segment sequence error'),
  HL7_CUT_SHORT: error('100', 'Segment sequence error'),
  HL7_SEGMENT_MISSING: error('100', 'Segment sequence error'),
  HL7_SEGMENT_TWICE: error('100', 'Segment sequence error'),
  HL7_HEADER_INCOMPLETE: error('101', MISSING, 'MSH', 10),
  HL7_SENDER_NOT_SAID: error('101', MISSING, 'MSH', 4),
  HL7_PERSON_NOT_NAMED: error('101', MISSING, 'PID', 5),
  HL7_TWO_IDENTIFIERS: error('101', MISSING, 'PID', 3),
  HL7_WARD_NOT_SAID: error('101', MISSING, 'PV1', 3),
  HL7_TIME_NOT_SAID: error('101', MISSING, 'EVN', 6),
  HL7_NUMBERS_NOT_SAID: error('101', MISSING, 'MRG', 1),
  HL7_EVENT_NOT_READ: error('201', 'Unsupported event code', 'MSH', 9),
  HL7_NOT_LIVE: error('202', 'Unsupported processing id', 'MSH', 11),
  HL7_VERSION_NOT_READ: error('203', 'Unsupported version id', 'MSH', 12),
  HL7_SENDER_NOT_EXPECTED: error('103', 'Table value not found', 'MSH', 3),
  STAY_ORGANISATION_NOT_YOURS: error('103', 'Table value not found', 'MSH', 4),
  STAY_UNIT_NOT_KNOWN: error('103', 'Table value not found', 'PV1', 3),
  HL7_NOT_AN_INPATIENT: error('103', 'Table value not found', 'PV1', 2),
  STAY_NOT_KNOWN: error('204', UNKNOWN_KEY, 'PV1', 19),
  STAY_VISIT_NUMBER_TAKEN: error('205', 'Duplicate key identifier', 'PV1', 19),
  HL7_NUMBER_OF_ANOTHER: error('205', 'Duplicate key identifier', 'PID', 3),
  BUSY_TRY_AGAIN: error('206', 'Application record locked'),
}
const OTHER = error('207', 'Application internal error')

/** HL7 2.5 gave ERR fields of its own for place, code and words; before it, all stood in ERR-1. */
const inOldForm = (version: string): boolean => /^2\.[0-4](?:\.|$)/.test(version)

/** The ERR segment of a refusal: where, what (table 0357), and the same fixed sentence as in MSA-3. */
function errorSegment(refusal: RefusalCode, sentence: string, version: string, s: Separators): string {
  const { code, words, place } = ERRORS[refusal] ?? OTHER
  const [segment = '', field = ''] = place ?? []
  const at = [segment, segment && '1', field]
  if (inOldForm(version)) {
    const kind = [code, words, 'HL70357'].join(s.subcomponent || ' ')
    return ['ERR', [...at, kind].join(s.component)].join(s.field)
  }
  const kind = [code, words, 'HL70357'].join(s.component)
  return ['ERR', '', place ? at.join(s.component) : '', kind, 'E', '', '', '', sentence].join(s.field)
}

/**
 * The answer to a message, in the message's own separators and back the way it came; ends with CR.
 * `message` undefined (not readable): usual separators, and `answers` names the control id if the header gave one.
 * `controlId`: the answer's own. `text` is a fixed sentence: never a name, for answers are logged by every engine on the way.
 */
export function buildAck(
  message: Hl7Message | undefined,
  code: AckCode,
  text: string,
  controlId: string,
  sent: {
    readonly at: Instant
    readonly answers?: string | undefined
    readonly refusal?: RefusalCode | undefined
  },
): string {
  const s = message?.separators ?? USUAL_SEPARATORS
  const header = message?.segments[0]
  const raw = (field: number) => header?.raw(field) ?? ''
  const encoding = `${s.component}${s.repetition}${s.escape}${s.subcomponent}${s.truncation}`
  const event = escapeHl7(message?.event ?? '', s)
  const type = event === '' ? 'ACK' : ['ACK', event, 'ACK'].join(s.component)
  const escaped = (words: string) =>
    s.escape === '' ? words.replace(/[^\p{L}\p{N} .,:()-]/gu, ' ') : escapeHl7(words, s)
  const from = [raw(5), raw(6)]
  const to = [raw(3), raw(4)]
  const msh = [
    'MSH',
    encoding,
    ...from,
    ...to,
    writeHl7Timestamp(sent.at),
    '',
    type,
    escaped(controlId),
    raw(11) || 'P',
    raw(12) || '2.4',
  ]
  const msa = ['MSA', code, header ? raw(10) : escaped(sent.answers ?? ''), escaped(text)]
  const err = sent.refusal && errorSegment(sent.refusal, escaped(text), raw(12) || '2.4', s)
  return [msh.join(s.field), msa.join(s.field), ...(err ? [err] : [])].map((line) => `${line}\r`).join('')
}
