import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'

/** Two records of one person, put together and taken apart again. */
export const commands: readonly AnyCommand[] = []
export const queries: readonly AnyQuery[] = []
