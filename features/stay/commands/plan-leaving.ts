import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { decidePlanLeaving, type LeavingPlan, NO_PLAN, type PlanLeavingOutcome } from '#core/place/leaving.ts'
import { planLeavingShape } from '#core/place/leaving-shape.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { NEWEST_PLAN } from '../leaving-rows.ts'
import { isOurs, ONE_STAY, type StayRow, stayOf } from '../rows.ts'

const input = z.strictObject({ ...planLeavingShape.shape })
type Input = z.infer<typeof input>

interface Facts {
  readonly stay: StayRow | undefined
  readonly plan: LeavingPlan
}

interface Decision {
  readonly stay: StayRow
  readonly outcome: PlanLeavingOutcome
  readonly seen: number
}

// two who save at once make the same version, and the second touches no row
const ADD = `insert into tc.leaving_plan (id, stay_id, person_id, organisation_id, team_id, version, ready_on, planned_on, why, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (stay_id, version) do nothing`

/**
 * Says when somebody is ready to leave and when they mean to. The first date said opens their way out of hospital. Each
 * version is kept with its author and reason; the second to save sees both texts.
 */
export const planLeaving = defineCommand<Input, Facts, Decision>({
  name: 'stay.plan-leaving',
  version: 1,
  title: 'Say when somebody is ready to leave and when they mean to',
  input,
  right: 'stay.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [stay, plan] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      tx.row<LeavingPlan>(NEWEST_PLAN, [i.stayId]),
    ])
    return { stay, plan: plan ?? NO_PLAN }
  },
  decide({ stay, plan }, i, by) {
    if (!isOurs(stay, i.personId, by.asker)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    // whoever saw an older plan is told so before any rule speaks of a plan they have not seen
    if (i.version !== plan.version) return refuse('STALE_VERSION')
    const outcome = decidePlanLeaving(stayOf(stay), plan, i, dayOf(by.now))
    return outcome.ok ? ok({ stay, outcome: outcome.value, seen: plan.version }) : outcome
  },
  async store(tx, { stay, outcome: { plan, effect } }, i, by) {
    const made = {
      stayId: stay.id,
      personId: stay.person_id,
      effect: effect as string,
      version: plan.version,
    }
    if (effect === 'none') return { made }
    if (plan.version !== i.version + 1) staleVersion()
    await expectWritten(
      tx.write(ADD, [
        i.planId,
        stay.id,
        stay.person_id,
        stay.organisation_id,
        stay.team_id,
        plan.version,
        plan.readyOn,
        plan.plannedOn,
        plan.why,
        by.now,
        by.asker.actorId,
      ]),
    )
    return {
      made,
      timeline: [
        { personId: stay.person_id, at: by.now, what: 'leaving planned', aboutId: i.planId, classBit: 2 },
      ],
    }
  },
})
