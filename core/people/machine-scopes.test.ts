import { expect, it } from 'vitest'
import { addMinutes, instant } from '../kernel/time.ts'
import { decideSecret, MACHINE_SCOPES, SECRET_AFRESH_MINUTES } from './machine-scopes.ts'
import { rightsBeyond } from './rights.ts'

it('reaches no right that a machine may not hold', () => {
  for (const [scope, { rights }] of Object.entries(MACHINE_SCOPES))
    expect(rightsBeyond('machine', rights), scope).toEqual([])
})

it('makes a secret for whoever may, soon after a second factor', () => {
  const now = instant('2026-11-23T09:00:00Z')
  const code = (may: boolean, secondFactorAt: typeof now | null) => {
    const decided = decideSecret({ may, secondFactorAt }, now)
    return decided.ok ? 'ok' : decided.refusal.code
  }
  expect(code(true, addMinutes(now, -SECRET_AFRESH_MINUTES))).toBe('ok')
  expect(code(true, addMinutes(now, -SECRET_AFRESH_MINUTES - 1))).toBe('MACHINE_SECRET_AFRESH')
  expect(code(true, null)).toBe('MACHINE_SECRET_AFRESH')
  expect(code(false, now)).toBe('NOT_FOUND_OR_NOT_YOURS')
})
