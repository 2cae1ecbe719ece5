import { expect, test } from 'vitest'
import { KINDS, notYetKeptLine } from './kinds.ts'

test('this version keeps nine kinds', () => {
  expect(Object.entries(KINDS).flatMap(([kind, k]) => (k.kept ? [kind] : []))).toEqual([
    'N1a',
    'N1b',
    'N2',
    'N4',
    'N5',
    'N7',
    'N8',
    'N9',
    'N11',
  ])
})

test('the line names every kind that is not kept, and none that is', () => {
  for (const [kind, entry] of Object.entries(KINDS)) {
    const byNotices = 'byNotices' in entry
    expect(notYetKeptLine.includes(`${entry.short} (${kind})`)).toBe(!entry.kept && !byNotices)
  }
  expect(notYetKeptLine).toMatch(
    /^Not yet watched by this version: medicine supply \(N3\), .*\(N12\)\. Nothing shown .* safe\.$/,
  )
})
