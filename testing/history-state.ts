import type { Stage } from './history-world.ts'

/** What stands in the record about the people of a history: what a worker with everything on the screen would choose from. */
export interface HistoryState {
  readonly stays: readonly {
    id: string
    personId: string
    at: number
    endedAt: number | null
    version: number
    lacks: boolean
    planVersion: number
    plannedOn: string | null
    sooner: boolean
    teamId: string
    unitId: string
  }[]
  readonly deaths: readonly {
    personId: string
    state: string
    version: number
    decisionId: string | null
  }[]
  readonly leaves: readonly { id: string; stayId: string; personId: string }[]
  readonly blockers: readonly { id: string; personId: string; stayId: string }[]
  readonly offers: readonly {
    id: string
    personId: string
    what: 'lead' | 'carry on'
    teamId: string
    toTeamId: string
    toStaffId: string
    answer: string | null
    version: number
  }[]
  readonly waysOut: readonly { id: string; personId: string; stayId: string | null; state: string }[]
  /** Each in its newest version. */
  readonly plans: readonly {
    id: string
    personId: string
    teamId: string
    stayId: string | null
    version: number
    at: number
    named: readonly Readonly<Record<string, unknown> & { id: string }>[]
  }[]
  readonly dueReviews: readonly { personId: string; key: string; teamId: string }[]
  readonly referrals: readonly {
    id: string
    personId: string
    serviceId: string
    fromStaffId: string
    fromTeamId: string
    word: string
    version: number
    wayOnward: string | null
    onwardServiceId: string | null
  }[]
  readonly episodes: readonly {
    id: string
    personId: string
    serviceId: string
    teamId: string
    state: string
    version: number
    keyWorkerId: string | null
    step: string | null
  }[]
  readonly contacts: readonly {
    id: string
    personId: string
    episodeId: string
    teamId: string
    state: string
    from: number
    until: number
    staffId: string | null
    resolved: boolean
    version: number
  }[]
  readonly worries: readonly { id: string; personId: string; teamId: string; version: number }[]
  readonly tasks: readonly { id: string; personId: string; teamId: string }[]
  readonly proposals: readonly {
    id: string
    personId: string
    episodeId: string
    agreed: boolean
    toStepId: string
  }[]
  readonly pauses: readonly { id: string; personId: string; episodeId: string; from: number }[]
  readonly absences: readonly {
    id: string
    staffId: string
    from: number
    until: number
    coverId: string | null
  }[]
  readonly staff: readonly { id: string; leftAt: number | null; version: number }[]
  /** Posts of the history's own staff, ended or not. */
  readonly posts: readonly {
    id: string
    postId: string
    staffId: string
    teamId: string
    untilAt: number | null
  }[]
  /** Open now; of what leaving owes (N4, N8) also what falls due later. */
  readonly gaps: readonly { personId: string; key: string; teamId: string }[]
}

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`
const list = (fields: string, from: string, order: string) =>
  `(select coalesce(json_agg(json_build_object(${fields}) order by ${order}), '[]') from ${from})`

/** What stands behind an id that the product made up, contact or task. */
const MADE_UP = `coalesce((select concat_ws(' ', c.episode_id, c.slot_key, c.window_from_at, c.planned_at) from tc.contact c where c.id = x.about_id),
    (select concat_ws(' ', t.kind, t.what, t.since_at) from tc.task t where t.id = x.about_id))`

// ordered by what is the same in every database, never by an id that the product made up
const STATE = `select json_build_object(
  'stays', ${list(
    `'id', x.id, 'personId', x.person_id, 'at', ${ms('x.admitted_at')}, 'endedAt', ${ms('x.ended_at')}, 'version', x.version, 'lacks', x.home_area is null, 'teamId', x.team_id, 'unitId', x.unit_id,
     'planVersion', coalesce((select max(l.version) from tc.leaving_plan l where l.stay_id = x.id), 0),
     'plannedOn', (select l.planned_on from tc.leaving_plan l where l.stay_id = x.id order by l.version desc limit 1),
     'sooner', exists (select from tc.sooner_contact c where c.stay_id = x.id and not exists (select from tc.sooner_contact_end e where e.decision_id = c.id))`,
    'tc.stay x where x.person_id = any ($1)',
    'x.id',
  )},
  'deaths', ${list(
    `'personId', x.id, 'state', net.death_state(x.id), 'version', greatest((select max(r.version) from tc.death_report r where r.person_id = x.id),
       (select max(d.version) from tc.death_decision d where d.person_id = x.id)),
     'decisionId', (select d.id from tc.death_decision d where d.person_id = x.id order by d.version desc limit 1)`,
    'tc.person x where x.id = any ($1) and exists (select from tc.death_report r where r.person_id = x.id)',
    'x.id',
  )},
  'leaves', ${list(`'id', x.id, 'stayId', x.stay_id, 'personId', x.person_id`, 'tc.stay_leave x where x.person_id = any ($1) and x.back_at is null', 'x.id')},
  'blockers', ${list(`'id', x.id, 'personId', x.person_id, 'stayId', x.stay_id`, 'tc.leaving_blocker x where x.person_id = any ($1) and x.ended_on is null', 'x.id')},
  'offers', ${list(
    `'id', x.id, 'personId', x.person_id, 'what', x.what, 'teamId', x.team_id, 'toTeamId', x.to_team_id, 'toStaffId', x.to_staff_id, 'answer', x.answer, 'version', x.version`,
    'tc.lead_handover x where x.person_id = any ($1)',
    'x.offered_at, x.id',
  )},
  'waysOut', ${list(`'id', x.id, 'personId', x.person_id, 'stayId', x.stay_id, 'state', x.state`, "tc.transition x where x.person_id = any ($1) and x.state <> 'closed'", 'x.id')},
  'plans', ${list(
    `'id', x.plan_id, 'personId', x.person_id, 'teamId', x.team_id, 'stayId', x.stay_id, 'version', x.version, 'at', ${ms('x.at')}, 'named', x.named`,
    'tc.plan x where x.person_id = any ($1) and not exists (select from tc.plan n where n.plan_id = x.plan_id and n.version > x.version)',
    'x.plan_id',
  )},
  'dueReviews', ${list(`'personId', x.person_id, 'key', x.key, 'teamId', x.team_id`, "net.obligation x where x.person_id = any ($1) and x.kind = 'N9'", "x.person_id, split_part(x.key, ':', 2), x.key, x.gap_from")},
  'referrals', ${list(
    `'id', x.id, 'personId', x.person_id, 'serviceId', x.service_id, 'fromStaffId', x.from_staff_id, 'fromTeamId', x.from_team_id, 'word', x.word, 'version', x.version,
     'wayOnward', x.way_onward, 'onwardServiceId', x.onward_service_id`,
    'tc.referral x where x.person_id = any ($1)',
    'x.id',
  )},
  'episodes', ${list(
    `'id', x.id, 'personId', x.person_id, 'serviceId', x.service_id, 'teamId', x.team_id, 'state', x.state, 'version', x.version, 'keyWorkerId', x.key_worker_staff_id,
     'step', (select d.step_id from tc.schedule_decision d where d.episode_id = x.id order by d.decided_at desc, d.id desc limit 1)`,
    'tc.episode x where x.person_id = any ($1)',
    'x.id',
  )},
  'contacts', ${list(
    `'id', x.id, 'personId', x.person_id, 'episodeId', x.episode_id, 'teamId', x.team_id, 'state', x.state, 'from', ${ms('x.window_from_at')}, 'until', ${ms('x.window_until_at')},
     'staffId', x.staff_id, 'resolved', x.resolved_at is not null, 'version', x.version`,
    "tc.contact x where x.person_id = any ($1) and x.state <> 'void'",
    'x.episode_id, x.window_from_at, x.slot_key nulls first, x.planned_at',
  )},
  'worries', ${list(`'id', x.id, 'personId', x.person_id, 'teamId', x.team_id, 'version', x.version`, 'tc.worry x where x.person_id = any ($1) and x.done_at is null', 'x.id')},
  'tasks', ${list(`'id', x.id, 'personId', x.person_id, 'teamId', x.team_id`, 'tc.task x where x.person_id = any ($1) and x.done_at is null', 'x.person_id, x.since_at, x.kind, x.what, x.about_id')},
  'proposals', ${list(`'id', x.id, 'personId', x.person_id, 'episodeId', x.episode_id, 'agreed', x.person_agreed_at is not null, 'toStepId', x.to_step_id`, 'tc.step_down_proposal x where x.person_id = any ($1) and x.settled_at is null', 'x.id')},
  'pauses', ${list(`'id', x.id, 'personId', x.person_id, 'episodeId', x.episode_id, 'from', ${ms('x.from_at')}`, 'tc.schedule_pause x where x.person_id = any ($1) and x.until_at is null', 'x.id')},
  'absences', ${list(`'id', x.id, 'staffId', x.staff_id, 'from', ${ms('x.from_at')}, 'until', ${ms('x.until_at')}, 'coverId', x.cover_staff_id`, 'tc.staff_absence x where x.staff_id = any ($2)', 'x.id')},
  'posts', ${list(
    `'id', x.id, 'postId', x.post_id, 'staffId', x.staff_id, 'teamId', p.team_id, 'untilAt', ${ms('x.until_at')}`,
    'tc.post_holder x join tc.post p on p.id = x.post_id where x.staff_id = any ($2)',
    'x.id',
  )},
  'staff', ${list(`'id', x.id, 'leftAt', ${ms('x.left_at')}, 'version', x.version`, 'tc.staff x where x.id = any ($2)', 'x.id')},
  'gaps', ${list(`'personId', x.person_id, 'key', x.key, 'teamId', x.team_id`, "net.obligation x where x.person_id = any ($1) and (x.gap_from <= ctx.clock() or x.kind in ('N4', 'N8')) and x.gap_until > ctx.clock()", `x.person_id, x.gap_from, x.kind, x.team_id, split_part(x.key, ':', 2), ${MADE_UP}, x.key`)}
) as state`

export async function readState(
  stage: Stage,
  personIds: readonly string[],
  staffIds: readonly string[],
): Promise<HistoryState> {
  const { rows } = await stage.product.superuser.query<{ state: HistoryState }>(STATE, [personIds, staffIds])
  return rows[0]!.state
}
