import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { decideAccept, decideAct, startShape } from '#core/referral/answer.ts'
import { openEpisode } from '#features/episode/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { line, loadForAct } from './facts.ts'

const input = z.object({
  personId: z.uuid(),
  referralId: z.uuid(),
  /** The id of the episode that this opens. */
  episodeId: z.uuid(),
  version: z.int(),
  start: startShape,
  /** Left open with null: the safety net asks for one once the first contact has happened. */
  keyWorkerId: z.uuid().nullable().default(null),
})

const REST = `select
    exists (select from tc.pathway_version v where v.pathway_id = s.pathway_id) as pathway_loaded,
    $2::uuid is null or exists (
      select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.staff f on f.id = h.staff_id
       where h.staff_id = $2 and p.team_id = s.team_id and h.from_at <= (select ctx.now())
         and (h.until_at is null or h.until_at > (select ctx.now())) and (f.left_at is null or f.left_at > (select ctx.now()))) as key_worker_fits
  from tc.referral r join tc.service s on s.id = r.service_id where r.id = $1`
const ACCEPTED = `update tc.referral set word = 'taken on', answered_at = (select ctx.now()), answered_by = (select ctx.actor()),
    seen_at = coalesce(seen_at, (select ctx.now())), seen_by = coalesce(seen_by, (select ctx.actor())), question_asked_at = null,
    start_on = $3, place_in_queue = $4, version = version + 1
  where id = $1 and version = $2`

/**
 * The service takes the person on, with a start date or a place in the queue, and opens their time with it in the same
 * transaction. Refuses: those of `decideAct` and `decideAccept`.
 */
export const accept = defineCommand({
  name: 'referral.accept',
  version: 1,
  title: 'Take a referral on',
  input,
  right: 'referral.answer',
  people: (i) => [i.personId],
  reliesOn: (i) => (i.keyWorkerId === null ? [] : [i.keyWorkerId]),
  async load(tx, i) {
    const referral = loadForAct(tx, i.referralId, i.personId)
    const rest = tx.row<{ pathway_loaded: boolean; key_worker_fits: boolean }>(REST, [
      i.referralId,
      i.keyWorkerId,
    ])
    return { referral: await referral, rest: await rest }
  },
  decide({ referral, rest }, i, by) {
    const word = decideAct(referral, 'accept', i.version)
    if (!word.ok) return word
    const facts = {
      pathwayLoaded: rest?.pathway_loaded === true,
      keyWorkerFits: rest?.key_worker_fits === true,
    }
    const accepted = decideAccept(facts, i.start, by.now)
    return accepted.ok ? ok({ ...accepted.value, serviceId: referral!.serviceId }) : accepted
  },
  async store(tx, { startOn, placeInQueue, serviceId }, i, by) {
    const written = expectWritten(tx.write(ACCEPTED, [i.referralId, i.version, startOn, placeInQueue]))
    const opening = {
      episodeId: i.episodeId,
      personId: i.personId,
      serviceId,
      referralId: i.referralId,
      startOn,
      keyWorkerStaffId: i.keyWorkerId,
    }
    const opened = openEpisode(tx, opening, by)
    const [episode] = await Promise.all([opened, written])
    return {
      made: { referralId: i.referralId, episodeId: episode.episodeId },
      people: episode.people,
      timeline: [line(i.personId, by.now, 'referral taken on', i.referralId), ...episode.timeline],
    }
  },
})
