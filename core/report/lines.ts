import type { Readmissions, ServiceCounts } from './counts.ts'
import type { NumberName, ReportDefinition } from './definition.ts'

/** One number as it is printed: what, how many in words, and out of how many. */
export interface ReportLine {
  readonly label: string
  readonly value: string
  /** The n beside it, in words. */
  readonly of: string | null
}

/** The lines of one number with its title and meaning. */
export interface ReportSection {
  readonly name: NumberName
  readonly title: string
  readonly meaning: string
  readonly lines: readonly ReportLine[]
}

const whole = (n: number): string => n.toLocaleString('en-GB')
const counted = (n: number, one: string, many = `${one}s`): string => `${whole(n)} ${n === 1 ? one : many}`
const people = (n: number): string => counted(n, 'person', 'people')
const days = (value: number | null): string =>
  value === null ? 'nothing to count' : `${value.toLocaleString('en-GB')} ${value === 1 ? 'day' : 'days'}`
const line = (label: string, value: string | number, of: string | null = null): ReportLine => ({
  label,
  value: typeof value === 'number' ? whole(value) : value,
  of,
})

function readmitted(r: Readmissions): ReportLine[] {
  const index = r.indexEvent === 'support ended' ? 'whose support ended' : 'who left hospital before it'
  return ([30, 90, 365] as const).map((n) => {
    const key = `within${n}Days` as const
    return line(
      `Within ${n} days`,
      people(r[key]),
      `of ${people(r.people)} ${index}; for ${whole(r.windowNotOver[key])} the ${n} days are not over`,
    )
  })
}

/** The lines of each number. Pure: the same counts always print the same words. */
const LINES: Readonly<Record<NumberName, (c: ServiceCounts) => ReportLine[]>> = {
  referrals: ({ referrals: r }) => [
    line('Received', r.received, `for ${people(r.people)}`),
    line('Waiting for an answer on the last day', r.waitingForAnswer),
  ],
  sentToAnswered: ({ waits: { sentToAnswered: w } }) => [
    line('Middle wait', days(w.medianDays), `of ${counted(w.n, 'referral')} answered`),
    line('Longest wait', days(w.longestDays)),
  ],
  answeredToStarted: ({ waits: { answeredToStarted: w } }) => [
    line('Middle wait', days(w.medianDays), `of ${people(w.n)} who had their first contact`),
    line('Longest wait', days(w.longestDays)),
    line(
      'Still waiting on the last day',
      w.stillWaiting,
      w.stillWaiting === 0 ? null : `the longest so far ${days(w.longestSoFarDays)}`,
    ),
  ],
  decisions: ({ decisions: d }) => [
    line('Taken on', d.takenOn),
    line(
      'Not taken on',
      d.notTakenOn,
      `handed on ${d.notTakenOnWith.handOn}, introduced elsewhere ${d.notTakenOnWith.introduction}, need nobody could meet ${d.notTakenOnWith.unmetNeed}, no way onward recorded ${d.notTakenOnWith.noWayOnward}`,
    ),
    line('Withdrawn by the sender', d.withdrawn),
  ],
  peopleSupported: (c) => [line('People supported', c.peopleSupported)],
  discharged: (c) => [
    line(
      'Discharged',
      c.discharged,
      c.dischargedWithoutContact === 0
        ? null
        : `${c.dischargedWithoutContact} of them without a first contact`,
    ),
  ],
  readmissions: (c) => readmitted(c.readmissions),
  readmissionsAfterLeavingHospital: (c) => readmitted(c.readmissionsAfterLeavingHospital),
  backInHospitalWhileSupported: (c) => [
    line(
      'Back in hospital while supported',
      people(c.backInHospitalWhileSupported),
      `of ${people(c.peopleSupported)} supported`,
    ),
  ],
  lengthOfSupport: ({ lengthOfSupport: l }) => [
    line(
      'Middle length',
      days(l.medianDays),
      `of ${counted(l.n, 'time', 'times')} support ended after a first contact`,
    ),
    line(
      'Shortest and longest',
      l.n === 0 ? 'nothing to count' : `${days(l.shortestDays)} to ${days(l.longestDays)}`,
    ),
  ],
  continuity: ({ continuity: c }) => [
    line(
      'Visits by the two most usual workers',
      c.share === null ? 'nothing to count' : `${Math.round(c.share * 100)} in 100`,
      `${whole(c.byTheTwo)} of ${counted(c.visits, 'visit')} to ${people(c.people)}`,
    ),
  ],
  missedContacts: ({ missedContacts: m }) => [
    line(
      'Planned visits and calls that did not happen',
      m.noAnswer + m.didNotHappen,
      `of ${whole(m.planned)} planned: no answer ${whole(m.noAnswer)}, did not happen ${whole(m.didNotHappen)}`,
    ),
    line('Of those, nobody has yet said what became of it', m.unresolved),
    line('Past their time and still without an outcome', m.withoutOutcome, `of ${whole(m.planned)} planned`),
  ],
  appointments: ({ appointments: a }) => [
    line('Went', a.went, `of ${counted(a.planned, 'appointment')}; did not go ${whole(a.didNotGo)}`),
    line('Somebody went along', a.accompanied, `of ${whole(a.went)} to which the person went`),
    line('Moved to another time', a.moved),
    line('Over, and nobody has yet said what became of it', a.withoutOutcome),
  ],
  goals: ({ goals: g }) => [
    line('Goals set', g.set, `by ${people(g.people)}`),
    line(
      'Next steps done',
      g.stepsDone,
      `of ${whole(g.stepsTold)} steps of which somebody said how they went`,
    ),
    line('Goals reached', g.reached),
  ],
}

/** The whole report in the order of its definition. Every number has its n and its meaning beside it. */
export const reportSections = (counts: ServiceCounts, definition: ReportDefinition): ReportSection[] =>
  (Object.keys(LINES) as NumberName[]).map((name) => ({
    name,
    ...definition.numbers[name],
    lines: LINES[name](counts),
  }))
