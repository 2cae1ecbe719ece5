import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { addMinutes, type Day, type Instant } from '#core/kernel/time.ts'
import type { HomeArea } from '#core/place/home-area.ts'
import { CLOCK_TOLERANCE_MINUTES } from '#core/place/open-stay.ts'
import type { Distance, EndSource, KnownTo, StayReason } from '#core/place/stay.ts'
import type { Hl7Message } from '#platform/hl7/message.ts'
import { type Hl7Reading, readingOf } from '#platform/hl7/reading.ts'
import { hl7Timestamp } from '#platform/hl7/timestamp.ts'
import { type PersonInMessage, personOf } from './hl7-person.ts'
import { type SenderInMessage, senderOf, type WardInMessage, wardOf } from './hl7-place.ts'

/** What admissions and discharges both say. */
interface AnyAdt {
  readonly controlId: string
  /** MSH-7, when it was sent; null where it does not say a usable time. Tells a late message from a newer one. */
  readonly sentAt: Instant | null
  /** PID-29 or PID-30, or a discharge method or destination that says so. */
  readonly died: { readonly saidIn: string; readonly on: Day | null } | null
  readonly sender: SenderInMessage
  /** MSH-11: live, or marked by the sender as not about a real person. */
  readonly processing: 'live' | 'training' | 'debugging'
  readonly person: PersonInMessage
  /** PV1-19, the sender's key of the stay; null when not given. */
  readonly visitNumber: string | null
  /** What was put aside, inferred or is odd, in fixed words; never a value from the message. */
  readonly notes: readonly string[]
  /** Places with content that this map does not use. The whole message is kept, so nothing is lost. */
  readonly unmapped: readonly string[]
}

export interface AdmitInMessage {
  readonly ward: WardInMessage
  readonly admittedAt: Instant
  readonly admittedKnownTo: KnownTo
  readonly admittedFrom: 'PV1-44' | 'EVN-6' | 'EVN-2'
  readonly homeArea: HomeArea
  readonly distance: Distance
  readonly reason: StayReason
}

export interface DischargeInMessage {
  /** Null where the message does not name the ward: the visit number or the one open stay says which is meant. */
  readonly ward: WardInMessage | null
  readonly endedAt: Instant
  readonly endedKnownTo: KnownTo
  readonly endSource: Exclude<EndSource, 'by hand' | 'moved to another stay'>
  /** The day and time of admission where PV1-44 says it. */
  readonly admittedAt: Instant | null
  /** PV1-36 and PV1-37 as sent. */
  readonly method: string | null
  readonly destination: string | null
}

/** A move to another ward (A02). The visit goes on, under its own number. */
export interface MoveInMessage {
  readonly ward: WardInMessage
  readonly movedAt: Instant
  readonly movedKnownTo: KnownTo
}

export type AdtCommands =
  | (AnyAdt & { readonly event: 'A01'; readonly admit: AdmitInMessage })
  | (AnyAdt & { readonly event: 'A02'; readonly move: MoveInMessage })
  | (AnyAdt & { readonly event: 'A03'; readonly discharge: DischargeInMessage })
  | (AnyAdt & { readonly event: 'A11' | 'A13' })
  /** Leave begins or ends: when, and until when it is meant to last where the message says so (PV2-47). */
  | (AnyAdt & { readonly event: 'A21'; readonly leave: LeaveInMessage })
  | (AnyAdt & { readonly event: 'A22'; readonly leave: LeaveInMessage })
  /** An admission or a move that did not happen; of a move, when it would have been (EVN-6). */
  | (AnyAdt & { readonly event: 'A12'; readonly cancelledAt: Instant | null })
  /** An update of a visit: the times of admission and leaving as it gives them. */
  | (AnyAdt & { readonly event: 'A08'; readonly update: UpdateInMessage })
  /** A person told of without a stay: registered (A04), added (A28) or updated (A31). */
  | (AnyAdt & { readonly event: 'A04' | 'A28' | 'A31' })
  /** Two of the sender's own numbers are one: the one that stays (PID-3) and the one that goes (MRG-1). */
  | (AnyAdt & { readonly event: 'A40'; readonly numbers: NumbersInMessage })

export interface UpdateInMessage {
  readonly admittedAt: Instant | null
  readonly admittedKnownTo: KnownTo
  readonly endedAt: Instant | null
  readonly endedKnownTo: KnownTo
  /** The patient class says that they are staying (PV1-2 not O or P). */
  readonly staying: boolean
}

export interface NumbersInMessage {
  readonly authority: string
  readonly keep: string
  readonly away: string
}

export interface LeaveInMessage {
  readonly at: Instant
  readonly expectedBackAt: Instant | null
}

type EventRead = AdtCommands['event']
const READ: ReadonlySet<string> = new Set<EventRead>([
  'A01',
  'A02',
  'A03',
  'A04',
  'A08',
  'A11',
  'A12',
  'A13',
  'A21',
  'A22',
  'A28',
  'A31',
  'A40',
])
/** Events about somebody and no visit. */
const NO_VISIT: ReadonlySet<string> = new Set<EventRead>(['A04', 'A28', 'A31', 'A40'])
/** They say who, which visit and when; groups of several people (A40 may have them) are to be sent as a message each. */
const ONCE = ['PID', 'PV1', 'MRG', 'EVN'] as const
const VERSIONS: ReadonlySet<string> = new Set(['2.3', '2.3.1', '2.4', '2.5', '2.5.1'])
const isRead = (event: string): event is EventRead => READ.has(event)

/** NHS Data Dictionary: discharge method 4 and discharge destination 79 are "patient died". */
const DIED_METHOD = '4'
const DIED_DESTINATION = '79'

interface SaidTime<Place extends string> {
  readonly at: Instant
  readonly knownTo: KnownTo
  readonly from: Place
}

const textAt = (reading: Hl7Reading, name: string, field: number, component = 1): string =>
  (reading.get(name, field, 1, component) ?? '').replace(/\p{Cc}/gu, ' ').trim()

/**
 * The first place that says a usable time. A place that says something else is noted and passed over.
 * Every place is looked at, so that a time not used does not count as unmapped.
 */
function firstTime<Place extends string>(
  reading: Hl7Reading,
  places: readonly Place[],
  notes: string[],
): SaidTime<Place> | undefined {
  const said: SaidTime<Place>[] = []
  for (const place of places) {
    const [name = '', field = ''] = place.split('-')
    const written = textAt(reading, name, Number(field))
    const time = written === '' ? undefined : hl7Timestamp(written)
    const precise = time && time.precision !== 'year' && time.precision !== 'month'
    if (written !== '' && !precise) notes.push(`the time in ${place} is not one we can read`)
    if (!time || !precise) continue
    if (said.length === 0 && time.clock === 'twice')
      notes.push(`the clock showed the time in ${place} twice that night; the first is taken`)
    if (said.length === 0 && time.clock === 'never')
      notes.push(`the clock skipped the time in ${place}; an hour later is taken`)
    said.push({ at: time.at, knownTo: time.precision === 'day' ? 'day' : 'minute', from: place })
  }
  return said[0]
}

/** Outpatients and people not yet admitted have no stay. Letters: HL7 table 0004. */
const NOT_STAYING: ReadonlySet<string> = new Set(['O', 'P'])

/** PV2-3, the reason for admission, where the sender gives one. */
function reasonOf(reading: Hl7Reading): StayReason {
  const [code, words] = [textAt(reading, 'PV2', 3, 1), textAt(reading, 'PV2', 3, 2)]
  const said = (words || code).slice(0, 500)
  if (said === '') return 'not known'
  return code !== '' && words !== '' && code.length <= 200 ? { words: said, code } : { words: said }
}

/**
 * MSH-7. What was sent last holds, so a time that has not come would outrank every later message: of a clock that runs ahead when the
 * message came counts.
 */
function sentAtOf(reading: Hl7Reading, now: Instant, notes: string[]): Instant | null {
  const sent = hl7Timestamp(textAt(reading, 'MSH', 7))?.at
  if (sent === undefined) return null
  if (sent <= addMinutes(now, CLOCK_TOLERANCE_MINUTES)) return sent
  notes.push('the message says that it was sent later than now (MSH-7), so when it came counts')
  return null
}

const processingOf = (code: string): AnyAdt['processing'] =>
  code === 'T' ? 'training' : code === 'D' ? 'debugging' : 'live'

/**
 * An ADT message as what the commands need: admission (A01), move (A02), discharge (A03), registration (A04), updates (A08, A31), cancelled
 * admission, move and discharge (A11, A12, A13), leave (A21, A22), a person without a visit (A28), and two own numbers that are one (A40).
 * Looks nothing up and decides nothing.
 * Refuses: HL7_EVENT_NOT_READ (A45 and A47 too: a visit or a number given to another person is for a human to look at),
 * HL7_VERSION_NOT_READ, HL7_SENDER_NOT_SAID, HL7_SEGMENT_MISSING, HL7_SEGMENT_TWICE, HL7_PERSON_NOT_NAMED, HL7_NOT_AN_INPATIENT, HL7_WARD_NOT_SAID,
 * HL7_TIME_NOT_SAID, HL7_NUMBERS_NOT_SAID.
 * Times of admission: PV1-44, else EVN-6 (when it happened), else EVN-2 (when it was typed in).
 * Times of a move: EVN-6, else EVN-2.
 * Times of leaving: PV1-45, else EVN-6, else MSH-7 (when it was sent: "inferred").
 */
export function adtToCommands(message: Hl7Message, now: Instant): Result<AdtCommands> {
  const { event } = message
  const version = message.version.trim()
  if (version !== '' && !VERSIONS.has(version))
    return refuse('HL7_VERSION_NOT_READ', {
      params: { version: /^[\d.]{1,8}$/.test(version) ? version : 'another' },
    })
  if (message.type !== 'ADT' || !isRead(event))
    return refuse('HL7_EVENT_NOT_READ', {
      params: { event: /^[A-Z]\d\d$/.test(event) ? event : 'another kind' },
    })
  const reading = readingOf(message)
  const sender = senderOf(reading)
  if (sender.organisationCode === '') return refuse('HL7_SENDER_NOT_SAID')
  const needed = event === 'A40' ? ['PID', 'MRG'] : NO_VISIT.has(event) ? ['PID'] : ['PID', 'PV1']
  for (const segment of needed) {
    if (message.all(segment).length === 0) return refuse('HL7_SEGMENT_MISSING', { params: { segment } })
  }
  // whose message it is, or which visit: of two nobody can say, and the second would be lost
  for (const segment of ONCE) {
    if (message.all(segment).length > 1) return refuse('HL7_SEGMENT_TWICE', { params: { segment } })
  }
  const notes: string[] = []
  const person = personOf(reading, now, notes)
  const nameless = !person.names.some((name) => name.kind !== 'former')
  if (nameless && person.nhsNumber.status === 'not given') return refuse('HL7_PERSON_NOT_NAMED')
  const visit = textAt(reading, 'PV1', 19)
  textAt(reading, 'PV1', 19, 4) // names the numbering; the sender is the key's other half
  if (visit.length > 200) notes.push('the visit number in PV1-19 is too long, so it counts as not given')
  const said: SaidAlways = {
    controlId: message.controlId,
    sentAt: sentAtOf(reading, now, notes),
    died: person.saidToHaveDied ? { saidIn: 'PID-29 or PID-30', on: person.diedOn } : null,
    sender,
    processing: processingOf(message.processing),
    person,
    visitNumber: visit === '' || visit.length > 200 ? null : visit,
  }
  const of = eventOf(event, reading, said, notes)
  return of.ok ? ok({ ...said, notes, unmapped: reading.unread(), ...of.value } as AdtCommands) : of
}

type SaidAlways = Omit<AnyAdt, 'notes' | 'unmapped'>
/** What an event has of its own. */
type Own<C> = C extends AdtCommands ? Omit<C, keyof AnyAdt> & Partial<Pick<AnyAdt, 'died'>> : never
type OfEvent = Own<AdtCommands>

function eventOf(event: EventRead, reading: Hl7Reading, said: SaidAlways, notes: string[]): Result<OfEvent> {
  switch (event) {
    case 'A01': {
      const admit = admitOf(reading, said.sender, said.person, notes)
      return admit.ok ? ok({ event, admit: admit.value }) : admit
    }
    case 'A02': {
      const move = moveOf(reading, said.sender, notes)
      return move.ok ? ok({ event, move: move.value }) : move
    }
    case 'A03': {
      const discharge = dischargeOf(reading, said.sender, notes)
      if (!discharge.ok) return discharge
      const { method, destination } = discharge.value
      const byCode = method === DIED_METHOD || destination === DIED_DESTINATION
      const died = said.died ?? (byCode ? { saidIn: 'PV1-36 or PV1-37', on: said.person.diedOn } : null)
      return ok({ event, discharge: discharge.value, died })
    }
    case 'A08':
      return ok({ event, update: updateOf(reading, notes) })
    case 'A12':
      return ok({ event, cancelledAt: hl7Timestamp(textAt(reading, 'EVN', 6))?.at ?? null })
    case 'A21':
    case 'A22': {
      const time = firstTime(reading, ['EVN-6', 'EVN-2'], notes)
      if (!time) return refuse('HL7_TIME_NOT_SAID', { params: { places: 'EVN-6, EVN-2' } })
      const back = hl7Timestamp(textAt(reading, 'PV2', 47))
      return ok({ event, leave: { at: time.at, expectedBackAt: back?.at ?? null } })
    }
    case 'A40': {
      const numbers = numbersOf(reading, said.person)
      return numbers ? ok({ event, numbers }) : refuse('HL7_NUMBERS_NOT_SAID')
    }
    case 'A11':
    case 'A13':
      return ok({ event })
    default:
      return ok({ event })
  }
}

/** PV1-44 and PV1-45 of an update; a sender that repeats what it said before puts nothing right by it. */
function updateOf(reading: Hl7Reading, notes: string[]): UpdateInMessage {
  const admitted = firstTime(reading, ['PV1-44'], notes)
  const ended = firstTime(reading, ['PV1-45'], notes)
  return {
    admittedAt: admitted?.at ?? null,
    admittedKnownTo: admitted?.knownTo ?? 'minute',
    endedAt: ended?.at ?? null,
    endedKnownTo: ended?.knownTo ?? 'minute',
    staying: !NOT_STAYING.has(textAt(reading, 'PV1', 2).toUpperCase()),
  }
}

/** The sender's number that stays and the one that goes, of one numbering; never the NHS number, which nobody here renumbers. */
function numbersOf(reading: Hl7Reading, person: PersonInMessage): NumbersInMessage | undefined {
  const away = textAt(reading, 'MRG', 1)
  const authority = textAt(reading, 'MRG', 1, 4) || 'not said'
  const keep = person.hospitalNumbers.find((n) => n.authority === authority)
  const usable = away !== '' && away.length <= 200 && keep !== undefined && keep.number !== away
  return usable ? { authority, keep: keep.number, away } : undefined
}

function admitOf(
  reading: Hl7Reading,
  sender: SenderInMessage,
  person: PersonInMessage,
  notes: string[],
): Result<AdmitInMessage> {
  if (NOT_STAYING.has(textAt(reading, 'PV1', 2).toUpperCase())) return refuse('HL7_NOT_AN_INPATIENT')
  const ward = wardOf(reading, sender)
  if (ward === null) return refuse('HL7_WARD_NOT_SAID')
  const time = firstTime(reading, ['PV1-44', 'EVN-6', 'EVN-2'], notes)
  if (!time) return refuse('HL7_TIME_NOT_SAID', { params: { places: 'PV1-44, EVN-6, EVN-2' } })
  if (time.from !== 'PV1-44')
    notes.push(`the time of admission was read from ${time.from}, because PV1-44 does not say it`)
  const sent = hl7Timestamp(textAt(reading, 'MSH', 7))
  if (sent && time.at > addMinutes(sent.at, 60))
    notes.push('the time of admission is later than the message that tells of it; kept as sent')
  return ok({
    ward,
    admittedAt: time.at,
    admittedKnownTo: time.knownTo,
    admittedFrom: time.from,
    homeArea: person.homeArea,
    // No field of an admission says how far home is; measuring it from two postcodes would be a guess at a journey.
    distance: 'not known',
    reason: reasonOf(reading),
  })
}

function moveOf(reading: Hl7Reading, sender: SenderInMessage, notes: string[]): Result<MoveInMessage> {
  const ward = wardOf(reading, sender)
  if (ward === null) return refuse('HL7_WARD_NOT_SAID')
  const time = firstTime(reading, ['EVN-6', 'EVN-2'], notes)
  if (!time) return refuse('HL7_TIME_NOT_SAID', { params: { places: 'EVN-6, EVN-2' } })
  // Read so as not to be counted as unmapped: the ward they came from is the one on which they are here, and when they were admitted stands.
  for (const field of [2, 6, 44]) textAt(reading, 'PV1', field)
  return ok({ ward, movedAt: time.at, movedKnownTo: time.knownTo })
}

function dischargeOf(
  reading: Hl7Reading,
  sender: SenderInMessage,
  notes: string[],
): Result<DischargeInMessage> {
  const time = firstTime(reading, ['PV1-45', 'EVN-6', 'MSH-7'], notes)
  if (!time) return refuse('HL7_TIME_NOT_SAID', { params: { places: 'PV1-45, EVN-6, MSH-7' } })
  if (time.from === 'MSH-7')
    notes.push('the time of leaving is inferred from when the message was sent (MSH-7)')
  const admitted = hl7Timestamp(textAt(reading, 'PV1', 44))
  const code = (field: number) => textAt(reading, 'PV1', field).slice(0, 200) || null
  // Read so as not to be counted as unmapped; when it was typed in adds nothing to when it happened.
  textAt(reading, 'EVN', 2)
  textAt(reading, 'PV1', 2)
  return ok({
    ward: wardOf(reading, sender),
    endedAt: time.at,
    endedKnownTo: time.knownTo,
    endSource: time.from === 'MSH-7' ? 'inferred from MSH-7' : time.from,
    admittedAt: admitted?.at ?? null,
    method: code(36),
    destination: code(37),
  })
}
