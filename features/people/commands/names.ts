import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { fullName, type PersonName, personNamesShape } from '#core/people/names.ts'
import { type NameRows, nameRows } from '#core/people/rows.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.object({ personId: z.uuid(), version: z.int(), names: personNamesShape })
type Input = z.infer<typeof input>

const PERSON = `update tc.person set display_name = $3, family_key = $4, given_key = $5, version = version + 1 where id = $1 and version = $2`
const ADD = `insert into tc.person_name (id, person_id, kind, given, family, family_key)
  select n.id, $1, n.kind, n.given, n.family, n.family_key
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) as n(id, kind, given, family, family_key)`

interface FormerRow {
  given: string | null
  family: string | null
}
const FORMER = `select given, family from tc.person_name where person_id = $1 and kind = 'former' order by id`

/**
 * Replaces a person's names together. A name that is kept as former is still found by staff with the right.
 * Why former names are read first: somebody without the right never saw them, so their form cannot take them away.
 */
export const changeNames = defineCommand<Input, readonly PersonName[], NameRows>({
  name: 'person.change-names',
  version: 1,
  title: 'Change a person’s names',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  async load(tx, i) {
    const rows = await tx.rows<FormerRow>(FORMER, [i.personId])
    return rows.map(({ given, family }) => ({
      kind: 'former',
      ...(given !== null && { given }),
      ...(family !== null && { family }),
    }))
  },
  decide(former, i, by) {
    if (holds(by.asker, 'people.former-names')) return ok(nameRows(i.names))
    const typed = new Set(i.names.filter((n) => n.kind === 'former').map(fullName))
    return ok(nameRows([...i.names, ...former.filter((n) => !typed.has(fullName(n)))]))
  },
  async store(tx, rows, i, by) {
    const ids = rows.names.map(() => by.newId())
    await Promise.all([
      expectWritten(
        tx.write(PERSON, [i.personId, i.version, rows.displayName, rows.familyKey, rows.givenKey]),
      ),
      tx.write('delete from tc.person_name where person_id = $1', [i.personId]),
      tx.write(ADD, [
        i.personId,
        ids,
        rows.names.map((n) => n.kind),
        rows.names.map((n) => n.given),
        rows.names.map((n) => n.family),
        rows.names.map((n) => n.familyKey),
      ]),
      tx.row('select tc.set_name_keys($1, $2::jsonb)', [i.personId, JSON.stringify(rows)]),
    ])
    return {
      made: { personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'names changed', aboutId: i.personId, classBit: 1 },
      ],
    }
  },
})
