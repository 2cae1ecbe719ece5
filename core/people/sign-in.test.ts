import { expect, it } from 'vitest'
import { addMinutes, instant } from '../kernel/time.ts'
import { AFRESH_MINUTES, decideSignInChange, isIssuer } from './sign-in.ts'

const now = instant('2026-11-23T09:00:00Z')
const facts = { may: true, version: 3, secondFactorAt: addMinutes(now, -AFRESH_MINUTES), held: null }
const code = (...given: Parameters<typeof decideSignInChange>) => {
  const decided = decideSignInChange(...given)
  return decided.ok ? 'ok' : decided.refusal.code
}

it('lets whoever may change what they saw, soon after a second factor', () => {
  expect(code(facts, 3, now)).toBe('ok')
  expect(code({ ...facts, version: null }, null, now)).toBe('ok')
  expect(code({ ...facts, may: false }, 3, now)).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(code(facts, 2, now)).toBe('STALE_VERSION')
  expect(code(facts, null, now), 'somebody was first to set it').toBe('STALE_VERSION')
  expect(code({ ...facts, held: 'nhs.example' }, 3, now)).toBe('SIGN_IN_DOMAIN_HELD')
})

it('refuses a second factor that was shown too long ago, and a machine, which shows none', () => {
  expect(code(facts, 3, addMinutes(now, 1))).toBe('SIGN_IN_AFRESH')
  expect(code({ ...facts, secondFactorAt: null }, 3, now)).toBe('SIGN_IN_AFRESH')
})

it('knows an issuer: https, or plain http to this machine, and nothing after a path', () => {
  for (const good of [
    'https://login.example.org',
    'https://login.example.org:8443/tenant/v2.0',
    'http://127.0.0.1:4000',
    'http://localhost',
  ])
    expect(isIssuer(good), good).toBe(true)
  for (const bad of [
    'http://login.example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'https://user@login.example.org',
    'https://login.example.org?x=1',
    'https://login.example.org/#x',
    'https://',
    'login.example.org',
    'javascript://x',
  ])
    expect(isIssuer(bad), bad).toBe(false)
})
