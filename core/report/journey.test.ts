import { describe, expect, it } from 'vitest'
import { addHours, day, instant } from '../kernel/time.ts'
import { journeyOf, STAGES } from './journey.ts'

const now = instant('2026-11-22T12:00:00Z')
const ago = (hours: number) => addHours(now, -hours)
const here = (facts: Parameters<typeof journeyOf>[0]) =>
  journeyOf(facts, now)?.stops.find((s) => s.state === 'here')?.name
const left = (hours: number) => ({
  stays: [{ admittedAt: ago(hours + 240), endedAt: ago(hours) }],
  transition: null,
  metInFirst72Hours: false,
})

describe('where a person is on the way', () => {
  it('has no way without a stay', () => {
    expect(
      journeyOf({ stays: [], transition: { state: 'open', openedAt: now }, metInFirst72Hours: false }, now),
    ).toBeNull()
  })

  it('is on the ward until a transition opens, then planning', () => {
    const stays = [{ admittedAt: ago(72), endedAt: null }]
    expect(here({ stays, transition: null, metInFirst72Hours: false })).toBe('On the ward or unit')
    expect(here({ stays, transition: { state: 'open', openedAt: ago(1) }, metInFirst72Hours: false })).toBe(
      'Planning',
    )
    expect(journeyOf({ stays, transition: null, metInFirst72Hours: false }, now)?.sentence).toContain(
      'in hospital 3 days',
    )
  })

  it('is ready to leave from the day that the team says so, and not by a date that has not come', () => {
    const stays = [{ admittedAt: ago(72), endedAt: null }]
    const facts = {
      stays,
      transition: { state: 'open' as const, openedAt: ago(1) },
      metInFirst72Hours: false,
    }
    expect(here({ ...facts, readyOn: day('2026-11-22') })).toBe('Ready to leave')
    expect(here({ ...facts, readyOn: day('2026-11-23') })).toBe('Planning')
    expect(here({ ...facts, readyOn: null })).toBe('Planning')
    const after = journeyOf({ ...left(240), readyOn: day('2026-11-10') }, now)
    expect(after?.stops.find((s) => s.name === 'Ready to leave')?.state).toBe('done')
  })

  it('leaves, has 72 elapsed hours, settles in for twelve weeks, and goes its own way', () => {
    expect(here(left(3))).toBe('Leaving day')
    expect(here(left(24))).toBe('First 72 hours')
    expect(here(left(71.9))).toBe('First 72 hours')
    expect(here(left(72))).toBe('Settling in')
    expect(here(left(84 * 24))).toBe('Settling in')
    expect(here(left(85 * 24))).toBe('My own way')
    expect(journeyOf(left(48), now)?.stops.map((s) => s.state)).toEqual([
      'done',
      'passed',
      'passed',
      'done',
      'here',
      'ahead',
      'ahead',
    ])
  })

  it('ticks what a row says and nothing that only time passed over', () => {
    const ticked = (more: Partial<Parameters<typeof journeyOf>[0]>) =>
      journeyOf({ ...left(240), ...more }, now)
        ?.stops.filter((s) => s.state === 'done')
        .map((s) => s.name)
    expect(ticked({})).toEqual(['On the ward or unit', 'Leaving day'])
    expect(ticked({ metInFirst72Hours: true })).toContain('First 72 hours')
    expect(ticked({ transition: { state: 'open', openedAt: ago(300) } })).toContain('Planning')
    expect(ticked({ transition: { state: 'open', openedAt: ago(240) } })).not.toContain('Planning')
  })

  it('says that no contact in the first 72 hours is recorded, once they have gone by', () => {
    expect(journeyOf(left(71), now)?.sentence).not.toContain('72 hours is recorded')
    expect(journeyOf(left(73), now)?.sentence).toContain('No contact in the first 72 hours is recorded')
    expect(journeyOf({ ...left(73), metInFirst72Hours: true }, now)?.sentence).not.toContain('is recorded')
  })

  it('bends back when somebody is back in hospital', () => {
    const journey = journeyOf(
      {
        stays: [
          { admittedAt: ago(2), endedAt: null },
          { admittedAt: ago(900), endedAt: ago(500) },
        ],
        transition: { state: 'suspended', openedAt: ago(600) },
        metInFirst72Hours: false,
      },
      now,
    )
    expect(journey?.loop).toEqual({ from: STAGES.indexOf('Settling in'), to: 0, words: 'Back in hospital' })
    expect(journey?.stops[0]).toEqual({
      name: 'On the ward or unit',
      state: 'here',
      detail: 'in hospital today',
    })
  })
})
