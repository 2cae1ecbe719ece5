import * as z from 'zod'
import { type Colleague, isThere, whyNobody } from '#core/contact/round-cover.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { defineCommand, expectWritten, type TimelineLine } from '#platform/commands/command.ts'
import { allOurs } from '../facts.ts'

/**
 * `staffId` null: nobody can take it, and it stands on the board as a visit without a worker; `why` is kept with it, and must be
 * said where its worker is at work at that time. `version`: what was seen.
 */
const item = z.strictObject({
  contactId: z.uuid(),
  personId: z.uuid(),
  version: z.int(),
  staffId: z.uuid().nullable(),
  why: z.string().trim().max(300).default(''),
})
const input = z.strictObject({ items: z.array(item).max(60) })
type Input = z.infer<typeof input>
type Item = Omit<Input['items'][number], 'why'> & { readonly why: string | null; readonly classBit: number }

interface Row {
  readonly id: string
  readonly person_id: string
  readonly state: string
  readonly staff_id: string | null
  readonly window_from_at: Instant
  readonly window_until_at: Instant
  readonly class_bit: number
  readonly version: number
  readonly ours: boolean
  readonly writable: boolean
}
interface Facts {
  readonly rows: readonly Row[]
  readonly inTeam: boolean
  readonly away: readonly (Pick<Colleague, 'away'> & { readonly staffId: string })[]
}

const ROWS = `select c.id, c.person_id, c.state, c.staff_id, c.window_from_at, c.window_until_at, c.class_bit, c.version, c.team_id = any ((select ctx.grantees())::uuid[]) as ours,
    (select true from acl.access a where a.person_id = c.person_id and (a.classes & 256) <> 0 limit 1) is not null as writable
  from tc.contact c where c.id = any ($1::uuid[])`
const AWAY = `select s.id as "staffId", coalesce(json_agg(json_build_object(
      'from', to_char(a.from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'until', to_char(a.until_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) filter (where a.from_at is not null), '[]') as away
  from tc.staff s left join lateral (
    select x.from_at, x.until_at from tc.staff_absence x where x.staff_id = s.id and x.until_at > (select ctx.now())
    union all select s.left_at, null where s.left_at is not null) a on true
 where s.id = any ($1::uuid[]) group by s.id`
const GIVE = `update tc.contact c set staff_id = w."staffId", version = c.version + 1,
    given_from = coalesce(c.staff_id, c.given_from), given_by = (select ctx.actor()), given_at = (select ctx.now()), given_why = w.why
  from jsonb_to_recordset($1::jsonb) as w ("contactId" uuid, version int, "staffId" uuid, why text)
 where c.id = w."contactId" and c.version = w.version and c.state = 'planned'`

const staffIn = (i: Input): string[] => [
  ...new Set(i.items.flatMap((x) => (x.staffId === null ? [] : [x.staffId]))),
]

/** The record class of a team's own rows. */
const OWN = 8

/** One line a person, whatever the number of their visits: that somebody else comes, or that nobody does yet. */
const linesOf = (changed: readonly Item[], at: Instant): readonly TimelineLine[] =>
  // those with nobody last, so that they are what the line of their person says
  [
    ...new Map(
      [...changed]
        .sort((a, b) => Number(a.staffId === null) - Number(b.staffId === null))
        .map((x) => [x.personId, x]),
    ).values(),
  ].map((x) => ({
    personId: x.personId,
    at,
    what:
      x.staffId === null ? 'contact taken from its worker, nobody yet' : 'contact given to another worker',
    aboutId: x.contactId,
    classBit: x.classBit,
  }))

/** One visit of the sheet against what stands now. */
function decideOne(
  item: Input['items'][number],
  row: Row | undefined,
  facts: Facts,
  now: Instant,
): Result<string | null> {
  if (!row?.ours || row.person_id !== item.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
  if (row.version !== item.version) return refuse('STALE_VERSION')
  if (!row.writable) return refuse('CONTACT_READ_ONLY')
  if (row.state !== 'planned' || row.window_until_at <= now) return refuse('CONTACT_NOT_PLANNED')
  const worker = facts.away.find((a) => a.staffId === row.staff_id) ?? null
  if (item.staffId === null) {
    const why = whyNobody(worker, row.window_from_at, item.why)
    return why.ok ? why : refuse('ROUND_NEEDS_WHY', { field: item.contactId })
  }
  const who = facts.away.find((a) => a.staffId === item.staffId)
  return who !== undefined && !isThere(who, row.window_from_at)
    ? refuse('ROUND_WORKER_AWAY', { field: item.contactId })
    : ok(null)
}

/**
 * A round, or part of one, given to others at once: all of it or nothing. What nobody can take keeps its time and loses its
 * worker, so that the gap is on the board, and why is kept. Refuses: ROUND_EMPTY, ROUND_TWICE, ROUND_WORKER_AWAY, ROUND_NEEDS_WHY, EPISODE_WORKER,
 * CONTACT_NOT_PLANNED, CONTACT_READ_ONLY, STALE_VERSION (somebody changed one of them meanwhile).
 */
export const coverRound = defineCommand<Input, Facts, readonly Item[]>({
  name: 'contact.cover-round',
  version: 1,
  title: 'Give a round to others',
  input,
  right: 'contact.plan',
  people: (i) => i.items.map((x) => x.personId),
  reliesOn: staffIn,
  async load(tx, i) {
    const [rows, inTeam] = await Promise.all([
      tx.rows<Row>(ROWS, [i.items.map((x) => x.contactId)]),
      allOurs(tx, staffIn(i)),
    ])
    const now = rows.flatMap((r) => r.staff_id ?? [])
    const away = await tx.rows<Facts['away'][number]>(AWAY, [[...new Set([...staffIn(i), ...now])]])
    return { rows, inTeam, away }
  },
  decide(facts, i, by) {
    if (i.items.length === 0) return refuse('ROUND_EMPTY')
    if (new Set(i.items.map((x) => x.contactId)).size < i.items.length) return refuse('ROUND_TWICE')
    if (!facts.inTeam) return refuse('EPISODE_WORKER')
    const decided: Item[] = []
    for (const x of i.items) {
      const row = facts.rows.find((r) => r.id === x.contactId)
      const one = decideOne(x, row, facts, by.now)
      if (!one.ok) return one
      decided.push({ ...x, why: one.value, classBit: row?.class_bit ?? OWN })
    }
    // one that stays with its worker is not written at all
    return ok(decided.filter((x) => facts.rows.find((r) => r.id === x.contactId)?.staff_id !== x.staffId))
  },
  async store(tx, changed, _, by) {
    await expectWritten(tx.write(GIVE, [JSON.stringify(changed)]), changed.length)
    const nobody = changed.filter((x) => x.staffId === null).length
    return { made: { given: changed.length - nobody, nobody }, timeline: linesOf(changed, by.now) }
  },
})
