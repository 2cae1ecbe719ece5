import { expect, it } from 'vitest'
import { KINDS } from '#core/safetynet/kinds.ts'
import { cannotWait, definitionRows } from './cannot-wait.ts'

it('is the five instant events and every kind that cannot wait, each with its minutes and its source', () => {
  const { signed, things } = cannotWait()
  expect(signed, 'a proposal until somebody signs it').toBeNull()
  expect(
    things.map((t) => `${t.id} ${t.minutes}${t.critical ? ' critical' : ''}${t.built ? ` ${t.built}` : ''}`),
  ).toEqual([
    'worry 15 critical',
    'no-answer-twice 30 critical',
    'leave-date-near 120',
    'leaving-undone 120',
    'referral-late 1440',
    'contact-overdue 30 critical',
    'contact-not-booked 60',
    'no-lead 60',
    'lead-asked-again 60',
    'death-reported 30 critical',
    'medicine-supply 60 later',
    'substitution-uncovered 15 critical later',
    'lone-work-alarm 5 critical later',
    'emergency-access 240 critical',
  ])
  for (const { gap, source } of things) {
    expect(source.length).toBeGreaterThan(5)
    if (gap) expect(Object.keys(KINDS)).toContain(gap.kind)
    if (gap) expect(gap.prefix.startsWith(`${gap.kind}:`)).toBe(true)
  }
})

it('asks the database for nothing whose facts are not kept', () => {
  const rows = JSON.parse(definitionRows()) as { id: string; kind: string | null }[]
  expect(rows).toHaveLength(11)
  for (const { kind } of rows) if (kind !== null) expect(KINDS[kind as keyof typeof KINDS].kept).toBe(true)
})
