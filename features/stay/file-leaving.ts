import type { Result } from '#core/kernel/result.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import { died } from './file-person.ts'
import { type Filed, filed, hear, stayMeant } from './filed.ts'
import type { AdtCommands } from './hl7.ts'
import type { FeedDoor } from './hl7-send.ts'

/** A03: they left. One that is over already may be said again, or put right. */
export async function discharge(
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

/** A13: they did not leave after all. Where the discharge has not come yet, this is kept so that it is known when it does. */
export async function cancelDischarge(
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

/**
 * A08: an update of a visit: the times of admission and leaving are put right. Nothing else of it changes anything: what the person is
 * called and where they live is theirs and the team's to say. Of a stay nobody knows it waits, because its admission was lost.
 */
export async function update(
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
