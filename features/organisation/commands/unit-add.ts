import * as z from 'zod'
import { UNIT_CODE } from '#core/directory/typed.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

export const UNIT_KINDS = ['ward', 'residential', 'secure'] as const

/** `code`: as hospital messages name it (PV1-3), so that a stay finds its ward. */
const input = z.strictObject({
  unitId: z.uuid(),
  teamId: z.uuid(),
  code: z.string().trim().toUpperCase().regex(UNIT_CODE),
  name: z.string().trim().min(1).max(200),
  kind: z.enum(UNIT_KINDS),
  /** Hours after leaving in which its people are met: 72, or 7 days (NICE NG53 1.6.7) where the ward's own setting says so. */
  safetyHours: z.union([z.literal(72), z.literal(168)]).default(72),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly organisation_id: string
  readonly mine: boolean
  readonly code_taken: boolean
}

const FACTS = `select t.organisation_id, ctx.may_build(t.organisation_id) as mine,
    exists (select from tc.unit u where u.organisation_id = t.organisation_id and u.code = $2) as code_taken
  from tc.team t where t.id = $1 and t.closed_at is null`
const ADD =
  'insert into tc.unit (id, organisation_id, team_id, code, name, kind, safety_hours) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing'

/** Adds a ward or house that a team runs. */
export const addUnit = defineCommand<Input, Facts | undefined, { readonly organisationId: string }>({
  name: 'unit.add',
  version: 2,
  title: 'Add a ward or house',
  input,
  right: 'organisation.manage',
  people: () => [],
  reliesOn: (i) => [i.teamId],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.teamId, i.code]),
  decide(facts) {
    if (!facts?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return facts.code_taken
      ? refuse('UNIT_CODE_TAKEN', { field: 'code' })
      : ok({ organisationId: facts.organisation_id })
  },
  async store(tx, { organisationId }, i) {
    await expectWritten(
      tx.write(ADD, [i.unitId, organisationId, i.teamId, i.code, i.name, i.kind, i.safetyHours]),
    )
    return { made: { unitId: i.unitId } }
  },
})
