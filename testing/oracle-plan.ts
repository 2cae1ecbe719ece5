import type { Asker } from './safetynet-oracle-facts.ts'

/**
 * The judge of plans and reviews, written from the promises in docs/architecture.md ("The safety net", N8 and N9) and decision 0019.
 * It reads the tables by itself and shares no code with core: one plain question for each promise.
 */
export interface PlanQuestion {
  readonly key: string
  readonly kind: 'N8' | 'N9'
  readonly aboutId: string
  readonly teamId: string
  readonly owner: string | null
  /** Another team that must know. */
  readonly told?: string | null
  /** Whose facts they are: its class is theirs. */
  readonly serviceTeamId: string
  readonly coreOnly: boolean
  /** Instants at which the answer may change. */
  readonly instants: readonly number[]
  readonly unkept: (t: number) => boolean
}

interface Version {
  readonly planId: string
  readonly stayId: string | null
  readonly teamId: string
  readonly version: number
  /** As the row says it, and not as the team is today. */
  readonly classBit: number
  readonly at: number
  readonly on: string
  readonly named: readonly string[]
}

interface Looked {
  readonly kind: string
  readonly aboutId: string
  readonly dueOn: string
  readonly nextOn: string | null
  readonly at: number
  readonly on: string
  readonly id: string
}

/** Everything that plans and reviews go by, of one person. */
export interface Papers {
  readonly personId: string
  readonly versions: readonly Version[]
  readonly receipts: readonly { planId: string; version: number; recipientId: string }[]
  readonly reviews: readonly Looked[]
  readonly supports: readonly {
    id: string
    teamId: string
    serviceId: string
    serviceTeamId: string
    keyWorkerId: string | null
    startedAt: number
    stepSince: number | null
    stepFrom: string | null
    stepWeeks: number | null
    stageSince: number
    stageOn: string
    stageWeeks: number | null
  }[]
  readonly answers: readonly {
    id: string
    serviceId: string
    serviceTeamId: string
    teamId: string
    answer: string
    at: number
    reviewOn: string | null
  }[]
  readonly waiting: readonly {
    id: string
    serviceId: string
    word: string
    onward: boolean
    sentAt: number
    teamId: string
    staffId: string
  }[]
  readonly askAgainOn: string | null
  /** Weeks by which teams look at plans again: team to weeks. */
  readonly signed: Readonly<Record<string, number | null>>
}

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`
const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`
const london = (column: string) => day(`${column} at time zone 'Europe/London'`)
const many = (fields: string, from: string) =>
  `(select coalesce(json_agg(json_build_object(${fields})), '[]') from ${from})`

const PAPERS = `select p.id as "personId", p.communication ->> 'reviewOn' as "askAgainOn",
  ${many(
    `'planId', x.plan_id, 'stayId', x.stay_id, 'teamId', x.team_id, 'version', x.version, 'classBit', x.class_bit, 'at', ${ms('x.at')}, 'on', ${london('x.at')},
     'named', (select coalesce(json_agg(n ->> 'id'), '[]') from jsonb_array_elements(x.named) n)`,
    'tc.plan x where x.person_id = p.id',
  )} as versions,
  ${many(`'planId', x.plan_id, 'version', x.version, 'recipientId', x.recipient_id`, 'tc.plan_receipt x where x.person_id = p.id')} as receipts,
  ${many(
    `'id', x.id, 'kind', x.kind, 'aboutId', x.about_id, 'dueOn', ${day('x.due_on')}, 'nextOn', ${day('x.next_on')}, 'at', ${ms('x.done_at')}, 'on', ${london('x.done_at')}`,
    'tc.review x where x.person_id = p.id',
  )} as reviews,
  ${many(
    `'id', x.id, 'teamId', x.team_id, 'serviceId', x.service_id, 'serviceTeamId', s.team_id, 'keyWorkerId', x.key_worker_staff_id, 'startedAt', ${ms('x.started_at')},
     'stepSince', ${ms('d.decided_at')}, 'stepFrom', ${day('d.from_on')}, 'stageSince', ${ms('x.stage_since_at')}, 'stageOn', ${london('x.stage_since_at')},
     'stepWeeks', (select (j ->> 'targetWeeks')::int from jsonb_path_query(v.body, '$.support.steps[*]') j where j ->> 'id' = d.step_id),
     'stageWeeks', (select (j ->> 'targetWeeks')::int from jsonb_path_query(v.body, '$.stages[*]') j where j ->> 'id' = x.stage_id)`,
    `tc.episode x join tc.service s on s.id = x.service_id left join tc.pathway_version v on v.pathway_id = x.pathway_id and v.version = x.pathway_version
     left join tc.schedule_decision d on d.episode_id = x.id
       and not exists (select from tc.schedule_decision e where e.episode_id = x.id and (e.decided_at, e.id) > (d.decided_at, d.id))
     where x.person_id = p.id and x.state = 'open'`,
  )} as supports,
  ${many(
    `'id', x.id, 'serviceId', x.recipient_service_id, 'serviceTeamId', s.team_id, 'teamId', x.team_id, 'answer', x.answer, 'at', ${ms('x.decided_at')},
     'reviewOn', ${day('x.review_on')}`,
    'tc.sharing_decision x join tc.service s on s.id = x.recipient_service_id where x.person_id = p.id',
  )} as answers,
  ${many(
    `'id', x.id, 'serviceId', x.service_id, 'word', x.word, 'onward', x.way_onward is not null, 'sentAt', ${ms('x.sent_at')}, 'teamId', x.from_team_id, 'staffId', x.from_staff_id`,
    'tc.referral x where x.person_id = p.id',
  )} as waiting,
  (select coalesce(json_object_agg(y.team_id, y.weeks), '{}') from (
    select s.team_id, min(r.weeks) as weeks from tc.service s join tc.review_setting r on r.service_id = s.id
     where not exists (select from tc.review_setting n where n.service_id = r.service_id and (n.at, n.id) > (r.at, r.id)) group by s.team_id) y) as signed
  from tc.person p where $1::uuid[] is null or p.id = any ($1)`

export async function planPapers(
  client: Asker,
  personIds: readonly string[] | null,
): Promise<ReadonlyMap<string, Papers>> {
  const { rows } = await client.query(PAPERS, [personIds])
  return new Map((rows as Papers[]).map((r) => [r.personId, r]))
}

const DAY = 86_400_000

/** What the other judge knows of the person already. */
export interface Known {
  readonly leader: { readonly teamId: string; readonly staffId: string | null } | null
  /** The stay that they left and are not back from; null when nothing is owed by leaving. */
  readonly left: {
    readonly id: string
    readonly endedAt: number
    readonly teamId: string
    readonly managerId: string | null
  } | null
  readonly inHospital: (t: number) => boolean
}

/**
 * The plan reached everyone named in it within 24 hours: its own team sees to that, and whoever leads knows, unless it is a
 * drug-and-alcohol team's. Without a plan that whoever leads may know of, that is owed by them from leaving itself.
 */
export function aboutThePlan(papers: Papers, { leader, left }: Known): PlanQuestion[] {
  if (left === null) return []
  const leads = leader ?? { teamId: left.teamId, staffId: left.managerId }
  const ofStay = papers.versions.filter((v) => v.stayId === left.id)
  const questions: PlanQuestion[] = []
  if (!ofStay.some((v) => v.classBit === 4 || v.teamId === leads.teamId))
    questions.push({
      key: `N8:none:${left.id}`,
      kind: 'N8',
      aboutId: left.id,
      teamId: leads.teamId,
      owner: leads.staffId,
      serviceTeamId: left.teamId,
      coreOnly: false,
      instants: [left.endedAt],
      unkept: (t) => t >= left.endedAt,
    })
  const inTheTeam = (teamId: string) => {
    if (teamId === leads.teamId) return leads.staffId
    return teamId === left.teamId ? left.managerId : null
  }
  const wasReplaced = (v: Version) =>
    ofStay.some((n) => n.planId === v.planId && n.version > v.version && n.at <= left.endedAt)
  const dueAt = (v: Version) => Math.max(left.endedAt, v.at) + DAY
  const receipts = ofStay
    .filter((v) => ofStay.every((n) => n.planId !== v.planId || n.version <= v.version))
    .flatMap((newest) =>
      [...new Set(newest.named)].map((recipientId) => {
        const lacks = (v: Version) =>
          v.planId === newest.planId &&
          v.named.includes(recipientId) &&
          !wasReplaced(v) &&
          !papers.receipts.some(
            (r) => r.planId === v.planId && r.recipientId === recipientId && r.version >= v.version,
          )
        return {
          key: `N8:${newest.planId}:${recipientId}`,
          kind: 'N8' as const,
          aboutId: newest.planId,
          teamId: newest.teamId,
          owner: inTheTeam(newest.teamId),
          told: newest.classBit === 4 ? leads.teamId : null,
          serviceTeamId: newest.teamId,
          coreOnly: false,
          instants: ofStay.map(dueAt),
          unkept: (t: number) => ofStay.some((v) => lacks(v) && t >= dueAt(v)),
        }
      }),
    )
  return [...questions, ...receipts]
}

/** The minute after midnight in London at the end of a day. */
const endOf = (on: string): number => {
  const next = new Date(Date.parse(on) + DAY)
  const guess = next.getTime()
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  // midnight by Greenwich is one in the morning in summer
  return shown.format(guess) === '00' ? guess : guess - 3_600_000
}
const later = (on: string, weeks: number) =>
  new Date(Date.parse(on) + weeks * 7 * DAY).toISOString().slice(0, 10)

/** What was to be looked at again by a day was looked at, by whoever answers for it. */
export function aboutReviews(papers: Papers, { leader, inHospital }: Known): PlanQuestion[] {
  const questions: PlanQuestion[] = []
  const ask = (
    kind: string,
    aboutId: string,
    first: string | null,
    settles: (r: Looked) => boolean,
    whose: { teamId: string; serviceTeamId: string; owner: string | null },
    weeks: number | null = null,
  ) => {
    const [last] = papers.reviews
      .filter((r) => r.kind === kind && r.aboutId === aboutId && settles(r))
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    // nobody said a day: so many weeks again as were signed or targeted, from the day on which it was looked at
    const again = last && weeks !== null ? later(last.on, weeks) : null
    const dueOn = last ? (last.nextOn ?? again) : first
    if (dueOn === null) return
    const rests = kind === 'schedule' || kind === 'stage'
    questions.push({
      key: `N9:${kind}:${aboutId}`,
      kind: 'N9',
      aboutId,
      ...whose,
      coreOnly: kind === 'communication',
      instants: [endOf(dueOn)],
      unkept: (t) => t >= endOf(dueOn) && !(rests && inHospital(t)),
    })
  }
  const leads = (teamId: string) => (leader?.teamId === teamId ? leader.staffId : null)
  for (const s of papers.supports) {
    const whose = {
      teamId: s.teamId,
      serviceTeamId: s.serviceTeamId,
      owner: s.keyWorkerId ?? leads(s.teamId),
    }
    const { stepSince, stepFrom, stepWeeks, stageWeeks } = s
    if (stepSince !== null)
      ask(
        'schedule',
        s.id,
        stepFrom === null || stepWeeks === null ? null : later(stepFrom, stepWeeks),
        (r) => r.at >= stepSince,
        whose,
        stepWeeks,
      )
    ask(
      'stage',
      s.id,
      stageWeeks === null ? null : later(s.stageOn, stageWeeks),
      (r) => r.at >= s.stageSince,
      whose,
      stageWeeks,
    )
  }
  for (const v of papers.versions) {
    if (papers.versions.some((n) => n.planId === v.planId && n.version > v.version)) continue
    const weeks = papers.signed[v.teamId] ?? null
    const whose = { teamId: v.teamId, serviceTeamId: v.teamId, owner: leads(v.teamId) }
    ask('plan', v.planId, weeks === null ? null : later(v.on, weeks), (r) => r.at >= v.at, whose, weeks)
  }
  const goesOn = (serviceId: string) =>
    papers.supports.some((s) => s.serviceId === serviceId) ||
    papers.waiting.some(
      (r) =>
        r.serviceId === serviceId &&
        ['sent', 'seen', 'question asked', 'taken on', 'started'].includes(r.word),
    )
  const real = (answer: string) => ['yes', 'some', 'no'].includes(answer)
  for (const serviceId of new Set(papers.answers.map((a) => a.serviceId))) {
    const [holds] = papers.answers
      .filter((a) => a.serviceId === serviceId)
      .sort(
        (a, b) => Number(real(b.answer)) - Number(real(a.answer)) || b.at - a.at || (a.id < b.id ? 1 : -1),
      )
    if (holds && goesOn(serviceId))
      ask('sharing', serviceId, holds.reviewOn, (r) => r.at >= holds.at, {
        teamId: holds.teamId,
        serviceTeamId: holds.serviceTeamId,
        owner: leads(holds.teamId),
      })
  }
  const whose = leader ?? whoAnswers(papers)
  const { askAgainOn } = papers
  if (whose && askAgainOn !== null)
    ask('communication', papers.personId, askAgainOn, (r) => r.dueOn >= askAgainOn, {
      teamId: whose.teamId,
      serviceTeamId: whose.teamId,
      owner: whose.staffId,
    })
  return questions
}

/** With no lead: the key worker of the support that began first, else the sender of the oldest referral that still waits. */
function whoAnswers({ supports, waiting }: Papers): { teamId: string; staffId: string | null } | null {
  const [first] = [...supports].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
  if (first) return { teamId: first.teamId, staffId: first.keyWorkerId }
  const [oldest] = waiting
    .filter((r) => !['finished', 'withdrawn'].includes(r.word) && !(r.word === 'not taken on' && r.onward))
    .sort((a, b) => a.sentAt - b.sentAt || (a.id < b.id ? -1 : 1))
  return oldest ? { teamId: oldest.teamId, staffId: oldest.staffId } : null
}
