import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { correctIncident } from './commands/correct.ts'
import { recordIncident } from './commands/record.ts'
import { incident, incidentCounts, incidents } from './queries/index.ts'

/** Something went wrong: written down, corrected by versions, counted. */
export const commands: readonly AnyCommand[] = [recordIncident, correctIncident]
export const queries: readonly AnyQuery[] = [incidents, incident, incidentCounts]
export { type IncidentCount, type IncidentLine, incidentCounts, incidents } from './queries/index.ts'
export { HARM_WORDS, KIND_WORDS } from './words.ts'
