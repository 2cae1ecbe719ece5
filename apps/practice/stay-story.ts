import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { DELAY_REASON_CODES } from '#content/terms/delay-reasons/index.ts'
import type { OrganisationId, StayId, UnitId } from '#core/kernel/ids.ts'
import { addMinutes, dayOf, type Instant } from '#core/kernel/time.ts'
import { decideMetAfterLeaving } from '#core/place/after-leaving.ts'
import { decideEndStay } from '#core/place/end-stay.ts'
import {
  type Blocker,
  decideAddBlocker,
  decidePlanLeaving,
  NO_PLAN,
  type PlannedLeaving,
} from '#core/place/leaving.ts'
import { decideOpenStay } from '#core/place/open-stay.ts'
import { type Stay, type StayFacts, stayTasks } from '#core/place/stay.ts'
import { decideLeaveStart, type LeaveStart } from '#core/place/stay-leave.ts'
import { decideSupportsInPlace, SUPPORTS } from '#core/place/supports.ts'
import { secondLookDueAt, stayTaskDueAt } from '#core/place/task-due.ts'
import { decideUndoEnd } from '#core/place/undo-end.ts'
import { decided } from './pen.ts'
import { PersonStory } from './person-story.ts'
import { organisationOf, type StaffKey, staffId, TEAMS, UNITS, type UnitKey } from './world.ts'

const TASK_KINDS = {
  'home area': 'stay home area',
  distance: 'stay distance',
  reason: 'stay reason',
  'time of leaving': 'stay time of leaving',
} as const

/** One person's stays on a ward, act by act, each judged by the rule that judges it at the door. */
export class StayStory extends PersonStory {
  readonly #stays: Stay[] = []
  readonly #stayRows = new Map<string, Record<string, unknown>>()

  /** Admitted, as the ward wrote it; what is not said becomes the ward's tasks. Returns the stay's id. */
  admitted(by: StaffKey, at: Instant, unit: UnitKey, known: Pick<StayFacts, 'distance' | 'reason'>): string {
    const { pen, personId } = this
    const stayId = pen.id(at)
    const area = this.person.details.addresses[0]
    const homeArea =
      area?.kind === 'no-fixed-address' ? ('no fixed address' as const) : { area: this.person.homeArea }
    const input = {
      stayId,
      personId,
      unitId: UNITS[unit].id,
      visitNumber: null,
      admittedAt: at,
      admittedKnownTo: 'minute' as const,
      homeArea,
      ...known,
      source: 'by hand' as const,
      movedFrom: null,
    }
    const toOpen = {
      ...input,
      id: stayId as StayId,
      unitId: input.unitId as UnitId,
      organisationId: organisationOf(by) as OrganisationId,
    }
    const { stayId: _, ...facts } = toOpen
    const outcome = decided(decideOpenStay(facts, this.#stays, at), 'admitting')
    if (outcome.effect !== 'opened') throw new Error('practice data: a stay was not opened')
    const { stay } = outcome
    pen.act(at, by, 'stay.open', input)
    this.#stays.push(stay)
    this.#stayRows.set(
      stayId,
      pen.add('stay', {
        id: stayId,
        person_id: personId,
        organisation_id: stay.organisationId,
        team_id: TEAMS[UNITS[unit].team].id,
        unit_id: stay.unitId,
        visit_number: stay.visitNumber,
        admitted_at: at,
        admitted_known_to: 'minute',
        ended_at: null,
        ended_known_to: null,
        end_source: null,
        home_area: typeof stay.homeArea === 'string' ? stay.homeArea : stay.homeArea.area,
        distance_miles: stay.distance === 'not known' ? null : stay.distance.miles,
        reason: stay.reason === 'not known' ? null : stay.reason.words,
        reason_code: null,
        source: stay.source,
        recorded_at: at,
        recorded_by: staffId(by),
        version: 1,
      }),
    )
    const due = stayTaskDueAt(at, englandHolidays)
    for (const task of stayTasks(stay)) {
      pen.add('task', {
        id: pen.id(at),
        person_id: personId,
        organisation_id: stay.organisationId,
        team_id: TEAMS[UNITS[unit].team].id,
        kind: TASK_KINDS[task.fact],
        about_id: stayId,
        what: task.words,
        since_at: at,
        due_at: due,
      })
    }
    pen.line(at, by, personId, 'admitted', stayId, 2)
    return stayId
  }

  left(by: StaffKey, at: Instant, stayId: string): void {
    const { pen, personId } = this
    const n = this.#stays.findIndex((s) => s.id === stayId)
    const end = { endedAt: at, endedKnownTo: 'minute' as const, endSource: 'by hand' as const }
    const outcome = decided(decideEndStay(this.#stays[n]!, end, at), 'leaving')
    pen.act(at, by, 'stay.end', { stayId, personId, ...end, version: 1 })
    this.#stays[n] = outcome.stay
    Object.assign(this.#stayRows.get(stayId)!, {
      ended_at: at,
      ended_known_to: 'minute',
      end_source: 'by hand',
      version: 2,
    })
    pen.line(at, by, personId, 'stay ended', stayId, 2)
  }

  /** The ward says when somebody is ready and when they mean to leave, once. */
  plansLeaving(by: StaffKey, at: Instant, stayId: string, dates: Omit<PlannedLeaving, 'why'>): void {
    const { pen, personId } = this
    const said = { ...dates, why: '' }
    const { plan } = decided(
      decidePlanLeaving(this.#stay(stayId), NO_PLAN, said, dayOf(at)),
      'planning to leave',
    )
    const planId = pen.id(at)
    pen.act(at, by, 'stay.plan-leaving', { planId, stayId, personId, version: 0, ...said })
    pen.add('leaving_plan', {
      id: planId,
      ...this.#ofStay(stayId),
      version: plan.version,
      ready_on: plan.readyOn,
      planned_on: plan.plannedOn,
      why: plan.why,
      at,
      by_staff_id: staffId(by),
    })
    pen.line(at, by, personId, 'leaving planned', planId, 2)
  }

  /** The ward notes what stops somebody. */
  heldUp(by: StaffKey, at: Instant, stayId: string, blocker: Blocker): void {
    const { pen, personId } = this
    const held = decided(
      decideAddBlocker(this.#stay(stayId), blocker, DELAY_REASON_CODES, dayOf(at)),
      'noting what stops leaving',
    )
    const blockerId = pen.id(at)
    pen.act(at, by, 'stay.add-blocker', { blockerId, stayId, personId, ...blocker })
    pen.add('leaving_blocker', {
      id: blockerId,
      ...this.#ofStay(stayId),
      code: held.code,
      words: held.words,
      who_acts: held.whoActs,
      since_on: held.sinceOn,
      recorded_at: at,
      recorded_by: staffId(by),
    })
    pen.line(at, by, personId, 'leaving is held up', blockerId, 4)
  }

  /** They did not leave after all: the stay is open again, and its end is history. */
  didNotLeave(by: StaffKey, at: Instant, stayId: string, why: string): void {
    const { pen, personId } = this
    const n = this.#stays.findIndex((s) => s.id === stayId)
    const undone = { by: 'worker' as const, why, sentAt: null }
    const outcome = decided(decideUndoEnd(this.#stays[n]!, null, this.#stays, undone), 'not leaving')
    if (outcome.effect !== 'undone') throw new Error('practice data: nothing was undone')
    const undoneId = pen.id(at)
    pen.act(at, by, 'stay.end-undone', { undoneId, stayId, personId, version: 2, why })
    this.#stays[n] = outcome.stay
    Object.assign(this.#stayRows.get(stayId)!, {
      ended_at: null,
      ended_known_to: null,
      end_source: null,
      version: 3,
    })
    pen.add('stay_end_undone', {
      id: undoneId,
      ...this.#ofStay(stayId),
      ended_at: outcome.before.endedAt,
      end_source: outcome.before.endSource,
      source: 'by hand',
      sent_at: null,
      why,
      at,
      by_id: staffId(by),
    })
    pen.line(at, by, personId, 'did not leave after all', stayId, 2)
  }

  /** The ward says that what somebody needs on the day of leaving is in place; over what is open, with a reason. */
  supportsInPlace(by: StaffKey, at: Instant, stayId: string, overrideReason: string | null): void {
    const { pen, personId } = this
    // whoever says so with nothing open has an accepted lead, a first contact booked and a plan that everyone named has
    const rest = overrideReason === null ? ('in place' as const) : ('open' as const)
    const lines = SUPPORTS.filter((s) => s !== 'medicines' && s !== 'substitution').map((support) => ({
      support,
      state: support === 'home' ? ('in place' as const) : rest,
    }))
    const { openThen } = decided(
      decideSupportsInPlace(this.#stay(stayId), lines, { mayOverride: true, overrideReason }),
      'saying that supports are in place',
    )
    const inPlaceId = pen.id(at)
    pen.act(at, by, 'stay.supports-in-place', { inPlaceId, stayId, personId, overrideReason })
    pen.add('supports_in_place', {
      id: inPlaceId,
      ...this.#ofStay(stayId),
      open_then: openThen,
      override_reason: overrideReason,
      at,
      by_staff_id: staffId(by),
    })
    const said =
      overrideReason === null ? 'supports in place' : 'supports said to be in place, with something open'
    pen.line(at, by, personId, said, inPlaceId, 2)
    if (overrideReason === null) return
    const { stay_id: _, ...belongs } = this.#ofStay(stayId)
    pen.add('task', {
      id: pen.id(at),
      ...belongs,
      kind: 'second look',
      about_id: inPlaceId,
      what: `Take a second look: supports were said to be in place while something was open (${openThen.join(', ')}).`,
      since_at: at,
      due_at: secondLookDueAt(at, englandHolidays),
    })
  }

  /** On leave from the ward, and not back yet. */
  onLeave(by: StaffKey, at: Instant, stayId: string, start: LeaveStart): void {
    const { pen, personId } = this
    decided(decideLeaveStart(this.#stay(stayId), false, start, at), 'going on leave')
    const leaveId = pen.id(at)
    pen.act(at, by, 'stay.leave-start', { leaveId, stayId, personId, ...start })
    pen.add('stay_leave', {
      id: leaveId,
      ...this.#ofStay(stayId),
      kind: start.kind,
      from_at: start.fromAt,
      expected_back_at: start.expectedBackAt,
      source: 'by hand',
      recorded_at: at,
      recorded_by: staffId(by),
    })
    pen.line(start.fromAt, by, personId, `on ${start.kind}`, leaveId, 2)
  }

  /** The ward rings somebody who has left, and writes it down ten minutes later. */
  rungAtHome(by: StaffKey, at: Instant, stayId: string): void {
    const { pen, personId } = this
    const written = addMinutes(at, 10)
    decided(decideMetAfterLeaving(this.#stay(stayId), at, written), 'ringing after leaving')
    const contactId = pen.id(at)
    pen.act(written, by, 'stay.met-after-leaving', { contactId, stayId, personId, mode: 'phone', at })
    const { organisation_id, team_id } = this.#ofStay(stayId)
    pen.add('contact', {
      id: contactId,
      person_id: personId,
      episode_id: null,
      after_stay_id: stayId,
      service_id: null,
      organisation_id,
      team_id,
      class_bit: 4,
      on_day: dayOf(at),
      window_from_at: at,
      window_until_at: addMinutes(at, 30),
      mode: 'phone',
      step_id: null,
      slot_no: 0,
      slot_key: null,
      slot_from_at: null,
      slot_mode: null,
      staff_id: staffId(by),
      planned_at: written,
      state: 'happened',
      happened_at: at,
      seen: false,
      late_minutes: 0,
      why_not: null,
      by_staff_id: staffId(by),
      also_by: [],
      no_answer_at: null,
      resolved_at: null,
      resolved_by: null,
      resolution_what: null,
      resolution: null,
      recorded_at: written,
      version: 1,
    })
    pen.line(at, by, personId, 'met after leaving', contactId, 4)
  }

  #stay(stayId: string): Stay {
    return this.#stays.find((s) => s.id === stayId)!
  }

  #ofStay(stayId: string) {
    const { organisation_id, team_id } = this.#stayRows.get(stayId)!
    return { stay_id: stayId, person_id: this.personId, organisation_id, team_id }
  }
}
