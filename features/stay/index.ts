import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { endStay } from './commands/end.ts'
import { keepMessage } from './commands/keep-message.ts'
import { openStay } from './commands/open.ts'
import { taskDone } from './commands/task-done.ts'
import { tellStay } from './commands/tell.ts'
import {
  beforeNewStay,
  feedPlace,
  findStayForMessage,
  keptMessage,
  leavingBoard,
  oneStay,
  oneTask,
  taskList,
} from './queries/index.ts'

export { type FeedDoor, takeHl7File } from './take-hl7-file.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [openStay, endStay, tellStay, keepMessage, taskDone]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [
  feedPlace,
  findStayForMessage,
  beforeNewStay,
  oneStay,
  leavingBoard,
  taskList,
  oneTask,
  keptMessage,
]
