import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { addBlocker } from './commands/add-blocker.ts'
import { dayCounted } from './commands/day-counted.ts'
import { endStay } from './commands/end.ts'
import { endBlocker } from './commands/end-blocker.ts'
import { endUndone } from './commands/end-undone.ts'
import { hear } from './commands/hear.ts'
import { keepMessage } from './commands/keep-message.ts'
import { leaveBack, leaveStart } from './commands/leave.ts'
import { leftUnplanned } from './commands/left-unplanned.ts'
import { logMessage } from './commands/log-message.ts'
import { messageTried } from './commands/message-tried.ts'
import { metAfterLeaving } from './commands/met-after-leaving.ts'
import { moveWard } from './commands/move.ts'
import { openStay } from './commands/open.ts'
import { joinOwnNumbers, noteOwnNumber } from './commands/own-number.ts'
import { planContact } from './commands/plan-contact.ts'
import { planLeaving } from './commands/plan-leaving.ts'
import { messageAgain, messageAside } from './commands/settle-message.ts'
import { soonerContact } from './commands/sooner-contact.ts'
import { soonerContactEnd } from './commands/sooner-contact-end.ts'
import { supportsInPlace } from './commands/supports-in-place.ts'
import { taskDone } from './commands/task-done.ts'
import { tellStay } from './commands/tell.ts'
import { awayOfStay } from './queries/away.ts'
import { fhirStay } from './queries/fhir-stay.ts'
import {
  beforeMove,
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
import { messageSeen } from './queries/message-seen.ts'
import { feedDays, feedDaysWaiting, messagesWaiting } from './queries/messages.ts'
import { ownNumberHolder } from './queries/own-number.ts'
import { savedViews } from './queries/saved-views.ts'
import { supportsOfStay } from './queries/supports.ts'
import { messagesToTry, waitingForVisit } from './queries/waiting.ts'

export { type FeedOptions, type FeedTaker, feedTaker } from './feed.ts'
export type { FeedDoor } from './hl7-send.ts'
export {
  awayWords,
  bothClocksWords,
  CLOCKS_SHOWN_DAYS,
  delayDetail,
  delayWords,
  plannedWords,
  unplannedWords,
} from './leaving-words.ts'
export { type FeedPlace, type LeavingOfPerson, leavingOfPerson } from './queries/index.ts'
export { answerWords, type Received, receive } from './receive.ts'
export { takeHl7File } from './take-hl7-file.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [
  openStay,
  endStay,
  moveWard,
  tellStay,
  planLeaving,
  addBlocker,
  endBlocker,
  soonerContact,
  metAfterLeaving,
  leftUnplanned,
  endUndone,
  hear,
  leaveStart,
  leaveBack,
  soonerContactEnd,
  planContact,
  supportsInPlace,
  keepMessage,
  logMessage,
  messageTried,
  messageAgain,
  messageAside,
  dayCounted,
  noteOwnNumber,
  joinOwnNumbers,
  taskDone,
]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [
  feedPlace,
  findStayForMessage,
  beforeNewStay,
  beforeMove,
  oneStay,
  leavingBoard,
  savedViews,
  leavingOfPerson,
  leavingOfStay,
  awayOfStay,
  supportsOfStay,
  taskList,
  oneTask,
  keptMessage,
  messageSeen,
  ownNumberHolder,
  waitingForVisit,
  fhirStay,
  messagesToTry,
  messagesWaiting,
  feedDays,
  feedDaysWaiting,
]
export { resourceMaps } from './fhir.ts'
