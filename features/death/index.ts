import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { afterDone } from './commands/after-done.ts'
import { confirmDeath, undoDeath } from './commands/decide.ts'
import { reportDeath } from './commands/report.ts'
import { deathOfPerson } from './queries/of-person.ts'

export { type DeathOfPerson, deathOfPerson } from './queries/of-person.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [reportDeath, confirmDeath, undoDeath, afterDone]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [deathOfPerson]
