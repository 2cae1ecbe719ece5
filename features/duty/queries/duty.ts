import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { answersNow, type DutyFacts } from '#core/duty/answers.ts'
import { type Hole, holesOf } from '#core/duty/holes.ts'
import type { TeamHours } from '#core/duty/hours.ts'
import { takesTexts } from '#core/duty/set.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import { addDays, dayOf, startOfDay, weekdayOf } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface ShiftShown {
  readonly id: string
  readonly from: Instant
  readonly until: Instant
  readonly who: string
  readonly staffId: string | null
  readonly postId: string | null
}

/** Who answers for one team now and this week. */
export interface DutyShown {
  readonly teamId: string
  readonly team: string
  readonly ours: boolean
  readonly version: number
  readonly hours: TeamHours | null
  readonly outOfHours: {
    readonly words: string
    readonly email: string | null
    readonly phone: string | null
    readonly teamId: string | null
    readonly team: string | null
  } | null
  readonly chain: readonly {
    readonly staffId: string | null
    readonly postId: string | null
    readonly who: string
  }[]
  /** In the order in which they are told, with why it is they. */
  readonly now: readonly { readonly who: string; readonly because: string }[]
  /** Monday of the week shown. */
  readonly weekOn: Day
  readonly shifts: readonly ShiftShown[]
  /** Stretches of the week in which nobody is set to answer, inside the team's hours. */
  readonly holes: readonly Hole[]
  /** Where messages are to go out of hours and this installation cannot send any, each as a sentence. */
  readonly unreached: readonly string[]
  /** Of one's own organisation: who is on duty, told next or manager and gets no message, each as a sentence. */
  readonly silent: readonly string[]
  readonly asOf: Instant
  readonly staff: readonly { readonly id: string; readonly name: string }[]
  readonly posts: readonly { readonly id: string; readonly title: string }[]
  readonly teams: readonly { readonly id: string; readonly name: string }[]
}

const TEAM = `select t.id, t.name, t.organisation_id = (select ctx.organisation()) as ours, coalesce(d.version, 0) as version, d.weekly, d.on_bank_holidays,
    d.out_words, d.out_email, d.out_phone, d.out_team_id, (select o.name from tc.team o where o.id = d.out_team_id) as out_team, coalesce(d.chain_version, 0) as chain_version
  from tc.team t left join tc.duty_team d on d.team_id = t.id where t.id = coalesce($1::uuid, (select ctx.team()))`
const WHO = `coalesce((select s.name from tc.staff s where s.id = x.staff_id), (select 'Whoever is ' || p.title from tc.post p where p.id = x.post_id))`
const CHAIN = `select x.staff_id as "staffId", x.post_id as "postId", ${WHO} as who from tc.duty_chain x join tc.duty_team d on d.team_id = x.team_id and d.chain_version = x.version
  where x.team_id = coalesce($1::uuid, (select ctx.team())) order by x.place`
const SHIFTS = `select x.id, x.from_at as "from", x.until_at as until, ${WHO} as who, x.staff_id as "staffId", x.post_id as "postId" from tc.duty_shift x
  where x.team_id = coalesce($1::uuid, (select ctx.team())) and x.ended_at is null and x.until_at > $2 and x.from_at < $3 order by x.from_at, x.id`
const STAFF = `select distinct s.id, s.name from tc.staff s join tc.post_holder h on h.staff_id = s.id join tc.post p on p.id = h.post_id
  where p.organisation_id = (select ctx.organisation()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    and (s.left_at is null or s.left_at > (select ctx.now())) order by s.name limit 500`
const POSTS = `select p.id, p.title || ', ' || t.name as title from tc.post p join tc.team t on t.id = p.team_id where p.organisation_id = (select ctx.organisation())
  and exists (select from tc.post_holder h where h.post_id = p.id and (h.until_at is null or h.until_at > (select ctx.now()))) order by 2 limit 300`
const TEAMS = `select t.id, t.name from tc.team t where t.closed_at is null order by t.organisation_id <> (select ctx.organisation()), t.name limit 300`

interface TeamRow {
  id: string
  name: string
  ours: boolean
  version: number
  weekly: TeamHours['weekly'] | null
  on_bank_holidays: boolean
  out_words: string | null
  out_email: string | null
  out_phone: string | null
  out_team_id: string | null
  out_team: string | null
}

/** `ways`: those that the worker has; null while it never went round, when nobody knows. */
function unreached(team: TeamRow, ways: readonly string[] | null): string[] {
  const lacks = (way: string): boolean => ways !== null && !ways.includes(way)
  const { out_email: email, out_phone: phone } = team
  return [
    ...(email !== null && lacks('email')
      ? [`No email leaves this installation, so nothing is sent to ${email}.`]
      : []),
    ...(phone !== null && !takesTexts(phone)
      ? [`${phone} takes no text, so nothing is sent there: it is for whoever rings.`]
      : []),
    ...(phone !== null && takesTexts(phone) && lacks('text')
      ? [`No text leaves this installation, so nothing is sent to ${phone}.`]
      : []),
  ]
}

const SILENT = `select s.name, x.why from net.no_way_out($1) x join tc.staff s on s.id = x.staff_id order by s.name, s.id`
const WHY_SILENT: Readonly<Record<string, string>> = {
  'chose none': 'email is turned off, and there is no mobile number',
  'no way out': 'this installation sends nothing by the ways that are chosen',
}

export const duty = defineQuery<
  { teamId?: string | undefined; weekOn?: string | undefined },
  DutyShown | null
>({
  name: 'duty.team',
  title: 'Who answers for a team',
  input: z.strictObject({ teamId: z.uuid().optional(), weekOn: z.iso.date().optional() }),
  right: ['board.read', 'tasks.read', 'duty.manage', 'report.read'],
  async run(tx, { teamId = undefined, weekOn }) {
    const id = teamId ?? null
    const { now } = await tx.asker
    const today = dayOf(now)
    const monday = (weekOn ?? addDays(today, 1 - weekdayOf(today))) as Day
    const [from, until] = [startOfDay(monday), startOfDay(addDays(monday, 7))]
    const [team, chain, shifts, staff, posts, teams, ways] = await Promise.all([
      tx.row<TeamRow>(TEAM, [id]),
      tx.rows<DutyShown['chain'][number]>(CHAIN, [id]),
      tx.rows<ShiftShown>(SHIFTS, [id, from, until]),
      tx.rows<{ id: string; name: string }>(STAFF),
      tx.rows<{ id: string; title: string }>(POSTS),
      tx.rows<{ id: string; name: string }>(TEAMS),
      tx.row<{ ways: string[] | null }>('select net.ways_out() as ways'),
    ])
    if (!team) return null
    const found = await tx.rows<{ facts: DutyFacts }>('select net.duty_facts(array[$1::uuid]) as facts', [
      team.id,
    ])
    const silent = await tx.rows<{ name: string; why: string }>(SILENT, [team.id])
    const facts = new Map(found.map((f) => [f.facts.teamId as string, f.facts]))
    const own = facts.get(team.id)
    const hours = team.weekly && { weekly: team.weekly, onBankHolidays: team.on_bank_holidays }
    const names = new Map(staff.map((s) => [s.id, s.name]))
    const teamNames = new Map(teams.map((t) => [t.id, t.name]))
    const answers = own ? answersNow(own, now, englandHolidays, (other) => facts.get(other) ?? null) : []
    return {
      teamId: team.id,
      team: team.name,
      ours: team.ours,
      version: team.version,
      hours,
      outOfHours:
        team.out_words === null
          ? null
          : {
              words: team.out_words,
              email: team.out_email,
              phone: team.out_phone,
              teamId: team.out_team_id,
              team: team.out_team,
            },
      chain,
      now: answers.map((a) => ({
        who:
          a.staffIds.length > 0
            ? a.staffIds.map((s) => names.get(s) ?? 'A colleague of another organisation').join(', ')
            : (a.destination?.words ?? teamNames.get(a.teamId) ?? 'The whole team'),
        because: a.because,
      })),
      weekOn: monday,
      shifts,
      // what is over cannot be mended
      holes: holesOf({ hours, shifts, from, until, holidays: englandHolidays }).filter((h) => h.until > now),
      unreached: unreached(team, ways?.ways ?? null),
      silent: [
        ...silent.map(
          (s) => `${s.name} is on duty or told next and gets no message: ${WHY_SILENT[s.why] ?? s.why}.`,
        ),
        ...(team.ours && answers[0]?.because === 'nobody is on duty'
          ? ['Nobody is set, so a message goes only to those of the team who asked for one.']
          : []),
      ],
      asOf: now,
      staff,
      posts,
      teams: teams.filter((t) => t.id !== team.id),
    }
  },
  shows: () => [],
})
