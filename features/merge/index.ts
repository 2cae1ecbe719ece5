import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { confirmMerge, takeBackMerge } from './commands/confirm.ts'
import { proposeMerge } from './commands/propose.ts'
import { undoMerge } from './commands/undo.ts'
import { compareRecords, mergeDesk, onePair } from './queries/queries.ts'

/** Two records of one person, put together and taken apart again. */
export const commands: readonly AnyCommand[] = [proposeMerge, confirmMerge, takeBackMerge, undoMerge]
export const queries: readonly AnyQuery[] = [compareRecords, mergeDesk, onePair]
