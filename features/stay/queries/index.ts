export { type BeforeMove, beforeMove } from './before-move.ts'
export { type BeforeNewStay, beforeNewStay } from './before-new.ts'
export { type FeedPlace, feedPlace } from './feed.ts'
export { findStayForMessage, type StayForMessage } from './find-for-message.ts'
export {
  type LeavingOfPerson,
  type LeavingShown,
  leavingOfPerson,
  leavingOfStay,
} from './leaving.ts'
export { type BoardFilter, type BoardRow, type LeavingBoard, leavingBoard } from './leaving-board.ts'
export { oneStay, type StayShown } from './one.ts'
export {
  type KeptMessage,
  keptMessage,
  oneTask,
  TASK_FILTERS,
  TASKS_SHOWN,
  type TaskFilter,
  type TaskFound,
  type TaskList,
  type TaskShown,
  taskList,
} from './tasks.ts'
