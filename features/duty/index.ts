import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { acknowledge, setWishes } from './commands/notices.ts'
import { setChain, setHours, setOutOfHours, setShifts } from './commands/set.ts'
import { duty } from './queries/duty.ts'
import { notices, practiceSent, wishes } from './queries/notices.ts'

/** Who answers for a team, what somebody was told, and how each wants to be told. */
export const commands: readonly AnyCommand[] = [
  setHours,
  setShifts,
  setChain,
  setOutOfHours,
  acknowledge,
  setWishes,
]
export const queries: readonly AnyQuery[] = [duty, notices, wishes, practiceSent]
export { type CannotWait, cannotWait, definitionRows, thingOf } from './cannot-wait.ts'
export type { DutyShown } from './queries/duty.ts'
export { type NoticeLine, type Notices, notices, openNotices } from './queries/notices.ts'
export { dutyOf, type Pass, tellDue } from './tell.ts'
