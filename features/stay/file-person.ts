import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import { type Filed, filed, stayMeant } from './filed.ts'
import type { AdtCommands } from './hl7.ts'
import { type FeedDoor, idFrom, send } from './hl7-send.ts'
import { detailsOf, familyKeysOf, hasTwoIdentifiers } from './message-details.ts'
import type { OwnNumberHolder } from './queries/own-number.ts'

const Registered = z.object({ personId: z.uuid() })

const Reported = z.object({ effect: z.enum(['reported', 'none']) })

const Joined = z.object({
  outcome: z.enum(['joined', 'again', 'against']),
  known: z.boolean(),
  moved: z.int(),
})

interface Known {
  /** Whom the stay is opened for. */
  readonly personId: string
  /** Whom the other identifiers name, where the hospital has put its number into another person's. */
  readonly otherPersonId: string | null
}

export const ownNumberOf = (said: AdtCommands) => {
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
export async function personOf(
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

/** A04 and A28: somebody with whom the hospital has to do, without a stay: added or joined, with the hospital's own number. */
export async function addPerson(
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

/** A31: an update of a person. News of a death is taken; of what else it says nothing is changed. */
export async function updatePerson(
  said: AdtCommands & { event: 'A04' | 'A28' | 'A31' },
  item: Hl7Item,
  door: FeedDoor,
): Promise<Result<Filed>> {
  if (said.died !== null) return died(said, item, door)
  const holder = await holderOf(said, door)
  return holder.ok ? filed({ done: 'nothing to update' }, holder.value?.personId ?? null) : holder
}

export async function died(said: AdtCommands, item: Hl7Item, door: FeedDoor): Promise<Result<Filed>> {
  const death = await reportDeath(said, item, door)
  return death.ok
    ? filed({ done: 'reported to have died', again: death.value.again }, death.value.personId)
    : death
}

/** A40: two of the hospital's own numbers are one person. */
export async function joinNumbers(
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
  const ofVisit = await stayMeant(said, door, true)
  // a death is the person's, whatever visit it is told with
  const unknown = !ofVisit.ok && ofVisit.refusal.code === 'STAY_NOT_KNOWN' && said.visitNumber !== null
  const found = unknown ? await stayMeant({ ...said, visitNumber: null }, door, true) : ofVisit
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
