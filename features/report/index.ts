import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { reportMonths } from './queries/months.ts'
import { serviceReport } from './queries/service.ts'
import { reportServices } from './queries/services.ts'
import { teamToday } from './queries/team-today.ts'

export { reportAsText } from './text.ts'

/** A report changes nothing. */
export const commands: readonly AnyCommand[] = []
/** What can be asked about the work of a service. */
export const queries: readonly AnyQuery[] = [serviceReport, reportMonths, reportServices, teamToday]
