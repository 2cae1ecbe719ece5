import { describe, expect, it } from 'vitest'
import { day, instant } from '#core/kernel/time.ts'
import { type BothClocksFacts, bothClocks } from './national.ts'

const left = (
  national: Partial<BothClocksFacts['national']> = {},
  provider: string | null = 'RXX',
): BothClocksFacts => ({
  safety: {
    leftAt: instant('2026-01-12T10:00:00Z'),
    unitHours: 72,
    soonerSinceAt: null,
    contacts: [],
    suspended: [],
  },
  national: {
    bedClass: '200',
    method: '1',
    destination: '19',
    localAuthority: null,
    diedOn: null,
    contacts: [],
    admissions: [],
    ...national,
  },
  provider,
})
const call = { id: 'c1', on: day('2026-01-13'), attendance: '5', mechanism: '02', provider: 'RXX' }

describe('both clocks of one leaving', () => {
  it('count, and say why they differ', () => {
    expect(bothClocks(left({ contacts: [call] }))).toEqual({
      national: expect.objectContaining({ state: 'counted', metOn: '2026-01-13', lastOn: '2026-01-15' }),
      difference: 'The national count is met. No live contact is recorded here yet.',
      missing: [],
    })
    expect(bothClocks(left())).toMatchObject({ national: { metOn: null }, difference: null, missing: [] })
  })
  it.each([
    [{ bedClass: null }, 'RXX', ['The kind of beds of this ward is not in the record.']],
    [{}, null, ['The organisation that was left has no code (ODS) in the record.']],
  ])('guess nothing where a fact is missing, and name it: %o', (national, provider, missing) => {
    expect(bothClocks(left(national, provider))).toEqual({ national: null, difference: null, missing })
  })
  it('count where only how and whereto are not said, and say so', () => {
    expect(bothClocks(left({ method: null, destination: null }))).toMatchObject({
      national: { state: 'counted' },
      missing: [
        'Nobody has said how they left and to what kind of place they went: it is counted until somebody does.',
      ],
    })
    expect(bothClocks(left({ destination: '53', method: null }))).toMatchObject({
      national: { state: 'not counted', why: 'destination' },
      difference: expect.stringMatching(/leaves this out: this destination/),
      missing: [],
    })
  })
})
