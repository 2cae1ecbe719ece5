import type { Result } from '#core/kernel/result.ts'
import { ok, refuse } from '#core/kernel/result.ts'
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
import type { OwnReferral } from './queries/original.ts'

const SILENT = 'The sender’s system took it back and gave no reason.'

/** The sender's own referral, by either of its names. Refuses NOT_FOUND_OR_NOT_YOURS alike for hidden and absent. */
export async function ownReferral(
  by: { readonly referralId?: string; readonly senderId?: string },
  door: WriteDoor,
): Promise<Result<OwnReferral>> {
  const found = await door.ask('referral.own', {
    referralId: by.referralId ?? null,
    senderId: by.senderId ?? null,
  })
  if (!found.ok) return found
  return found.value ? ok(found.value as OwnReferral) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

/** Takes a referral back with the sender's reason. A word that is over already is no error where it is the same one. */
export async function withdrawAs(
  one: OwnReferral,
  reason: string | undefined,
  sending: Sending,
  door: WriteDoor,
): Promise<Result<{ readonly again: boolean }>> {
  if (one.word === 'withdrawn') return ok({ again: true })
  const input = {
    personId: one.personId,
    referralId: one.referralId,
    version: one.version,
    reason: (reason ?? SILENT).slice(0, 2000),
  }
  const id = idOfSent('referral.withdraw', sending.requestId ?? '', sending.raw, String(one.version))
  const done = await door.act('referral.withdraw', id, input)
  return done.ok ? ok({ again: done.value.replayed }) : done
}

/** The version that the sender read must be the one that stands. Without If-Match nobody can know what they saw. */
async function fresh(
  type: string,
  id: string,
  ifMatch: string | undefined,
  door: WriteDoor,
): Promise<Result<null>> {
  if (ifMatch === undefined) return refuse('FHIR_IF_MATCH_NEEDED')
  const now = await door.etagOf(type, id)
  if (!now.ok) return now
  const bare = (etag: string) => etag.trim().replace(/^W\//, '')
  return ifMatch.split(',').some((one) => bare(one) === bare(now.value))
    ? ok(null)
    : refuse('FHIR_OTHER_VERSION')
}

const answer = (done: Result<{ readonly again: boolean }>, focus: string): Taking =>
  done.ok
    ? {
        taken: true,
        created: false,
        focus,
        made: new Map<Resource, { location: string; created: boolean }>(),
        notes: done.value.again ? [information('It stood so already: nothing happened again.')] : [],
      }
    : {
        taken: false,
        // somebody else was quicker than the version that was looked at a moment ago
        ...(done.refusal.code === 'STALE_VERSION' ? refuse('FHIR_OTHER_VERSION') : done),
        notes: [],
      }

/**
 * What the sender of a referral may say through its Task: cancelled (taken back, with statusReason), or an answer to the question that was
 * asked (received, with the answer as the last note). Everything else is the receiver's word.
 */
async function updateTask(
  id: string,
  sending: Sending,
  ifMatch: string | undefined,
  door: WriteDoor,
): Promise<Taking> {
  const one = await ownReferral({ referralId: id }, door)
  if (!one.ok) return answer(one, '')
  const matched = await fresh('Task', id, ifMatch, door)
  if (!matched.ok) return answer(matched, '')
  const task = new Reading().open(sending.focus)
  const status = task.at('status').look()
  const reason = task.at('statusReason').at('text').look()
  const note = task.at('note').each().at(-1)?.at('text').look()
  if (status === 'cancelled')
    return answer(await withdrawAs(one.value, reason ?? note, sending, door), `Task/${id}`)
  if (status !== 'received' || one.value.word !== 'question asked' || note === undefined)
    return answer(refuse('REFERRAL_TASK_NOT_THIS'), '')
  const key = idOfSent('answer', sending.requestId ?? '', sending.raw, String(one.value.version))
  const done = await door.act('referral.answer-question', idOfSent('referral.answer-question', key), {
    personId: one.value.personId,
    referralId: id,
    messageId: key,
    version: one.value.version,
    answer: note.slice(0, 20_000),
  })
  return answer(done.ok ? ok({ again: done.value.replayed }) : done, `Task/${id}`)
}

/** A ServiceRequest is only ever taken back by its sender: status revoked. What is asked for is not changed under somebody's eyes. */
export async function updateRequest(
  id: string,
  sending: Sending,
  ifMatch: string | undefined,
  door: WriteDoor,
): Promise<Taking> {
  const one = await ownReferral({ referralId: id }, door)
  if (!one.ok) return answer(one, '')
  const matched = await fresh('ServiceRequest', id, ifMatch, door)
  if (!matched.ok) return answer(matched, '')
  const request = new Reading().open(sending.focus)
  if (request.at('status').look() !== 'revoked') return answer(refuse('REFERRAL_TASK_NOT_THIS'), '')
  const note = request.at('note').each().at(-1)?.at('text').look()
  return answer(await withdrawAs(one.value, note, sending, door), `ServiceRequest/${id}`)
}

export const taskWriter: Writer = { type: 'Task', update: updateTask }
