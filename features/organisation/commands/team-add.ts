import * as z from 'zod'
import { TELEPHONE } from '#core/directory/typed.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

export const TEAM_KINDS = [
  'ward',
  'community',
  'support',
  'records desk',
  'commissioning',
  'primary care',
] as const

const input = z.strictObject({
  teamId: z.uuid(),
  organisationId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  kind: z.enum(TEAM_KINDS),
  hours: z.string().trim().min(1).max(200),
  telephone: z.string().trim().regex(TELEPHONE),
  drugAndAlcohol: z.boolean(),
  clinicalResponsibility: z.boolean(),
  managerStaffId: z.uuid().nullable(),
})
type Input = z.infer<typeof input>

const ADD = `insert into tc.team (id, organisation_id, name, kind, hours, telephone, drug_and_alcohol, clinical_responsibility, manager_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`

/** Adds a team to one's own organisation, or to one that one is the root owner of. */
export const addTeam = defineCommand<Input, { readonly mine: boolean } | undefined, null>({
  name: 'team.add',
  version: 1,
  title: 'Add a team',
  input,
  right: 'organisation.manage',
  people: () => [],
  reliesOn: (i) => [i.organisationId],
  load: (tx, i) => tx.row<{ mine: boolean }>('select ctx.may_build($1) as mine', [i.organisationId]),
  decide: (facts) => (facts?.mine ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(
      tx.write(ADD, [
        i.teamId,
        i.organisationId,
        i.name,
        i.kind,
        i.hours,
        i.telephone,
        i.drugAndAlcohol,
        i.clinicalResponsibility,
        i.managerStaffId,
      ]),
    )
    return { made: { teamId: i.teamId } }
  },
})
