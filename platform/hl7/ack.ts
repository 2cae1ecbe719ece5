import type { RefusalCode } from '#core/kernel/refusals.ts'
import type { Instant } from '#core/kernel/time.ts'
import { escapeHl7, USUAL_SEPARATORS } from './escape.ts'
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
  'TOO_LARGE',
])

export const ackCodeFor = (refusal: { readonly code: RefusalCode }): 'AE' | 'AR' =>
  REJECTED.has(refusal.code) ? 'AR' : 'AE'

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
  sent: { readonly at: Instant; readonly answers?: string | undefined },
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
  return `${msh.join(s.field)}\r${msa.join(s.field)}\r`
}
