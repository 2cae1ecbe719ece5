import type { InventedPerson } from '#content/practice/people.ts'
import { type SeededRandom, seededRandom } from '#content/practice/random.ts'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import {
  addDays,
  addMinutes,
  at,
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  weekdayOf,
} from '#core/kernel/time.ts'
import type { PathwayDefinition } from '#core/pathway/definition.ts'
import { LeadStory } from './lead-story.ts'
import { Pen } from './pen.ts'
import { PlanStory } from './plan-story.ts'
import { ReferralStory } from './referral-story.ts'
import { looksAgain } from './review-story.ts'
import { ofOneTeam, speaks, waysIn } from './speaks.ts'
import { StayStory } from './stay-story.ts'
import { SupportStory } from './support-story.ts'
import { MEDICINES, REASONS, WHAT_MATTERS, WHY_HERE } from './words.ts'
import type { StaffKey, UnitKey } from './world.ts'

/** What every journey is told with. `now` is the moment of seeding: nothing happens after it. */
export interface Told {
  readonly definition: PathwayDefinition
  readonly now: Instant
  /** False tells stays, referrals and episodes alone, on the same days: for counting many days of seeding. */
  readonly visits: boolean
}

const WORKERS: readonly StaffKey[] = ['sam', 'ade', 'rae']
const COORDINATOR = { maple: 'jo', oak: 'pat' } as const

/** A time of a working day between two hours, the same for the same randomness. */
const inHours = (random: SeededRandom, on: Day, from: number, until: number): Instant =>
  addMinutes(at(on, `${String(from).padStart(2, '0')}:00`), random.below((until - from) * 60))

const isWorking = (on: Day): boolean => weekdayOf(on) <= 5 && !englandHolidays.days.has(on)
export function workingDay(from: Day, step: 1 | -1): Day {
  let on = from
  while (!isWorking(on)) on = addDays(on, step)
  return on
}

/** One person's pen and chance: a story draws on nobody else's. */
export function begin(
  person: InventedPerson,
  seed: number,
): { pen: Pen; story: StayStory; random: SeededRandom } {
  const pen = new Pen(seededRandom(seed))
  return { pen, story: new StayStory(pen, person), random: seededRandom(seed ^ 0x5eed) }
}

/** Registered and admitted on one day, with what the ward knows. Returns the stay. */
export function admit(story: StayStory, random: SeededRandom, told: Told, on: Day, unit: UnitKey): string {
  const by = COORDINATOR[unit]
  const arrives = inHours(random, on, 9, 19)
  if (told.visits) story.registered(by, addMinutes(arrives, -5))
  const stayId = story.admitted(by, arrives, unit, {
    distance: { miles: 1 + random.below(24) },
    reason: { words: random.oneOf(WHY_HERE) },
  })
  const first = random.below(MEDICINES.length)
  for (const n of [0, 2])
    story.listed(by, addMinutes(arrives, 60 + n), MEDICINES[(first + n) % MEDICINES.length]!)
  return stayId
}

/** Referred from the ward in working hours. */
export function refer(
  story: StayStory,
  random: SeededRandom,
  told: Told,
  sent: { on: Day; unit: UnitKey; stayId: string | null; answer?: 'yes' | 'not asked' },
): ReferralStory {
  return new ReferralStory(story, 'medication', told.definition, {
    by: COORDINATOR[sent.unit],
    at: inHours(random, sent.on, 10, 15),
    stayId: sent.stayId,
    reason: random.oneOf(REASONS),
    whatMatters: random.oneOf(WHAT_MATTERS),
    answer: sent.answer ?? 'yes',
  })
}

/** What becomes of visits on the way: nobody at the door now and then, once with an outcome still to be written. */
export interface Course {
  readonly unit: UnitKey
  readonly leavesOn: Day
  readonly endsOn: Day | null
  /** The steps down happen as planned up to this many; the rest of the time the step goes on. */
  readonly stepsDown: number
  readonly keyWorker?: StaffKey
  /** Whether everyone named has the leaving plan; they have, unless this says not. */
  readonly plan?: 'not received'
  /** Nobody has looked again at what went on past its target length; they have, unless this says not. */
  readonly reviews?: 'not done'
  /** A goal, and an appointment for tomorrow. */
  readonly floating?: boolean
  /** Somebody speaks beside them, and somebody may decide for them: written down on the ward. */
  readonly speaks?: boolean
  /** The last contact before now was met with no answer, and nobody has written what came of it. */
  readonly lastUnanswered?: boolean
}

/** From the ward to medication support, and through it as far as the day of seeding or the end. */
export function supported(person: InventedPerson, seed: number, told: Told, course: Course): Pen {
  const { pen, story, random } = begin(person, seed)
  const { unit, leavesOn, endsOn } = course
  const stayId = admit(story, random, told, addDays(leavesOn, -(18 + random.below(30))), unit)
  const sentOn = workingDay(addDays(leavesOn, -(5 + random.below(4))), -1)
  const referral = refer(story, random, told, { on: sentOn, unit, stayId })
  const openedAt = inHours(random, sentOn, 15, 17)
  referral.sees('lin', openedAt)
  const acceptsAt = inHours(random, workingDay(addDays(sentOn, 1), 1), 9, 12)
  const keyWorker = course.keyWorker ?? random.oneOf(WORKERS)
  const weekends = random.oneOf(WORKERS.filter((w) => w !== keyWorker))
  const support = new SupportStory(referral, told.definition, {
    by: 'lin',
    at: acceptsAt,
    startOn: addDays(leavesOn, 1),
    keyWorker,
    visits: told.visits,
  })
  if (told.visits) support.weekendsBy(weekends, 'lin', addMinutes(acceptsAt, 5))
  const leftAt = inHours(random, leavesOn, 10, 12)
  if (leftAt < told.now) story.left(COORDINATOR[unit], leftAt, stayId)
  const endsAt = endsOn === null ? null : inHours(random, endsOn, 14, 16)
  if (told.visits) visitsOf(support, told, course, endsAt, seededRandom(seed ^ 0x0c0ffee))
  else support.startsUnseen(at(addDays(leavesOn, 1), '08:15'))
  if (endsAt !== null) support.closes('lin', endsAt)
  if (!told.visits) return pen
  if (course.speaks) {
    speaks(pen, person.personId, COORDINATOR[unit], addMinutes(leftAt, -90))
    waysIn(pen, person.personId, 'lin', addMinutes(acceptsAt, 30))
    ofOneTeam(pen, person.personId, 'lin', addMinutes(acceptsAt, 40))
  }
  if (leftAt >= told.now) {
    leavesSoon(pen, story, told, course, stayId)
    return pen
  }
  const lead = new LeadStory(pen, person.personId, { id: stayId, unit })
  plans(pen, person, told, course, { stayId, leftAt, keyWorker, lead })
  if (course.reviews !== 'not done') looksAgain(support, told.definition, keyWorker, endsAt ?? told.now)
  const settledAt = endsOn && at(workingDay(addDays(endsOn, 1), 1), '11:30')
  if (settledAt !== null && settledAt < told.now && !asksAgain(person, settledAt))
    lead.closes(settledAt, {
      id: referral.referralId,
      at: referral.row.sent_at as Instant,
      because: 'referral names the stay',
    })
  return pen
}

/** How to communicate was due to be asked again by then, and nobody has: a gap, so the way out stays open. */
function asksAgain(person: InventedPerson, by: Instant): boolean {
  const { communication } = person.details
  return communication.answer !== 'not-asked' && communication.reviewOn < dayOf(by)
}

/** Leaves in a few days, with support to come home to: the ward has said the dates, and that all is in place. */
function leavesSoon(
  pen: Pen,
  story: StayStory,
  told: Told,
  { unit, leavesOn }: Course,
  stayId: string,
): void {
  const saidOn = addDays(dayOf(told.now), -2)
  const by = COORDINATOR[unit]
  story.plansLeaving(by, at(saidOn, '16:00'), stayId, { readyOn: saidOn, plannedOn: leavesOn })
  const nextDay = addDays(saidOn, 1)
  new PlanStory(pen, story.personId).leaving(by, at(saidOn, '16:20'), stayId, { at: at(nextDay, '10:00') })
  new LeadStory(pen, story.personId, { id: stayId, unit }).handsOver(
    by,
    at(nextDay, '11:00'),
    at(nextDay, '12:00'),
  )
  story.supportsInPlace(by, at(nextDay, '15:00'), stayId, null)
}

/** What was agreed before leaving, and what is agreed at home: told last, so that it draws on nobody's chance. */
function plans(
  pen: Pen,
  person: InventedPerson,
  told: Told,
  { plan, unit, floating }: Course,
  {
    stayId,
    leftAt,
    keyWorker,
    lead,
  }: {
    readonly stayId: string
    readonly leftAt: Instant
    readonly keyWorker: StaffKey
    readonly lead: LeadStory
  },
): void {
  const story = new PlanStory(pen, person.personId)
  const by = COORDINATOR[unit]
  const wroteAt = addMinutes(leftAt, -1440)
  story.safety(by, wroteAt, 'Walking the dog by the river, and the radio on at night.', {
    name: 'My sister',
    number: '01632 960117',
  })
  const given = plan === 'not received' ? null : { at: addMinutes(leftAt, -30) }
  story.leaving(by, addMinutes(wroteAt, 20), stayId, given)
  lead.handsOver(by, addMinutes(wroteAt, 30), addMinutes(leftAt, -90))
  if (!floating) return
  const today = dayOf(told.now)
  story.floating(keyWorker, addMinutes(told.now, -2 * 1440), {
    words: 'My dog, my own front door, and being asked first.',
    goal: 'Pay the rent by myself',
    step: 'Ring the benefits office together',
    topic: 'benefits',
    what: 'Benefits assessment',
    startsAt: at(addDays(today, 1), '11:00'),
  })
}

function visitsOf(
  support: SupportStory,
  told: Told,
  course: Course,
  endsAt: Instant | null,
  random: SeededRandom,
): void {
  const until = endsAt ?? told.now
  const targets = told.definition.support.kind === 'schedule' ? told.definition.support.steps : []
  // nobody can have written yet of a visit that began this hour
  const before = addMinutes(until, -150)
  let down = 0
  for (let contact = support.next(before); contact; contact = support.next(before)) {
    const after = contact.window_until_at
    const last = support.left(before) === 1 && daysBetween(dayOf(contact.window_from_at), dayOf(until)) <= 5
    if (course.lastUnanswered && last) support.noAnswer(contact, random, null)
    else if (random.chance(0.02) && support.row.first_contact_at !== null)
      support.noAnswer(contact, random, 'lin')
    else support.makes(contact, random)
    const step = targets.find((s) => s.id === support.stepId)
    const over = step && daysBetween(support.stepBeganOn, dayOf(after)) >= step.targetWeeks * 7 - 1
    if (
      over &&
      down < course.stepsDown &&
      isWorking(dayOf(after)) &&
      !support.hasUnresolved &&
      addMinutes(after, 90) < until
    ) {
      support.stepsDown(addMinutes(after, 45), 'lin', COORDINATOR[course.unit])
      down += 1
    }
  }
}

/** Weeks at home without support after which the partnership of this practice world closes a way out; an example, no rule. */
const SETTLED_AFTER_DAYS = 28

/** How far a ward has got with somebody who is still on it. */
export type WayOut =
  | 'nothing said'
  | 'a date'
  | 'ready'
  | 'ready and held up'
  | 'late'
  | 'did not leave'
  | 'all the same'

/** What stops people on the practice wards, in turn. */
const HELD_UP = [
  { code: '18', words: 'Two houses asked; one has a room from next month.', whoActs: 'Housing options team' },
  { code: '09', words: '', whoActs: 'The social worker' },
  { code: null, words: 'The flat has no heating.', whoActs: 'The landlord' },
  { code: '04', words: '', whoActs: 'The funding panel' },
] as const

/** On the ward on the day of seeding, or home again without support; `rung`: the ward rings the day after. */
export function stayed(
  person: InventedPerson,
  seed: number,
  told: Told,
  stay: { unit: UnitKey; admittedOn: Day; leftOn: Day | null; wayOut?: WayOut; rung?: boolean },
): Pen {
  const { pen, story, random } = begin(person, seed)
  const by = COORDINATOR[stay.unit]
  const stayId = admit(story, random, told, stay.admittedOn, stay.unit)
  if (stay.wayOut !== undefined) wayOut(story, random, told, { ...stay, wayOut: stay.wayOut, stayId })
  if (stay.leftOn !== null) {
    const leftAt = inHours(random, stay.leftOn, 10, 13)
    // a date opens the way out, so that whoever is asked to lead it can read whom it is about
    const dated = at(addDays(stay.leftOn, -3), '16:00')
    if (told.visits) story.plansLeaving(by, dated, stayId, { readyOn: null, plannedOn: stay.leftOn })
    if (leftAt < told.now) story.left(by, leftAt, stayId)
    if (told.visits && leftAt < told.now) {
      new PlanStory(pen, person.personId).leaving(by, addMinutes(leftAt, -1440), stayId, {
        at: addMinutes(leftAt, -30),
      })
      // of whoever left in these two days nobody has answered yet: the ward's manager leads, and the gap shows
      const answered = daysBetween(dayOf(leftAt), dayOf(told.now)) > 2 ? addMinutes(leftAt, -90) : null
      const lead = new LeadStory(pen, person.personId, { id: stayId, unit: stay.unit })
      lead.handsOver(by, addMinutes(leftAt, -1300), answered)
      const settledAt = at(workingDay(addDays(stay.leftOn, SETTLED_AFTER_DAYS), 1), '11:30')
      if (settledAt < told.now && !asksAgain(person, settledAt))
        lead.closes(settledAt, { id: stayId, at: dated, because: 'leave date entered' })
    }
    const rungAt = at(addDays(stay.leftOn, 1), '14:00')
    if (stay.rung !== false && addMinutes(rungAt, 10) < told.now) story.rungAtHome(by, rungAt, stayId)
  }
  return pen
}

/** What the ward has said of leaving by the day of seeding; said the day before at 4pm, or today's people would know more. */
function wayOut(
  story: StayStory,
  random: SeededRandom,
  told: Told,
  { unit, admittedOn, wayOut, stayId }: { unit: UnitKey; admittedOn: Day; wayOut: WayOut; stayId: string },
): void {
  const today = dayOf(told.now)
  const saidOn = addDays(today, -3)
  if (wayOut === 'nothing said' || daysBetween(admittedOn, saidOn) < 4) return
  const by = COORDINATOR[unit]
  const saidAt = at(saidOn, '16:00')
  if (wayOut === 'did not leave') {
    story.left(by, addMinutes(saidAt, -240), stayId)
    story.didNotLeave(
      by,
      addMinutes(saidAt, -150),
      stayId,
      'The transport was turned back: nobody was in at the flat.',
    )
    return
  }
  const plannedOn = wayOut === 'late' ? addDays(today, -1) : addDays(today, 1 + random.below(9))
  const readyOn = wayOut === 'a date' ? null : addDays(saidOn, -random.below(3))
  story.plansLeaving(by, saidAt, stayId, { readyOn, plannedOn })
  if (wayOut === 'all the same')
    story.supportsInPlace(
      'wyn',
      at(addDays(today, -1), '15:00'),
      stayId,
      'The family fetches them, and we ring on the first day at home.',
    )
  if (wayOut === 'ready and held up')
    story.heldUp(by, addMinutes(saidAt, 5), stayId, { ...random.oneOf(HELD_UP), sinceOn: readyOn ?? saidOn })
}
