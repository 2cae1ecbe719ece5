import type { Asker } from './safetynet-oracle-facts.ts'

/**
 * What a death asks for, from the promise: whoever is reported to have died, the lead is asked about it from that minute; once it is
 * confirmed, nothing else is owed to them, and the lead and each service that was with them then write what they did. Undone, nothing of it
 * is left. The newest report holds, and of what was decided about it the newest word.
 */
export interface Death {
  readonly personId: string
  readonly reportId: string
  readonly reportedAt: number
  readonly reportTeamId: string
  readonly confirmation: { readonly id: string; readonly at: number } | null
  /** The ward of the stay that is open, the newest of several. */
  readonly wardTeamId: string | null
  readonly wardManagerId: string | null
  readonly services: readonly string[]
  readonly written: readonly string[]
}

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`
const DEATHS = `select r.person_id as "personId", r.id as "reportId", ${ms('r.reported_at')} as "reportedAt", r.team_id as "reportTeamId",
    (select json_agg(json_build_object('id', d.id, 'what', d.what, 'at', ${ms('d.decided_at')}) order by d.version) from tc.death_decision d where d.report_id = r.id) as decisions,
    (select json_agg(json_build_object('teamId', s.team_id, 'managerId', t.manager_staff_id, 'at', s.admitted_at, 'id', s.id))
       from tc.stay s join tc.team t on t.id = s.team_id where s.person_id = r.person_id and s.ended_at is null) as wards,
    (select json_agg(json_build_object('teamId', v.team_id, 'from', ${ms('e.started_at')}, 'until', ${ms('e.ended_at')})) from tc.episode e join tc.service v on v.id = e.service_id
      where e.person_id = r.person_id) as episodes,
    (select json_agg(json_build_object('decisionId', a.decision_id, 'teamId', a.team_id)) from tc.death_after a where a.person_id = r.person_id) as after
  from tc.death_report r where ($1::uuid[] is null or r.person_id = any ($1))
    and not exists (select from tc.death_report later where later.person_id = r.person_id and later.version > r.version)`

interface Row {
  personId: string
  reportId: string
  reportedAt: number
  reportTeamId: string
  decisions: { id: string; what: string; at: number }[] | null
  wards: { teamId: string; managerId: string | null; at: string; id: string }[] | null
  episodes: { teamId: string; from: number; until: number | null }[] | null
  after: { decisionId: string; teamId: string }[] | null
}

/** Deaths that stand, reported or confirmed, by person. */
export async function standingDeaths(
  client: Asker,
  personIds: readonly string[] | null,
): Promise<ReadonlyMap<string, Death>> {
  const rows = (await client.query(DEATHS, [personIds])).rows as Row[]
  const found = new Map<string, Death>()
  for (const row of rows) {
    const last = row.decisions?.at(-1)
    if (last?.what === 'report undone') continue
    const confirmed = last?.what === 'confirmed' ? last : null
    const ward = (row.wards ?? []).sort((a, b) => (a.at + a.id < b.at + b.id ? 1 : -1))[0]
    found.set(row.personId, {
      ...row,
      confirmation: confirmed,
      wardTeamId: ward?.teamId ?? null,
      wardManagerId: ward?.managerId ?? null,
      services: (row.episodes ?? [])
        .filter(
          (e) => confirmed !== null && e.from <= confirmed.at && (e.until === null || e.until > confirmed.at),
        )
        .map((e) => e.teamId),
      written: (row.after ?? []).filter((a) => a.decisionId === confirmed?.id).map((a) => a.teamId),
    })
  }
  return found
}

/** One gap for the reported, or one for each team that has not written what it did. */
export function gapsAfterDeath(
  death: Death,
  leads: { readonly teamId: string; readonly staffId: string | null } | null,
): { key: string; aboutId: string; from: number; teamId: string; owner: string | null }[] {
  const asked =
    leads ??
    (death.wardTeamId === null
      ? { teamId: death.reportTeamId, staffId: null }
      : { teamId: death.wardTeamId, staffId: death.wardManagerId })
  const { confirmation } = death
  if (confirmation === null)
    return [
      {
        key: `N11:death:${death.reportId}`,
        aboutId: death.reportId,
        from: death.reportedAt,
        teamId: asked.teamId,
        owner: asked.staffId,
      },
    ]
  const owing = new Set([...death.services, asked.teamId])
  for (const team of death.written) owing.delete(team)
  return [...owing].map((teamId) => ({
    key: `N11:after-death:${confirmation.id}:${teamId}`,
    aboutId: confirmation.id,
    from: confirmation.at,
    teamId,
    owner: teamId === asked.teamId ? asked.staffId : null,
  }))
}
