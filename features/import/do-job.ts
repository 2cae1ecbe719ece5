import { refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { contentId } from '#platform/commands/content-id.ts'
import type { Done } from '#platform/commands/door.ts'
import { type Job, Stopped } from '#platform/jobs/jobs.ts'
import { type Heads, readHeads } from './heads.ts'
import { kindOf } from './kinds/index.ts'
import type { At, Compared, Kind, Said, Step } from './kinds/kind.ts'
import { hadFrom, type Taken, takenOf } from './read-job.ts'

const BATCH = 100
/** So many rows go through the door at once. */
const AT_ONCE = 4

const TAKE = `select kind, state, columns, organisation_id as "organisationId" from tc.import where id = $1`
const NEXT = `select n, cells from tc.import_row where import_id = $1 and n > $2 and outcome is null and verdict in ('new', 'changed') order by n limit $3`
const OUTCOMES = `update tc.import_row r set outcome = o.outcome, said = case when o.outcome = 'failed' then o.said else r.said end
  from jsonb_to_recordset($2::jsonb) as o (n int, outcome text, said jsonb) where r.import_id = $1 and r.n between $3 and $4 and r.n = o.n and r.outcome is null`
const COUNTS = `update tc.import set rows_done = (select count(*) from tc.import_row r where r.import_id = $1 and r.outcome = 'done'),
    rows_failed = (select count(*) from tc.import_row r where r.import_id = $1 and r.outcome = 'failed'), moved_at = (select ctx.now()) where id = $1`
const PROGRESS = `update tc.import set rows_done = rows_done + $2, rows_failed = rows_failed + $3, moved_at = (select ctx.now()) where id = $1`

const TAKEN = `insert into tc.import_taken (team_id, organisation_id, kind, about, content, at)
  select (select ctx.team()), (select ctx.organisation()), $1, t.about, t.content, (select ctx.now()) from jsonb_to_recordset($2::jsonb) as t (about uuid, content uuid)
  on conflict (team_id, kind, about) do update set content = excluded.content, at = excluded.at`

interface Outcome {
  readonly n: number
  /** What the row was about and what it said, where that was taken in. */
  readonly taken?: Taken
  readonly outcome: 'done' | 'failed'
  readonly said: readonly Said[]
}

/** Refusals of the moment: the job stops and is taken again, and what was done is known by its ids. */
const OF_THE_MOMENT: readonly Refusal['code'][] = ['NOT_SIGNED_IN', 'BUSY_TRY_AGAIN', 'SURPRISE']

/**
 * After Confirm: each new or changed row becomes the same commands as by hand, through the same door, as whoever confirmed. A row is held
 * against the record once more, since that has moved on. One row that is refused stops no other: it stays with its reason.
 */
export async function doImport({ door, token, ref, stopped }: Job): Promise<void> {
  const taken = hadFrom(
    await door.own(token, async (tx) => {
      const row = await tx.row<{ kind: string; state: string; columns: string[]; organisationId: string }>(
        TAKE,
        [ref],
      )
      await tx.write(COUNTS, [ref])
      return { row, now: (await tx.asker).now }
    }),
  )
  const kind = kindOf(taken.row?.kind ?? '')
  if (taken.row?.state !== 'doing' || !kind) return
  const heads = hadFrom(readHeads(taken.row.columns, kind.columns))
  const at: At = {
    today: dayOf(taken.now),
    organisationId: taken.row.organisationId,
    ask: (query, input) => door.query(token, query, input),
  }
  const act = (id: string, command: string, input: unknown) => door.command(token, command, id, input)
  for (let last = 0; ; ) {
    const rows = hadFrom(
      await door.own(token, (tx) => tx.rows<{ n: number; cells: string[] }>(NEXT, [ref, last, BATCH])),
    )
    if (rows.length === 0) break
    if (stopped()) throw new Stopped()
    last = rows.at(-1)!.n
    const outcomes = await doBatch(rows, { heads, kind, at, act })
    hadFrom(
      await door.own(token, async (tx) => {
        // the rows from and to: without them the whole sheet is looked through for each hundred
        await tx.write(OUTCOMES, [ref, JSON.stringify(outcomes), rows[0]!.n, last])
        const taken = outcomes.flatMap((o) => o.taken ?? [])
        if (taken.length > 0) await tx.write(TAKEN, [kind.id, JSON.stringify(taken)])
        const ok = outcomes.filter((o) => o.outcome === 'done').length
        await tx.write(PROGRESS, [ref, ok, outcomes.length - ok])
      }),
    )
  }
  hadFrom(await door.command(token, 'import.end', contentId('import.end', ref), { importId: ref }))
}

interface Doing {
  readonly heads: Heads
  readonly kind: Kind
  readonly at: At
  act(id: string, command: string, input: unknown): ReturnType<Job['door']['command']>
}

async function doBatch(rows: readonly { n: number; cells: string[] }[], d: Doing): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const sound: { n: number; row: unknown }[] = []
  for (const { n, cells } of rows) {
    const read = d.kind.read(d.heads.cellsOf(cells), d.at.today)
    if ('problems' in read) outcomes.push({ n, outcome: 'failed', said: read.problems })
    else sound.push({ n, row: read.row })
  }
  if (sound.length === 0) return outcomes
  const compared = await d.kind.compare(
    d.at,
    sound.map((s) => s.row),
  )
  const waiting = sound.map(({ n, row }, i) => ({ n, compared: compared[i]!, taken: takenOf(d.kind, row) }))
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) outcomes.push(await doRow(next, d))
    }),
  )
  return outcomes
}

async function doRow(
  { n, compared, taken }: { readonly n: number; readonly compared: Compared; readonly taken: Taken },
  d: Doing,
): Promise<Outcome> {
  if (compared.verdict === 'problem') return { n, outcome: 'failed', said: compared.said }
  if (compared.verdict === 'unchanged') return { n, outcome: 'done', said: [], taken }
  let made: Done['made'] = {}
  for (const step of compared.steps) {
    const did = await d.act(...idAndInput(step, made, d))
    if (did.ok) made = { ...made, ...did.value.made }
    else if (!step.already?.includes(did.refusal.code)) {
      if (OF_THE_MOMENT.includes(did.refusal.code)) throw new Error(did.refusal.code)
      return {
        n,
        outcome: 'failed',
        said: [{ column: null, words: refusalSentence(did.refusal.code, did.refusal.params) }],
      }
    }
  }
  return { n, outcome: 'done', said: [], taken }
}

function idAndInput(
  step: Step,
  made: Done['made'],
  { at, kind }: Doing,
): [id: string, command: string, input: unknown] {
  // twice: the first says what the row is, by which its ids are made; the second carries them
  const plain = JSON.stringify(step.input(made, (what) => what))
  const idOf = (what: string) =>
    contentId('spreadsheet', at.organisationId, kind.id, step.command, what, plain)
  return [idOf('command'), step.command, step.input(made, idOf)]
}
