import type { DoseAnswer } from '#core/contact/dose.ts'
import type { VisitorLine } from '#core/contact/visitors.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { addDays, addMinutes, type Day, dayOf, type Instant, startOfDay } from '#core/kernel/time.ts'
import type { PathwayDefinition, SupportSchedule } from '#core/pathway/definition.ts'
import { type ScheduleState, stepAt } from '#core/pathway/schedule.ts'
import { startSchedule } from '#core/pathway/steps.ts'
import type { StepEvidence } from '#core/pathway/suggestion.ts'
import { decideAccept } from '#core/referral/answer.ts'
import { planAhead, TOP_UP_BELOW_DAYS } from '#features/episode/plan.ts'
import { decided, type Pen } from './pen.ts'
import type { PersonStory } from './person-story.ts'
import type { ReferralStory } from './referral-story.ts'
import {
  type Belongs,
  CLASS,
  evidenceOf,
  newContact,
  newDecision,
  newEpisode,
  type StoryContact,
} from './support-rows.ts'
import { type Row, STAFF, type StaffKey, staffId } from './world.ts'

export interface Accepting {
  readonly by: StaffKey
  readonly at: Instant
  readonly startOn: Day
  readonly keyWorker: StaffKey
  /** False plans nothing: only the episode is told. */
  readonly visits: boolean
}

/** The episode, its schedule and its planned contacts, as they stand between two acts. */
export class SupportBase {
  readonly story: PersonStory
  readonly referral: ReferralStory
  readonly episodeId: string
  readonly row: Record<string, unknown>
  protected readonly definition: PathwayDefinition
  protected readonly schedule: SupportSchedule
  protected readonly keyWorker: StaffKey
  protected readonly contacts: StoryContact[] = []
  protected readonly doses = new Map<string, readonly DoseAnswer['answer'][]>()
  protected state: ScheduleState
  protected visitors: readonly VisitorLine[] = []
  protected plannedUntilOn: Day | null = null

  constructor(referral: ReferralStory, definition: PathwayDefinition, accepting: Accepting) {
    const { story } = referral
    const { by, at, startOn, keyWorker } = accepting
    const accepted = decided(
      decideAccept({ keyWorkerFits: true, pathwayLoaded: true }, { kind: 'date', on: startOn }, at),
      'taking on',
    )
    if (definition.support.kind !== 'schedule')
      throw new Error('practice data: medication support has a schedule')
    this.story = story
    this.referral = referral
    this.definition = definition
    this.schedule = definition.support
    this.keyWorker = keyWorker
    this.episodeId = this.pen.id(at)
    const { version } = referral.takenOn(by, at, accepted)
    this.pen.act(at, by, 'referral.accept', {
      personId: story.personId,
      referralId: referral.referralId,
      episodeId: this.episodeId,
      version,
      start: { kind: 'date', on: startOn },
      keyWorkerId: staffId(keyWorker),
    })
    this.row = this.pen.add(
      'episode',
      newEpisode({ id: this.episodeId, by, at, startOn, keyWorker, referral, definition }),
    )
    this.state = startSchedule(this.schedule, {
      fromAt: startOfDay(startOn),
      decidedBy: staffId(by) as StaffId,
      now: at,
    })
    this.decision(this.pen.id(at), by, at, {
      kind: 'start',
      step_id: this.state.taken[0]!.stepId,
      from_on: startOn,
    })
    if (accepting.visits) this.plan(at)
    this.pen.line(
      at,
      by,
      story.personId,
      startOn > dayOf(at) ? 'support agreed' : 'support opened',
      this.episodeId,
      CLASS,
    )
  }

  protected get pen(): Pen {
    return this.story.pen
  }

  /** The step that is in force, or begins with the start. */
  get stepId(): string {
    return (stepAt(this.state, '9999-01-01T00:00:00.000Z' as Instant) ?? this.state.taken[0]!).stepId
  }

  get stepBeganOn(): Day {
    return dayOf(this.state.taken.at(-1)!.fromAt)
  }

  /** A contact that did not happen and that nobody has settled: support never goes down beside it. */
  get hasUnresolved(): boolean {
    return this.contacts.some((c) => c.state === 'no answer' && c.resolved_at === null)
  }

  /** How many planned contacts begin before an instant. */
  left(before: Instant): number {
    return this.contacts.filter((c) => c.state === 'planned' && c.window_from_at < before).length
  }

  /** The next planned contact whose window begins before an instant; undefined when none does. */
  next(before: Instant): StoryContact | undefined {
    const open = this.contacts.filter((c) => c.state === 'planned' && c.window_from_at < before)
    return open.reduce<StoryContact | undefined>(
      (first, c) => (!first || c.window_from_at < first.window_from_at ? c : first),
      undefined,
    )
  }

  /** Counts of the present step, as the door makes them of the same rows. */
  protected evidence(now: Instant): StepEvidence {
    const since = stepAt(this.state, now)?.fromAt ?? now
    const inStep = this.contacts.filter((c) => c.state !== 'void' && c.window_from_at >= since)
    return evidenceOf(inStep, this.doses, since, now, this.schedule.missedAfterMinutes)
  }

  protected about() {
    return { personId: this.story.personId, episodeId: this.episodeId }
  }

  protected who(contact: StoryContact): StaffKey {
    const found = (Object.keys(STAFF) as StaffKey[]).find((w) => staffId(w) === contact.staff_id)
    return found ?? this.keyWorker
  }

  protected ofEpisode(): Belongs {
    const { organisation_id, team_id } = this.row
    return {
      person_id: this.story.personId,
      episode_id: this.episodeId,
      organisation_id,
      team_id,
      class_bit: CLASS,
    }
  }

  protected place(contactId: string): Row {
    const { episode_id: _, ...place } = this.ofEpisode()
    return { ...place, contact_id: contactId }
  }

  protected decision(id: string, by: StaffKey, at: Instant, set: Record<string, unknown>): void {
    this.pen.add('schedule_decision', newDecision({ id, ...this.ofEpisode() }, at, by, set))
  }

  protected topUp(now: Instant): void {
    if (this.plannedUntilOn !== null && this.plannedUntilOn >= addDays(dayOf(now), TOP_UP_BELOW_DAYS)) return
    this.plan(now)
  }

  protected plan(now: Instant): void {
    const episode = {
      start_on: this.row.start_on as Day,
      visitors: this.visitors,
      key_worker_staff_id: staffId(this.keyWorker),
      planned_until_on: this.plannedUntilOn,
    }
    const recent = addMinutes(now, -2 * 24 * 60)
    const contacts = this.contacts.filter((c) => c.state !== 'void' && c.window_from_at > recent)
    const planning = planAhead(
      { episode, schedule: this.schedule, state: this.state, contacts, suspendedAt: null },
      now,
    )
    for (const contact of this.contacts)
      if (planning.takeOff.includes(contact.id))
        Object.assign(contact, { state: 'void', version: contact.version + 1 })
    for (const { slot, staffId: worker } of planning.add) {
      const belongs = { id: this.pen.id(now), ...this.ofEpisode(), service_id: this.referral.serviceId }
      this.contacts.push(this.pen.add('contact', newContact(belongs, slot, worker, now)))
    }
    this.plannedUntilOn = planning.untilOn
    this.row.planned_until_on = planning.untilOn
  }
}
