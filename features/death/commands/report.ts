import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideReportDeath } from '#core/people/death.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { daySaid } from '../day-said.ts'
import { type DeathOf, loadDeath, mayWrite } from '../facts.ts'

const input = z.strictObject({
  reportId: z.uuid(),
  personId: z.uuid(),
  /** The newest version that was seen, 0 for none; null from a message, which has seen none. */
  version: z.int().min(0).nullable(),
  said: z.string().max(1000),
  happenedOn: daySaid,
  /** Of the stay about which a message says it; null by hand. */
  stayId: z.uuid().nullable().default(null),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly death: DeathOf | undefined
  readonly writable: boolean
  readonly stay: { readonly team_id: string; readonly organisation_id: string } | undefined
}
interface Decision {
  readonly effect: 'reported' | 'none'
  readonly said: string
  readonly version: number
  readonly teamId: string
}

const STAY = 'select team_id, organisation_id from tc.stay where id = $1 and person_id = $2'
const ADD = `insert into tc.death_report (id, person_id, organisation_id, team_id, version, source, said, happened_on, reported_at, by_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

/**
 * Reports that a person has died: from then on nothing is sent, planned contacts are marked, and the lead is asked to confirm or
 * correct it the same day. By a worker who supports them, or by a hospital message as the same command.
 * Refuses: DEATH_ALREADY_REPORTED, DEATH_NEEDS_HOW, DEATH_IN_FUTURE, STALE_VERSION.
 */
export const reportDeath = defineCommand<Input, Facts, Decision>({
  name: 'death.report',
  version: 1,
  title: 'Report that a person has died',
  input,
  right: ['death.report', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [death, writable, stay] = await Promise.all([
      loadDeath(tx, i.personId),
      mayWrite(tx, i.personId),
      i.stayId === null
        ? undefined
        : tx.row<{ team_id: string; organisation_id: string }>(STAY, [i.stayId, i.personId]),
    ])
    return { death, writable, stay }
  },
  decide({ death, writable, stay }, i, by) {
    const machine = by.asker.kind === 'machine'
    if (!holds(by.asker, machine ? 'import.hl7' : 'death.report')) return refuse('NOT_ALLOWED')
    const ours = machine ? stay?.organisation_id === by.asker.organisationId : writable && i.version !== null
    if (!death || !ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const decided = decideReportDeath(death.state, machine ? 'machine' : 'worker', i, by.now)
    if (!decided.ok) return decided
    if (i.version !== null && i.version !== death.version) return refuse('STALE_VERSION')
    const teamId = machine && stay ? stay.team_id : by.asker.teamId
    return ok({ ...decided.value, version: death.version + 1, teamId })
  },
  async store(tx, { effect, said, version, teamId }, i, by) {
    const made = { reportId: i.reportId, personId: i.personId, effect: effect as string }
    if (effect === 'none') return { made }
    await expectWritten(
      tx.write(ADD, [
        i.reportId,
        i.personId,
        by.asker.organisationId,
        teamId,
        version,
        by.asker.kind === 'machine' ? 'message' : 'by hand',
        said,
        i.happenedOn,
        by.now,
        by.asker.actorId,
      ]),
    )
    return {
      made,
      timeline: [
        { personId: i.personId, at: by.now, what: 'reported to have died', aboutId: i.reportId, classBit: 2 },
      ],
    }
  },
})
