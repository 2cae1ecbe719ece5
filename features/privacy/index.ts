import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { answerAsk, askForAccess } from './commands/ask.ts'
import { closeComplaint, openComplaint } from './commands/complaint.ts'
import { closeEmergency, openEmergency } from './commands/emergency.ts'
import { takeSecondLook } from './commands/second-look.ts'
import { endSharingWithout, shareWithout, toldAfterAll } from './commands/without.ts'
import { emergency, without } from './queries/acts.ts'
import { accessAsk, myAsks } from './queries/asks.ts'
import { checkpoints } from './queries/audit-kept.ts'
import { withoutChoices } from './queries/choices.ts'
import { complaint } from './queries/complaints.ts'
import { desk } from './queries/desk.ts'
import { lookedAtDesk } from './queries/looked-at.ts'
import { reviewers } from './queries/reviewers.ts'

/** The privacy desk: what was opened in an emergency or without agreement, and who asks for access. */
export const commands: readonly AnyCommand[] = [
  openEmergency,
  closeEmergency,
  takeSecondLook,
  shareWithout,
  endSharingWithout,
  toldAfterAll,
  askForAccess,
  answerAsk,
  openComplaint,
  closeComplaint,
]
export const queries: readonly AnyQuery[] = [
  reviewers,
  withoutChoices,
  desk,
  lookedAtDesk,
  emergency,
  without,
  accessAsk,
  myAsks,
  complaint,
  checkpoints,
]
