import { type Day, daysBetween } from '#core/kernel/time.ts'
import { BOOKED_BEFORE_DAYS, type BoardRow } from '../queries/leaving-board.ts'

/** On a ward, leaving within days or late, and nobody is booked for afterwards. */
export const leavesUnbooked = (
  { stay, leaving, bookedAfter }: Pick<BoardRow, 'stay' | 'leaving' | 'bookedAfter'>,
  today: Day,
): boolean =>
  stay?.endedAt === null &&
  leaving?.plannedOn != null &&
  bookedAfter === false &&
  daysBetween(today, leaving.plannedOn) <= BOOKED_BEFORE_DAYS
