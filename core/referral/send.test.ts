import { describe, expect, it } from 'vitest'
import { type Day, instant } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { sharingAnswerShape } from '../sharing/decision.ts'
import { asksShape, blockOf } from './asks.ts'
import { decideSend, type SendFacts, type ServiceDoor, takesReferrals } from './send.ts'

const now = instant('2026-03-05T10:00:00Z')
const today = '2026-03-05' as Day
const holidays: HolidayCalendar = {
  nation: 'england-and-wales',
  days: new Set(),
  knownUntilOn: '2026-12-31' as Day,
}
const open: ServiceDoor = { capacity: 30, teamClosedAt: null, pilotFromOn: null, pilotUntilOn: null }
const allFine: SendFacts = {
  maySend: true,
  service: open,
  agreementLive: true,
  replyRule: { workingDays: 2 },
  openSentAt: null,
  earlierReferralId: null,
  stayFits: true,
  lastAnswer: null,
}
const asks = asksShape.parse({ medicines: blockOf('A tablet at night') })
const send = (facts: Partial<SendFacts> = {}, sharing: object = { answer: 'yes' }) =>
  decideSend({ ...allFine, ...facts }, { asks, sharing: sharingAnswerShape.parse(sharing) }, now, holidays)
const refused = (...args: Parameters<typeof send>) => {
  const result = send(...args)
  return result.ok ? 'sent' : [result.refusal.code, result.refusal.field, result.refusal.params]
}

describe('a service’s door', () => {
  it.each([
    ['open', {}, true],
    ['without places', { capacity: 0 }, false],
    ['with one place', { capacity: 1 }, true],
    ['of a team that closed', { teamClosedAt: now }, false],
    ['of a team that closes later', { teamClosedAt: instant('2026-03-05T10:00:00.001Z') }, true],
    ['of a pilot from today', { pilotFromOn: today }, true],
    ['of a pilot from tomorrow', { pilotFromOn: '2026-03-06' as Day }, false],
    ['of a pilot until today', { pilotUntilOn: today }, true],
    ['of a pilot until yesterday', { pilotUntilOn: '2026-03-04' as Day }, false],
  ])('%s', (_name, more, expected) => {
    expect(takesReferrals({ ...open, ...more }, now)).toBe(expected)
  })
})

describe('sending a referral', () => {
  it('goes with its answer, its reply-by time and the earlier referral', () => {
    expect(send({ earlierReferralId: 'before' })).toEqual({
      ok: true,
      value: {
        asks,
        replyByAt: '2026-03-09T17:00:00.000Z',
        earlierReferralId: 'before',
        sharing: {
          answer: 'yes',
          items: [],
          how: null,
          whoWasThere: null,
          language: null,
          reviewOn: '2026-05-28',
          legalBasis: 'not recorded',
          confidentialityRoute: 'not recorded',
          takesPart: 'not asked',
          capacity: null,
          withdrawn: false,
        },
      },
    })
  })

  it('refuses what may not be sent', () => {
    expect(refused({ maySend: false })).toEqual(['NOT_FOUND_OR_NOT_YOURS', undefined, undefined])
    expect(refused({ service: null })).toEqual(['NOT_FOUND_OR_NOT_YOURS', undefined, undefined])
    expect(refused({ stayFits: false })).toEqual(['NOT_FOUND_OR_NOT_YOURS', undefined, undefined])
    expect(refused({ service: { ...open, capacity: 0 } })).toEqual([
      'REFERRAL_SERVICE_CLOSED',
      'serviceId',
      undefined,
    ])
    expect(refused({ agreementLive: false })).toEqual(['REFERRAL_NO_AGREEMENT', 'serviceId', undefined])
    expect(refused({ openSentAt: instant('2026-03-01T10:00:00Z') })).toEqual([
      'REFERRAL_ALREADY_OPEN',
      'serviceId',
      { on: '2026-03-01' },
    ])
    expect(refused({}, { answer: 'some' })).toEqual(['SHARING_SOME_NEEDS_ITEMS', 'sharing.items', undefined])
    expect(send({ replyRule: { workingDays: 400 } })).toMatchObject({
      refusal: { code: 'HOLIDAYS_NOT_KNOWN' },
    })
  })

  it('never goes against a no, now or before', () => {
    expect(refused({}, { answer: 'no' })).toEqual(['REFERRAL_SAID_NO', 'sharing.answer', undefined])
    for (const answer of ['not asked', 'ask me later', 'could not be asked'])
      expect(refused({ lastAnswer: { answer: 'no', items: [] } }, { answer })).toEqual([
        'REFERRAL_SAID_NO_BEFORE',
        'sharing.answer',
        undefined,
      ])
    expect(refused({ lastAnswer: { answer: 'no', items: [] } }, { answer: 'yes' })).toBe('sent')
  })

  it('an answer given before stands when nobody asked again, with its limits', () => {
    const limited = send({ lastAnswer: { answer: 'some', items: ['shared'] } }, { answer: 'not asked' })
    expect(limited).toMatchObject({ value: { sharing: null, asks: { medicines: { state: 'not shared' } } } })
    expect(send({ lastAnswer: { answer: 'not asked', items: [] } }, { answer: 'not asked' })).toMatchObject({
      value: { sharing: { answer: 'not asked' }, asks },
    })
    expect(send({ lastAnswer: { answer: 'some', items: ['shared'] } })).toMatchObject({
      value: { sharing: { answer: 'yes' }, asks },
    })
  })

  it('leaves out core blocks when "some" does not name core', () => {
    expect(send({}, { answer: 'some', items: ['shared'] })).toMatchObject({
      value: { asks: { medicines: { state: 'not shared' } } },
    })
    expect(send({}, { answer: 'some', items: ['core'] })).toMatchObject({ value: { asks } })
  })
})
