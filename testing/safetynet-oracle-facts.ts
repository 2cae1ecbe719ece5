import type pg from 'pg'

/** Whatever can ask one question as superuser. */
export type Asker = Pick<pg.Client | pg.Pool, 'query'>

/** Milliseconds of the epoch; null where the row says nothing. */
type Ms = number | null

export interface Away {
  readonly staffId: string
  readonly from: number
  readonly until: number
  readonly coverId: string | null
  readonly recordedAt: number
}

export interface Referral {
  readonly id: string
  readonly word: string
  readonly fromTeamId: string
  readonly fromStaffId: string
  readonly serviceId: string
  readonly sentAt: number
  readonly replyByAt: number
  readonly questionAskedAt: Ms
  readonly answeredAt: Ms
  readonly wayOnward: string | null
}

export interface Episode {
  readonly id: string
  readonly state: string
  readonly referralId: string | null
  readonly serviceId: string
  readonly teamId: string
  readonly keyWorkerId: string | null
  readonly startedAt: number
  readonly startOnAt: number
  readonly firstContactAt: Ms
  readonly noNextReason: string | null
  readonly noNextFrom: Ms
  readonly noNextUntil: Ms
}

export interface Contact {
  readonly id: string
  readonly episodeId: string | null
  readonly serviceId: string | null
  readonly teamId: string
  readonly staffId: string | null
  readonly state: string
  readonly from: number
  readonly until: number
  readonly plannedAt: number
  readonly happenedAt: Ms
  readonly resolvedAt: Ms
  readonly recordedAt: Ms
  /** Somebody wrote that they met the person after leaving this stay. */
  readonly afterStayId: string | null
}

export interface Stay {
  readonly id: string
  readonly admittedAt: number
  readonly endedAt: Ms
  /** The hour of leaving is nobody's knowledge: `endedAt` is where that day begins, and this where the next one does. */
  readonly dayOverAt: Ms
  /** When another ward's team gave the person to this one, last. */
  readonly movedAt: Ms
  readonly teamId: string
  readonly managerId: string | null
  readonly hours: number
  /** Somebody said that they had not left after all; the last time. */
  readonly undoneAt: Ms
  /** A decision that the person is met within 48 hours. */
  readonly sooner: boolean
}

export interface Pause {
  readonly episodeId: string
  readonly from: number
  readonly until: Ms
}

export interface Waiting {
  readonly id: string
  readonly teamId: string
  readonly staffId: string | null
  readonly since: number
  readonly due: number
}

/** The lead offered by name; `answer` null: silence. */
export interface Offer {
  readonly id: string
  readonly stayId: string
  readonly toTeamId: string
  readonly toStaffId: string
  readonly offeredAt: number
  readonly answer: string | null
  readonly answeredAt: Ms
}

/** A team said who of it leads. */
export interface Named {
  readonly id: string
  readonly stayId: string
  readonly teamId: string
  readonly staffId: string
  readonly at: number
}

/** What the source tables hold of one person. */
export interface PersonRows {
  readonly personId: string
  /** Of the transition that is not closed; null where there is none. */
  readonly openedAt: Ms
  readonly suspendedAt: Ms
  /** When a way out of theirs was last closed. */
  readonly lastClosedAt: Ms
  /** Every stay, with what its ward promises after leaving. */
  readonly stays: readonly Stay[]
  /**
   * The person was back in hospital: stays that began after the transition opened, and what an earlier, closed one left behind.
   * With nothing open and one closed, any stay is being back.
   */
  readonly laterStays: readonly { readonly from: number; readonly until: Ms }[]
  readonly leads: readonly Named[]
  readonly offers: readonly Offer[]
  readonly referrals: readonly Referral[]
  readonly episodes: readonly Episode[]
  readonly contacts: readonly Contact[]
  readonly pauses: readonly Pause[]
  readonly tasks: readonly Waiting[]
  readonly proposals: readonly (Omit<Waiting, 'staffId' | 'due'> & { readonly episodeId: string })[]
  readonly worries: readonly Omit<Waiting, 'staffId' | 'due'>[]
}

export interface SharedRows {
  /** Posts that are not a volunteer's. */
  readonly posts: readonly { staffId: string; teamId: string; from: number; until: Ms }[]
  readonly leftAt: ReadonlyMap<string, number>
  readonly absences: ReadonlyMap<string, readonly Away[]>
  readonly teams: ReadonlyMap<string, Team>
  readonly services: ReadonlyMap<string, { readonly teamId: string }>
}

export interface Team {
  readonly id: string
  readonly organisationId: string
  readonly rootOwnerId: string
  readonly closedAt: Ms
  readonly drugAndAlcohol: boolean
}

/** An instant as milliseconds; the record keeps no finer time than that. */
const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`

const SHARED = `select json_build_object(
  'posts', (select coalesce(json_agg(json_build_object('staffId', h.staff_id, 'teamId', p.team_id, 'from', ${ms('h.from_at')}, 'until', ${ms('h.until_at')})), '[]')
      from tc.post_holder h join tc.post p on p.id = h.post_id where not p.voluntary),
  'left', (select coalesce(json_agg(json_build_array(id, ${ms('left_at')})), '[]') from tc.staff where left_at is not null),
  'absences', (select coalesce(json_agg(json_build_object('staffId', staff_id, 'from', ${ms('from_at')}, 'until', ${ms('until_at')},
      'coverId', cover_staff_id, 'recordedAt', ${ms('recorded_at')})), '[]') from tc.staff_absence),
  'teams', (select coalesce(json_agg(json_build_object('id', t.id, 'organisationId', t.organisation_id, 'rootOwnerId', o.root_owner_staff_id,
      'closedAt', ${ms('t.closed_at')}, 'drugAndAlcohol', t.drug_and_alcohol)), '[]')
      from tc.team t join tc.organisation o on o.id = t.organisation_id),
  'services', (select coalesce(json_agg(json_build_object('id', id, 'teamId', team_id)), '[]') from tc.service)) as rows`

const many = (fields: string, from: string) =>
  `(select coalesce(json_agg(json_build_object(${fields})), '[]') from ${from} and x.person_id = p.id)`

const PEOPLE = `select p.id as "personId", ${ms('tr.opened_at')} as "openedAt", ${ms('tr.suspended_at')} as "suspendedAt", ${ms('last.closed')} as "lastClosedAt",
  ${many(
    `'id', x.id, 'admittedAt', ${ms('x.admitted_at')}, 'endedAt', ${ms('x.ended_at')}, 'teamId', x.team_id,
     'dayOverAt', case when x.ended_known_to = 'day' then ${ms("(date_trunc('day', x.ended_at at time zone 'Europe/London') + interval '1 day') at time zone 'Europe/London'")} end,
     'movedAt', (select ${ms('max(m.moved_at)')} from tc.stay_move m where m.stay_id = x.id and m.to_team_id <> m.team_id),
     'managerId', (select t.manager_staff_id from tc.team t where t.id = x.team_id), 'hours', (select coalesce((array_agg(h.hours order by h.version desc) filter (where h.from_at <= x.ended_at or x.ended_at is null))[1], min(u.safety_hours))
        from tc.unit u left join tc.unit_hours h on h.unit_id = u.id where u.id = x.unit_id),
     'undoneAt', (select ${ms('max(u.at)')} from tc.stay_end_undone u where u.stay_id = x.id and u.ended_at is not null),
     'sooner', (select count(*) from tc.sooner_contact d where d.stay_id = x.id) > (select count(*) from tc.sooner_contact_end d where d.stay_id = x.id)`,
    'tc.stay x where true',
  )} as stays,
  ${many(`'id', x.id, 'stayId', x.stay_id, 'teamId', x.team_id, 'staffId', x.staff_id, 'at', ${ms('x.at')}`, 'tc.lead_named x where true')} as leads,
  ${many(
    `'id', x.id, 'stayId', x.stay_id, 'toTeamId', x.to_team_id, 'toStaffId', x.to_staff_id, 'offeredAt', ${ms('x.offered_at')}, 'answer', x.answer,
     'answeredAt', ${ms('x.answered_at')}`,
    "tc.lead_handover x where x.what = 'lead'",
  )} as offers,
  ${many(
    `'id', x.id, 'word', x.word, 'fromTeamId', x.from_team_id, 'fromStaffId', x.from_staff_id, 'serviceId', x.service_id, 'sentAt', ${ms('x.sent_at')},
     'replyByAt', ${ms('x.reply_by_at')}, 'questionAskedAt', ${ms('x.question_asked_at')}, 'answeredAt', ${ms('x.answered_at')}, 'wayOnward', x.way_onward`,
    'tc.referral x where true',
  )} as referrals,
  ${many(
    `'id', x.id, 'state', x.state, 'referralId', x.referral_id, 'serviceId', x.service_id, 'teamId', x.team_id, 'keyWorkerId', x.key_worker_staff_id,
     'startedAt', ${ms('x.started_at')}, 'startOnAt', ${ms("(x.start_on::timestamp at time zone 'Europe/London')")}, 'firstContactAt', ${ms('x.first_contact_at')},
     'noNextReason', x.no_next_contact_reason, 'noNextFrom', ${ms('x.no_next_contact_from_at')}, 'noNextUntil', ${ms('x.no_next_contact_until_at')}`,
    'tc.episode x where true',
  )} as episodes,
  ${many(
    `'id', x.id, 'episodeId', x.episode_id, 'serviceId', x.service_id, 'teamId', x.team_id, 'staffId', x.staff_id, 'state', x.state,
     'from', ${ms('x.window_from_at')}, 'until', ${ms('x.window_until_at')}, 'plannedAt', ${ms('x.planned_at')}, 'happenedAt', ${ms('x.happened_at')},
     'resolvedAt', ${ms('x.resolved_at')}, 'recordedAt', ${ms('x.recorded_at')}, 'afterStayId', x.after_stay_id`,
    "tc.contact x where x.state <> 'void'",
  )} as contacts,
  ${many(`'episodeId', x.episode_id, 'from', ${ms('x.from_at')}, 'until', ${ms('x.until_at')}`, 'tc.schedule_pause x where true')} as pauses,
  ${many(
    `'from', ${ms('x.admitted_at')}, 'until', ${ms('x.ended_at')}`,
    'tc.stay x where (x.admitted_at > tr.opened_at or x.ended_at <= last.closed or tr.id is null and last.closed is not null)',
  )} as "laterStays",
  ${many(
    `'id', x.id, 'teamId', x.team_id, 'staffId', x.staff_id, 'since', ${ms('x.since_at')}, 'due', ${ms('x.due_at')}`,
    'tc.task x where x.done_at is null',
  )} as tasks,
  ${many(
    `'id', x.id, 'teamId', x.team_id, 'episodeId', x.episode_id, 'since', ${ms('x.proposed_at')}`,
    'tc.step_down_proposal x where x.settled_at is null',
  )} as proposals,
  ${many(`'id', x.id, 'teamId', x.team_id, 'since', ${ms('x.raised_at')}`, 'tc.worry x where x.done_at is null')} as worries
  from tc.person p left join tc.transition tr on tr.person_id = p.id and tr.state <> 'closed'
  left join lateral (select max(c.closed_at) as closed from tc.transition_closing c where c.person_id = p.id) last on true
  where $1::uuid[] is null or p.id = any ($1)`

/** Reads the source tables as they are now; two statements, no view and no function of the product. */
export async function readSourceRows(
  client: Asker,
  personIds: readonly string[] | null,
): Promise<{ shared: SharedRows; people: PersonRows[] }> {
  const { rows } = (await client.query(SHARED)).rows[0] as {
    rows: {
      posts: SharedRows['posts']
      left: [string, number][]
      absences: Away[]
      teams: Team[]
      services: { id: string; teamId: string }[]
    }
  }
  const absences = new Map<string, Away[]>()
  for (const away of rows.absences) absences.set(away.staffId, [...(absences.get(away.staffId) ?? []), away])
  const shared = {
    posts: rows.posts,
    leftAt: new Map(rows.left),
    absences,
    teams: new Map(rows.teams.map((team) => [team.id, team])),
    services: new Map(rows.services.map((service) => [service.id, service])),
  }
  const people = (await client.query(PEOPLE, [personIds])).rows as PersonRows[]
  return { shared, people }
}
