import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({ personId: z.uuid(), deviceId: z.uuid() })
type Input = z.infer<typeof input>

const FOUND = `select revoked_at is not null as over from identity.person_device where id = $1 and person_id = $2`
const END = `update identity.person_device set revoked_at = (select ctx.now()), revoked_by = (select ctx.actor()), revoked_why = 'ended by a worker'
  where id = $1 and person_id = $2 and revoked_at is null`

/** A phone is lost, or in other hands: it is out on its next request. A new code sets another one up. */
export const endDevice = defineCommand<Input, { over: boolean } | undefined, null>({
  name: 'own-door.end-device',
  version: 1,
  title: 'End a phone of somebody’s own door',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<{ over: boolean }>(FOUND, [i.deviceId, i.personId]),
  decide(device) {
    if (!device) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return device.over ? refuse('DOOR_DEVICE_OVER') : ok(null)
  },
  async store(tx, _decision, i, by) {
    await expectWritten(tx.write(END, [i.deviceId, i.personId]))
    return {
      made: { deviceId: i.deviceId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'own door: phone ended', aboutId: i.deviceId, classBit: 8 },
      ],
    }
  },
})
