import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { HeardWhat } from '#core/place/heard.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import type { AdtCommands } from './hl7.ts'
import type { Hl7Outcome } from './hl7-line.ts'
import { type FeedDoor, idFrom, send } from './hl7-send.ts'
import { familyKeysOf } from './message-details.ts'
import type { StayForMessage } from './queries/index.ts'

/** Whom and which visit a message turned out to be about; what it lacks is null. */
export interface Filed {
  readonly outcome: Hl7Outcome
  readonly personId: string | null
}
export const filed = (outcome: Hl7Outcome, personId: string | null): Result<Filed> =>
  ok({ outcome, personId })

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

export interface ToHear {
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
export const hear = (
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

/** The stay that a message means; two identifiers must agree. `ended`: one that is over counts too. */
export async function stayMeant(
  said: AdtCommands,
  door: FeedDoor,
  ended: boolean,
): Promise<Result<StayForMessage>> {
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
