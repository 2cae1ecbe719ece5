import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Cells, Column } from './kinds/kind.ts'

/** Columns that we add to a file of rows to mend; they may come back and are not read. */
export const ROW_HEAD = 'Row in your file'
export const FIX_HEAD = 'What to fix'
const OURS = [ROW_HEAD, FIX_HEAD]

const key = (head: string): string =>
  head
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

export interface Heads {
  /** As the first row names them, in its order. */
  readonly columns: readonly string[]
  /** Those that no column of this kind goes by. */
  readonly unused: readonly string[]
  cellsOf(cells: readonly string[]): Cells
}

/** Which column is which, by its name and not by its place. Refuses: IMPORT_COLUMNS_MISSING, IMPORT_COLUMN_TWICE. */
export function readHeads(first: readonly string[], kind: readonly Column[]): Result<Heads> {
  const names = new Map(
    kind.flatMap((c) => [c.name, ...(c.also ?? [])].map((name) => [key(name), c.name] as const)),
  )
  const at = new Map<string, number>()
  const unused: string[] = []
  for (const [i, head] of first.entries()) {
    const name = names.get(key(head))
    if (name === undefined) {
      if (head.trim() !== '' && !OURS.includes(head.trim())) unused.push(head.trim().slice(0, 100))
    } else if (at.has(name)) return refuse('IMPORT_COLUMN_TWICE', { params: { column: name } })
    else at.set(name, i)
  }
  const missing = kind.filter((c) => c.needed && !at.has(c.name)).map((c) => c.name)
  if (missing.length > 0) return refuse('IMPORT_COLUMNS_MISSING', { params: { columns: missing.join(', ') } })
  return ok({
    columns: first.map((head) => head.slice(0, 200)),
    unused,
    cellsOf: (cells) => Object.fromEntries([...at].map(([name, i]) => [name, cells[i] ?? ''])),
  })
}
