import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { contentId } from '#platform/commands/content-id.ts'
import { type Job, Stopped } from '#platform/jobs/jobs.ts'
import { NotReadable, type SheetRow, sheetRows } from '#platform/spreadsheet/read.ts'
import { type Heads, readHeads } from './heads.ts'
import { kindOf } from './kinds/index.ts'
import type { At, Compared, Kind, Said } from './kinds/kind.ts'

/** So many rows are held against the record and written down together. */
const BATCH = 200

const TAKE = `select i.kind, i.state, i.organisation_id as "organisationId", f.content from tc.import i left join tc.import_file f on f.import_id = i.id where i.id = $1`
const CLEAR = 'select tc.import_clear($1, $2, $3)'
const AGAIN = `update tc.import set rows_read = 0, rows_new = 0, rows_changed = 0, rows_unchanged = 0, rows_problem = 0, moved_at = (select ctx.now()) where id = $1 and state = 'reading'`
const HEADS = 'update tc.import set columns = $2, unused = $3 where id = $1'
const ROWS = `insert into tc.import_row (import_id, n, organisation_id, team_id, cells, verdict, said)
  select $1, r.n, (select ctx.organisation()), (select ctx.team()), r.cells, r.verdict, r.said
    from jsonb_to_recordset($2::jsonb) as r (n int, cells jsonb, verdict text, said jsonb)`
const COUNTS = `update tc.import set rows_read = rows_read + $2, rows_new = rows_new + $3, rows_changed = rows_changed + $4, rows_unchanged = rows_unchanged + $5,
    rows_problem = rows_problem + $6, moved_at = (select ctx.now()) where id = $1 and state = 'reading'`
const READY = `update tc.import set state = 'ready', ready_at = (select ctx.now()), moved_at = (select ctx.now()), version = version + 1 where id = $1 and state = 'reading'`
const REFUSED = `update tc.import set state = 'refused', refusal = $2, refusal_params = $3::jsonb, ended_at = (select ctx.now()), moved_at = (select ctx.now()), version = version + 1
  where id = $1 and state = 'reading'`

const NOT_READ = `update tc.task set done_at = (select ctx.now()), done_by = (select ctx.actor()), done_text = 'It could not be read.' where about_id = $1 and kind = 'spreadsheet' and done_at is null`
const SAY_SO = `insert into tc.task (id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  values ($1, (select ctx.organisation()), (select ctx.team()), (select ctx.actor()), 'spreadsheet', $2, $3, $4, $5)`

const TAKEN = `select about, content, at from tc.import_taken where team_id = (select ctx.team()) and kind = $1 and about = any ($2::uuid[])`

export interface Taken {
  readonly about: string
  readonly content: string
}
/** Digests of who a row is about and of all it says, by which the same row is known again. */
export const takenOf = (kind: Kind, row: unknown): Taken => ({
  about: contentId('spreadsheet about', kind.id, kind.keyOf(row)),
  content: contentId('spreadsheet content', kind.id, JSON.stringify(row)),
})

interface Looked {
  readonly row: SheetRow
  readonly compared: Compared
}

/** The value of an answer of the door, or the end of the job. */
export function hadFrom<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(answer.refusal.code)
  return answer.value
}

/** Reads a spreadsheet that was handed in: every row is held against the record, and nothing of the record changes. */
export async function readImport({ door, token, ref, stopped }: Job): Promise<void> {
  const taken = hadFrom(
    await door.own(token, async (tx) => {
      const row = await tx.row<{
        kind: string
        state: string
        organisationId: string
        content: Buffer | null
      }>(TAKE, [ref])
      // rows of a try that was put down
      if (row?.state === 'reading') await tx.row(CLEAR, [ref, false, true])
      await tx.write(AGAIN, [ref])
      return { row, now: (await tx.asker).now }
    }),
  )
  const kind = kindOf(taken.row?.kind ?? '')
  if (!taken.row?.content || taken.row.state !== 'reading' || !kind) return
  const at: At = {
    today: dayOf(taken.now),
    organisationId: taken.row.organisationId,
    ask: (query, input) => door.query(token, query, input),
  }
  const earlier = async (about: readonly string[]) =>
    hadFrom(await door.own(token, (tx) => tx.rows<Taken & { at: Instant }>(TAKEN, [kind.id, about])))
  const refused = await readAll(taken.row.content, kind, at, {
    earlier,
    heads: (heads) => done(door.own(token, (tx) => tx.write(HEADS, [ref, heads.columns, heads.unused]))),
    rows(looked) {
      if (stopped()) throw new Stopped()
      return done(
        door.own(token, async (tx) => {
          const counts = countsOf(looked)
          await Promise.all([
            tx.write(ROWS, [ref, JSON.stringify(looked.map(asRow))]),
            tx.write(COUNTS, [
              ref,
              looked.length,
              counts.new,
              counts.changed,
              counts.unchanged,
              counts.problem,
            ]),
          ])
        }),
      )
    },
  })
  await done(
    door.own(token, async (tx) => {
      if (refused) {
        await tx.row(CLEAR, [ref, false, true])
        await tx.write(REFUSED, [ref, refused.code, JSON.stringify(refused.params ?? {})])
        await tx.write(NOT_READ, [ref])
        await tx.write(SAY_SO, [
          contentId('spreadsheet not read', ref),
          ref,
          'A spreadsheet that was handed in could not be read. See why, mend it and hand it in again; then take this one away.',
          taken.now,
          stayTaskDueAt(taken.now, englandHolidays),
        ])
      } else await tx.write(READY, [ref])
      // what the file says is in its rows now
      await tx.row(CLEAR, [ref, true, false])
    }),
  )
}

const done = async (answer: Promise<Result<unknown>>): Promise<void> => void hadFrom(await answer)

interface Into {
  /** Of these, what the team has taken in before. */
  earlier(about: readonly string[]): Promise<readonly (Taken & { readonly at: Instant })[]>
  heads(heads: Heads): Promise<void>
  rows(looked: readonly Looked[]): Promise<void>
}

/** Returns why the file as a whole was refused, if it was. */
async function readAll(content: Buffer, kind: Kind, at: At, into: Into): Promise<Refusal | undefined> {
  let heads: Heads | undefined
  let batch: SheetRow[] = []
  let any = false
  const first = new Map<string, number>()
  try {
    for await (const row of sheetRows(content)) {
      if (row.cells.every((cell) => cell.trim() === '')) continue
      if (heads === undefined) {
        const read = readHeads(row.cells, kind.columns)
        if (!read.ok) return read.refusal
        heads = read.value
        await into.heads(heads)
        continue
      }
      any = true
      batch.push(row)
      if (batch.length < BATCH) continue
      await into.rows(await look(batch, heads, { kind, at, first, earlier: into.earlier }))
      batch = []
    }
  } catch (cause) {
    if (!(cause instanceof NotReadable) || cause.result.ok) throw cause
    return cause.result.refusal
  }
  if (heads === undefined || !any) {
    const empty = refuse('IMPORT_EMPTY')
    return empty.ok ? undefined : empty.refusal
  }
  if (batch.length > 0) await into.rows(await look(batch, heads, { kind, at, first, earlier: into.earlier }))
  return undefined
}

interface Looking extends Pick<Into, 'earlier'> {
  readonly kind: Kind
  readonly at: At
  /** The row on which each thing stood first in this file. */
  readonly first: Map<string, number>
}

async function look(
  batch: readonly SheetRow[],
  heads: Heads,
  { kind, at, first, earlier }: Looking,
): Promise<Looked[]> {
  const read = batch.map((row) => ({ row, read: kind.read(heads.cellsOf(row.cells), at.today) }))
  const compared = new Map<number, Compared>()
  const sound: { n: number; row: unknown }[] = []
  for (const { row, read: r } of read) {
    if ('problems' in r) {
      compared.set(row.n, { verdict: 'problem', said: r.problems })
      continue
    }
    const key = kind.keyOf(r.row)
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, row.n)
      sound.push({ n: row.n, row: r.row })
    } else
      compared.set(row.n, {
        verdict: 'problem',
        said: [{ column: null, words: `Row ${before} of this file is about the same. Keep one of the two.` }],
      })
  }
  if (sound.length > 0) {
    const answers = await kind.compare(
      at,
      sound.map((s) => s.row),
    )
    const taken = sound.map((s) => takenOf(kind, s.row))
    const before = new Map((await earlier(taken.map((t) => t.about))).map((t) => [t.about, t]))
    for (const [i, { n }] of sound.entries())
      compared.set(n, known(answers[i]!, taken[i]!, before.get(taken[i]!.about)))
  }
  return batch.map((row) => ({ row, compared: compared.get(row.n)! }))
}

/** A row that the team has taken in before, about somebody who is not open to it: the same is known, other words are not lost unseen. */
function known(
  compared: Compared,
  row: Taken,
  before: (Taken & { readonly at: Instant }) | undefined,
): Compared {
  if (compared.verdict !== 'new' || before === undefined) return compared
  if (before.content === row.content) return { verdict: 'unchanged' }
  return {
    verdict: 'problem',
    said: [
      {
        column: null,
        words: `Your team took this in from a spreadsheet on ${dayOf(before.at).split('-').reverse().join('/')}, with other details. Change them in the record, once it is open to your team.`,
      },
    ],
  }
}

const saidOf = (c: Compared): readonly Said[] => (c.verdict === 'unchanged' ? [] : c.said)
const asRow = ({ row, compared }: Looked) => ({
  n: row.n,
  cells: row.cells,
  verdict: compared.verdict,
  said: saidOf(compared),
})
function countsOf(looked: readonly Looked[]): Record<Compared['verdict'], number> {
  const counts = { new: 0, changed: 0, unchanged: 0, problem: 0 }
  for (const { compared } of looked) counts[compared.verdict] += 1
  return counts
}
