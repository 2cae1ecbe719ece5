import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { assign } from './commands/assign.ts'
import { correct } from './commands/correct.ts'
import { coverRound } from './commands/cover-round.ts'
import { markCopy } from './commands/mark-copy.ts'
import { move } from './commands/move.ts'
import { noAnswerStep } from './commands/no-answer-step.ts'
import { correctNote, writeNote } from './commands/note.ts'
import { plan } from './commands/plan.ts'
import { record } from './commands/record.ts'
import { recordExtra } from './commands/record-extra.ts'
import { resolve } from './commands/resolve.ts'
import { settleWorry, tellWorry } from './commands/worry.ts'
import { copiesOfMine, copyOfMine } from './queries/copy.ts'
import { fhirHappened } from './queries/fhir-happened.ts'
import { fhirPlanned } from './queries/fhir-planned.ts'
import { contactsForPerson } from './queries/for-person.ts'
import { newContact } from './queries/new.ts'
import { rounds } from './queries/rounds.ts'
import { sheet } from './queries/sheet.ts'
import { today } from './queries/today.ts'
import { worry } from './queries/worry.ts'

export { type ContactOfPerson, contactsForPerson } from './queries/for-person.ts'
export { type Today, today, type VisitOfDay } from './queries/today.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [
  record,
  recordExtra,
  correct,
  resolve,
  noAnswerStep,
  plan,
  move,
  assign,
  coverRound,
  markCopy,
  tellWorry,
  settleWorry,
  writeNote,
  correctNote,
]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [
  today,
  sheet,
  contactsForPerson,
  newContact,
  worry,
  rounds,
  copyOfMine,
  copiesOfMine,
  fhirPlanned,
  fhirHappened,
]
export { resourceMaps } from './fhir.ts'
