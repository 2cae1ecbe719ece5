import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { takeOver } from './commands/take-over.ts'
import { board, forPerson, openOfPerson } from './queries/board.ts'

/** The safety net: what is owed to each person, what is open, and who took it over. */
export const commands: readonly AnyCommand[] = [takeOver]
export const queries: readonly AnyQuery[] = [board, forPerson, openOfPerson]
export { type DerivedRows, derivedRows } from './derive.ts'
export { type Effect, effectOf, withoutCover } from './effect.ts'
export { askedWords, hoursWords, nationalFoot, nationalWords } from './pages/words.ts'
export {
  board,
  forPerson,
  type GapAbout,
  type GapBoard,
  type GapLine,
  type OpenLine,
  openOfPerson,
} from './queries/board.ts'
export { type Recomputed, recompute } from './recompute.ts'
