import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { addDays, dayOf } from '#core/kernel/time.ts'
import { REVIEW_AFTER_DAYS } from '#core/sharing/decision.ts'
import { defineCommand } from '#platform/commands/command.ts'

const stopInput = z.strictObject({ decisionId: z.uuid(), serviceId: z.uuid() })

/**
 * The person says no to one service, at their own door. It closes what the service could see on its next request, its team is told to
 * stop using what it was told, and the history has it. Who asks is the person: no input names one.
 */
export const stop = defineCommand<z.infer<typeof stopInput>, null, null>({
  name: 'my.stop',
  version: 1,
  title: 'Stop sharing with a service, at one’s own door',
  input: stopInput,
  right: 'my',
  people: () => [],
  load: async () => null,
  decide: () => ok(null),
  async store(tx, _decision, i, by) {
    const row = await tx.row<{ stopped: { team: string; asked: boolean; stillUntil?: string | null } }>(
      'select my.stop($1, $2, $3, $4, $5) as stopped',
      [i.decisionId, by.newId(), by.newId(), i.serviceId, addDays(dayOf(by.now), REVIEW_AFTER_DAYS)],
    )
    return { made: { decisionId: i.decisionId, ...row!.stopped }, people: [by.asker.actorId] }
  },
})

const carerInput = z.strictObject({ carerId: z.uuid() })

/** The person takes back what a carer may be told, at their own door: the carer's door is shut on the next request. */
export const stopCarer = defineCommand<z.infer<typeof carerInput>, null, null>({
  name: 'my.stop-carer',
  version: 1,
  title: 'Stop telling a carer, at one’s own door',
  input: carerInput,
  right: 'my',
  people: () => [],
  load: async () => null,
  decide: () => ok(null),
  async store(tx, _decision, i, by) {
    await tx.row('select my.stop_carer($1, $2, $3)', [by.newId(), by.newId(), i.carerId])
    return { made: { carerId: i.carerId }, people: [by.asker.actorId] }
  },
})
