import { type ExpectedGap, expectedGaps } from './safetynet-oracle.ts'
import type { Asker } from './safetynet-oracle-facts.ts'

/** One disagreement between net.obligation and the source tables, in words a person can act on. */
export interface Difference {
  readonly personId: string
  readonly key: string
  readonly what: 'missing' | 'extra' | 'different'
  /** For example "stored for the wrong team: … instead of …". */
  readonly words: string
}

interface Stored extends Omit<ExpectedGap, 'classBits'> {
  readonly personId: string
  readonly classBit: number
  readonly clears: string
  readonly rulesVersion: number
}

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const STORED = `select person_id as "personId", key, kind, about_id as "aboutId", ${utc('gap_from')} as from,
    case when gap_until = 'infinity' then null else ${utc('gap_until')} end as until, team_id as "teamId",
    organisation_id as "organisationId", owner_staff_id as "ownerStaffId", told_team_id as "toldTeamId", class_bit as "classBit", clears,
    rules_version as "rulesVersion"
  from net.obligation where $1::uuid[] is null or person_id = any ($1)`

export interface CompareOptions {
  /** Only these people; everybody when left out. */
  readonly personIds?: readonly string[]
  /** The version every row should carry; when left out, the newest one stored. */
  readonly rulesVersion?: number
  /** What the judge expects, where it was asked already. */
  readonly expected?: ReadonlyMap<string, readonly ExpectedGap[]>
}

/** Each missing, extra or different row of net.obligation; empty when the net is right. */
export async function compareWithStored(client: Asker, options: CompareOptions = {}): Promise<Difference[]> {
  const people = options.personIds ?? null
  const expected = options.expected ?? (await expectedGaps(client, people))
  const stored = (await client.query(STORED, [people])).rows as Stored[]
  const newest = (await client.query('select max(rules_version) as v from net.obligation')).rows[0] as {
    v: number | null
  }
  const version = options.rulesVersion ?? newest.v ?? 0
  const differences: Difference[] = []
  const seen = new Set<string>()
  for (const row of stored) {
    const gaps = (expected.get(row.personId) ?? []).filter((gap) => gap.key === row.key)
    // a row is held against the gap that begins with it, else against the one of its key that nothing else begins with
    const gap =
      gaps.find((g) => g.from === row.from) ??
      gaps.find(
        (g) =>
          !stored.some((s) => s.personId === row.personId && s.key === g.key && s.from === g.from) &&
          !seen.has(name(row, g)),
      )
    const say = (what: Difference['what'], words: string) =>
      differences.push({ personId: row.personId, key: row.key, what, words })
    if (!gap) {
      say('extra', `${row.key} is stored as a gap ${span(row)}, and nothing in the record calls for it`)
      continue
    }
    seen.add(name(row, gap))
    for (const words of unlike(row, gap, version)) say('different', `${row.key}: ${words}`)
  }
  for (const [personId, gaps] of expected)
    for (const gap of gaps)
      if (!seen.has(name({ personId }, gap)))
        differences.push({
          personId,
          key: gap.key,
          what: 'missing',
          words: `${gap.key} should be a gap ${span(gap)}, and no row says so`,
        })
  return differences
}

const name = (row: { personId: string }, gap: { key: string; from: string }) =>
  `${row.personId} ${gap.key} ${gap.from}`
const span = (gap: { from: string; until: string | null }) =>
  `from ${gap.from} until ${gap.until ?? 'something is done'}`

function unlike(row: Stored, gap: ExpectedGap, version: number): string[] {
  const found: string[] = []
  const check = (what: string, is: unknown, should: unknown) => {
    if (is !== should) found.push(`${what} is ${is ?? 'nobody'} instead of ${should ?? 'nobody'}`)
  }
  check('the start', row.from, gap.from)
  if (row.until !== gap.until)
    found.push(`the end is ${row.until ?? 'open'} instead of ${gap.until ?? 'open'}`)
  check('the kind', row.kind, gap.kind)
  check('what it is about', row.aboutId, gap.aboutId)
  check('the team', row.teamId, gap.teamId)
  check('the organisation', row.organisationId, gap.organisationId)
  check('the owner', row.ownerStaffId, gap.ownerStaffId)
  check('the team that is told', row.toldTeamId, gap.toldTeamId)
  check('the rules version', row.rulesVersion, version)
  if (!gap.classBits.includes(row.classBit))
    found.push(`the record class is ${row.classBit} instead of ${gap.classBits.join(' or ')}`)
  if (row.clears.trim() === '') found.push('it does not say what clears it')
  return found
}
