import { refuse } from '#core/kernel/result.ts'
import type { Resource } from '#platform/fhir/resource.ts'
import { Reading } from '#platform/fhir/sent.ts'
import {
  idOfSent,
  information,
  type Sending,
  type Taking,
  type WriteDoor,
  type Writer,
} from '#platform/fhir/writing.ts'

const nothing = new Map<Resource, { location: string; created: boolean }>()

/** A rest-hook without payload to a listed partner; its own headers would be secrets that we keep, so there are none. */
async function create(sending: Sending, door: WriteDoor): Promise<Taking> {
  const sent = new Reading().open(sending.focus)
  const channel = sent.at('channel')
  const shape =
    channel.at('type').look() === 'rest-hook' &&
    channel.at('payload').look() === undefined &&
    channel.at('header').each().length === 0 &&
    sent.at('end').look() === undefined &&
    ['requested', 'active'].includes(sent.at('status').look() ?? '')
  if (!shape) return { taken: false, ...refuse('FOLLOW_NOT_THIS'), notes: [] }
  const from = [sending.requestId ?? '', sending.raw]
  const done = await door.act('referral.follow', idOfSent('referral.follow', ...from), {
    subscriptionId: idOfSent('Subscription', ...from),
    criteria: sent.at('criteria').look() ?? '',
    address: channel.at('endpoint').look() ?? '',
    reason: (sent.at('reason').look() ?? 'not said').slice(0, 200),
  })
  if (!done.ok) return { taken: false, refusal: done.refusal, notes: [] }
  return {
    taken: true,
    created: !done.value.replayed,
    focus: `Subscription/${done.value.made.subscriptionId}`,
    made: nothing,
    notes: [information('It is told from now on, without content. To stop: PUT it with status off.')],
  }
}

async function update(
  id: string,
  sending: Sending,
  _ifMatch: string | undefined,
  door: WriteDoor,
): Promise<Taking> {
  if (sending.focus.status !== 'off') return { taken: false, ...refuse('FOLLOW_NOT_THIS'), notes: [] }
  const key = idOfSent('referral.stop-following', id, sending.requestId ?? '', sending.raw)
  const done = await door.act('referral.stop-following', key, { subscriptionId: id })
  return done.ok
    ? { taken: true, created: false, focus: `Subscription/${id}`, made: nothing, notes: [] }
    : { taken: false, refusal: done.refusal, notes: [] }
}

export const subscriptionWriter: Writer = { type: 'Subscription', create, update }
