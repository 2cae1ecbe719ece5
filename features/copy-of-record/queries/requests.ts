import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import type { Withhold } from '#core/record-copy/withhold.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { REQUEST, type RequestRow } from '../facts.ts'

/** One part as a page shows it: a row of the record, and what was decided of it. */
export interface Part {
  readonly id: string
  readonly noun: string
  readonly place: number
  readonly table: string
  readonly at: Instant | null
  /** Null once the copy was handed over. */
  readonly said: Readonly<Record<string, unknown>> | null
  readonly digest: string
  readonly proposed: readonly Withhold[]
  readonly proposedWhy: string | null
  readonly others: 'give' | 'withhold' | null
  readonly othersWhy: string | null
  readonly othersBy: string | null
  readonly harm: 'likely' | 'not likely' | null
  readonly harmWhy: string | null
  readonly harmAs: string | null
  readonly harmBy: string | null
  readonly given: boolean | null
}
const PARTS = `select s.id, r.noun, r.place, s.table_name as "table", s.at, s.said, s.digest, s.proposed, s.proposed_why as "proposedWhy", s.others, s.others_why as "othersWhy",
    o.name as "othersBy", s.harm, s.harm_why as "harmWhy", s.harm_as as "harmAs", h.name as "harmBy", s.given
  from tc.subject_part s join tc.copy_rules() r on r.table_name = s.table_name left join tc.staff o on o.id = s.others_by left join tc.staff h on h.id = s.harm_by
  where s.request_id = $1 order by r.place, s.at, s.row_key`

export interface Requested {
  readonly request: RequestRow
  readonly organisation: string
  readonly parts: readonly Part[]
  readonly now: Instant
}
const ANY = ['subject-access.release', 'serious-harm.decide', 'people.read'] as const

/** One request with the parts that are the asker's to read; null where it is not theirs. */
export const oneRequest = defineQuery<{ requestId: string }, Requested | null>({
  name: 'copy.request',
  title: 'A request for a copy',
  input: z.strictObject({ requestId: z.uuid() }),
  right: ANY,
  async run(tx, { requestId }) {
    const [request, parts, asker] = await Promise.all([
      tx.row<RequestRow>(`${REQUEST} where q.id = $1`, [requestId]),
      tx.rows<Part>(PARTS, [requestId]),
      tx.asker,
    ])
    return request ? { request, parts, now: asker.now, organisation: asker.organisationName } : null
  },
  shows: (found) => (found === null ? [] : [found.request.personId]),
})

/** Requests that the asker may read: open ones first, the soonest due first; then what was settled, the newest first. */
export const requests = defineQuery<
  { personId?: string | undefined },
  { rows: readonly RequestRow[]; now: Instant }
>({
  name: 'copy.requests',
  title: 'Requests for a copy',
  input: z.strictObject({ personId: z.uuid().optional() }),
  right: ANY,
  async run(tx, { personId }) {
    const [rows, asker] = await Promise.all([
      tx.rows<RequestRow>(
        `${REQUEST} where q.person_id = coalesce($1::uuid, q.person_id)
          order by q.state in ('handed over', 'ended'), case when q.state in ('handed over', 'ended') then null else q.due_on end, q.recorded_at desc limit 200`,
        [personId ?? null],
      ),
      tx.asker,
    ])
    return { rows, now: asker.now }
  },
  shows: ({ rows }) => [...new Set(rows.map((r) => r.personId))],
})
