import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { KindId, Said } from '../kinds/kind.ts'

export interface ImportRow {
  readonly id: string
  readonly kind: KindId
  readonly fileName: string
  readonly state: 'reading' | 'refused' | 'ready' | 'doing' | 'done' | 'removed'
  readonly refusal: string | null
  readonly refusalParams: Readonly<Record<string, string | number>>
  readonly columns: readonly string[]
  readonly unused: readonly string[]
  readonly read: number
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  readonly problem: number
  readonly done: number
  readonly failed: number
  readonly by: string
  readonly uploadedAt: Instant
  readonly confirmedBy: string | null
  readonly confirmedAt: Instant | null
  readonly endedAt: Instant | null
  readonly movedAt: Instant
  readonly version: number
}

const COLUMNS = `i.id, i.kind, i.file_name as "fileName", i.state, i.refusal, i.refusal_params as "refusalParams", i.columns, i.unused, i.rows_read as read,
    i.rows_new as new, i.rows_changed as changed, i.rows_unchanged as unchanged, i.rows_problem as problem, i.rows_done as done, i.rows_failed as failed,
    s.name as by, i.uploaded_at as "uploadedAt", c.name as "confirmedBy", i.confirmed_at as "confirmedAt", i.ended_at as "endedAt", i.moved_at as "movedAt", i.version
  from tc.import i join tc.staff s on s.id = i.staff_id left join tc.staff c on c.id = i.confirmed_by`
const LIST = `select ${COLUMNS} where i.state <> 'removed' or i.uploaded_at > (select ctx.now()) - interval '60 days' order by i.uploaded_at desc, i.id limit 100`
const ONE = `select ${COLUMNS} where i.id = $1`

/** Spreadsheets that the asker's team handed in, the newest first. */
export const imports = defineQuery<Record<string, never>, readonly ImportRow[]>({
  name: 'import.list',
  title: 'Spreadsheets that your team handed in',
  input: z.strictObject({}),
  right: 'import.spreadsheet',
  run: (tx) => tx.rows<ImportRow>(LIST),
  shows: () => [],
})

export interface SheetLine {
  readonly n: number
  readonly cells: readonly string[]
  readonly verdict: 'new' | 'changed' | 'unchanged' | 'problem'
  readonly said: readonly Said[]
  readonly outcome: 'done' | 'failed' | null
}
export interface OneImport {
  readonly import: ImportRow
  readonly rows: readonly SheetLine[]
  readonly total: number
  readonly now: Instant
}

export const ROWS_A_PAGE = 50
export const SHOWN = ['to mend', 'new', 'changed', 'unchanged'] as const

const one = z.strictObject({
  importId: z.uuid(),
  /** 'to mend': rows with something to fix, before or after. */
  show: z.enum(SHOWN).default('to mend'),
  page: z.int().min(1).max(2000).default(1),
  /** All rows of that kind, for a file. */
  all: z.boolean().default(false),
})

const ROWS = `select n, cells, verdict, said, outcome, count(*) over ()::int as total from tc.import_row
  where import_id = $1 and case when $2 = 'to mend' then verdict = 'problem' or outcome = 'failed' else verdict = $2 and outcome is distinct from 'failed' end
  order by n limit $3 offset $4`

/** One spreadsheet of the asker's team: its counts, and its rows of one kind, by the number the spreadsheet itself shows. */
export const oneImport = defineQuery<z.input<typeof one>, OneImport | null>({
  name: 'import.one',
  title: 'One spreadsheet and its rows',
  input: one,
  right: 'import.spreadsheet',
  async run(tx, { importId, show = 'to mend', page = 1, all = false }) {
    const [found, rows, asker] = await Promise.all([
      tx.row<ImportRow>(ONE, [importId]),
      tx.rows<SheetLine & { total: number }>(ROWS, [
        importId,
        show,
        all ? 50_000 : ROWS_A_PAGE,
        all ? 0 : (page - 1) * ROWS_A_PAGE,
      ]),
      tx.asker,
    ])
    if (!found) return null
    return {
      import: found,
      rows: rows.map(({ total: _, ...row }) => row),
      total: rows[0]?.total ?? 0,
      now: asker.now,
    }
  },
  shows: () => [],
})
