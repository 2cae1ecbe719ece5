import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { addBlocker } from './commands/add-blocker.ts'
import { endStay } from './commands/end.ts'
import { endBlocker } from './commands/end-blocker.ts'
import { keepMessage } from './commands/keep-message.ts'
import { leftUnplanned } from './commands/left-unplanned.ts'
import { metAfterLeaving } from './commands/met-after-leaving.ts'
import { openStay } from './commands/open.ts'
import { planLeaving } from './commands/plan-leaving.ts'
import { soonerContact } from './commands/sooner-contact.ts'
import { taskDone } from './commands/task-done.ts'
import { tellStay } from './commands/tell.ts'
import {
  beforeNewStay,
  feedPlace,
  findStayForMessage,
  keptMessage,
  leavingBoard,
  leavingOfPerson,
  leavingOfStay,
  oneStay,
  oneTask,
  taskList,
} from './queries/index.ts'

export { delayDetail, delayWords, plannedWords, unplannedWords } from './leaving-words.ts'
export { type LeavingOfPerson, leavingOfPerson } from './queries/index.ts'
export { type FeedDoor, takeHl7File } from './take-hl7-file.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [
  openStay,
  endStay,
  tellStay,
  planLeaving,
  addBlocker,
  endBlocker,
  soonerContact,
  metAfterLeaving,
  leftUnplanned,
  keepMessage,
  taskDone,
]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [
  feedPlace,
  findStayForMessage,
  beforeNewStay,
  oneStay,
  leavingBoard,
  leavingOfPerson,
  leavingOfStay,
  taskList,
  oneTask,
  keptMessage,
]
