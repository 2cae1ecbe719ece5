import { expect, test } from 'vitest'
import { KINDS, notYetKeptLine } from './kinds.ts'

test('this version keeps six kinds', () => {
  expect(Object.entries(KINDS).flatMap(([kind, k]) => (k.kept ? [kind] : []))).toEqual([
    'N1b',
    'N2',
    'N4',
    'N5',
    'N7',
    'N11',
  ])
})

test('the line names every kind that is not kept, and none that is', () => {
  for (const [kind, entry] of Object.entries(KINDS)) {
    expect(notYetKeptLine.includes(`${entry.short} (${kind})`)).toBe(!entry.kept)
  }
  expect(notYetKeptLine).toMatch(
    /^Not yet watched by this version: a lead \(N1a\), .*\(N13\)\. Nothing shown .* safe\.$/,
  )
})
