import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMonths, type Day } from '../kernel/time.ts'

/** The days a report counts, both ends included, as London calendar days. */
export interface ReportPeriod {
  readonly from: Day
  readonly asOf: Day
}

/** Longer than any contract runs; a longer one is asked for in parts. */
export const MOST_MONTHS = 120

/**
 * From the same day `months` earlier (or that month's last day) up to and including `asOf`.
 * Refuses: REPORT_MONTHS; REPORT_DAY_AHEAD, because a window that ends after today is not over, whatever day is asked for.
 */
export function reportPeriod(months: number, asOf: Day, today: Day): Result<ReportPeriod> {
  if (!Number.isInteger(months) || months < 1 || months > MOST_MONTHS)
    return refuse('REPORT_MONTHS', { field: 'months' })
  if (asOf > today) return refuse('REPORT_DAY_AHEAD', { field: 'asOf' })
  return ok({ from: addMonths(asOf, -months), asOf })
}
