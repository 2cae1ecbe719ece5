import { REFUSALS, type RefusalCode } from '#core/kernel/refusals.ts'
import { StaleVersion } from './command.ts'

const pgCode = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined

/** Deadlock, serialisation failure, or the same command id committed by a twin a moment ago. */
export function mayRetry(cause: unknown): boolean {
  const code = pgCode(cause)
  if (code === '40P01' || code === '40001') return true
  return (
    code === '23505' && cause instanceof Error && 'constraint' in cause && cause.constraint === 'command_pkey'
  )
}

/** Row rules and versions that a write ran into are refusals, alike for hidden and absent; anything else is a surprise. */
export function refusalOfWrite(cause: unknown): RefusalCode | undefined {
  if (cause instanceof StaleVersion) return 'STALE_VERSION'
  const code = pgCode(cause)
  if (code === '42501') return 'NOT_FOUND_OR_NOT_YOURS'
  if (code === '23503') return 'NOT_FOUND_OR_NOT_YOURS'
  // a row's id that is there already, whoever's it is: ids are made by the sender, and each is used once
  if (code === '23505') return 'COMMAND_ID_REUSED'
  // a rule that only the database can hold for every way in names its refusal itself
  if (code === 'TC409' && cause instanceof Error && Object.hasOwn(REFUSALS, cause.message))
    return cause.message as RefusalCode
  return undefined
}

/** A value that no column can hold (an id that is none, a NUL in a text, a number too large) is the sender's to mend. */
export const refusalOfValue = (cause: unknown): RefusalCode | undefined =>
  pgCode(cause)?.startsWith('22') ? 'INPUT_NOT_UNDERSTOOD' : undefined
