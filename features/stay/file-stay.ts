import * as z from 'zod'
import { type Result, refuse } from '#core/kernel/result.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import { ownNumberOf, personOf } from './file-person.ts'
import { type Filed, filed, hear, stayMeant } from './filed.ts'
import type { AdtCommands } from './hl7.ts'
import type { WardInMessage } from './hl7-place.ts'
import { type FeedDoor, idFrom, send } from './hl7-send.ts'
import type { FeedPlace } from './queries/index.ts'

const Opened = z.object({
  stayId: z.uuid().nullable(),
  effect: z.enum(['opened', 'visit number added', 'none', 'cancelled']),
  again: z.boolean().optional(),
  lacking: z.string().optional(),
  differences: z.string().optional(),
})

const parts = (text: string | undefined): string[] => (text ? text.split(', ') : [])

/** A01: a stay, or one that is known already said again. */
export async function admit(
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
export async function move(
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
export async function cancelMove(
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

/** A11: they were not admitted after all. A stay in which people have written is left to people. */
export async function cancelAdmission(
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

/** A21 and A22: leave inside a stay, in whatever order they come. What is known already is no error: a ward often writes it first. */
export async function leave(
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
