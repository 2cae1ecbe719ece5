import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { communicationShape } from '#core/people/communication.ts'
import { birthShape, decideBirth } from '#core/people/person.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.object({
  personId: z.uuid(),
  version: z.int(),
  birth: birthShape,
  /** Empty: they gave none. */
  pronouns: z.string().trim().max(200),
  communication: communicationShape,
})
type Input = z.infer<typeof input>

const CHANGE = `update tc.person set born_on = $3, pronouns = $4, communication = $5, version = version + 1 where id = $1 and version = $2`

/** Birth date, pronouns and how to communicate, with the day on which somebody looks at the needs again. */
export const changeDetails = defineCommand<Input, null, null>({
  name: 'person.change-details',
  version: 1,
  title: 'Change birth date, pronouns and communication needs',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  load: async () => null,
  decide(_facts, i, by) {
    const today = dayOf(by.now)
    const birth = decideBirth(i.birth, today)
    if (!birth.ok) return birth
    if (i.communication.answer !== 'not-asked' && i.communication.reviewOn <= today)
      return refuse('COMMUNICATION_REVIEW_PASSED', { field: 'communication.reviewOn' })
    return ok(null)
  },
  async store(tx, _decision, i, by) {
    const bornOn = i.birth.state === 'known' ? i.birth.on : null
    await expectWritten(
      tx.write(CHANGE, [i.personId, i.version, bornOn, i.pronouns || null, JSON.stringify(i.communication)]),
    )
    return {
      made: { personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'details changed', aboutId: i.personId, classBit: 1 },
      ],
    }
  },
})
