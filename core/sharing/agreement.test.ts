import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addHours, type Instant, type Interval, instant } from '../kernel/time.ts'
import {
  type AgreementEnd,
  agreementStanding,
  decideAgreementEnd,
  decideMakeAgreement,
  type HeldAgreement,
  type MakeAgreement,
} from './agreement.ts'

const NOW = instant('2026-11-24T15:00:00Z')
const later = (hours: number) => addHours(NOW, hours)
const code = (answer: { ok: boolean; refusal?: { code: string } }) => answer.refusal?.code

const ended = (agreement: Interval, by: Partial<HeldAgreement> = {}): HeldAgreement => ({
  endedByUs: false,
  endedByThem: false,
  ...agreement,
  ...by,
})
const make = (
  wish: Partial<MakeAgreement> = {},
  held: readonly (Interval | HeldAgreement)[] = [],
  areTwo = true,
) =>
  decideMakeAgreement({ areTwo, held: held.map((h) => ended(h)) }, { from: null, until: null, ...wish }, NOW)

describe('making an agreement', () => {
  it('begins now with no end, and names a pair that had none', () =>
    expect(make()).toEqual({ ok: true, value: { from: NOW, until: null, namesPair: true } }))

  it('of today begins now and never earlier', () =>
    expect(make({ from: instant('2026-11-24T00:00:00Z') })).toMatchObject({ value: { from: NOW } }))

  it('begins on a day to come', () =>
    expect(make({ from: later(48), until: later(72) })).toMatchObject({
      value: { from: later(48), until: later(72) },
    }))

  it.each<[string, string, Partial<MakeAgreement>, readonly Interval[], boolean]>([
    ['with oneself', 'AGREEMENT_WITH_ITSELF', {}, [], false],
    ['while one is in force', 'AGREEMENT_STANDS', {}, [{ from: later(-48), until: later(1) }], true],
    ['while one has no end', 'AGREEMENT_STANDS', {}, [{ from: later(-48), until: null }], true],
    ['while one is still to begin', 'AGREEMENT_STANDS', {}, [{ from: later(48), until: later(96) }], true],
    ['from yesterday', 'AGREEMENT_STARTS_BEFORE', { from: later(-24) }, [], true],
    ['ending as it begins', 'AGREEMENT_ENDS_BEFORE_START', { from: later(48), until: later(48) }, [], true],
    ['from today, ended already', 'AGREEMENT_ENDS_BEFORE_START', { until: NOW }, [], true],
  ])('is refused %s', (_, refusal, wish, held, areTwo) =>
    expect(code(make(wish, held, areTwo))).toBe(refusal),
  )

  it('comes after one that is over, whose name the pair keeps', () =>
    expect(make({}, [{ from: later(-48), until: NOW }])).toMatchObject({
      ok: true,
      value: { namesPair: false },
    }))

  it('comes after one that was taken back before it began, and names the pair where it begins earlier', () => {
    const takenBack = { from: later(480), until: later(480) }
    expect(make({}, [takenBack])).toMatchObject({ ok: true, value: { namesPair: true } })
    expect(make({ from: later(720) }, [takenBack])).toMatchObject({ ok: true, value: { namesPair: false } })
  })
})

describe('ending an agreement', () => {
  const inForce = { from: later(-48), until: null }
  const ends = (agreement: Interval | HeldAgreement, end: AgreementEnd) =>
    decideAgreementEnd(ended(agreement), end, NOW)

  it('now, later, or not at all', () => {
    expect(ends(inForce, { kind: 'now' })).toEqual({ ok: true, value: { until: NOW, endedByUs: true } })
    expect(ends(inForce, { kind: 'at', at: later(1) })).toEqual({
      ok: true,
      value: { until: later(1), endedByUs: true },
    })
    expect(ends({ ...inForce, until: later(1) }, { kind: 'no end' })).toEqual({
      ok: true,
      value: { until: null, endedByUs: false },
    })
  })
  it('takes back one that has not begun', () =>
    expect(ends({ from: later(48), until: null }, { kind: 'now' })).toEqual({
      ok: true,
      value: { until: later(48), endedByUs: true },
    }))
  it('is held to by the other: they may end it sooner, never later, and make no new one after an end of ours alone', () => {
    const theirs = ended({ from: later(-48), until: later(24) }, { endedByThem: true })
    expect(ends(theirs, { kind: 'at', at: later(12) })).toMatchObject({
      ok: true,
      value: { until: later(12) },
    })
    expect(ends(theirs, { kind: 'now' })).toMatchObject({ ok: true })
    expect(code(ends(theirs, { kind: 'at', at: later(25) }))).toBe('AGREEMENT_END_IS_THEIRS')
    expect(code(ends(theirs, { kind: 'no end' }))).toBe('AGREEMENT_END_IS_THEIRS')
    const over = { from: later(-48), until: NOW }
    expect(code(make({}, [ended(over, { endedByThem: true })]))).toBe('AGREEMENT_ENDED_BY_THEM')
    expect(make({}, [ended(over, { endedByUs: true })])).toMatchObject({ ok: true })
    expect(make({}, [ended(over, { endedByUs: true, endedByThem: true })])).toMatchObject({ ok: true })
    // an older end of theirs, and since then one that ran out by itself
    const older = ended({ from: later(-96), until: later(-72) }, { endedByThem: true })
    expect(make({}, [ended(over), older])).toMatchObject({ ok: true })
    expect(make({}, [older, ended(over)])).toMatchObject({ ok: true })
  })
  it.each<[string, string, Interval, AgreementEnd]>([
    ['over', 'AGREEMENT_OVER', { from: later(-48), until: NOW }, { kind: 'no end' }],
    ['taken back', 'AGREEMENT_OVER', { from: later(48), until: later(48) }, { kind: 'no end' }],
    ['in the past', 'AGREEMENT_ENDS_IN_PAST', inForce, { kind: 'at', at: NOW }],
    [
      'before it begins',
      'AGREEMENT_ENDS_BEFORE_START',
      { from: later(48), until: null },
      { kind: 'at', at: later(48) },
    ],
  ])('is refused when %s', (_, refusal, agreement, end) => expect(code(ends(agreement, end))).toBe(refusal))
})

it.each([
  [{ from: later(1), until: null }, 'to come'],
  [{ from: NOW, until: null }, 'in force'],
  [{ from: later(-1), until: later(1) }, 'in force'],
  [{ from: later(-1), until: NOW }, 'over'],
  [{ from: later(1), until: later(1) }, 'taken back'],
])('%j is %s', (agreement, state) => expect(agreementStanding(agreement, NOW).state).toBe(state))

it('whatever is made and ended, no two of a pair are ever in force at once (300 runs, seed 52)', () => {
  const hour = fc.integer({ min: -30, max: 400 })
  const act = fc.record({
    wait: fc.integer({ min: 0, max: 100 }),
    from: fc.option(hour),
    until: fc.option(hour),
    ends: fc.boolean(),
  })
  let made = 0
  fc.assert(
    fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
      const held: { from: Instant; until: Instant | null; endedByUs: boolean; endedByThem: boolean }[] = []
      let now = NOW
      for (const a of acts) {
        now = addHours(now, a.wait)
        const before = inForceAt(held, now)
        if (a.ends && held.length > 0) {
          const last = held.at(-1)!
          const end: AgreementEnd =
            a.until === null ? { kind: 'now' } : { kind: 'at', at: addHours(now, a.until) }
          const done = decideAgreementEnd(last, end, now)
          if (done.ok) last.until = done.value.until
        } else {
          const wish = {
            from: a.from === null ? null : addHours(now, a.from),
            until: a.until === null ? null : addHours(now, a.until),
          }
          const done = decideMakeAgreement({ areTwo: true, held }, wish, now)
          if (done.ok) {
            made += 1
            expect(done.value.from >= now).toBe(true)
            expect(before).toBe(0)
            held.push({ ...ended(done.value) })
          }
        }
        for (const h of held) expect(inForceAt(held, h.from)).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 300, seed: 52 },
  )
  expect(made).toBeGreaterThan(300)
})

const inForceAt = (held: readonly Interval[], now: Instant): number =>
  held.filter((h) => agreementStanding(h, now).state === 'in force').length
