import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { agreeStepDown } from './commands/agree-step-down.ts'
import { assignContacts } from './commands/assign-contacts.ts'
import { close } from './commands/close.ts'
import { extendPlan } from './commands/extend-plan.ts'
import { moveStage } from './commands/move-stage.ts'
import { nameKeyWorker } from './commands/name-key-worker.ts'
import { noNextContact } from './commands/no-next-contact.ts'
import { pause } from './commands/pause.ts'
import { personAgrees } from './commands/person-agrees.ts'
import { proposeStepDown } from './commands/propose-step-down.ts'
import { resume } from './commands/resume.ts'
import { stepDownNotNow } from './commands/step-down-not-now.ts'
import { stepUp } from './commands/step-up.ts'
import { fhirEpisode } from './queries/fhir-episode.ts'
import { episodesForPerson } from './queries/for-person.ts'
import { episodePage } from './queries/page.ts'

export {
  type ContactRow,
  contactOf,
  NOTHING_WRITTEN,
  planMode,
  recordOfRow,
  type StoredMode,
} from './contact-rows.ts'
export { definitionOf, scheduleOf } from './definition.ts'
export { type EpisodeOpened, type EpisodeOpening, openEpisode } from './open.ts'
export { topUpPlan } from './plan.ts'
export { type EpisodeLine, episodesForPerson } from './queries/for-person.ts'
export { type EpisodePage, episodePage } from './queries/page.ts'
export { dayInput, instantInput, words } from './shapes.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [
  nameKeyWorker,
  moveStage,
  assignContacts,
  proposeStepDown,
  personAgrees,
  agreeStepDown,
  stepDownNotNow,
  stepUp,
  pause,
  resume,
  noNextContact,
  extendPlan,
  close,
]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [episodePage, episodesForPerson, fhirEpisode]
export { resourceMaps } from './fhir.ts'
