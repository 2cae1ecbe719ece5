import * as z from 'zod'
import { ODS_LISTS, type OdsList, type OdsOrganisation, readOdsFile } from '#core/directory/ods-file.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const LISTS = Object.keys(ODS_LISTS) as [OdsList, ...OdsList[]]

/** The file as it came; `list` is what kind of organisations stand in it, by the name of the published file. */
const input = z.strictObject({ list: z.enum(LISTS), text: z.string().min(1).max(20_000_000) })
type Input = z.infer<typeof input>

interface Known {
  readonly id: string
  readonly code: string
  readonly name: string
}

interface Facts {
  readonly rootOwner: string | undefined
  readonly known: readonly Known[]
}

interface Decision {
  readonly rootOwner: string
  readonly added: readonly { readonly id: string; readonly code: string; readonly name: string }[]
  readonly renamed: readonly Known[]
  readonly read: number
  readonly closed: number
}

const KNOWN = 'select id, ods_code as code, name from tc.organisation where ods_code is not null'
const ROOT =
  'select root_owner_staff_id as root_owner from tc.organisation where id = (select ctx.organisation())'
const ADD = `insert into tc.organisation (id, kind, name, ods_code, root_owner_staff_id, created_at)
  select a.id, $2, a.name, a.code, $3, $4 from jsonb_to_recordset($1) as a (id uuid, code text, name text) on conflict do nothing`
const RENAME =
  'update tc.organisation o set name = r.name from jsonb_to_recordset($1) as r (id uuid, name text) where o.id = r.id'

/**
 * Loads names and codes from a list of the Organisation Data Service. Loading it again changes nothing; a new name of a
 * known code takes the place of the old one; one that has closed is not added, and one already here stays.
 */
export const loadOds = defineCommand<Input, Facts, Decision>({
  name: 'organisation.load-ods',
  version: 1,
  title: 'Load organisations from an ODS list',
  input,
  right: ['organisation.manage', 'organisation.load'],
  people: () => [],
  async load(tx) {
    const [root, known] = await Promise.all([tx.row<{ root_owner: string }>(ROOT), tx.rows<Known>(KNOWN)])
    return { rootOwner: root?.root_owner, known }
  },
  decide({ rootOwner, known }, i, by): Result<Decision> {
    const owner = by.asker.kind === 'staff' ? by.asker.actorId : rootOwner
    if (owner === undefined) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const read = readOdsFile(i.text)
    if (!read.ok) return read
    const byCode = new Map(known.map((k) => [k.code, k]))
    const today = dayOf(by.now)
    const hasClosed = (o: OdsOrganisation) => o.closedOn !== null && o.closedOn <= today
    const fresh = read.value.filter((o) => !byCode.has(o.code))
    return ok({
      rootOwner: owner,
      read: read.value.length,
      closed: fresh.filter(hasClosed).length,
      added: fresh.filter((o) => !hasClosed(o)).map(({ code, name }) => ({ id: by.newId(), code, name })),
      renamed: read.value.flatMap((o) => {
        const was = byCode.get(o.code)
        return was && was.name !== o.name ? [{ ...was, name: o.name }] : []
      }),
    })
  },
  async store(tx, { rootOwner, added, renamed, read, closed }, i, by) {
    await Promise.all([
      expectWritten(
        tx.write(ADD, [JSON.stringify(added), ODS_LISTS[i.list], rootOwner, by.now]),
        added.length,
      ),
      expectWritten(tx.write(RENAME, [JSON.stringify(renamed)]), renamed.length),
    ])
    return { made: { read, added: added.length, renamed: renamed.length, closed } }
  },
})
