import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { isBedClass } from '#core/place/bed-class.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** `beds`: a national code of the kind of beds; null takes it back to "nobody has said". */
const input = z.strictObject({ unitId: z.uuid(), beds: z.string().refine(isBedClass).nullable() })

const FACTS = 'select ctx.may_build(u.organisation_id) as builds from tc.unit u where u.id = $1'
const SET = 'update tc.unit set bed_class = $2 where id = $1'

/** Says which kind of beds a ward has: the national count of contact after leaving asks for it. By whoever builds its organisation. */
export const setUnitBeds = defineCommand<
  z.infer<typeof input>,
  { readonly builds: boolean } | undefined,
  true
>({
  name: 'unit.set-beds',
  version: 1,
  title: 'Say which kind of beds a ward has',
  input,
  right: 'organisation.manage',
  people: () => [],
  load: (tx, i) => tx.row<{ builds: boolean }>(FACTS, [i.unitId]),
  decide: (facts) => (facts?.builds ? ok(true) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decided, i) {
    await expectWritten(tx.write(SET, [i.unitId, i.beds]))
    return { made: { unitId: i.unitId } }
  },
})
