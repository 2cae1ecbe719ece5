import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { carerShape } from '#core/people/carer.ts'
import { fullName } from '#core/people/names.ts'
import { defineCommand } from '#platform/commands/command.ts'

const input = z.object({ personId: z.uuid(), carerId: z.uuid(), carer: carerShape })
type Input = z.infer<typeof input>

const ADD = `insert into tc.carer (id, person_id, name, relation, contact_points, may_be_told, organisation_id, team_id, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`

/** Somebody who cares for the person, and what the person said they may be told. */
export const addCarer = defineCommand<Input, null, null>({
  name: 'person.add-carer',
  version: 1,
  title: 'Add a carer',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  load: async () => null,
  decide: () => ok(null),
  async store(tx, _decision, { personId, carerId, carer }, by) {
    await tx.write(ADD, [
      carerId,
      personId,
      fullName(carer.name),
      carer.relation,
      JSON.stringify(carer.contactPoints),
      JSON.stringify(carer.mayBeTold),
    ])
    return {
      made: { carerId },
      timeline: [{ personId, at: by.now, what: 'carer added', aboutId: carerId, classBit: 8 }],
    }
  },
})
