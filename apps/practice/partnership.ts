import { type InventedPerson, inventPeople } from '#content/practice/people.ts'
import { practicePeople } from '#content/practice/practice-people.ts'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { addDays, addMinutes, at, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { copyDueOn } from '#core/record-copy/clock.ts'
import { admit, begin, refer, stayed, supported, type Told, type WayOut, workingDay } from './journeys.ts'
import { cameFromWardRecord } from './partner-story.ts'
import { type Pen, together } from './pen.ts'
import { PlanStory } from './plan-story.ts'
import { QUESTION } from './words.ts'
import { organisationOf, type Row, type Rows, staffId, teamOf, type UnitKey } from './world.ts'

/** One person's part of the practice data. */
export interface Journey {
  readonly personId: string
  readonly pen: Pen
}

/** The rows of many journeys, table by table. */
export const rowsOf = (journeys: readonly Journey[], more: Rows = {}): Rows =>
  together([...journeys.map(({ pen }) => pen.rows()), more])

/** People who were discharged from medication support in the eight months before seeding; see content/practice/SOURCE.md. */
export const DISCHARGED = 39
const OPEN_NOW = 40
const EVERYBODY = 300
const SEED = 4_310

/**
 * The five people whom walks and how-tos name, each in the middle of a story: Mara is known and not admitted (the walk
 * admits her), Tom is at home in his third week, Priya at Harbour House with a visit that nobody answered, Lewis has no
 * fixed address and a referral that waits past its day, and Mara Okafore is somebody else.
 */
export function firstPart(told: Told): Journey[] {
  const today = dayOf(told.now)
  const people = practicePeople(today)
  const pens: Journey[] = []
  const keep = (person: InventedPerson, pen: Pen): void => void pens.push({ pen, personId: person.personId })

  const mara = begin(people.mara, SEED + 1)
  mara.story.registered('jo', at(addDays(today, -12), '10:20'))
  keep(people.mara, mara.pen)

  keep(
    people.tom,
    supported(people.tom, SEED + 2, told, {
      unit: 'maple',
      leavesOn: addDays(today, -19),
      endsOn: null,
      stepsDown: 1,
      keyWorker: 'sam',
      floating: true,
      speaks: true,
    }),
  )
  keep(
    people.priya,
    supported(people.priya, SEED + 3, told, {
      unit: 'oak',
      leavesOn: addDays(today, -40),
      endsOn: null,
      stepsDown: 2,
      keyWorker: 'ade',
      lastUnanswered: true,
      floating: true,
    }),
  )

  const lewis = begin(people.lewis, SEED + 4)
  const lewisStay = admit(lewis.story, lewis.random, told, addDays(today, -25), 'oak')
  new PlanStory(lewis.pen, lewis.story.personId).safety(
    'pat',
    at(addDays(today, -24), '11:00'),
    'Drawing, and somebody who sits with me without talking.',
    { name: 'My brother', number: '01632 960118' },
  )
  refer(lewis.story, lewis.random, told, {
    on: workingDay(addDays(today, -9), -1),
    unit: 'oak',
    stayId: lewisStay,
    answer: 'not asked',
  }).sees('lin', at(workingDay(addDays(today, -8), -1), '16:10'))
  // a death that was reported by mistake, so that what putting it right looks like can be read
  const mistaken = workingDay(addDays(today, -6), -1)
  lewis.story.diedByMistake(
    {
      by: 'pat',
      at: at(mistaken, '09:20'),
      said: 'The switchboard passed on a call about somebody called Lewis.',
    },
    {
      by: 'pat',
      at: at(mistaken, '09:55'),
      why: 'He is on the ward, and was at breakfast. The call was about another Lewis.',
    },
  )
  const goes = at(addDays(today, -1), '16:00')
  lewis.story.onLeave('pat', goes, lewisStay, {
    kind: 'overnight leave',
    fromAt: goes,
    expectedBackAt: at(addDays(today, 1), '18:00'),
  })
  askedForCopy(lewis.pen, lewis.story.personId, at(addDays(today, -4), '10:15'))
  keep(people.lewis, lewis.pen)

  keep(
    people.okafore,
    stayed(people.okafore, SEED + 5, told, { unit: 'maple', admittedOn: addDays(today, -9), leftOn: null }),
  )
  return pens
}

/** The day on which the n-th of the discharged was: spread over the eight months, on working days, whatever the day of seeding. */
export const dischargedOn = (today: Day, n: number): Day => workingDay(addDays(today, -(3 + n * 6)), -1)

/** The discharged, one at a time: support of ten to thirteen weeks after a stay, and nobody back in hospital since. */
export function* discharged(told: Told, people: readonly InventedPerson[]): Generator<Journey> {
  const today = dayOf(told.now)
  for (const [n, person] of people.slice(0, DISCHARGED).entries()) {
    const endsOn = dischargedOn(today, n)
    const leavesOn = addDays(endsOn, -(74 + ((n * 7) % 24)))
    yield {
      personId: person.personId,
      pen: supported(person, SEED + 100 + n, told, { unit: unitOf(n), leavesOn, endsOn, stepsDown: 4 }),
    }
  }
}

/** Of the people on the wards, in turn. */
const WAYS_OUT: readonly WayOut[] = ['nothing said', 'a date', 'ready', 'ready and held up', 'late']
/** And of two of them something else. */
const ONCE: Readonly<Record<number, WayOut>> = { 11: 'did not leave', 17: 'all the same' }

const unitOf = (n: number): UnitKey => (n % 3 === 0 ? 'oak' : 'maple')

/** The invented people of the rest, in order: the discharged, those supported now, those who wait, and everybody else. */
export function everybody(today: Day): InventedPerson[] {
  const stream = inventPeople(SEED, { on: today })
  return Array.from({ length: EVERYBODY }, () => stream.next().value)
}

/** Everybody but the five, one at a time, so that whoever serves pages meanwhile can draw breath: about 300 people. */
export function* theRest(told: Told): Generator<Journey> {
  const today = dayOf(told.now)
  const people = everybody(today)
  yield* discharged(told, people)
  let next = DISCHARGED
  function* take(count: number, story: (person: InventedPerson, n: number) => Pen): Generator<Journey> {
    for (let n = 0; n < count; n += 1) {
      const person = people[next]!
      next += 1
      yield { personId: person.personId, pen: story(person, n) }
    }
  }
  // open now: some still to start, most somewhere on the way; Kit's two have nobody while Kit is away
  yield* take(OPEN_NOW - 2, (person, n) => {
    const weeks = n % 11
    return supported(person, SEED + 200 + n, told, {
      unit: unitOf(n),
      leavesOn: addDays(today, n < 3 ? 1 + n : -(4 + weeks * 7 + (n % 5))),
      endsOn: null,
      stepsDown: n % 4 === 0 ? 0 : 4,
      ...(n === 5 || n === 6 ? { keyWorker: 'kit' as const } : {}),
      ...(n === 9 ? { lastUnanswered: true } : {}),
      ...(n === 4 || n === 8 ? { plan: 'not received' as const } : {}),
      ...(n % 20 === 4 ? { reviews: 'not done' as const } : {}),
    })
  })
  yield* take(1, (person) => declined(person, told))
  yield* take(1, (person) => asked(person, told))
  yield* take(3, (person, n) => waiting(person, told, n))
  yield* take(1, (person) => withdrawn(person, told))
  yield* take(34, (person, n) =>
    stayed(person, SEED + 400 + n, told, {
      unit: unitOf(n),
      admittedOn: addDays(today, -(1 + n * 2)),
      leftOn: null,
      wayOut: ONCE[n] ?? WAYS_OUT[n % WAYS_OUT.length]!,
    }),
  )
  // home since yesterday, and nobody has rung yet: the hours run
  yield* take(2, (person, n) =>
    stayed(person, SEED + 450 + n, told, {
      unit: unitOf(n),
      admittedOn: addDays(today, -(30 + n)),
      leftOn: addDays(today, -1),
      rung: false,
    }),
  )
  yield* take(EVERYBODY - next - 1, (person, n) => {
    const leftOn = workingDay(addDays(today, -(12 + ((n * 3) % 400))), -1)
    return stayed(person, SEED + 500 + n, told, {
      unit: unitOf(n),
      admittedOn: addDays(leftOn, -(9 + (n % 40))),
      leftOn,
    })
  })
  yield* take(1, (person) => unmet(person, told))
}

/** Kit is off sick since yesterday, and nobody covers. */
export const kitAway = (told: Told): Row => {
  const from = at(addDays(dayOf(told.now), -1), '08:00')
  return {
    id: `0193f00a-0000-7000-8000-${'1'.padStart(12, '0')}`,
    staff_id: staffId('kit'),
    kind: 'sick',
    from_at: from,
    until_at: addMinutes(from, 7 * 24 * 60),
    cover_staff_id: null,
    recorded_at: from,
    recorded_by: staffId('lin'),
  }
}

/** A referral from the ward `days` working days ago or so, opened the same afternoon. */
function sentAndSeen(person: InventedPerson, seed: number, told: Told, days: number) {
  const today = dayOf(told.now)
  const { pen, story, random } = begin(person, seed)
  const stayId = admit(story, random, told, addDays(today, -(days + 20)), 'maple')
  const on = workingDay(addDays(today, -days), -1)
  const referral = refer(story, random, told, { on, unit: 'maple', stayId })
  referral.sees('lin', at(on, '16:00'))
  return { pen, referral, on }
}

function declined(person: InventedPerson, told: Told): Pen {
  const { pen, referral, on } = sentAndSeen(person, SEED + 301, told, 20)
  referral.declines(
    'lin',
    at(workingDay(addDays(on, 1), 1), '11:30'),
    'Needs somebody through the night, which we are not there for.',
    {
      kind: 'introduction',
      to: 'The night service of Harbour House, 01632 960106, expects your call: ask for Bo.',
    },
  )
  return pen
}

function unmet(person: InventedPerson, told: Told): Pen {
  const { pen, referral, on } = sentAndSeen(person, SEED + 303, told, 40)
  referral.declines('lin', at(workingDay(addDays(on, 1), 1), '14:10'), 'Nobody here signs.', {
    kind: 'unmet need',
    need: 'A visitor who uses British Sign Language',
    area: 'North of the river',
    missing: 'Nobody in the partnership signs, and an interpreter comes for clinics only.',
  })
  return pen
}

function asked(person: InventedPerson, told: Told): Pen {
  const { pen, referral, on } = sentAndSeen(person, SEED + 302, told, 2)
  referral.asks('lin', at(on, '16:20'), QUESTION)
  return pen
}

function waiting(person: InventedPerson, told: Told, n: number): Pen {
  const { pen, referral } = sentAndSeen(person, SEED + 310 + n, told, 1 + n)
  if (n === 0) cameFromWardRecord(pen, referral)
  return pen
}

function withdrawn(person: InventedPerson, told: Told): Pen {
  const { pen, referral, on } = sentAndSeen(person, SEED + 320, told, 30)
  referral.withdraws(
    'jo',
    at(workingDay(addDays(on, 1), 1), '10:15'),
    'Is going to stay with a brother in another town.',
  )
  return pen
}

/** Somebody on the ward asks for everything that is held about them: a request with its month, and the task of whoever answers it. */
function askedForCopy(pen: Pen, personId: string, now: Instant): void {
  const requestId = pen.id(now)
  const askedOn = dayOf(now)
  const dueOn = copyDueOn(askedOn, englandHolidays)
  pen.act(now, 'pat', 'copy.ask', {
    requestId,
    who: { by: 'id', personId },
    askedOn,
    askedHow: 'in person',
    what: 'What was written when I came in',
    identity: { on: askedOn, how: 'Known to the ward' },
  })
  pen.add('subject_request', {
    id: requestId,
    asking_id: requestId,
    person_id: personId,
    organisation_id: organisationOf('pat'),
    team_id: teamOf('pat'),
    asked_on: askedOn,
    asked_how: 'in person',
    asked_what: 'What was written when I came in',
    identity_how: 'Known to the ward',
    identity_on: askedOn,
    identity_by: staffId('pat'),
    due_on: dueOn,
    recorded_at: now,
    recorded_by: staffId('pat'),
  })
  pen.add('task', {
    id: pen.id(now),
    person_id: personId,
    organisation_id: organisationOf('pat'),
    team_id: teamOf('ina'),
    kind: 'copy asked for',
    about_id: requestId,
    what: 'Answer a person who asks for a copy of everything we hold about them.',
    since_at: now,
    due_at: at(dueOn, '17:00'),
  })
  pen.line(now, 'pat', personId, 'copy asked for', requestId, 8)
}
