import type { RefusalCode } from '#core/kernel/refusals.ts'
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
  return undefined
}
