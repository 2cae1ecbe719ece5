import { describe, expect, it } from 'vitest'
import type { OrganisationId, PersonId, StayId, UnitId } from '../kernel/ids.ts'
import { day, instant } from '../kernel/time.ts'
import { decideMetAfterLeaving } from './after-leaving.ts'
import {
  type Blocker,
  daysStopped,
  decideAddBlocker,
  decideEndBlocker,
  decidePlanLeaving,
  decideSoonerContact,
  type LeavingPlan,
  NO_PLAN,
  type PlannedLeaving,
} from './leaving.ts'
import { decideLeftUnplanned } from './left-unplanned.ts'
import type { Stay } from './stay.ts'

const TODAY = day('2026-11-22')
const open: Stay = {
  id: 's1' as StayId,
  personId: 'mara' as PersonId,
  organisationId: 'trust' as OrganisationId,
  unitId: 'maple' as UnitId,
  visitNumber: null,
  admittedAt: instant('2026-11-02T14:30:00Z'),
  admittedKnownTo: 'minute',
  homeArea: 'not known',
  distance: 'not known',
  reason: 'not known',
  source: 'by hand',
  state: 'open',
}
const ended: Stay = {
  ...open,
  state: 'ended',
  endedAt: instant('2026-11-20T11:00:00Z'),
  endedKnownTo: 'minute',
  endSource: 'by hand',
}
const dates = (readyOn: string | null, plannedOn: string | null, why = ''): PlannedLeaving => ({
  readyOn: readyOn === null ? null : day(readyOn),
  plannedOn: plannedOn === null ? null : day(plannedOn),
  why,
})
const planned: LeavingPlan = { version: 3, ...dates('2026-11-20', '2026-11-25') }
const plan = (next: PlannedLeaving, before = planned, stay: Stay = open) => {
  const decided = decidePlanLeaving(stay, before, next, TODAY)
  return decided.ok ? decided.value : decided.refusal.code
}

describe('dates of leaving', () => {
  it('are said once without a reason, and make version 1', () => {
    expect(plan(dates(null, '2026-11-30'), NO_PLAN)).toEqual({
      effect: 'changed',
      plan: { version: 1, ...dates(null, '2026-11-30') },
    })
  })

  it('say why when the planned date moves or is taken back, and not when only the ready date is said', () => {
    expect(plan(dates('2026-11-20', '2026-11-27'))).toBe('LEAVING_NEEDS_WHY')
    expect(plan(dates('2026-11-20', null, '   '))).toBe('LEAVING_NEEDS_WHY')
    expect(plan(dates('2026-11-20', '2026-11-27', ' The flat is not ready. '))).toMatchObject({
      plan: { version: 4, why: 'The flat is not ready.' },
    })
    expect(plan(dates('2026-11-21', '2026-11-25'))).toMatchObject({ effect: 'changed' })
  })

  it('that say the same have no effect, whatever the words beside them', () => {
    expect(plan(dates('2026-11-20', '2026-11-25', 'Again'))).toEqual({ effect: 'none', plan: planned })
  })

  it('are ready from a day that has come, within the stay', () => {
    expect(plan(dates('2026-11-23', '2026-11-25'))).toBe('LEAVING_READY_IN_FUTURE')
    expect(plan(dates('2026-11-01', '2026-11-25'))).toBe('LEAVING_BEFORE_ADMISSION')
    expect(plan(dates('2026-11-22', '2026-11-25'))).toMatchObject({ effect: 'changed' })
    expect(plan(dates('2026-11-02', '2026-11-25'))).toMatchObject({ effect: 'changed' })
  })

  it('are planned for today or later; one that has gone by stays as it stands', () => {
    expect(plan(dates('2026-11-20', '2026-11-21', 'Earlier'))).toBe('LEAVING_PLANNED_IN_PAST')
    expect(plan(dates('2026-11-20', '2026-11-22', 'Today'))).toMatchObject({ effect: 'changed' })
    const late: LeavingPlan = { version: 1, ...dates(null, '2026-11-19') }
    expect(plan(dates('2026-11-22', '2026-11-19'), late)).toMatchObject({ effect: 'changed' })
  })

  it('belong to a stay that is open', () => {
    expect(plan(dates(null, null, 'Left'), planned, ended)).toBe('LEAVING_STAY_ENDED')
  })
})

describe('what stops somebody leaving', () => {
  const housing: Blocker = { code: '18', words: '', whoActs: 'Dee, housing', sinceOn: day('2026-11-10') }
  const add = (change: Partial<Blocker> = {}, stay: Stay = open) => {
    const decided = decideAddBlocker(stay, { ...housing, ...change }, new Set(['18']), TODAY)
    return decided.ok ? decided.value : decided.refusal.code
  }

  it('has a national code, words or both, and somebody who acts', () => {
    expect(add()).toEqual(housing)
    expect(add({ code: null, words: ' No key to the flat ' })).toMatchObject({ words: 'No key to the flat' })
    expect(add({ code: null, words: '  ' })).toBe('BLOCKER_NEEDS_REASON')
    expect(add({ code: 'A2' })).toBe('BLOCKER_CODE_NOT_KNOWN')
    expect(add({ whoActs: ' ' })).toBe('BLOCKER_NEEDS_WHO')
  })

  it('began within the stay and not in the future', () => {
    expect(add({ sinceOn: day('2026-11-23') })).toBe('BLOCKER_IN_FUTURE')
    expect(add({ sinceOn: day('2026-11-01') })).toBe('LEAVING_BEFORE_ADMISSION')
    expect(add({ sinceOn: day('2026-11-02') })).toMatchObject({ sinceOn: '2026-11-02' })
    expect(add({}, ended)).toBe('LEAVING_STAY_ENDED')
  })

  it('ends once, on a day between its beginning and today', () => {
    const end = (on: string, endedOn: string | null = null) => {
      const decided = decideEndBlocker(
        { sinceOn: day('2026-11-10'), endedOn: endedOn === null ? null : day(endedOn) },
        day(on),
        TODAY,
      )
      return decided.ok ? decided.value : decided.refusal.code
    }
    expect(end('2026-11-10')).toBe('2026-11-10')
    expect(end('2026-11-22')).toBe('2026-11-22')
    expect(end('2026-11-23')).toBe('BLOCKER_IN_FUTURE')
    expect(end('2026-11-09')).toBe('BLOCKER_ENDS_BEFORE_IT_STARTS')
    expect(end('2026-11-20', '2026-11-19')).toBe('BLOCKER_ALREADY_ENDED')
  })

  it('is counted in whole days, over both clock changes too', () => {
    expect(daysStopped(day('2026-11-10'), TODAY)).toBe(12)
    expect(daysStopped(day('2026-03-28'), day('2026-03-30'))).toBe(2)
    expect(daysStopped(day('2026-10-24'), day('2026-10-26'))).toBe(2)
    expect(daysStopped(TODAY, day('2026-11-20'))).toBe(0)
  })
})

describe('being met within 48 hours', () => {
  const decide = (stay: Stay, now: string, decided = false, reason = 'Said she feared the first night.') => {
    const answer = decideSoonerContact(stay, decided, reason, instant(now))
    return answer.ok ? answer.value : answer.refusal.code
  }

  it('is decided once, with a reason, before or after leaving', () => {
    expect(decide(open, '2026-11-19T10:00:00Z')).toBe('Said she feared the first night.')
    expect(decide(ended, '2026-11-22T10:59:59Z')).toBe('Said she feared the first night.')
    expect(decide(open, '2026-11-19T10:00:00Z', true)).toBe('SOONER_ALREADY_DECIDED')
    expect(decide(open, '2026-11-19T10:00:00Z', false, ' ')).toBe('SOONER_NEEDS_REASON')
  })

  it('is too late when 48 hours have gone by', () => {
    expect(decide(ended, '2026-11-22T11:00:00Z')).toBe('SOONER_TOO_LATE')
  })
})

describe('a contact of the ward after leaving', () => {
  const met = (stay: Stay, at: string) => {
    const answer = decideMetAfterLeaving(stay, instant(at), instant('2026-11-22T12:00:00Z'))
    return answer.ok ? 'met' : answer.refusal.code
  }
  it('happened between leaving and now', () => {
    expect(met(ended, '2026-11-20T11:00:00Z')).toBe('met')
    expect(met(ended, '2026-11-20T10:59:59Z')).toBe('AFTER_BEFORE_LEAVING')
    expect(met(ended, '2026-11-22T12:05:00Z')).toBe('met')
    expect(met(ended, '2026-11-22T12:05:01Z')).toBe('AFTER_AHEAD')
    expect(met(open, '2026-11-20T11:00:00Z')).toBe('AFTER_NOT_LEFT')
  })
})

describe('leaving that nobody planned', () => {
  const NOW = instant('2026-11-22T12:00:00Z')
  const at = instant('2026-11-22T02:10:00Z')
  const told = (stay: Stay, left: { at: typeof at; knownTo: 'minute' } | null, before = false) => {
    const answer = decideLeftUnplanned(stay, before, { how: 'self-discharge', left }, NOW)
    return answer.ok ? [answer.value.effect, answer.value.stay.endedAt] : answer.refusal.code
  }
  it('ends a stay that is open, and keeps the time of one that a message ended', () => {
    expect(told(open, { at, knownTo: 'minute' })).toEqual(['ended', at])
    expect(told(ended, null)).toEqual(['told', '2026-11-20T11:00:00.000Z'])
    expect(told(ended, { at, knownTo: 'minute' })).toEqual(['told', '2026-11-20T11:00:00.000Z'])
  })
  it('is told once, with its time', () => {
    expect(told(open, null)).toBe('LEFT_NEEDS_TIME')
    expect(told(open, { at: instant('2026-11-23T12:00:00Z'), knownTo: 'minute' })).toBe('STAY_IN_FUTURE')
    expect(told(ended, null, true)).toBe('LEFT_ALREADY_TOLD')
  })
})
