import { expect, it } from 'vitest'
import { machineKeysShape } from './machine-keys.ts'

it('keys of a machine are public, strong enough and told apart', () => {
  const rsa = { kty: 'RSA', kid: 'a', n: 'A'.repeat(342), e: 'AQAB' }
  const ec = { kty: 'EC', kid: 'b', crv: 'P-384', x: 'A'.repeat(64), y: 'B'.repeat(64) }
  const takes = (...keys: object[]) => machineKeysShape.safeParse({ keys }).success
  expect(takes(rsa, { ...ec, alg: 'ES384', use: 'sig', key_ops: ['verify'] })).toBe(true)
  for (const bad of [
    { ...rsa, d: 'AAAA' },
    { ...ec, d: 'AAAA' },
    { ...rsa, n: 'A'.repeat(171) },
    { ...rsa, e: 'Aw' },
    { ...rsa, use: 'enc' },
    { ...rsa, alg: 'RS256' },
    { ...ec, crv: 'P-256' },
    { kty: 'oct', kid: 'c', k: 'AAAA' },
    { ...rsa, kid: undefined },
  ])
    expect(takes(bad), JSON.stringify(bad)).toBe(false)
  expect(takes(rsa, { ...ec, kid: 'a' })).toBe(false)
  expect(takes()).toBe(false)
  expect(takes(...Array.from({ length: 11 }, (_, i) => ({ ...rsa, kid: `${i}` })))).toBe(false)
})
