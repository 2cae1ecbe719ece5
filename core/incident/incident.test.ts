import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMinutes, instant } from '../kernel/time.ts'
import {
  decideIncident,
  decideIncidentCorrection,
  HARMS,
  INCIDENT_KINDS,
  type IncidentSaid,
} from './incident.ts'

const NOW = instant('2026-03-05T10:00:00Z')
const said = (more: Partial<IncidentSaid> = {}): IncidentSaid => ({
  kind: 'medicine',
  harm: 'none',
  happenedAt: addMinutes(NOW, -60),
  what: 'Two tablets lay on the floor.',
  done: 'Put away.',
  told: null,
  ...more,
})
const code = (r: ReturnType<typeof decideIncident>) => (r.ok ? 'done' : r.refusal.code)

describe('what is written about an incident', () => {
  it('holds at the very minute and not a minute ahead', () => {
    expect(code(decideIncident(said({ happenedAt: NOW }), NOW))).toBe('done')
    expect(code(decideIncident(said({ happenedAt: addMinutes(NOW, 1) }), NOW))).toBe('INCIDENT_AHEAD')
    const told = (minutes: number) => said({ told: { who: 'Lin', at: addMinutes(NOW, minutes) } })
    expect([-61, -60, 0, 1].map((m) => code(decideIncident(told(m), NOW)))).toEqual([
      'INCIDENT_TOLD_BEFORE',
      'done',
      'done',
      'INCIDENT_AHEAD',
    ])
  })

  it('says what happened and what was done', () => {
    expect(code(decideIncident(said({ what: ' ' }), NOW))).toBe('INCIDENT_NEEDS_WHAT')
    expect(code(decideIncident(said({ done: '' }), NOW))).toBe('INCIDENT_NEEDS_DONE')
  })

  it('is corrected by any one change with a reason, and by none without (500 runs)', () => {
    const anything = fc.record({
      kind: fc.constantFrom(...INCIDENT_KINDS),
      harm: fc.constantFrom(...HARMS),
      what: fc.constantFrom('A', 'B'),
      done: fc.constantFrom('C', 'D'),
      minutes: fc.integer({ min: 0, max: 3 }),
      told: fc.option(fc.constantFrom('Lin', 'Wyn'), { nil: null }),
    })
    const of = (x: typeof anything extends fc.Arbitrary<infer T> ? T : never): IncidentSaid => ({
      kind: x.kind,
      harm: x.harm,
      what: x.what,
      done: x.done,
      happenedAt: addMinutes(NOW, -x.minutes),
      told: x.told === null ? null : { who: x.told, at: NOW },
    })
    fc.assert(
      fc.property(anything, anything, fc.boolean(), (a, b, why) => {
        const [before, after] = [of(a), of(b)]
        const answer = code(decideIncidentCorrection(before, after, why ? 'Heard more.' : ' ', NOW))
        const alike = JSON.stringify(before) === JSON.stringify(after)
        expect(answer).toBe(why ? (alike ? 'CORRECTION_CHANGES_NOTHING' : 'done') : 'CORRECTION_NEEDS_WHY')
      }),
      { seed: 16, numRuns: 500 },
    )
  })
})
