import type { FormAnswers } from './page.ts'
import { seal, tokenHash, unseal } from './session-cookie.ts'

const OF = 'typed at an own door'
const named = (device: string): string => tokenHash(device).toString('base64url')

/** What was typed at an own door whose session has run out, for a field of the page that asks for the PIN. */
export const sealTyped = (secret: string, device: string, form: unknown): string =>
  seal(secret, JSON.stringify({ device: named(device), form: form ?? {} }), OF).toString('base64url')

/** What such a field holds; undefined where there is none, where it was sealed elsewhere, or on another device. */
export function unsealTyped(
  secret: string,
  device: string | undefined,
  form: unknown,
): FormAnswers | undefined {
  const sealed = (form as FormAnswers | undefined)?.typed
  if (device === undefined || typeof sealed !== 'string' || sealed === '') return undefined
  const plain = unseal(secret, Buffer.from(sealed, 'base64url'), OF)
  if (plain === undefined) return undefined
  const held = JSON.parse(plain) as { device: string; form: FormAnswers }
  return held.device === named(device) ? held.form : undefined
}
