import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'

/** Who may know what of a person, and who has looked. */
export const commands: readonly AnyCommand[] = []
export const queries: readonly AnyQuery[] = []
