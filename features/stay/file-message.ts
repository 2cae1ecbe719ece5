import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import type { AdtCommands } from './hl7.ts'
import type { Hl7Outcome } from './hl7-line.ts'
import type { WardInMessage } from './hl7-place.ts'
import { type FeedDoor, idFrom, send } from './hl7-send.ts'
import { detailsOf, familyKeysOf, hasTwoIdentifiers } from './message-details.ts'
import type { FeedPlace, StayForMessage } from './queries/index.ts'

/** Files one message as the commands it means. Refuses where it cannot; the caller keeps it then. */
export async function file(
  said: AdtCommands,
  item: Hl7Item,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<Hl7Outcome>> {
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
    case 'A13':
      return cancelDischarge(said, item, door)
    case 'A21':
    case 'A22':
      return leave(said, item, door)
    case 'A08':
    case 'A31': {
      const death = await reportDeath(said, item, door)
      return death.ok ? ok({ done: 'reported to have died', again: death.value.again }) : death
    }
  }
}

const Registered = z.object({ personId: z.uuid() })
const Opened = z.object({
  effect: z.enum(['opened', 'visit number added', 'none']),
  lacking: z.string().optional(),
  differences: z.string().optional(),
})
const Moved = z.object({ effect: z.enum(['moved', 'none', 'older']) })
const Ended = z.object({ effect: z.enum(['ended', 'none', 'cancelled']), endSource: z.string().nullable() })
const Undone = z.object({ effect: z.enum(['undone', 'noted', 'asked']) })
const Leave = z.object({ leaveId: z.uuid(), over: z.boolean().optional() })
const Reported = z.object({ effect: z.enum(['reported', 'none']) })

const parts = (text: string | undefined): string[] => (text ? text.split(', ') : [])

async function admit(
  said: AdtCommands & { event: 'A01' },
  item: Hl7Item,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<Hl7Outcome>> {
  const { admit: admission, person, visitNumber } = said
  const ward = wardIn(place, admission.ward)
  if (!ward) return refuse('STAY_UNIT_NOT_KNOWN')
  if (!person.names.some((name) => name.kind !== 'former')) return refuse('HL7_PERSON_NOT_NAMED')
  if (!hasTwoIdentifiers(person)) return refuse('HL7_TWO_IDENTIFIERS')
  const madeAt = admission.admittedAt
  const registered = await send(
    door,
    item,
    'person.register',
    { personId: idFrom(madeAt, 'person', item.raw), details: detailsOf(person) },
    Registered,
  )
  if (!registered.ok) return registered
  const opened = await send(
    door,
    item,
    'stay.open',
    {
      stayId: idFrom(madeAt, 'stay', item.raw),
      personId: registered.value.made.personId,
      unitId: ward.unitId,
      visitNumber,
      admittedAt: admission.admittedAt,
      admittedKnownTo: admission.admittedKnownTo,
      homeArea: admission.homeArea,
      distance: admission.distance,
      reason: admission.reason,
      source: 'message',
      movedFrom: null,
    },
    Opened,
  )
  if (!opened.ok) return opened
  const { made, replayed } = opened.value
  if (replayed || made.effect === 'none' || made.effect === 'visit number added') {
    return ok({
      done: 'already admitted',
      ward: ward.name,
      differences: replayed ? [] : parts(made.differences),
    })
  }
  return ok({ done: 'admitted', ward: ward.name, lacking: parts(made.lacking) })
}

const wardIn = (place: FeedPlace, { wardCode }: WardInMessage) =>
  place.wards.find((w) => w.code.toUpperCase() === wardCode.toUpperCase())

/** A02: on another ward from now on, in the same stay. A bed of the same ward is no move. */
async function move(
  said: AdtCommands & { event: 'A02' },
  item: Hl7Item,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<Hl7Outcome>> {
  const ward = wardIn(place, said.move.ward)
  if (!ward) return refuse('STAY_UNIT_NOT_KNOWN')
  const found = await stayMeant(said, door, false)
  if (!found.ok) return found
  const moved = await send(
    door,
    item,
    'stay.move',
    {
      moveId: idFrom(said.move.movedAt, 'move', item.raw),
      stayId: found.value.stayId,
      personId: found.value.personId,
      version: null,
      unitId: ward.unitId,
      movedAt: said.move.movedAt,
      movedKnownTo: said.move.movedKnownTo,
    },
    Moved,
  )
  if (!moved.ok) return moved
  const { made, replayed } = moved.value
  if (made.effect === 'older') return ok({ done: 'move is older', ward: ward.name })
  return ok({ done: replayed || made.effect === 'none' ? 'already moved' : 'moved', ward: ward.name })
}

async function discharge(
  said: AdtCommands & { event: 'A03' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Hl7Outcome>> {
  const { discharge: left } = said
  const found = await stayMeant(said, door, false)
  if (!found.ok) return found
  const stay = found.value
  const ended = await send(
    door,
    item,
    'stay.end',
    {
      stayId: stay.stayId,
      personId: stay.personId,
      version: null,
      endedAt: left.endedAt,
      endedKnownTo: left.endedKnownTo,
      endSource: left.endSource,
      method: left.method,
      destination: left.destination,
      ...(said.sentAt !== null && { sentAt: said.sentAt }),
    },
    Ended,
  )
  if (!ended.ok) return ended
  const { made, replayed } = ended.value
  if (made.effect === 'cancelled')
    return ok({ done: 'discharge was cancelled before it came', ward: stay.ward })
  if (replayed || made.effect === 'none') return ok({ done: 'already discharged', ward: stay.ward })
  return ok({ done: 'discharged', ward: stay.ward, timeInferred: made.endSource === 'inferred from MSH-7' })
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

/** A13: they did not leave after all. Where the discharge has not come yet, this is kept so that it is known when it does. */
async function cancelDischarge(
  said: AdtCommands & { event: 'A13' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Hl7Outcome>> {
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const { stayId, personId, ward } = found.value
  const undone = await send(
    door,
    item,
    'stay.end-undone',
    {
      undoneId: idFrom(said.sentAt ?? undefined, 'undone', item.raw),
      stayId,
      personId,
      version: null,
      why: '',
      ...(said.sentAt !== null && { sentAt: said.sentAt }),
    },
    Undone,
  )
  if (!undone.ok) return undone
  const { made, replayed } = undone.value
  return ok({
    done: 'discharge cancelled',
    ward,
    reopened: made.effect === 'undone' && !replayed,
    asked: made.effect === 'asked',
  })
}

/** A21 and A22: leave inside a stay, in whatever order they come. What is known already is no error: a ward often writes it first. */
async function leave(
  said: AdtCommands & { event: 'A21' | 'A22' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Hl7Outcome>> {
  const found = await stayMeant(said, door, true)
  if (!found.ok) return found
  const { stayId, personId, ward } = found.value
  const { at, expectedBackAt } = said.leave
  const begins = said.event === 'A21'
  const done = begins
    ? await send(
        door,
        item,
        'stay.leave-start',
        {
          leaveId: idFrom(at, 'leave', item.raw),
          stayId,
          personId,
          kind: 'overnight leave',
          fromAt: at,
          expectedBackAt: expectedBackAt !== null && expectedBackAt > at ? expectedBackAt : null,
        },
        Leave,
      )
    : await send(door, item, 'stay.leave-back', { leaveId: null, stayId, personId, backAt: at }, Leave)
  const known = begins ? 'LEAVE_ALREADY_AWAY' : 'LEAVE_ALREADY_BACK'
  if (!done.ok) return done.refusal.code === known ? ok({ done: 'already so', ward }) : done
  const { made, replayed } = done.value
  if (replayed) return ok({ done: 'already so', ward })
  return ok({ done: !begins ? 'back from leave' : made.over ? 'on leave and back' : 'on leave', ward })
}

/** What a message says of a death becomes the same command as a worker's, and a named worker confirms or corrects it. */
export async function reportDeath(
  said: AdtCommands,
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<{ readonly again: boolean }>> {
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
  return ok({ again: reported.value.replayed || reported.value.made.effect === 'none' })
}

export const deathNote = ({ again }: { readonly again: boolean }): string =>
  again
    ? 'the death was reported already'
    : 'reported to have died: nothing is sent, and the lead is asked to confirm it'
