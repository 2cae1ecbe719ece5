import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { contactPointShape } from '#core/people/contact-point.ts'
import { addressShape } from '#core/people/person.ts'
import { homeAreaOf } from '#core/people/rows.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.object({
  personId: z.uuid(),
  version: z.int(),
  addresses: z.array(addressShape).max(10),
  /** All that hold from now on: one that was there and is not in the list has ended. */
  contactPoints: z.array(contactPointShape).max(20),
})
type Input = z.infer<typeof input>

const CORE = `update tc.person_core set addresses = $3, home_area = $4, version = version + 1 where person_id = $1 and version = $2`
const END = `update tc.contact_point set ended_at = (select ctx.now()) where person_id = $1 and ended_at is null`
const ADD = `insert into tc.contact_point (id, person_id, kind, value, safe, recorded_at, recorded_by)
  select c.id, $1, c.kind, c.value, c.safe, (select ctx.now()), (select ctx.actor())
    from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[]) as c(id, kind, value, safe)`

/** Addresses, having none among them, and how this person may be reached. Earlier numbers stay in the history. */
export const changeContact = defineCommand<Input, null, null>({
  name: 'person.change-contact',
  version: 1,
  title: 'Change addresses and safe contact',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  load: async () => null,
  decide: () => ok(null),
  async store(tx, _decision, i, by) {
    const points = i.contactPoints
    await Promise.all([
      expectWritten(
        tx.write(CORE, [i.personId, i.version, JSON.stringify(i.addresses), homeAreaOf(i.addresses)]),
      ),
      tx.write(END, [i.personId]),
      tx.write(ADD, [
        i.personId,
        points.map(() => by.newId()),
        points.map((p) => p.kind),
        points.map((p) => p.value),
        points.map((p) => JSON.stringify(p.safe)),
      ]),
    ])
    return {
      made: { personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'safe contact changed', aboutId: i.personId, classBit: 1 },
      ],
    }
  },
})
