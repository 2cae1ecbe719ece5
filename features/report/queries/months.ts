import * as z from 'zod'
import type { Day } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { namedService, type ReportedService } from './named-service.ts'

/** One London calendar month; the present one is not over. */
export interface MonthOfService {
  /** The month's first day. */
  readonly month: Day
  readonly visitsAndCalls: number
  readonly happened: number
  readonly missed: number
  readonly staysBegan: number
  readonly staysEnded: number
  /** Of the stays that ended in the month: followed by one that began 1 to 30 days later. */
  readonly readmittedWithin30Days: number
  /** Of the stays that ended in the month: the 30 days are not over today. */
  readonly windowNotOver: number
}

const MONTHS = `select month, visits_and_calls as "visitsAndCalls", happened, missed, stays_began as "staysBegan", stays_ended as "staysEnded",
    readmitted_within_30 as "readmittedWithin30Days", window_not_over as "windowNotOver"
  from tc.service_months($1, $2)`

/** Visits, calls and stays of one service by month, the present month last. */
export const reportMonths = defineQuery<
  { service: string; months: number },
  { service: ReportedService; months: MonthOfService[] }
>({
  name: 'report.months',
  title: 'Visits and stays of a service by month',
  input: z.strictObject({ service: z.string().min(1).max(200), months: z.int().min(1).max(120) }),
  right: 'report.read',
  async run(tx, input) {
    const service = await namedService(tx, input.service)
    return { service, months: await tx.rows<MonthOfService>(MONTHS, [service.id, input.months]) }
  },
  shows: () => [],
})
