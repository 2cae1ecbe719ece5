import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import { decideDeputyEnd, type HeldDeputy } from '#core/people/deputy.ts'
import { dayShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.object({
  deputyId: z.uuid(),
  personId: z.uuid(),
  version: z.int().min(1),
  endedOn: dayShape,
  why: z.string().trim().min(1).max(500),
})
type Input = z.infer<typeof input>

interface Facts extends HeldDeputy {
  readonly version: number
  readonly classBit: 2 | 16
}

const FACTS = `select d.from_on as "fromOn", d.ended_on as "endedOn", d.version, d.class_bit as "classBit" from tc.deputy d
  where d.id = $2 and d.person_id = $1 and (select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1)`
const END = `update tc.deputy set ended_on = $3, ended_why = $4, ended_at = (select ctx.now()), ended_by = (select ctx.actor()), version = version + 1
  where id = $1 and version = $2 and ended_on is null`

/**
 * They speak or decide for the person no more, whichever team learnt it. The row stays, with why.
 * Refuses: NOT_FOUND_OR_NOT_YOURS, STALE_VERSION and those of `decideDeputyEnd`.
 */
export const endDeputy = defineCommand<Input, Facts | undefined, { endedOn: Day; classBit: 2 | 16 }>({
  name: 'deputy.end',
  version: 1,
  title: 'Write down that somebody speaks or decides for the person no more',
  input,
  right: ['sharing.record', 'people.details'],
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.personId, i.deputyId]),
  decide(held, i, by) {
    if (!held) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const decided = decideDeputyEnd(held, i.endedOn, dayOf(by.now))
    if (!decided.ok) return decided
    if (held.version !== i.version) return refuse('STALE_VERSION')
    return { ok: true, value: { endedOn: decided.value, classBit: held.classBit } }
  },
  async store(tx, { endedOn, classBit }, i, by) {
    await expectWritten(tx.write(END, [i.deputyId, i.version, endedOn, i.why]))
    return {
      made: { deputyId: i.deputyId, version: i.version + 1 },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'who spoke for them ended',
          aboutId: i.deputyId,
          classBit,
        },
      ],
    }
  },
})
