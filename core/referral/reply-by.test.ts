import { describe, expect, it } from 'vitest'
import { type Day, instant } from '../kernel/time.ts'
import type { HolidayCalendar } from '../kernel/working-days.ts'
import { REPLY_RULE_UNSAID, replyBy, replyRuleShape } from './reply-by.ts'

const holidays: HolidayCalendar = {
  nation: 'england-and-wales',
  days: new Set(['2026-04-03', '2026-04-06']),
  knownUntilOn: '2026-12-31' as Day,
}
const by = (sentAt: string, rule: Parameters<typeof replyBy>[1] = REPLY_RULE_UNSAID) =>
  replyBy(instant(sentAt), rule, holidays)

describe('the time by which a referral is answered', () => {
  it.each([
    ['a Thursday morning', '2026-03-05T10:00:00Z', '2026-03-09T17:00:00.000Z'],
    ['a minute before 5pm', '2026-03-05T16:59:00Z', '2026-03-09T17:00:00.000Z'],
    ['5pm counts from the next day', '2026-03-05T17:00:00Z', '2026-03-10T17:00:00.000Z'],
    ['a Saturday counts from Monday', '2026-03-07T10:00:00Z', '2026-03-11T17:00:00.000Z'],
    ['over Easter', '2026-04-02T09:00:00Z', '2026-04-08T16:00:00.000Z'],
    ['5pm is London’s over the spring change', '2026-03-27T09:00:00Z', '2026-03-31T16:00:00.000Z'],
  ])('two working days after %s', (_name, sentAt, expected) => {
    expect(by(sentAt)).toEqual({ ok: true, value: expected })
  })

  it('counts hours as they pass, days and weeks to 5pm', () => {
    expect(by('2026-03-05T22:00:00Z', { hours: 24 })).toMatchObject({ value: '2026-03-06T22:00:00.000Z' })
    expect(by('2026-03-05T10:00:00Z', { days: 3 })).toMatchObject({ value: '2026-03-08T17:00:00.000Z' })
    expect(by('2026-03-05T17:30:00Z', { days: 3 })).toMatchObject({ value: '2026-03-09T17:00:00.000Z' })
    expect(by('2026-03-05T10:00:00Z', { weeks: 2 })).toMatchObject({ value: '2026-03-19T17:00:00.000Z' })
  })

  it('does not guess past the end of the holiday list', () => {
    expect(by('2026-12-31T10:00:00Z')).toMatchObject({ ok: false, refusal: { code: 'HOLIDAYS_NOT_KNOWN' } })
  })

  it('reads the rule of a definition', () => {
    for (const rule of [{ hours: 4 }, { days: 1 }, { workingDays: 2 }, { weeks: 1 }])
      expect(replyRuleShape.parse(rule)).toEqual(rule)
    expect(replyRuleShape.safeParse(null).success).toBe(false)
    expect(replyRuleShape.safeParse({ fortnights: 1 }).success).toBe(false)
  })
})
