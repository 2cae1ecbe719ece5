import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { endFeed, makeFeed } from './commands/feeds.ts'
import { feeds } from './queries/feeds.ts'

/** What can be done with calendar feeds. */
export const commands: readonly AnyCommand[] = [makeFeed, endFeed]
/** What can be asked about them. */
export const queries: readonly AnyQuery[] = [feeds]
