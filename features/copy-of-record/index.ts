import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'

/** Copies of the record: for the person, and for an organisation that leaves. */
export const commands: readonly AnyCommand[] = []
export const queries: readonly AnyQuery[] = []
