import type { RefusalCode } from './refusals.ts'

/**
 * An expected "no", as a value. The sentence, the status and who can fix it stand in the one catalogue
 * (`refusals.ts`); `field` names the answer at fault in dotted form, `params` fills the catalogue's {slots}.
 * Why: params hold counts, dates and fixed words only, never a name or free text, so a refusal can be logged.
 */
export interface Refusal {
  readonly code: RefusalCode
  readonly field?: string
  readonly params?: Readonly<Record<string, string | number>>
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })

export const refuse = (
  code: RefusalCode,
  more: { field?: string; params?: Readonly<Record<string, string | number>> } = {},
): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal: { code, ...more } })
