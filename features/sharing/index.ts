import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { chooseCarer } from './commands/choose-carer.ts'
import { addDeputy } from './commands/deputy-add.ts'
import { endDeputy } from './commands/deputy-end.ts'
import { recordSharing } from './commands/record.ts'
import { stopSharing } from './commands/stop.ts'
import { fhirConsent } from './queries/fhir-consent.ts'
import { sharingOfPerson } from './queries/of-person.ts'
import { seenBy } from './queries/seen-by.ts'

/** Who may know what of a person. Who has looked is asked in `features/people`, beside the person it is about. */
export const commands: readonly AnyCommand[] = [recordSharing, stopSharing, chooseCarer, addDeputy, endDeputy]
export const queries: readonly AnyQuery[] = [sharingOfPerson, seenBy, fhirConsent]

export { storeSharing } from './commands/store.ts'
export { resourceMaps } from './fhir.ts'
export {
  type CarerSharing,
  type DeputyShown,
  type Reader,
  type ServiceSharing,
  type SharingOfPerson,
  sharingOfPerson,
} from './queries/of-person.ts'
/** For the forms of every feature that ask for words about a person. */
export { audiencesOf, type NoteAudiences, readersOf } from './queries/seen-by.ts'
export {
  ANSWER_WORDS,
  DEPUTY_WORDS,
  deputyState,
  evidenceWords,
  ITEM_WORDS,
  LEGAL_BASIS_WORDS,
  ROUTE_WORDS,
  seesWords,
  TAKES_PART_WORDS,
} from './words.ts'
