import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

export const ORGANISATION_KINDS = [
  'trust',
  'voluntary',
  'independent provider',
  'police',
  'commissioner',
  'primary care',
] as const

/** Not every charity has an ODS code, and none is asked for: code, charity number, both or neither. */
const input = z.strictObject({
  organisationId: z.uuid(),
  kind: z.enum(ORGANISATION_KINDS),
  name: z.string().trim().min(1).max(200),
  odsCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{3,10}$/)
    .nullable(),
  charityNumber: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^(SC|NIC)?[0-9]{5,8}$/)
    .nullable(),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly root_owner: string
  readonly code_taken: boolean
  readonly number_taken: boolean
}

const FACTS = `select o.root_owner_staff_id as root_owner,
    exists (select from tc.organisation where ods_code = $1) as code_taken,
    exists (select from tc.organisation where charity_number = $2) as number_taken
  from tc.organisation o where o.id = (select ctx.organisation())`
const ADD = `insert into tc.organisation (id, kind, name, ods_code, charity_number, root_owner_staff_id, created_at)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`

/** Adds an organisation. Its root owner, asked when nobody else owns something, is who adds it until it has its own. */
export const addOrganisation = defineCommand<Input, Facts | undefined, { readonly rootOwner: string }>({
  name: 'organisation.add',
  version: 1,
  title: 'Add an organisation',
  input,
  right: 'organisation.manage',
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.odsCode, i.charityNumber]),
  decide(facts, _i, by) {
    if (!facts) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.code_taken) return refuse('ODS_CODE_TAKEN', { field: 'odsCode' })
    if (facts.number_taken) return refuse('CHARITY_NUMBER_TAKEN', { field: 'charityNumber' })
    return ok({ rootOwner: by.asker.kind === 'staff' ? by.asker.actorId : facts.root_owner })
  },
  async store(tx, { rootOwner }, i, by) {
    await expectWritten(
      tx.write(ADD, [i.organisationId, i.kind, i.name, i.odsCode, i.charityNumber, rootOwner, by.now]),
    )
    return { made: { organisationId: i.organisationId } }
  },
})
