import { englandHolidays, holidaysWarnFromOn } from '#content/terms/bank-holidays/index.ts'
import type { Day } from '#core/kernel/time.ts'
import { longDay } from '#platform/ui/index.ts'

/** The line above every page while the list of bank holidays has less than six months left; none before that. */
export const holidayNotice = (today: Day): readonly string[] =>
  today < holidaysWarnFromOn(englandHolidays)
    ? []
    : [
        `The list of bank holidays ends on ${longDay(englandHolidays.knownUntilOn)}. After that day no reply-by date can be counted. Ask the system team for a newer release.`,
      ]
