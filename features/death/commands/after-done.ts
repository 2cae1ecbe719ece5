import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideAfterDeath } from '#core/people/death.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { type DeathOf, loadDeath } from '../facts.ts'

const input = z.strictObject({
  afterId: z.uuid(),
  personId: z.uuid(),
  /** The confirmation after which it was done. */
  decisionId: z.uuid(),
  did: z.string().max(2000),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly death: DeathOf | undefined
  /** The asker's team owes it, or has written it. */
  readonly owed: boolean
  readonly done: boolean
}

const OWED = `select exists (select from net.obligation o where o.person_id = $1 and o.team_id = (select ctx.team())
      and o.key = 'N11:after-death:' || $2 || ':' || (select ctx.team())) as owed,
    exists (select from tc.death_after a where a.decision_id = $2::uuid and a.team_id = (select ctx.team())) as done`
const ADD = `insert into tc.death_after (id, decision_id, person_id, organisation_id, team_id, did, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`

/**
 * Writes what the asker's team did after a death; it settles the one item that the team owes.
 * Refuses: DEATH_NOT_CONFIRMED, DEATH_AFTER_NEEDS_WORDS, DEATH_AFTER_DONE.
 */
export const afterDone = defineCommand<Input, Facts, string>({
  name: 'death.after-done',
  version: 1,
  title: 'Write what your team did after a death',
  input,
  right: 'death.report',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [death, mine] = await Promise.all([
      loadDeath(tx, i.personId),
      tx.row<{ owed: boolean; done: boolean }>(OWED, [i.personId, i.decisionId]),
    ])
    return { death, owed: mine?.owed === true, done: mine?.done === true }
  },
  decide({ death, owed, done }, i) {
    if (!death || !(owed || done)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const still = death.decision_id === i.decisionId ? death.state : 'none'
    const did = decideAfterDeath(still, done, i.did)
    return did.ok ? ok(did.value) : did
  },
  async store(tx, did, i, by) {
    const { organisationId, teamId, actorId } = by.asker
    await expectWritten(
      tx.write(ADD, [i.afterId, i.decisionId, i.personId, organisationId, teamId, did, by.now, actorId]),
    )
    return {
      made: { afterId: i.afterId, personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'done after a death', aboutId: i.afterId, classBit: 4 },
      ],
    }
  },
})
