import { REFUSALS, type RefusalCode, refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'

/** A refusal as a problem document (RFC 9457): code, plain sentence, who can fix it. Never a name or free text. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: RefusalCode
  readonly who: string
  readonly field?: string
  readonly reference?: string
}

export const statusOf = (refusal: Refusal): number => REFUSALS[refusal.code].status

export function problemOf(refusal: Refusal, reference?: string): Problem {
  const entry = REFUSALS[refusal.code]
  return {
    type: `urn:throughcare:refusal:${refusal.code}`,
    title: refusalSentence(refusal.code, refusal.params),
    status: entry.status,
    code: refusal.code,
    who: entry.who,
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    ...(reference === undefined ? {} : { reference }),
  }
}
