import * as z from 'zod'
import { SERVICE_REPORT } from '#content/reports/service.ts'
import { refuse } from '#core/kernel/result.ts'
import { type Day, day, dayOf, type Instant } from '#core/kernel/time.ts'
import { type ServiceCounts, serviceCountsShape } from '#core/report/counts.ts'
import type { ReportDefinition } from '#core/report/definition.ts'
import { MOST_MONTHS, reportPeriod } from '#core/report/period.ts'
import { defineQuery, QueryRefused } from '#platform/commands/command.ts'
import { namedService, type ReportedService } from './named-service.ts'

/** The report of one service over a period: the numbers, and what each of them means. */
export interface ServiceReport extends ServiceCounts {
  readonly service: ReportedService
  readonly months: number
  /** First day of the period. */
  readonly from: Day
  /** Last day of the period, included. */
  readonly asOf: Day
  readonly countedAt: Instant
  readonly definition: ReportDefinition
}

const COUNTS = 'select tc.service_report($1, $2, $3) as counts'

const isCalendarDay = (text: string): boolean => {
  try {
    return day(text) === text
  } catch {
    return false
  }
}

const serviceReportInput = z.strictObject({
  /** The service's id, or the id of its pathway. */
  service: z.string().min(1).max(200),
  months: z.int().min(1).max(MOST_MONTHS),
  /** The last day counted; today when left out. */
  asOf: z.string().refine(isCalendarDay).optional(),
})

/** One service over a period, counted from the rows that ran it. */
export const serviceReport = defineQuery<z.infer<typeof serviceReportInput>, ServiceReport>({
  name: 'report.service',
  title: 'Report of a service over a period',
  input: serviceReportInput,
  right: 'report.read',
  async run(tx, input) {
    const [{ now }, service] = await Promise.all([tx.asker, namedService(tx, input.service)])
    const today = dayOf(now)
    const period = reportPeriod(input.months, input.asOf === undefined ? today : day(input.asOf), today)
    if (!period.ok) throw new QueryRefused(period)
    const row = await tx.row<{ counts: unknown }>(COUNTS, [service.id, period.value.from, period.value.asOf])
    if (!row?.counts) throw new QueryRefused(refuse('NOT_FOUND_OR_NOT_YOURS', { field: 'service' }))
    const counts = serviceCountsShape.parse(row.counts)
    return {
      service,
      months: input.months,
      ...period.value,
      countedAt: now,
      ...counts,
      definition: SERVICE_REPORT,
    }
  },
  shows: () => [],
})
