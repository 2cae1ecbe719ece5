import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({
  staffId: z.uuid(),
  organisationId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly mine: boolean
  readonly taken: boolean
}

/** Adds a staff member to an organisation. They may do nothing until they are given a post and set their sign-in up. */
export const addStaff = defineCommand<Input, Facts | undefined, null>({
  name: 'staff.add',
  version: 1,
  title: 'Add a staff member',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  reliesOn: (i) => [i.organisationId],
  load: (tx, i) =>
    tx.row<Facts>('select ctx.may_staff($1) as mine, ctx.staff_email_taken($2) as taken', [
      i.organisationId,
      i.email,
    ]),
  decide(facts) {
    if (!facts?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return facts.taken ? refuse('STAFF_EMAIL_TAKEN', { field: 'email' }) : ok(null)
  },
  async store(tx, _decision, i) {
    await expectWritten(
      tx.write(
        'insert into tc.staff (id, organisation_id, name, email) values ($1, $2, $3, $4) on conflict do nothing',
        [i.staffId, i.organisationId, i.name, i.email],
      ),
    )
    return { made: { staffId: i.staffId } }
  },
})
