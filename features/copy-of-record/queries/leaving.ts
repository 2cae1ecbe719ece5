import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface LeavingRow {
  readonly id: string
  readonly why: string
  readonly goesTo: string
  readonly state: 'proposed' | 'confirmed' | 'closed' | 'taken back'
  readonly proposedAt: Instant
  readonly proposedById: string
  readonly proposedBy: string
  readonly confirmedAt: Instant | null
  readonly confirmedBy: string | null
}
export const LEAVING = `select l.id, l.why, l.goes_to as "goesTo", l.state, l.proposed_at as "proposedAt", l.proposed_by as "proposedById", p.name as "proposedBy",
    l.confirmed_at as "confirmedAt", c.name as "confirmedBy"
  from tc.organisation_leaving l join tc.staff p on p.id = l.proposed_by left join tc.staff c on c.id = l.confirmed_by`

export interface LeavingCount {
  readonly what: string
  /** It must be handed over or ended first. */
  readonly blocks: boolean
  readonly n: number
}
export interface Leaving {
  readonly row: LeavingRow | null
  readonly counts: readonly LeavingCount[]
  readonly organisation: string
  /** Nobody else could confirm it: whoever proposed it may, alone. */
  readonly alone: boolean
}
const MAY = ['organisation.manage', 'tasks.read'] as const

/** Whether the asker's organisation leaves, what stands open in its name and what closes with it. Empty for whoever may not act in it. */
export const leaving = defineQuery<Record<string, never>, Leaving>({
  name: 'organisation.leaving',
  title: 'An organisation that leaves',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: MAY,
  async run(tx) {
    const [row, counts, alone, asker] = await Promise.all([
      tx.row<LeavingRow>(`${LEAVING} where l.state in ('proposed', 'confirmed', 'closed')`),
      tx.rows<LeavingCount>('select what, blocks, n from tc.leaving_counts()'),
      tx.row<{ alone: boolean }>('select coalesce(tc.leaving_alone(), false) as alone'),
      tx.asker,
    ])
    return { row: row ?? null, counts, alone: alone?.alone ?? false, organisation: asker.organisationName }
  },
  shows: () => [],
})

export interface Exported {
  /** A line a table: its name, how many rows, and the SHA-256 of its lines. */
  readonly manifest: readonly { readonly table: string; readonly rows: number; readonly digest: string }[]
  /** SHA-256 over the lines of the manifest: what is entered to close. */
  readonly digest: string
  readonly lines: readonly { readonly table: string; readonly said: string }[]
  readonly people: readonly string[]
}
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** Everything the organisation holds, once its leaving is confirmed; nothing before and for nobody else. */
export const leavingExport = defineQuery<Record<string, never>, Exported | null>({
  name: 'organisation.leaving-export',
  title: 'The records of an organisation that leaves',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: MAY,
  async run(tx) {
    const lines = await tx.rows<{ table: string; said: string }>(
      'select table_name as "table", said from tc.leaving_export()',
    )
    if (lines.length === 0) return null
    const tables = new Map<string, string[]>()
    for (const l of lines) {
      const said = tables.get(l.table)
      if (said) said.push(l.said)
      else tables.set(l.table, [l.said])
    }
    const manifest = [...tables]
      .map(([table, said]) => ({ table, rows: said.length, digest: sha256(said.join('\n')) }))
      .sort((a, b) => (a.table < b.table ? -1 : 1))
    const digest = sha256(manifest.map((m) => `${m.table} ${m.rows} ${m.digest}`).join('\n'))
    const people = (tables.get('tc.person') ?? []).map((said) => (JSON.parse(said) as { id: string }).id)
    return { manifest, digest, lines, people }
  },
  shows: (found) => found?.people ?? [],
})
