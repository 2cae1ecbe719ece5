import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { decideSafetyPlan, type SafetyPlan } from '#core/plan/safety-plan.ts'
import { safetyPlanShape } from '#core/plan/shapes.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { classOfTeam, SAFETY_PLANS, type SafetyPlanRow } from '../rows.ts'

const input = z.strictObject({ ...safetyPlanShape.shape })
type Input = z.infer<typeof input>

const ADD = `insert into tc.safety_plan (id, person_id, organisation_id, team_id, version, helps, signs, sets_off, ring, made_with, made_on, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13) on conflict (person_id, version) do nothing`

/** Writes the safety plan with the person. One a person, whoever supports them; each version is kept whole. */
export const writeSafetyPlan = defineCommand<Input, SafetyPlanRow | undefined, SafetyPlan | null>({
  name: 'safety-plan.write',
  version: 1,
  title: 'Write the safety plan with the person',
  input,
  right: 'safety-plan.write',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<SafetyPlanRow>(SAFETY_PLANS, [i.personId]),
  decide(newest, i, by) {
    if (i.version !== (newest?.version ?? 0)) return refuse('STALE_VERSION')
    const before = newest && {
      version: newest.version,
      helps: newest.helps,
      signs: newest.signs,
      setsOff: newest.setsOff,
      ring: newest.ring,
      madeWith: newest.madeWith,
      madeOn: newest.madeOn,
    }
    const text = {
      helps: i.helps,
      signs: i.signs,
      setsOff: i.setsOff,
      ring: i.ring,
      madeWith: i.madeWith,
      madeOn: i.madeOn,
    }
    return decideSafetyPlan(before ?? null, text, dayOf(by.now))
  },
  async store(tx, plan, i, by) {
    const made = { personId: i.personId, safetyPlanId: i.safetyPlanId, version: plan?.version ?? i.version }
    if (plan === null) return { made }
    if (plan.version !== i.version + 1) staleVersion()
    await expectWritten(
      tx.write(ADD, [
        i.safetyPlanId,
        i.personId,
        by.asker.organisationId,
        by.asker.teamId,
        plan.version,
        plan.helps,
        plan.signs,
        plan.setsOff,
        JSON.stringify(plan.ring),
        plan.madeWith,
        plan.madeOn,
        by.now,
        by.asker.actorId,
      ]),
    )
    // the text is core; that this team wrote it is of the team's class
    const classBit = (await classOfTeam(tx, by.asker.teamId)) === 16 ? 16 : 2
    return {
      made,
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'safety plan written',
          aboutId: i.safetyPlanId,
          classBit,
        },
      ],
    }
  },
})
