import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.object({
  personId: z.uuid(),
  version: z.int(),
  allergies: z.discriminatedUnion('state', [
    z.object({ state: z.literal('listed'), text: z.string().trim().min(1).max(2000) }),
    z.object({ state: z.literal('none known') }),
    z.object({ state: z.literal('not asked') }),
  ]),
})
type Input = z.infer<typeof input>

const CHANGE = `update tc.person_core set allergies_state = $3, allergies = $4, version = version + 1 where person_id = $1 and version = $2`

/** Allergies in words. "None known" and "not asked" are two answers. */
export const recordAllergies = defineCommand<Input, null, null>({
  name: 'person.record-allergies',
  version: 1,
  title: 'Record allergies',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  load: async () => null,
  decide: () => ok(null),
  async store(tx, _decision, { personId, version, allergies }, by) {
    await expectWritten(
      tx.write(CHANGE, [
        personId,
        version,
        allergies.state,
        allergies.state === 'listed' ? allergies.text : null,
      ]),
    )
    return {
      made: { personId },
      timeline: [{ personId, at: by.now, what: 'allergies recorded', aboutId: personId, classBit: 2 }],
    }
  },
})
