import * as z from 'zod'
import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { TeamRelation } from '#core/pathway/definition.ts'
import { decideStepDown } from '#core/pathway/steps.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { openCounts } from '../facts.ts'
import { storeAfterDecision } from '../plan.ts'
import { loadProposal } from '../proposal.ts'
import { loadSchedule } from '../schedule-facts.ts'
import { dayInput, instantInput, words } from '../shapes.ts'
import { asSeen, raiseVersion } from '../version.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  proposalId: z.uuid(),
  /** The id of the decision that this makes. */
  decisionId: z.uuid(),
  fromOn: dayInput,
  /** When and how the person said yes; left out when that was written before. */
  personAgreed: z.object({ at: instantInput, how: words }).nullable().default(null),
  /** Who of the prescribing or referring team agreed, when and how: written by whoever heard it. */
  agreedBy: z.object({ staffId: z.uuid(), at: instantInput, how: words }).nullable().default(null),
  version: z.int(),
})

interface Agreeing {
  team_id: string
  sent_it: boolean
  prescribes: boolean
}

// a service that refers to itself has no second voice: its own team counts only where it has clinical responsibility
const AGREEING = `select t.id as team_id, r.from_team_id = t.id and t.id <> e.team_id as sent_it, t.clinical_responsibility as prescribes
  from tc.episode e join tc.post_holder h on h.staff_id = $2 join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id
  join tc.staff s on s.id = h.staff_id left join tc.referral r on r.id = e.referral_id
  where e.id = $1 and 'schedule.step-down' = any (p.rights) and t.closed_at is null and (s.left_at is null or s.left_at > (select ctx.now()))
    and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    and (t.clinical_responsibility or r.from_team_id = t.id and t.id <> e.team_id)
  order by t.clinical_responsibility desc, t.id limit 1`
const DECIDE = `insert into tc.schedule_decision (id, episode_id, person_id, team_id, organisation_id, class_bit, kind, step_id, from_on, decided_at, decided_by,
    person_agreed_at, person_agreed_how, team_agreed_by, team_agreed_at, team_agreed_how, team_agreed_team_id, team_agreed_relation)
  values ($1, $2, $3, $4, $5, $6, 'down', $7, $8, (select ctx.now()), (select ctx.actor()), $9, $10, $11, $12, $13, $14, $15)`
const SETTLE = `update tc.step_down_proposal set settled_at = (select ctx.now()), settled_by = (select ctx.actor()), settled = 'decided',
    person_agreed_at = $2, person_agreed_how = $3 where id = $1 and settled_at is null`

const loadAgreeing = async (
  tx: Tx,
  episodeId: string,
  staffId: string | undefined,
): Promise<Agreeing | undefined> =>
  staffId === undefined ? undefined : tx.row<Agreeing>(AGREEING, [episodeId, staffId])

/**
 * Support goes down one step, from a day to come: only with the person's yes and that of a named member of the prescribing
 * or referring team who holds the right to give it, and with no worry and no gap open.
 * Refuses: those of `decideStepDown`, EPISODE_ENDED, STEP_PROPOSAL_SETTLED, STALE_VERSION.
 */
export const agreeStepDown = defineCommand({
  name: 'episode.agree-step-down',
  version: 1,
  title: 'Step support down with both agreements',
  input,
  right: 'episode.manage',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [facts, proposal, agreeing, open] = await Promise.all([
      loadSchedule(tx, i.episodeId, i.personId),
      loadProposal(tx, i.proposalId, i.episodeId),
      loadAgreeing(tx, i.episodeId, i.agreedBy?.staffId),
      openCounts(tx, i.personId),
    ])
    return { facts, proposal, agreeing, open }
  },
  decide({ facts, proposal, agreeing, open }, i, by) {
    const found = asSeen(facts, i.version)
    if (!found.ok) return found
    const { schedule, state, suspendedAt } = found.value
    if (!proposal) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (proposal.settled_at !== null) return refuse('STEP_PROPOSAL_SETTLED')
    if (schedule === null) return refuse('SCHEDULE_NOT_STARTED')
    if (suspendedAt !== null) return refuse('SCHEDULE_PAUSED')
    const before =
      proposal.person_agreed_at === null
        ? null
        : { at: proposal.person_agreed_at, how: proposal.person_agreed_how ?? '' }
    const relation: TeamRelation | 'neither' = agreeing?.prescribes
      ? 'prescribing'
      : agreeing?.sent_it
        ? 'referring'
        : 'neither'
    const taken = decideStepDown(schedule, state, {
      toStepId: proposal.to_step_id,
      fromOn: i.fromOn,
      personAgreed: i.personAgreed ?? before,
      agreedBy: i.agreedBy && {
        at: i.agreedBy.at,
        how: i.agreedBy.how,
        staffId: i.agreedBy.staffId as StaffId,
        teamId: (agreeing?.team_id ?? '') as TeamId,
        relation,
      },
      decidedBy: by.asker.actorId as StaffId,
      openWorries: open.worries,
      openGaps: open.gaps,
      now: by.now,
    })
    return taken.ok && taken.value.how === 'down'
      ? ok({ facts: found.value, taken: taken.value })
      : (taken as typeof taken & { ok: false })
  },
  async store(tx, { facts, taken }, i, by) {
    const e = facts.episode
    const { personAgreed: person, agreedBy: team } = taken
    await Promise.all([
      raiseVersion(tx, i.episodeId, i.version),
      expectWritten(tx.write(SETTLE, [i.proposalId, person.at, person.how])),
      tx.write(DECIDE, [
        i.decisionId,
        e.id,
        e.person_id,
        e.team_id,
        e.organisation_id,
        e.class_bit,
        taken.stepId,
        i.fromOn,
        person.at,
        person.how,
        team.staffId,
        team.at,
        team.how,
        team.teamId,
        team.relation,
      ]),
      storeAfterDecision(tx, facts, { state: { ...facts.state, taken: [...facts.state.taken, taken] } }, by),
    ])
    return {
      made: { decisionId: i.decisionId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'stepped down',
          aboutId: i.episodeId,
          classBit: e.class_bit,
        },
      ],
    }
  },
})
