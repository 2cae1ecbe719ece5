import { practicePeople } from '#content/practice/practice-people.ts'
import { day } from '#core/kernel/time.ts'

export {
  generatePeople,
  type InventedPerson,
  type InventOptions,
  inventPeople,
  practiceNhsNumbers,
} from '#content/practice/people.ts'

/** The practice people as seeded on 22 November 2026, the fixed day of tests. */
export const PRACTICE_PEOPLE = practicePeople(day('2026-11-22'))
