import type { Hl7Reading } from '#platform/hl7/reading.ts'

/** Who sent a message. `organisationCode` is MSH-4 in capitals: an ODS code, or whatever code the sender uses for itself. */
export interface SenderInMessage {
  readonly organisationCode: string
  readonly application: string
}

/**
 * A ward as the message names it. `form` says how PV1-3 was read, so that a wrong reading can be seen.
 * `siteCode`: PV1-3.4, the site's code, null when not sent.
 */
export interface WardInMessage {
  readonly wardCode: string
  readonly room: string | null
  readonly bed: string | null
  readonly siteCode: string | null
  readonly form: 'organisation first' | 'ward first'
}

const TRUST_CODE = /^[RT][A-Z0-9]{2}$/

export function senderOf(reading: Hl7Reading): SenderInMessage {
  const text = (field: number) => (reading.get('MSH', field) ?? '').trim()
  return { organisationCode: text(4).toUpperCase(), application: text(3) }
}

/**
 * PV1-3 in either of two orders; null when it names no ward.
 * The standard's is WARD^ROOM^BED^FACILITY. ITK senders put their organisation first: `RCB^OBS1^BAY2-6^RCB55`.
 * Organisation first is taken only where the first component is a code that the message gives elsewhere too: the sender's
 * own (MSH-4), or a trust code (R.. or T..) which the site code (PV1-3.4) starts with. A ward called as its trust is
 * called would be misread; the unit is then not found and the message refused, never filed on another ward.
 */
export function wardOf(reading: Hl7Reading, sender: SenderInMessage): WardInMessage | null {
  const [first = '', second = '', third = '', fourth = ''] = [1, 2, 3, 4].map((component) =>
    (reading.get('PV1', 3, 1, component) ?? '').replace(/\p{Cc}/gu, ' ').trim(),
  )
  const code = first.toUpperCase()
  const site = fourth.toUpperCase()
  const senders =
    code === sender.organisationCode ||
    (code !== '' && sender.organisationCode.startsWith(code) && code.length === 3)
  const organisationFirst = second !== '' && (senders || (TRUST_CODE.test(code) && site.startsWith(code)))
  const siteCode = fourth || null
  if (organisationFirst)
    return { wardCode: second, room: null, bed: third || null, siteCode, form: 'organisation first' }
  if (first === '') return null
  return { wardCode: first, room: second || null, bed: third || null, siteCode, form: 'ward first' }
}
