import { entry, type RefusalEntry } from './entry.ts'

/** Refusals of the report. */
export const REPORT_REFUSALS = {
  REPORT_MONTHS: entry(422, 'you', 'Say a whole number of months, from 1 to 120.'),
  REPORT_DAY_AHEAD: entry(422, 'you', 'That day has not come yet. Choose today or an earlier day.'),
  REPORT_SERVICE_UNCLEAR: entry(
    422,
    'you',
    'Several of your services go by that name. Name one by its id: {services}.',
  ),
} as const satisfies Record<string, RefusalEntry>
