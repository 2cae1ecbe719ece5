import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'

/** The person’s own door: what they see, who sees it, and what they tell. */
export const commands: readonly AnyCommand[] = []
export const queries: readonly AnyQuery[] = []
