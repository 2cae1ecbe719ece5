import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { HeardWhat } from '#core/place/heard.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import type { AdtCommands } from './hl7.ts'
import type { Hl7Outcome } from './hl7-line.ts'
import type { WardInMessage } from './hl7-place.ts'
import { type FeedDoor, idFrom, send } from './hl7-send.ts'
import { detailsOf, familyKeysOf, hasTwoIdentifiers } from './message-details.ts'
import type { FeedPlace, StayForMessage } from './queries/index.ts'
import type { OwnNumberHolder } from './queries/own-number.ts'

/** Whom and which visit a message turned out to be about; what it lacks is null. */
export interface Filed {
  readonly outcome: Hl7Outcome
  readonly personId: string | null
}
const filed = (outcome: Hl7Outcome, personId: string | null): Result<Filed> => ok({ outcome, personId })

/** Files one message as the commands it means. Refuses where it cannot; the caller keeps it then. */
export async function file(
  said: AdtCommands,
  item: Hl7Item,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<Filed>> {
  if (door.live && said.processing !== 'live') return refuse('HL7_NOT_LIVE')
  if (said.sender.organisationCode !== place.organisationCode?.toUpperCase())
    return refuse('STAY_ORGANISATION_NOT_YOURS')
  switch (said.event) {
    case 'A01':
      return admit(said, item, place, door)
    case 'A02':
      return move(said, item, place, door)
    case 'A03':
      return discharge(said, item, door)
    case 'A11':
      return cancelAdmission(said, item, door)
    case 'A12':
      return cancelMove(said, item, door)
    case 'A13':
      return cancelDischarge(said, item, door)
    case 'A21':
    case 'A22':
      return leave(said, item, door)
    case 'A04':
    case 'A28':
      return addPerson(said, item, door)
    case 'A08':
      return update(said, item, door)
    case 'A31':
      return updatePerson(said, item, door)
    case 'A40':
      return joinNumbers(said, item, door)
  }
}

const Registered = z.object({ personId: z.uuid() })
const Opened = z.object({
  stayId: z.uuid().nullable(),
  effect: z.enum(['opened', 'visit number added', 'none', 'cancelled']),
  again: z.boolean().optional(),
  lacking: z.string().optional(),
  differences: z.string().optional(),
})
const HeardMade = z.object({
  effect: z.enum([
    'none',
    'moved',
    'placed',
    'moved back',
    'noted',
    'ended',
    'put right',
    'cancelled',
    'undone',
    'asked',
    'away',
    'away and back',
    'back',
    'never was',
    'in use',
  ]),
})
const Reported = z.object({ effect: z.enum(['reported', 'none']) })
const Joined = z.object({
  outcome: z.enum(['joined', 'again', 'against']),
  known: z.boolean(),
  moved: z.int(),
})

const parts = (text: string | undefined): string[] => (text ? text.split(', ') : [])

interface ToHear {
  readonly what: HeardWhat
  readonly at: Instant | null
  readonly knownTo?: 'minute' | 'day'
  readonly unitId?: string
  readonly endSource?: string
  readonly method?: string | null
  readonly destination?: string | null
  readonly expectedBackAt?: Instant | null
}

/** One thing that this message says of a stay, through the one command for it. */
const hear = (
  said: AdtCommands,
  item: Hl7Item,
  door: FeedDoor,
  stay: Pick<StayForMessage, 'stayId' | 'personId'>,
  { what, at, ...more }: ToHear,
  time = 'first',
) =>
  send(
    door,
    item,
    'stay.hear',
    {
      heardId: idFrom(at ?? said.sentAt ?? undefined, 'heard', what, time, item.raw),
      stayId: stay.stayId,
      personId: stay.personId,
      what,
      at,
      sentAt: said.sentAt,
      knownTo: 'minute',
      unitId: null,
      endSource: null,
      method: null,
      destination: null,
      expectedBackAt: null,
      ...more,
    },
    HeardMade,
  )

interface Known {
  /** Whom the stay is opened for. */
  readonly personId: string
  /** Whom the other identifiers name, where the hospital has put its number into another person's. */
  readonly otherPersonId: string | null
}

const ownNumberOf = (said: AdtCommands) => {
  const [own] = said.person.hospitalNumbers
  return own && own.number.length <= 200 && own.authority.length <= 200 ? own : undefined
}

/** Whom the sender's own number stands for; refused where that is somebody else than the rest of the message says. */
async function holderOf(said: AdtCommands, door: FeedDoor): Promise<Result<OwnNumberHolder | null>> {
  const own = ownNumberOf(said)
  if (!own) return ok(null)
  const { nhsNumber, bornOn } = said.person
  const asked = await door.ask('person.own-number-holder', {
    ...own,
    nhsNumber: nhsNumber.status === 'given' ? nhsNumber.number : null,
    bornOn,
    familyKeys: familyKeysOf(said.person).slice(0, 20),
  })
  if (!asked.ok) return asked
  const holder = asked.value as OwnNumberHolder | null
  return holder?.how === 'against' ? refuse('HL7_NUMBER_OF_ANOTHER') : ok(holder)
}

/** The person of a message, added or joined by two identifiers; a number that was merged stands for whom it went to. */
async function personOf(
  said: AdtCommands,
  item: Hl7Item,
  door: FeedDoor,
  at: Instant | null,
): Promise<Result<Known>> {
  const { person } = said
  if (!person.names.some((name) => name.kind !== 'former')) return refuse('HL7_PERSON_NOT_NAMED')
  if (!hasTwoIdentifiers(person)) return refuse('HL7_TWO_IDENTIFIERS')
  const holder = await holderOf(said, door)
  if (!holder.ok) return holder
  const registered = await send(
    door,
    item,
    'person.register',
    { personId: idFrom(at ?? undefined, 'person', item.raw), details: detailsOf(person) },
    Registered,
  )
  if (!registered.ok) return registered
  const { personId } = registered.value.made
  const merged = holder.value?.how === 'merged' && holder.value.personId !== personId
  return ok(
    merged ? { personId: holder.value.personId, otherPersonId: personId } : { personId, otherPersonId: null },
  )
}

async function admit(
  said: AdtCommands & { event: 'A01' },
  item: Hl7Item,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const { admit: admission, visitNumber } = said
  const ward = wardIn(place, admission.ward)
  if (!ward) return refuse('STAY_UNIT_NOT_KNOWN')
  const known = await personOf(said, item, door, admission.admittedAt)
  if (!known.ok) return known
  const { personId, otherPersonId } = known.value
  const own = ownNumberOf(said)
  const opened = await send(
    door,
    item,
    'stay.open',
    {
      stayId: idFrom(admission.admittedAt, 'stay', item.raw),
      personId,
      unitId: ward.unitId,
      visitNumber,
      admittedAt: admission.admittedAt,
      admittedKnownTo: admission.admittedKnownTo,
      homeArea: admission.homeArea,
      distance: admission.distance,
      reason: admission.reason,
      source: 'message',
      movedFrom: null,
      sentAt: said.sentAt,
      heardId: idFrom(admission.admittedAt, 'heard', 'admitted', item.raw),
      ownAuthority: own?.authority ?? null,
      ownNumber: own?.number ?? null,
      otherPersonId,
    },
    Opened,
  )
  if (!opened.ok) return opened
  const { made, replayed } = opened.value
  if (made.effect === 'cancelled') return filed({ done: 'admission was cancelled before it came' }, personId)
  if (made.effect === 'opened' && made.again && made.stayId !== null) {
    const heard = await hear(
      said,
      item,
      door,
      { stayId: made.stayId, personId },
      {
        what: 'admitted',
        at: admission.admittedAt,
        knownTo: admission.admittedKnownTo,
        unitId: ward.unitId,
      },
      'again',
    )
    if (!heard.ok) return heard
  }
  if (made.effect === 'opened' && !replayed)
    return filed({ done: 'admitted', ward: ward.name, lacking: parts(made.lacking) }, personId)
  if (made.effect === 'opened' || made.stayId === null)
    return filed({ done: 'already admitted', ward: ward.name, differences: [] }, personId)
  // said again, or of a stay that the ward wrote: kept beside what is known, which says what holds
  const heard = await hear(
    said,
    item,
    door,
    { stayId: made.stayId, personId },
    {
      what: 'admitted',
      at: admission.admittedAt,
      knownTo: admission.admittedKnownTo,
      unitId: ward.unitId,
    },
  )
  if (!heard.ok) return heard
  if (heard.value.made.effect === 'put right')
    return filed({ done: 'put right', ward: ward.name, what: 'the time of admission' }, personId)
  return filed({ done: 'already admitted', ward: ward.name, differences: parts(made.differences) }, personId)
}

const wardIn = (place: FeedPlace, { wardCode }: WardInMessage) =>
  place.wards.find((w) => w.code.toUpperCase() === wardCode.toUpperCase())

/** A02: on another ward from then on, in the same stay. A bed of the same ward is no move. */
async function move(
  said: AdtCommands & { event: 'A02' },
  item: Hl7Item,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const ward = wardIn(place, said.move.ward)
  if (!ward) return refuse('STAY_UNIT_NOT_KNOWN')
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const heard = await hear(said, item, door, found.value, {
    what: 'moved',
    at: said.move.movedAt,
    knownTo: said.move.movedKnownTo,
    unitId: ward.unitId,
  })
  if (!heard.ok) return heard
  const { made, replayed } = heard.value
  const done =
    replayed || made.effect === 'none'
      ? 'already moved'
      : made.effect === 'placed'
        ? 'move is older'
        : 'moved'
  return filed({ done, ward: ward.name }, found.value.personId)
}

/** A12: a move that did not happen after all. */
async function cancelMove(
  said: AdtCommands & { event: 'A12' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const heard = await hear(said, item, door, found.value, { what: 'move cancelled', at: said.cancelledAt })
  if (!heard.ok) return heard
  const back = heard.value.made.effect === 'moved back' && !heard.value.replayed
  return filed({ done: 'move cancelled', ward: found.value.ward, back }, found.value.personId)
}

async function discharge(
  said: AdtCommands & { event: 'A03' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const { discharge: left } = said
  // one that is over counts too: the discharge may be said again, or put right
  const found = await stayMeant(said, door, said.visitNumber !== null)
  if (!found.ok) return found
  const stay = found.value
  const heard = await hear(said, item, door, stay, {
    what: 'left',
    at: left.endedAt,
    knownTo: left.endedKnownTo,
    endSource: left.endSource,
    method: left.method,
    destination: left.destination,
  })
  if (!heard.ok) return heard
  const { made, replayed } = heard.value
  const ward = stay.ward
  if (made.effect === 'cancelled')
    return filed({ done: 'discharge was cancelled before it came', ward }, stay.personId)
  if (replayed || made.effect === 'none') return filed({ done: 'already discharged', ward }, stay.personId)
  if (made.effect === 'put right')
    return filed({ done: 'put right', ward, what: 'the time of leaving' }, stay.personId)
  return filed(
    { done: 'discharged', ward, timeInferred: left.endSource === 'inferred from MSH-7' },
    stay.personId,
  )
}

/** The stay that a message means; two identifiers must agree. `ended`: one that is over counts too. */
async function stayMeant(said: AdtCommands, door: FeedDoor, ended: boolean): Promise<Result<StayForMessage>> {
  const { person, visitNumber } = said
  const found = await door.ask('stay.find-for-message', {
    visitNumber,
    nhsNumber: person.nhsNumber.status === 'given' ? person.nhsNumber.number : null,
    bornOn: person.bornOn,
    familyKeys: familyKeysOf(person).slice(0, 20),
    ended,
  })
  if (!found.ok) return found
  const stay = found.value as StayForMessage | null
  return stay ? ok(stay) : refuse('STAY_NOT_KNOWN')
}

/** A11: they were not admitted after all. A stay in which people have written is left to people. */
async function cancelAdmission(
  said: AdtCommands & { event: 'A11' | 'A13' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  if (said.visitNumber === null) return refuse('STAY_NOT_KNOWN')
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const heard = await hear(said, item, door, found.value, { what: 'admission cancelled', at: null })
  if (!heard.ok) return heard
  const { effect } = heard.value.made
  if (effect === 'in use') return refuse('HL7_ADMISSION_IN_USE')
  return filed(
    { done: 'admission cancelled', ward: found.value.ward, gone: effect === 'never was' },
    found.value.personId,
  )
}

/** A13: they did not leave after all. Where the discharge has not come yet, this is kept so that it is known when it does. */
async function cancelDischarge(
  said: AdtCommands & { event: 'A11' | 'A13' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const heard = await hear(said, item, door, found.value, { what: 'leaving cancelled', at: null })
  if (!heard.ok) return heard
  const { made, replayed } = heard.value
  return filed(
    {
      done: 'discharge cancelled',
      ward: found.value.ward,
      reopened: made.effect === 'undone' && !replayed,
      asked: made.effect === 'asked',
    },
    found.value.personId,
  )
}

/** A21 and A22: leave inside a stay, in whatever order they come. What is known already is no error: a ward often writes it first. */
async function leave(
  said: AdtCommands & { event: 'A21' | 'A22' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const { at, expectedBackAt } = said.leave
  const begins = said.event === 'A21'
  const heard = await hear(said, item, door, found.value, {
    what: begins ? 'leave began' : 'leave ended',
    at,
    expectedBackAt: expectedBackAt !== null && expectedBackAt > at ? expectedBackAt : null,
  })
  if (!heard.ok) return heard
  const { made, replayed } = heard.value
  const { ward, personId } = found.value
  if (replayed || made.effect === 'none') return filed({ done: 'already so', ward }, personId)
  const done = !begins
    ? 'back from leave'
    : made.effect === 'away and back'
      ? 'on leave and back'
      : 'on leave'
  return filed({ done, ward }, personId)
}

/** A04 and A28: somebody with whom the hospital has to do, without a stay: added or joined, with the hospital's own number. */
async function addPerson(
  said: AdtCommands & { event: 'A04' | 'A28' | 'A31' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const known = await personOf(said, item, door, said.sentAt)
  if (!known.ok) return known
  const noted = await noteNumber(said, item, door, known.value)
  return noted.ok ? filed({ done: 'person noted' }, known.value.personId) : noted
}

async function noteNumber(
  said: AdtCommands,
  item: Hl7Item,
  door: FeedDoor,
  known: Known,
): Promise<Result<unknown>> {
  const own = ownNumberOf(said)
  return own ? send(door, item, 'person.own-number', { ...known, ...own }, z.object({})) : ok(null)
}

/**
 * A08: an update of a visit: the times of admission and leaving are put right. Nothing else of it changes anything: what the person is
 * called and where they live is theirs and the team's to say. Of a stay nobody knows it waits, because its admission was lost.
 */
async function update(
  said: AdtCommands & { event: 'A08' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const found = await stayMeant(said, door, true)
  if (!found.ok) {
    const nothing = found.refusal.code === 'STAY_NOT_KNOWN' && !said.update.staying && said.died === null
    return nothing ? filed({ done: 'nothing to update' }, null) : found
  }
  const { update: u } = said
  const { ward, personId } = found.value
  const right: string[] = []
  for (const to of [
    {
      what: 'admission put right' as const,
      at: u.admittedAt,
      knownTo: u.admittedKnownTo,
      words: 'the time of admission',
    },
    {
      what: 'leaving put right' as const,
      at: u.endedAt,
      knownTo: u.endedKnownTo,
      words: 'the time of leaving',
      endSource: 'PV1-45',
    },
  ]) {
    if (to.at === null) continue
    const { words, ...rest } = to
    const heard = await hear(said, item, door, found.value, rest)
    if (!heard.ok) return heard
    if (heard.value.made.effect === 'put right' && !heard.value.replayed) right.push(words)
  }
  if (said.died !== null) return died(said, item, door)
  if (right.length > 0) return filed({ done: 'put right', ward, what: right.join(' and ') }, personId)
  return filed({ done: 'nothing to update' }, personId)
}

/** A31: an update of a person. News of a death is taken; of what else it says nothing is changed. */
async function updatePerson(
  said: AdtCommands & { event: 'A04' | 'A28' | 'A31' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  if (said.died !== null) return died(said, item, door)
  const holder = await holderOf(said, door)
  return holder.ok ? filed({ done: 'nothing to update' }, holder.value?.personId ?? null) : holder
}

async function died(said: AdtCommands, item: Hl7Item, door: FeedDoor): Promise<Result<Filed>> {
  const death = await reportDeath(said, item, door)
  return death.ok
    ? filed({ done: 'reported to have died', again: death.value.again }, death.value.personId)
    : death
}

/** A40: two of the hospital's own numbers are one person. */
async function joinNumbers(
  said: AdtCommands & { event: 'A40' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  const { nhsNumber, bornOn } = said.person
  const joined = await send(
    door,
    item,
    'person.join-own-numbers',
    {
      ...said.numbers,
      nhsNumber: nhsNumber.status === 'given' ? nhsNumber.number : null,
      bornOn,
      familyKeys: familyKeysOf(said.person).slice(0, 20),
    },
    Joined,
  )
  if (!joined.ok) return joined
  const { outcome, moved, known } = joined.value.made
  if (outcome === 'against') return refuse('HL7_NUMBER_OF_ANOTHER')
  return filed(
    { done: 'numbers joined', again: outcome === 'again' || joined.value.replayed, known, moved },
    null,
  )
}

/** What a message says of a death becomes the same command as a worker's, and a named worker confirms or corrects it. */
export async function reportDeath(
  said: AdtCommands,
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<{ readonly again: boolean; readonly personId: string }>> {
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const { stayId, personId } = found.value
  const reported = await send(
    door,
    item,
    'death.report',
    {
      reportId: idFrom(said.sentAt ?? undefined, 'death', item.raw),
      personId,
      version: null,
      said: `A hospital message says so (${said.died?.saidIn ?? 'PID-30'}).`,
      happenedOn: said.died?.on ?? null,
      stayId,
    },
    Reported,
  )
  if (!reported.ok) return reported
  return ok({ again: reported.value.replayed || reported.value.made.effect === 'none', personId })
}

export const deathNote = ({ again }: { readonly again: boolean }): string =>
  again
    ? 'the death was reported already'
    : 'reported to have died: nothing is sent, and the lead is asked to confirm it'
