import { describe, expect, it } from 'vitest'
import { instant } from '../kernel/time.ts'
import { decideAccept, decideAct, decideDecline, decideHandOn, onwardShape, startShape } from './answer.ts'

const now = instant('2026-03-05T23:30:00Z')
const seen = { word: 'seen', version: 3, sides: ['receiver'] } as const

describe('an act on a referral', () => {
  it('is the right party’s, on the version they saw', () => {
    expect(decideAct(seen, 'accept', 3)).toEqual({ ok: true, value: 'taken on' })
    expect(decideAct(seen, 'see', null)).toEqual({ ok: true, value: 'seen' })
    expect(decideAct(seen, 'accept', 2)).toEqual({ ok: false, refusal: { code: 'STALE_VERSION' } })
    expect(decideAct(seen, 'withdraw', 3)).toEqual({ ok: false, refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' } })
    expect(decideAct({ ...seen, sides: ['sender'] }, 'withdraw', 3)).toEqual({ ok: true, value: 'withdrawn' })
    expect(decideAct(undefined, 'see', null)).toEqual({
      ok: false,
      refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' },
    })
  })

  it('says the word when it is too late, also to an old page', () => {
    expect(decideAct({ ...seen, word: 'taken on' }, 'decline', 2)).toEqual({
      ok: false,
      refusal: { code: 'REFERRAL_WORD', params: { word: 'taken on' } },
    })
  })
})

describe('taking on', () => {
  const fits = { keyWorkerFits: true, pathwayLoaded: true }
  const date = (on: string) => startShape.parse({ kind: 'date', on })
  it('starts on a day from today on, or has a place in the queue with the day expected', () => {
    expect(decideAccept(fits, date('2026-03-05'), now)).toEqual({
      ok: true,
      value: { startOn: '2026-03-05', placeInQueue: null },
    })
    expect(decideAccept(fits, date('2026-03-04'), now)).toEqual({
      ok: false,
      refusal: { code: 'REFERRAL_START_PASSED', field: 'start.on' },
    })
    const queue = (expectedOn: string) => startShape.parse({ kind: 'queue', place: 4, expectedOn })
    expect(decideAccept(fits, queue('2026-04-01'), now)).toEqual({
      ok: true,
      value: { startOn: '2026-04-01', placeInQueue: 4 },
    })
    expect(decideAccept(fits, queue('2026-03-01'), now)).toEqual({
      ok: false,
      refusal: { code: 'REFERRAL_START_PASSED', field: 'start.expectedOn' },
    })
  })

  it('names a worker of the team and needs a loaded pathway', () => {
    expect(decideAccept({ ...fits, keyWorkerFits: false }, date('2026-03-06'), now)).toEqual({
      ok: false,
      refusal: { code: 'REFERRAL_KEY_WORKER', field: 'keyWorkerId' },
    })
    expect(decideAccept({ ...fits, pathwayLoaded: false }, date('2026-03-06'), now)).toEqual({
      ok: false,
      refusal: { code: 'REFERRAL_NO_PATHWAY' },
    })
  })

  it('a queue has places from 1, and every start a real day', () => {
    expect(startShape.safeParse({ kind: 'queue', place: 0, expectedOn: '2026-04-01' }).success).toBe(false)
    expect(startShape.safeParse({ kind: 'queue', place: 1, expectedOn: '2026-04-01' }).success).toBe(true)
    expect(startShape.safeParse({ kind: 'queue', place: 1 }).success).toBe(false)
    expect(startShape.safeParse({ kind: 'date', on: '2026-02-30' }).success).toBe(false)
  })
})

describe('declining', () => {
  const other = '0193f000-0000-7000-8000-000000000002'
  const facts = { serviceId: '0193f000-0000-7000-8000-000000000001', onwardOpen: true }
  const handOn = (more: object = {}) => onwardShape.parse({ kind: 'hand-on', serviceId: other, ...more })

  it('hands on to another service that the sender can reach', () => {
    expect(decideDecline(facts, handOn({ note: '2 miles' }))).toEqual({
      ok: true,
      value: { wayOnward: 'hand-on', onwardServiceId: other, onwardNote: '2 miles', unmetNeed: null },
    })
    expect(decideDecline(facts, handOn())).toMatchObject({ value: { onwardNote: null } })
    expect(decideDecline(facts, handOn({ serviceId: facts.serviceId }))).toEqual({
      ok: false,
      refusal: { code: 'REFERRAL_ONWARD_ITSELF', field: 'onward.serviceId' },
    })
    for (const onwardOpen of [false, null])
      expect(decideDecline({ ...facts, onwardOpen }, handOn())).toEqual({
        ok: false,
        refusal: { code: 'REFERRAL_ONWARD_SHUT', field: 'onward.serviceId' },
      })
  })

  it('introduces, or records a need that nobody could meet', () => {
    expect(
      decideDecline({ ...facts, onwardOpen: null }, { kind: 'introduction', to: 'Ada, 01632 960002' }),
    ).toEqual({
      ok: true,
      value: {
        wayOnward: 'introduction',
        onwardServiceId: null,
        onwardNote: 'Ada, 01632 960002',
        unmetNeed: null,
      },
    })
    const unmet = { need: 'A worker who signs', area: 'Northside', missing: 'BSL' }
    expect(decideDecline({ ...facts, onwardOpen: null }, { kind: 'unmet need', ...unmet })).toEqual({
      ok: true,
      value: {
        wayOnward: 'unmet need',
        onwardServiceId: null,
        onwardNote: 'Needed: A worker who signs\nWhere: Northside\nWhat was missing: BSL',
        unmetNeed: unmet,
      },
    })
  })

  it('carries exactly one way onward, filled in', () => {
    expect(onwardShape.safeParse({ kind: 'introduction', to: ' ' }).success).toBe(false)
    expect(onwardShape.safeParse({ kind: 'unmet need', need: 'x', area: 'y' }).success).toBe(false)
    expect(onwardShape.safeParse({}).success).toBe(false)
  })
})

describe('handing on in one press', () => {
  const declined = {
    word: 'not taken on',
    wayOnward: 'hand-on',
    handedOn: false,
    answerBefore: 'yes',
  } as const
  it('only what was declined with a suggestion, once', () => {
    expect(decideHandOn(declined)).toEqual({ ok: true, value: true })
    for (const more of [
      { word: 'seen' },
      { wayOnward: 'introduction' },
      { wayOnward: null },
      { handedOn: true },
    ] as const)
      expect(decideHandOn({ ...declined, ...more })).toEqual({
        ok: false,
        refusal: { code: 'REFERRAL_NOT_HANDED_ON' },
      })
  })
  it('asks first where the person had limited what the first service could see', () => {
    expect(decideHandOn({ ...declined, answerBefore: 'some' })).toEqual({
      ok: false,
      refusal: { code: 'REFERRAL_ASK_FIRST' },
    })
    for (const answerBefore of [null, 'not asked'])
      expect(decideHandOn({ ...declined, answerBefore }).ok).toBe(true)
  })
})
