import * as z from 'zod'
import type { Harm, IncidentKind } from '#core/incident/incident.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import { dayShape } from '#core/people/shapes.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface IncidentLine {
  readonly incidentId: string
  readonly personId: string | null
  /** Null: about nobody, or about somebody whom the asker may no longer see. */
  readonly person: string | null
  readonly kind: IncidentKind
  readonly harm: Harm
  readonly happenedAt: Instant
  readonly told: boolean
  readonly by: string | null
  readonly corrected: boolean
}
export interface IncidentList {
  readonly rows: readonly IncidentLine[]
  readonly more: boolean
  /** Of the asker's team, and no longer open to them; counted for whoever reads all of the team's, else 0. */
  readonly closed: number
}

const A_PAGE = 50
const LIST = `select i.id as "incidentId", i.person_id as "personId", p.display_name as person, v.kind, v.harm, v.happened_at as "happenedAt",
    v.told is not null as told, w.name as by, v.version > 1 as corrected
  from tc.incident i
  join lateral (select n.* from tc.incident_version n where n.incident_id = i.id order by n.version desc limit 1) v on true
  left join tc.person p on p.id = i.person_id left join tc.staff w on w.id = i.by_staff_id
 where ($1::uuid is null or i.person_id = $1) and ($1::uuid is not null or i.team_id = any ((select ctx.grantees())::uuid[]))
 order by v.happened_at desc, i.id desc limit $2 offset $3`

const CLOSED = `select (select coalesce(sum(c.n), 0) from tc.incident_counts(null, null) c)::int
  - (select count(*) from tc.incident i where i.team_id = (select ctx.team()))::int as n`

const listInput = z.strictObject({
  /** Only those about one person. */
  personId: z.uuid().nullable().default(null),
  page: z.int().min(1).max(200).default(1),
})

/** What went wrong: the team's for whoever reads all of them, else one's own; about one person, what is open of theirs. */
export const incidents = defineQuery<z.input<typeof listInput>, IncidentList>({
  name: 'incident.list',
  title: 'What went wrong',
  input: listInput,
  right: ['incident.record', 'incident.read'],
  async run(tx, { personId = null, page = 1 }) {
    const [rows, closed] = await Promise.all([
      tx.rows<IncidentLine>(LIST, [personId, A_PAGE + 1, (page - 1) * A_PAGE]),
      personId === null ? tx.row<{ n: number }>(CLOSED) : undefined,
    ])
    return { rows: rows.slice(0, A_PAGE), more: rows.length > A_PAGE, closed: Math.max(0, closed?.n ?? 0) }
  },
  shows: (list) => [...new Set(list.rows.flatMap((r) => (r.personId === null ? [] : [r.personId])))],
})

export interface IncidentVersion {
  readonly version: number
  readonly kind: IncidentKind
  readonly harm: Harm
  readonly happenedAt: Instant
  readonly what: string
  readonly done: string
  readonly told: string | null
  readonly toldAt: Instant | null
  readonly why: string | null
  readonly recordedAt: Instant
  readonly by: string | null
}
export interface IncidentShown {
  readonly incidentId: string
  readonly personId: string | null
  readonly person: string | null
  readonly team: string
  readonly shared: boolean
  readonly ours: boolean
  /** Newest first. */
  readonly versions: readonly IncidentVersion[]
}

const ONE = `select i.id as "incidentId", i.person_id as "personId", p.display_name as person, t.name as team, i.class_bit <> 8 as shared,
    i.team_id = any ((select ctx.grantees())::uuid[]) as ours, v.version, v.kind, v.harm, v.happened_at as "happenedAt", v.what, v.done, v.told, v.told_at as "toldAt",
    v.why, v.at as "recordedAt", w.name as by
  from tc.incident i join tc.incident_version v on v.incident_id = i.id join tc.team t on t.id = i.team_id
  left join tc.person p on p.id = i.person_id left join tc.staff w on w.id = v.by_staff_id
 where i.id = $1 order by v.version desc limit 100`

/** One incident with every version. Undefined: hidden and absent are alike. */
export const incident = defineQuery<{ incidentId: string }, IncidentShown | undefined>({
  name: 'incident.read',
  title: 'One incident with what it said before',
  input: z.strictObject({ incidentId: z.uuid() }),
  right: ['incident.record', 'incident.read'],
  async run(tx, { incidentId }) {
    const rows = await tx.rows<Omit<IncidentShown, 'versions'> & IncidentVersion>(ONE, [incidentId])
    const first = rows[0]
    if (!first) return undefined
    const { personId, person, team, shared, ours } = first
    return { incidentId, personId, person, team, shared, ours, versions: rows }
  },
  shows: (shown) => (shown?.personId ? [shown.personId] : []),
})

export interface IncidentCount {
  readonly kind: IncidentKind
  readonly n: number
  /** Of these, with harm that happened. */
  readonly withHarm: number
}

// whoever may still read which: otherwise last year's numbers shrink as access to people ends
const COUNTS = `select c.kind, c.n, c.with_harm as "withHarm" from tc.incident_counts($1, $2) c order by 2 desc, 1`

const countsInput = z.strictObject({ from: dayShape, until: dayShape })

/** Incidents of the asker's team by kind, by the day on which they happened; both days are counted. */
export const incidentCounts = defineQuery<{ from: Day; until: Day }, readonly IncidentCount[]>({
  name: 'incident.counts',
  title: 'Incidents of the team by kind',
  input: countsInput,
  right: 'incident.read',
  run: (tx, i) => tx.rows<IncidentCount>(COUNTS, [i.from, i.until]),
  shows: () => [],
})
