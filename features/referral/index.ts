import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { accept } from './commands/accept.ts'
import { answerQuestion } from './commands/answer-question.ts'
import { ask } from './commands/ask.ts'
import { decline } from './commands/decline.ts'
import { follow, stopFollowing } from './commands/follow.ts'
import { handOn } from './commands/hand-on.ts'
import { keep } from './commands/keep.ts'
import { receive } from './commands/receive.ts'
import { see } from './commands/see.ts'
import { send } from './commands/send.ts'
import { withdraw } from './commands/withdraw.ts'
import { aboutPerson } from './queries/about-person.ts'
import { fhirReferral } from './queries/fhir-referral.ts'
import { forPerson } from './queries/for-person.ts'
import { inbox } from './queries/inbox.ts'
import { onwardServices } from './queries/onward-services.ts'
import { original, own } from './queries/original.ts'
import { page } from './queries/page.ts'
import { sent } from './queries/sent.ts'
import { sentOn } from './queries/sent-on.ts'
import { services } from './queries/services.ts'
import { unmetNeeds } from './queries/unmet-needs.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [
  send,
  receive,
  keep,
  follow,
  stopFollowing,
  see,
  ask,
  answerQuestion,
  accept,
  decline,
  withdraw,
  handOn,
]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [
  inbox,
  sent,
  page,
  original,
  own,
  sentOn,
  forPerson,
  services,
  onwardServices,
  aboutPerson,
  unmetNeeds,
  fhirReferral,
]

export { takeMessage } from './bars-in.ts'
export { resourceMaps } from './fhir.ts'
export { referralWriters, refusedAndKept } from './fhir-write.ts'
export type { ReferralRow } from './queries/row.ts'
export { referralStarted } from './started.ts'
export { nextStepWords, WORD_COLOUR, wordShown } from './words.ts'
// for other screens: a person's referrals, a service's inbox, what a team sent
export { forPerson, inbox, sent }
