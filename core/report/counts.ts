import * as z from 'zod/mini'

const n = z.int().check(z.nonnegative())
/** Elapsed days with one decimal; null when nothing was counted. */
const days = z.nullable(z.number())

const windows = z.object({ within30Days: n, within90Days: n, within365Days: n })

/** People with a stay that began 1 to 30, 90 or 365 days after one kind of index event. */
export const readmissionsShape = z.object({
  /** From which event the days are counted. */
  indexEvent: z.enum(['support ended', 'left hospital']),
  /** How many people have that event. */
  people: n,
  within30Days: n,
  within90Days: n,
  within365Days: n,
  /** People for whom the window was not over on the day of the report: the number may still rise. */
  windowNotOver: windows,
})

/**
 * Every number of the report of one service, counted from the rows that ran it. Counts and lengths only: no name, no id of
 * a person. Each number stands beside the n it is a part of, and its meaning is in `content/reports/service.ts`.
 */
export const serviceCountsShape = z.object({
  referrals: z.object({ received: n, people: n, waitingForAnswer: n }),
  decisions: z.object({
    takenOn: n,
    notTakenOn: n,
    notTakenOnWith: z.object({ handOn: n, introduction: n, unmetNeed: n, noWayOnward: n }),
    withdrawn: n,
  }),
  waits: z.object({
    sentToAnswered: z.object({ n, medianDays: days, longestDays: days }),
    answeredToStarted: z.object({
      n,
      medianDays: days,
      longestDays: days,
      stillWaiting: n,
      longestSoFarDays: days,
    }),
  }),
  peopleSupported: n,
  discharged: n,
  dischargedWithoutContact: n,
  readmissions: readmissionsShape,
  readmissionsAfterLeavingHospital: readmissionsShape,
  backInHospitalWhileSupported: n,
  lengthOfSupport: z.object({ n, medianDays: days, shortestDays: days, longestDays: days }),
  continuity: z.object({ visits: n, people: n, byTheTwo: n, share: z.nullable(z.number()) }),
  missedContacts: z.object({
    planned: n,
    happened: n,
    noAnswer: n,
    didNotHappen: n,
    withoutOutcome: n,
    unresolved: n,
  }),
  appointments: z.object({ planned: n, went: n, didNotGo: n, moved: n, accompanied: n, withoutOutcome: n }),
  goals: z.object({ set: n, people: n, stepsDone: n, stepsTold: n, reached: n }),
})
export type ServiceCounts = z.infer<typeof serviceCountsShape>
export type Readmissions = z.infer<typeof readmissionsShape>
