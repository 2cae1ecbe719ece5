import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { characteristicsShape } from '#core/people/characteristics.ts'
import { defineCommand } from '#platform/commands/command.ts'

const input = z.object({ personId: z.uuid(), characteristics: characteristicsShape })
type Input = z.infer<typeof input>

/**
 * What the person said about themself, each answer with "prefer not to say". Written and never shown again in care, so
 * there is no version to hold: the newest answer stands. Nothing of it is on the timeline but that it was asked.
 */
export const recordCharacteristics = defineCommand<Input, null, null>({
  name: 'person.record-characteristics',
  version: 1,
  title: 'Record protected characteristics with the person',
  input,
  right: 'people.characteristics',
  people: (i) => [i.personId],
  load: async () => null,
  decide: () => ok(null),
  async store(tx, _decision, i, by) {
    const rows = Object.entries(i.characteristics).map(([name, answer]) => ({ name, answer }))
    await tx.row('select tc.record_characteristics($1, $2::jsonb)', [i.personId, JSON.stringify(rows)])
    return {
      made: { personId: i.personId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'equality questions asked',
          aboutId: i.personId,
          classBit: 8,
        },
      ],
    }
  },
})
