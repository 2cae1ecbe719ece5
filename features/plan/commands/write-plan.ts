import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import {
  decideWritePlan,
  type Named,
  NO_PLAN,
  type Sections,
  type WritePlanOutcome,
} from '#core/plan/plan.ts'
import { writePlanShape } from '#core/plan/shapes.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { classOfTeam, type PlanRow, VERSIONS_OF_PLAN } from '../rows.ts'

const input = z.strictObject({ ...writePlanShape.shape })
type Input = z.infer<typeof input>

interface Facts {
  readonly newest: PlanRow | undefined
  /** The stay that it is about, when the asker may see it. */
  readonly stay: { readonly person_id: string } | undefined
  readonly classBit: number
  /** Nobody of a drug-and-alcohol team is named. */
  readonly openly: boolean
}

const OPENLY = 'select tc.named_openly($1::jsonb) as openly'
const STAY = 'select person_id from tc.stay where id = $1'
// two who save at once make the same version, and the second touches no row
const ADD = `insert into tc.plan (id, plan_id, person_id, organisation_id, team_id, class_bit, stay_id, version, sections, named, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11, $12) on conflict (plan_id, version) do nothing`

/**
 * Writes a leaving and staying-well plan, or its next version, with everyone who is to have it. A plan belongs to the team that wrote
 * it first; each version is kept whole, and the second to save sees both texts.
 */
export const writePlan = defineCommand<Input, Facts, WritePlanOutcome>({
  name: 'plan.write',
  version: 1,
  title: 'Write the leaving and staying-well plan',
  input,
  right: 'plan.write',
  people: (i) => [i.personId],
  async load(tx, i) {
    const asker = await tx.asker
    const [newest, stay, classBit, named] = await Promise.all([
      tx.row<PlanRow>(VERSIONS_OF_PLAN, [i.planId]),
      i.stayId === null ? undefined : tx.row<{ person_id: string }>(STAY, [i.stayId]),
      classOfTeam(tx, asker.teamId),
      tx.row<{ openly: boolean }>(OPENLY, [JSON.stringify(i.named)]),
    ])
    return { newest, stay, classBit, openly: named?.openly === true }
  },
  decide({ newest, stay, classBit, openly }, i, by) {
    if (i.stayId !== null && stay?.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (
      newest &&
      (newest.personId !== i.personId || newest.teamId !== by.asker.teamId || newest.stayId !== i.stayId)
    )
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (i.version !== (newest?.version ?? 0)) return refuse('STALE_VERSION')
    if (!newest && i.planId !== i.versionId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (classBit !== 16 && !openly) return refuse('PLAN_NAMES_CLOSED_TEAM', { field: 'named' })
    return decideWritePlan(newest ?? NO_PLAN, {
      sections: i.sections as Sections,
      named: i.named as readonly Named[],
    })
  },
  async store(tx, { plan, effect }, i, by) {
    const made = { planId: i.planId, personId: i.personId, version: plan.version, effect: effect as string }
    if (effect === 'none') return { made }
    if (plan.version !== i.version + 1) staleVersion()
    const classBit = await classOfTeam(tx, by.asker.teamId)
    await expectWritten(
      tx.write(ADD, [
        i.versionId,
        i.planId,
        i.personId,
        by.asker.organisationId,
        by.asker.teamId,
        classBit,
        i.stayId,
        plan.version,
        JSON.stringify(plan.sections),
        JSON.stringify(plan.named),
        by.now,
        by.asker.actorId,
      ]),
    )
    return {
      made,
      timeline: [{ personId: i.personId, at: by.now, what: 'plan written', aboutId: i.planId, classBit }],
    }
  },
})
