import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { acceptLead, declineLead, withdrawLead } from './commands/answer.ts'
import { closeTransition } from './commands/close.ts'
import { nameLead } from './commands/name.ts'
import { offerLead } from './commands/offer.ts'
import { askable, leadOfPerson, leadsOfPeople, waitingOffers } from './queries.ts'

/** Who leads the way out of hospital: named, handed over by name, and how a way out is closed. */
export const commands: readonly AnyCommand[] = [
  nameLead,
  offerLead,
  acceptLead,
  declineLead,
  withdrawLead,
  closeTransition,
]
export const queries: readonly AnyQuery[] = [leadOfPerson, leadsOfPeople, waitingOffers, askable]
export {
  handoversFor,
  type LeadLine,
  type LeadShown,
  leadOfPerson,
  leadsOfPeople,
  type WaitingOffer,
  waitingOffers,
} from './queries.ts'
export { handoverLines, leadWords, offeredWords } from './words.ts'
