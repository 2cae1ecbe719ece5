import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { type Continuity, continuity } from '#core/contact/continuity.ts'
import type { VisitorLine } from '#core/contact/visitors.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { addDays, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { type ContactMark, type ScheduleCalendar, scheduleCalendar } from '#core/pathway/calendar.ts'
import { pendingStep, reviewDueOn, stepAt } from '#core/pathway/schedule.ts'
import { type StageWay, stageReviewOn, waysFrom } from '#core/pathway/stages.ts'
import { type StepSuggestion, suggestStep } from '#core/pathway/suggestion.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { planMode, type StoredMode } from '../contact-rows.ts'
import { evidenceOf, loadCounts } from '../evidence.ts'
import { countsSeen, type OpenGap, openMatters } from '../facts.ts'
import { loadSchedule, type ScheduleFacts, shownState } from '../schedule-facts.ts'
import { loadStageCounts, stageFactsOf } from '../stage-facts.ts'

/** Weeks drawn: twelve, the usual length of support. */
export const WEEKS_DRAWN = 12
/** Weeks of the past that are drawn above this one. */
const WEEKS_BACK = 3

export interface StaffChoice {
  readonly id: string
  readonly name: string
  readonly team: string
}
export interface ContactLine {
  readonly id: string
  readonly window_from_at: Instant
  readonly window_until_at: Instant
  readonly mode: StoredMode
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen'
  readonly staff_id: string | null
  readonly resolved_at: Instant | null
}
export interface WorryLine {
  readonly id: string
  readonly what: string
  readonly told: string | null
  readonly raised_at: Instant
  readonly raised_by: string
}
export interface ProposalLine {
  readonly id: string
  readonly toStepId: string
  readonly toStepTitle: string
  readonly proposedAt: Instant
  readonly proposedBy: string
  readonly personAgreedAt: Instant | null
  readonly personAgreedHow: string | null
  readonly suggestion: StepSuggestion | null
}

/** Where somebody is on their pathway: the present stage, its target, and the ways out of it with what must be true for each. */
export interface StageShown {
  readonly id: string
  readonly title: string
  readonly words: string
  readonly sinceOn: Day
  readonly targetWeeks: number | null
  readonly reviewOn: Day | null
  readonly ways: readonly StageWay[]
  readonly all: readonly { readonly id: string; readonly title: string }[]
}

/** One person's support with one service, for the schedule's page and its print. Names of staff stand in `names` by id. */
export interface EpisodePage {
  readonly now: Instant
  readonly personId: string
  readonly personName: string | null
  readonly serviceName: string
  readonly telephone: string
  readonly boundary: string
  readonly episode: {
    readonly id: string
    readonly state: 'open' | 'ended'
    readonly startedAt: Instant
    readonly startOn: Day
    readonly endedAt: Instant | null
    readonly keyWorkerId: string | null
    readonly firstContactAt: Instant | null
    readonly plannedUntilOn: Day | null
    readonly version: number
    readonly noNextContact: { readonly reason: string; readonly until: Instant | null } | null
    readonly visitors: readonly VisitorLine[]
    readonly ours: boolean
    readonly referralId: string | null
    readonly outcome: string | null
    readonly destination: string | null
    readonly handoverTo: string | null
    readonly handoverText: string | null
  }
  readonly pathway: { readonly id: string; readonly version: number; readonly title: string }
  readonly stage: StageShown
  readonly steps: readonly { readonly id: string; readonly title: string }[]
  readonly present: { readonly id: string; readonly title: string; readonly sinceOn: Day } | null
  readonly pending: { readonly title: string; readonly fromOn: Day } | null
  readonly next: { readonly id: string; readonly title: string } | null
  readonly reviewOn: Day | null
  readonly aheadDaysAtMost: number
  readonly pause: { readonly id: string | null; readonly reason: string; readonly from: Instant } | null
  readonly calendar: ScheduleCalendar | null
  /** Days with a stored contact that is over and about which nobody has written. */
  readonly askOn: readonly Day[]
  readonly suggestion: StepSuggestion | null
  readonly proposal: ProposalLine | null
  readonly continuity: Continuity
  readonly worries: readonly WorryLine[]
  readonly gaps: readonly OpenGap[]
  readonly recent: readonly ContactLine[]
  readonly coming: readonly ContactLine[]
  readonly teamStaff: readonly StaffChoice[]
  readonly mayAgree: readonly StaffChoice[]
  readonly names: Readonly<Record<string, string>>
  readonly outcomes: readonly { readonly id: string; readonly title: string; readonly handover: string }[]
  readonly destinations: readonly { readonly id: string; readonly title: string }[]
}

const HEAD = `select p.display_name, s.name as service, s.boundary_statement, t.telephone, v.title as pathway, e.outcome, e.destination, e.handover_to, e.handover_text
  from tc.episode e join tc.service s on s.id = e.service_id join tc.team t on t.id = e.team_id
  join tc.pathway_version v on v.pathway_id = e.pathway_id and v.version = e.pathway_version left join tc.person p on p.id = e.person_id where e.id = $1`
const MARKS = `select slot_key, window_from_at, happened_at, mode, state, window_until_at from tc.contact
  where episode_id = $1 and state <> 'void' and on_day >= ((select ctx.now()) at time zone 'Europe/London')::date - 40`
const VISITS = `select by_staff_id, also_by from tc.contact where episode_id = $1 and state = 'happened' and mode in ('visit', 'accompanied first visit')
  and by_staff_id is not null`
const LINES = 'id, window_from_at, window_until_at, mode, state, staff_id, resolved_at'
const RECENT = `select ${LINES} from tc.contact where episode_id = $1 and state <> 'void' and window_from_at <= (select ctx.now()) order by window_from_at desc limit 15`
const COMING = `select ${LINES} from tc.contact where episode_id = $1 and state = 'planned' and window_from_at > (select ctx.now()) order by window_from_at limit 8`
const WORRIES = `select w.id, w.what, w.told, w.raised_at, w.raised_by from tc.worry w join tc.episode e on e.person_id = w.person_id
  where e.id = $1 and w.done_at is null order by w.raised_at`
const PROPOSAL = `select id, to_step_id, evidence, proposed_at, proposed_by, person_agreed_at, person_agreed_how from tc.step_down_proposal
  where episode_id = $1 and settled_at is null`
const LIVE_HOLDERS = `tc.post_holder h join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id join tc.staff s on s.id = h.staff_id`
const TEAM = `select distinct s.id, s.name, t.name as team from ${LIVE_HOLDERS}
  where t.id = (select team_id from tc.episode where id = $1) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
    and (s.left_at is null or s.left_at > (select ctx.now())) order by s.name limit 100`
// the sending team first: it knows the person
const AGREE = `select s.id, s.name, t.name as team from tc.episode e left join tc.referral r on r.id = e.referral_id, ${LIVE_HOLDERS}
  where e.id = $1 and 'schedule.step-down' = any (p.rights) and t.closed_at is null
    and (t.clinical_responsibility or t.id = r.from_team_id and t.id <> e.team_id)
    and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) and (s.left_at is null or s.left_at > (select ctx.now()))
  order by (t.id = r.from_team_id) desc nulls last, t.name, s.name limit 200`
const NAMES = 'select id, name from tc.staff where id = any ($1::uuid[])'

interface Head {
  display_name: string | null
  service: string
  boundary_statement: string
  telephone: string
  pathway: string
  outcome: string | null
  destination: string | null
  handover_to: string | null
  handover_text: string | null
}
interface Mark {
  slot_key: string | null
  window_from_at: Instant
  window_until_at: Instant
  happened_at: Instant | null
  mode: StoredMode
  state: ContactLine['state']
}
interface Proposal {
  id: string
  to_step_id: string
  evidence: StepSuggestion | null
  proposed_at: Instant
  proposed_by: string
  person_agreed_at: Instant | null
  person_agreed_how: string | null
}

const input = z.object({ personId: z.uuid().optional(), episodeId: z.uuid() })
const PERSON = 'select person_id from tc.episode where id = $1'

/** The schedule's page: what is decided and since when, the calendar, what the rows speak for, continuity, what is open. */
export const episodePage = defineQuery({
  name: 'episode.page',
  title: 'One person’s support with one service',
  input,
  right: ['contact.read', 'episode.manage'],
  async run(tx, { episodeId }): Promise<EpisodePage | null> {
    const [found, head, marks, visits, recent, coming, worries, proposal, teamStaff, mayAgree] =
      await Promise.all([
        tx.row<{ person_id: string }>(PERSON, [episodeId]),
        tx.row<Head>(HEAD, [episodeId]),
        tx.rows<Mark>(MARKS, [episodeId]),
        tx.rows<{ by_staff_id: string; also_by: string[] }>(VISITS, [episodeId]),
        tx.rows<ContactLine>(RECENT, [episodeId]),
        tx.rows<ContactLine>(COMING, [episodeId]),
        tx.rows<WorryLine>(WORRIES, [episodeId]),
        tx.row<Proposal>(PROPOSAL, [episodeId]),
        tx.rows<StaffChoice>(TEAM, [episodeId]),
        tx.rows<StaffChoice>(AGREE, [episodeId]),
      ])
    if (!found || !head) return null
    const now = (await tx.asker).now
    const [facts, stageCounts, open] = await Promise.all([
      loadSchedule(tx, episodeId, found.person_id),
      loadStageCounts(tx, episodeId, found.person_id),
      openMatters(tx, found.person_id),
    ])
    if (!facts) return null
    const counts = await loadCounts(tx, episodeId, facts.schedule?.missedAfterMinutes ?? 0)
    const shown = { ...facts, state: shownState(facts) }
    const calendar = calendarOf(shown, marks, now)
    const faces = continuity(visits.map((v) => ({ by: [v.by_staff_id, ...v.also_by] as StaffId[] })))
    const { episode: e, definition, schedule } = facts
    const present = stepAt(facts.state, now)
    const pending = pendingStep(facts.state, now)
    const titleOf = (id: string) => schedule?.steps.find((s) => s.id === id)?.title ?? id
    const at = schedule?.steps.findIndex((s) => s.id === present?.stepId) ?? -1
    const after = at >= 0 ? schedule?.steps[at + 1] : undefined
    const openPause = shown.state.pauses.find((p) => p.until === null)
    const named = [
      e.key_worker_staff_id,
      proposal?.proposed_by,
      ...worries.map((w) => w.raised_by),
      ...[...recent, ...coming].map((c) => c.staff_id),
      ...(calendar?.lines ?? []).flatMap((l) => [l.decidedBy, l.agreedBy]),
      ...(faces.state === 'reckoned' ? faces.theTwo : []),
      ...open.gaps.map((g) => g.owner_staff_id),
      ...e.visitors.map((v) => v.staffId),
    ].filter((id): id is string => typeof id === 'string')
    const names = await tx.rows<{ id: string; name: string }>(NAMES, [[...new Set(named)]])
    return {
      now,
      personId: found.person_id,
      personName: head.display_name,
      serviceName: head.service,
      telephone: head.telephone,
      boundary: head.boundary_statement,
      episode: {
        id: e.id,
        state: e.state,
        startedAt: e.started_at,
        startOn: e.start_on,
        endedAt: e.ended_at,
        keyWorkerId: e.key_worker_staff_id,
        firstContactAt: e.first_contact_at,
        plannedUntilOn: e.planned_until_on,
        version: e.version,
        visitors: e.visitors,
        ours: e.ours,
        referralId: e.referral_id,
        noNextContact:
          e.no_next_contact_reason === null
            ? null
            : { reason: e.no_next_contact_reason, until: e.no_next_contact_until_at },
        outcome: titled(definition.closing.outcomes, head.outcome),
        destination: titled(definition.closing.destinations, head.destination),
        handoverTo: head.handover_to,
        handoverText: head.handover_text,
      },
      pathway: { id: e.pathway_id, version: e.pathway_version, title: head.pathway },
      stage: stageShown(facts, stageFactsOf(facts, stageCounts, countsSeen(open), { goalsWritten: 0 }, now)),
      steps: schedule?.steps.map(({ id, title }) => ({ id, title })) ?? [],
      present: present && {
        id: present.stepId,
        title: titleOf(present.stepId),
        sinceOn: dayOf(present.fromAt),
      },
      pending: pending && { title: titleOf(pending.stepId), fromOn: dayOf(pending.fromAt) },
      next: after ? { id: after.id, title: after.title } : null,
      reviewOn: schedule ? (reviewDueOn(schedule, facts.state)?.on ?? null) : null,
      aheadDaysAtMost: schedule?.stepDown.aheadDaysAtMost ?? 0,
      pause: openPause ? pauseLine(facts, openPause.from) : null,
      calendar,
      askOn: marks
        .filter((m) => m.state === 'planned' && m.window_until_at < now)
        .map((m) => dayOf(m.window_from_at)),
      suggestion:
        schedule && present && e.state === 'open'
          ? suggestStep(schedule, present.stepId, evidenceOf(facts, counts, open, now))
          : null,
      proposal: proposal
        ? {
            id: proposal.id,
            toStepId: proposal.to_step_id,
            toStepTitle: titleOf(proposal.to_step_id),
            proposedAt: proposal.proposed_at,
            proposedBy: proposal.proposed_by,
            personAgreedAt: proposal.person_agreed_at,
            personAgreedHow: proposal.person_agreed_how,
            suggestion: proposal.evidence,
          }
        : null,
      continuity: faces,
      worries,
      gaps: open.gaps,
      recent,
      coming,
      teamStaff,
      mayAgree,
      names: Object.fromEntries(names.map((n) => [n.id, n.name])),
      outcomes: definition.closing.outcomes,
      destinations: definition.closing.destinations,
    }
  },
  shows: (page) => (page ? [page.personId] : []),
})

function stageShown(facts: ScheduleFacts, known: ReturnType<typeof stageFactsOf>): StageShown {
  const { definition, episode: e } = facts
  const stage = definition.stages.find((s) => s.id === e.stage_id)
  return {
    id: e.stage_id,
    title: stage?.title ?? e.stage_id,
    words: stage?.words ?? '',
    sinceOn: dayOf(e.stage_since_at),
    targetWeeks: stage?.targetWeeks ?? null,
    reviewOn: stageReviewOn(definition, e.stage_id, e.stage_since_at),
    ways: waysFrom(definition, e.stage_id, { ...known, personAgreedToMove: false }),
    all: definition.stages.map(({ id, title }) => ({ id, title })),
  }
}

const titled = (list: readonly { id: string; title: string }[], id: string | null): string | null =>
  id === null ? null : (list.find((x) => x.id === id)?.title ?? id)

/** A pause that is written has an id and can be ended here; the time in hospital ends with the stay. */
function pauseLine(facts: ScheduleFacts, from: Instant): EpisodePage['pause'] {
  const stored = facts.pauses.find((p) => p.until === null)
  return stored
    ? { id: stored.id, reason: stored.reason, from: stored.from }
    : { id: null, reason: 'back in hospital', from }
}

function calendarOf(facts: ScheduleFacts, marks: readonly Mark[], now: Instant): ScheduleCalendar | null {
  if (facts.schedule === null) return null
  const today = dayOf(now)
  const back = addDays(today, -7 * WEEKS_BACK)
  const fromOn = facts.episode.start_on > back ? facts.episode.start_on : back
  const contacts = marks.map(
    (m): ContactMark => ({
      slotKey: m.slot_key,
      at: m.state === 'happened' ? (m.happened_at ?? m.window_from_at) : m.window_from_at,
      mode: planMode(m.mode),
      outcome:
        m.state === 'happened'
          ? 'happened'
          : m.state !== 'planned'
            ? 'did not happen'
            : m.window_until_at < now
              ? 'nothing written'
              : 'to come',
    }),
  )
  return scheduleCalendar(
    facts.schedule,
    facts.state,
    contacts,
    { fromOn, weeks: WEEKS_DRAWN, today },
    englandHolidays,
  )
}
