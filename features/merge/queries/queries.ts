import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import type { Hindrances } from '#core/people/merge.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { loadHindrances, loadSides, PAIR, type Pair, type Side } from '../facts.ts'

export interface Comparison {
  readonly sides: readonly [Side, Side]
  readonly found: Hindrances
}

/** Two records side by side, for a desk that was asked about them; null for anybody else, and where one is not there. */
export const compareRecords = defineQuery<
  { readonly keepId: string; readonly awayId: string },
  Comparison | null
>({
  name: 'merge.compare',
  title: 'Two records side by side',
  input: z.strictObject({ keepId: z.uuid(), awayId: z.uuid() }),
  right: 'people.merge',
  async run(tx, { keepId, awayId }) {
    const [sides, found] = await Promise.all([
      loadSides(tx, keepId, awayId),
      loadHindrances(tx, keepId, awayId),
    ])
    return sides === null || found === null ? null : { sides, found }
  },
  shows: (c) => (c === null ? [] : c.sides.map((s) => s.personId)),
})

export interface Desk {
  /** Two records that may be of one person, as whoever added one of them brought about. */
  readonly doubtful: readonly {
    readonly taskId: string
    readonly oneId: string
    readonly otherId: string
    readonly name: string
    readonly since: Instant
  }[]
  readonly pairs: readonly (Pair & { readonly name: string })[]
}

const DOUBTFUL = `select k.id as "taskId", k.person_id as "oneId", k.about_id as "otherId", p.display_name as name, k.since_at as since
  from tc.task k join tc.person p on p.id = k.person_id
  where k.kind = 'possible duplicate' and k.done_at is null and k.about_id is not null and k.about_id <> k.person_id
    and k.team_id = any ((select ctx.grantees())::uuid[])
    and not exists (select from tc.merge m where m.state in ('proposed', 'together') and m.keep_id in (k.person_id, k.about_id) and m.away_id in (k.person_id, k.about_id))
  order by k.since_at, k.id limit 200`
const PAIRS = `select x.*, p.display_name as name from (${PAIR}
    where m.team_id = any ((select ctx.grantees())::uuid[]) and (m.state = 'proposed' or m.undo_until_at > (select ctx.now()))
    order by m.proposed_at desc limit 200) x join tc.person p on p.id = x."keepId" order by x."proposedAt" desc`

/** What the asker's desk has to compare, to decide, and may still undo. */
export const mergeDesk = defineQuery<Record<string, never>, Desk>({
  name: 'merge.desk',
  title: 'Two records that may be of one person',
  input: z.strictObject({}),
  right: 'people.merge',
  async run(tx) {
    const [doubtful, pairs] = await Promise.all([
      tx.rows<Desk['doubtful'][number] & Record<string, unknown>>(DOUBTFUL),
      tx.rows<Desk['pairs'][number] & Record<string, unknown>>(PAIRS),
    ])
    return { doubtful, pairs }
  },
  shows: ({ doubtful, pairs }) => [...doubtful.map((d) => d.oneId), ...pairs.map((p) => p.keepId)],
})

export interface Question {
  readonly table: string
  readonly key: Readonly<Record<string, string>>
  readonly words: string
  readonly at: Instant | null
  readonly who: string | null
  readonly team: string | null
}

export interface PairPage extends Comparison {
  readonly pair: Pair
  /** Asked one by one before it is undone: what kind, when and by whom, never what it says. */
  readonly questions: readonly Question[]
}

const QUESTIONS = `select table_name as "table", row_key as key, words, at, who, team from tc.merge_questions($1)`

/** One pair with both records and, while it can be undone, what was written since. */
export const onePair = defineQuery<{ readonly mergeId: string }, PairPage | null>({
  name: 'merge.pair',
  title: 'Two records of one person',
  input: z.strictObject({ mergeId: z.uuid() }),
  right: 'people.merge',
  async run(tx, { mergeId }) {
    const [pair, questions] = await Promise.all([
      tx.row<Pair & Record<string, unknown>>(`${PAIR} where m.id = $1`, [mergeId]),
      tx.rows<Question & Record<string, unknown>>(QUESTIONS, [mergeId]),
    ])
    if (!pair) return null
    const [sides, found] = await Promise.all([
      loadSides(tx, pair.keepId, pair.awayId),
      loadHindrances(tx, pair.keepId, pair.awayId),
    ])
    return sides === null || found === null ? null : { pair, sides, found, questions }
  },
  shows: (p) => (p === null ? [] : p.sides.map((s) => s.personId)),
})
