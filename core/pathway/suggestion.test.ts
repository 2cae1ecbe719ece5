import { describe, expect, it } from 'vitest'
import type { SupportSchedule } from './definition.ts'
import { type StepEvidence, suggestStep } from './suggestion.ts'

const step = (id: string) => ({
  id,
  title: id,
  targetWeeks: 2,
  weekends: 'as-usual' as const,
  bankHolidays: 'as-usual' as const,
  contacts: [{ on: 'every-day' as const, from: '08:00', until: '10:00', mode: 'visit' as const }],
})
const schedule: SupportSchedule = {
  kind: 'schedule',
  steps: [step('daily'), step('weekly')],
  stepDown: { agreedByTeam: ['prescribing'], noOpenWorry: true, noOpenGap: true, aheadDaysAtMost: 7 },
  stepUp: { by: 'worker' },
  suggest: {
    down: { missedContactsAtMost: 1, notTakenAtMost: 0, notKnownAtMost: 2 },
    up: { missedContactsAtLeast: 3, notTakenAtLeast: 2 },
  },
  pauses: [],
  reviewOwner: 'worker',
  missedAfterMinutes: 60,
}
const good: StepEvidence = {
  daysInStep: 14,
  contactsHappened: 13,
  contactsMissed: 1,
  dosesSeen: 12,
  dosesTold: 1,
  dosesNotTaken: 0,
  dosesNotKnown: 2,
  openWorries: 0,
  openGaps: 0,
}

describe('a suggestion', () => {
  it('is down when every count allows it, and shows each with what it was held against', () => {
    const said = suggestStep(schedule, 'daily', good)
    expect(said.suggests).toBe('down')
    expect(said.evidence).toBe(good)
    expect(said.lines.map((l) => [l.about, l.count, l.heldAgainst, l.speaksFor])).toEqual([
      ['daysInStep', 14, 14, 'down'],
      ['contactsHappened', 13, 1, 'down'],
      ['contactsMissed', 1, 1, 'down'],
      ['dosesNotTaken', 0, 0, 'down'],
      ['dosesNotKnown', 2, 2, 'down'],
      ['openWorries', 0, 0, 'down'],
      ['openGaps', 0, 0, 'down'],
    ])
  })

  it.each<[string, Partial<StepEvidence>, StepEvidence extends infer E ? keyof E : never]>([
    ['before the target is over', { daysInStep: 13 }, 'daysInStep'],
    ['when nothing is known', { contactsHappened: 0 }, 'contactsHappened'],
    ['with one missed contact too many', { contactsMissed: 2 }, 'contactsMissed'],
    ['with one dose not taken', { dosesNotTaken: 1 }, 'dosesNotTaken'],
    ['with too much not known', { dosesNotKnown: 3 }, 'dosesNotKnown'],
    ['with an open worry', { openWorries: 1 }, 'openWorries'],
    ['with an open gap', { openGaps: 1 }, 'openGaps'],
  ])('is the same %s', (_, more, about) => {
    const said = suggestStep(schedule, 'daily', { ...good, ...more })
    expect(said.suggests).toBe('same')
    expect(said.lines.filter((l) => l.speaksFor === 'same').map((l) => l.about)).toEqual([about])
  })

  it('is up when missed contacts or doses not taken reach their limit, and names which', () => {
    const missed = suggestStep(schedule, 'daily', { ...good, contactsMissed: 3 })
    expect([missed.suggests, missed.lines[0]]).toEqual([
      'up',
      { about: 'contactsMissed', count: 3, heldAgainst: 3, speaksFor: 'up' },
    ])
    expect(missed.lines.filter((l) => l.about === 'contactsMissed')).toHaveLength(1)
    const notTaken = suggestStep(schedule, 'daily', { ...good, dosesNotTaken: 2 })
    expect([notTaken.suggests, notTaken.lines[0]?.about, notTaken.lines[0]?.heldAgainst]).toEqual([
      'up',
      'dosesNotTaken',
      2,
    ])
    expect(notTaken.lines).toHaveLength(7)
  })

  it('is never down from the last step, nor from a step that is not there', () => {
    expect(suggestStep(schedule, 'weekly', good).suggests).toBe('same')
    expect(suggestStep(schedule, 'hourly', good).suggests).toBe('same')
  })
})
