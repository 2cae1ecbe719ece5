import * as z from 'zod'
import type { StaffId } from '#core/kernel/ids.ts'
import {
  decideStaffSafetyAction,
  type StaffSafetyAction,
  staffSafetyInputShape,
} from '#core/people/staff-safety.ts'
import { defineCommand } from '#platform/commands/command.ts'

const input = z.object({ personId: z.uuid(), actionId: z.uuid(), ...staffSafetyInputShape.shape })
type Input = z.infer<typeof input>

const ACTION = `insert into tc.staff_safety_action (id, person_id, action, expires_on, organisation_id, team_id, recorded_at, recorded_by)
  values ($1, $2, $3, $4, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`
const REASON = `insert into tc.staff_safety_reason (action_id, person_id, team_id, reason) values ($1, $2, (select ctx.team()), $3)`

/** What staff should do to be safe, with its last day; the reason is kept apart and read by the team that wrote it. */
export const addStaffSafetyAction = defineCommand<Input, null, StaffSafetyAction>({
  name: 'person.add-staff-safety-action',
  version: 1,
  title: 'Record what staff should do to be safe',
  input,
  right: 'staff-safety.record',
  people: (i) => [i.personId],
  load: async () => null,
  decide: (_facts, i, by) => decideStaffSafetyAction(i, { staffId: by.asker.actorId as StaffId, at: by.now }),
  async store(tx, action, { personId, actionId }, by) {
    await Promise.all([
      tx.write(ACTION, [actionId, personId, action.action, action.expiresOn]),
      tx.write(REASON, [actionId, personId, action.reason]),
    ])
    return {
      made: { actionId },
      timeline: [
        { personId, at: by.now, what: 'staff safety action recorded', aboutId: actionId, classBit: 2 },
      ],
    }
  },
})
