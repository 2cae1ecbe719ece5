import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'

/** The privacy desk: what was opened in an emergency or without agreement, and who asks for access. */
export const commands: readonly AnyCommand[] = []
export const queries: readonly AnyQuery[] = []
