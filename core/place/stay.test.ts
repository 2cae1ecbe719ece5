import { describe, expect, it } from 'vitest'
import type { OrganisationId, PersonId, StayId, UnitId } from '../kernel/ids.ts'
import { day, instant } from '../kernel/time.ts'
import { decideEndStay, type EndOfStay, findStayMeant } from './end-stay.ts'
import { homeAreaOf } from './home-area.ts'
import { decideMoveWard, type WardMove } from './move-ward.ts'
import { decideOpenStay, type StayToOpen } from './open-stay.ts'
import { daysIn, type EndedStay, type OpenStay, type Stay, stayTasks, withToldFacts } from './stay.ts'
import { endStayShape, openStayShape, tellStayShape } from './stay-shape.ts'

const NOW = instant('2026-11-22T15:44:00Z')
const trust = 'trust' as OrganisationId
const maple = 'maple' as UnitId
const ash = 'ash' as UnitId

const admission = (change: Partial<StayToOpen> = {}): StayToOpen => ({
  id: 'stay-1' as StayId,
  personId: 'mara' as PersonId,
  organisationId: trust,
  unitId: maple,
  visitNumber: 'V1',
  admittedAt: instant('2026-11-02T14:30:00Z'),
  admittedKnownTo: 'minute',
  homeArea: { area: 'NS4' },
  distance: 'not known',
  reason: 'not known',
  source: 'message',
  ...change,
})

const openStay = (change: Partial<StayToOpen> = {}): OpenStay => {
  const decided = decideOpenStay(admission(change), [], NOW)
  if (!decided.ok || decided.value.effect !== 'opened') throw new Error('not opened')
  return decided.value.stay
}

const leaving = (at: string, change: Partial<EndOfStay> = {}): EndOfStay => ({
  endedAt: instant(at),
  endedKnownTo: 'minute',
  endSource: 'PV1-45',
  ...change,
})

const endedStay = (at: string, change: Partial<StayToOpen> = {}, end: Partial<EndOfStay> = {}): EndedStay => {
  const decided = decideEndStay(openStay(change), leaving(at, end), NOW)
  if (!decided.ok) throw new Error(decided.refusal.code)
  return decided.value.stay
}

const effect = (toOpen: StayToOpen, held: readonly Stay[]) => {
  const decided = decideOpenStay(toOpen, held, NOW)
  return decided.ok ? decided.value.effect : decided.refusal.code
}

describe('a move to another ward', () => {
  const move = (at: string, more: Partial<WardMove> = {}): WardMove => ({
    toUnitId: ash,
    at: instant(at),
    knownTo: 'minute',
    by: 'worker',
    ...more,
  })
  const moved = (stay: Stay, m: WardMove, last: string | null = null) => {
    const decided = decideMoveWard(stay, last === null ? null : instant(last), m, NOW)
    return decided.ok ? [decided.value.effect, decided.value.at] : decided.refusal.code
  }

  it('goes on in the same stay, on the other unit', () => {
    expect(decideMoveWard(openStay(), null, move('2026-11-10T09:00:00Z'), NOW)).toEqual({
      ok: true,
      value: { effect: 'moved', stay: { ...openStay(), unitId: ash }, at: '2026-11-10T09:00:00.000Z' },
    })
    expect(moved(openStay(), move('2026-11-10T09:00:00Z', { toUnitId: maple }))).toEqual([
      'none',
      '2026-11-10T09:00:00.000Z',
    ])
  })

  it('is refused after leaving, before the stay began, and ahead of time', () => {
    expect(moved(endedStay('2026-11-20T11:00:00Z'), move('2026-11-10T09:00:00Z'))).toBe('STAY_MOVE_ENDED')
    expect(moved(openStay(), move('2026-11-02T14:29:00Z'))).toBe('STAY_MOVE_BEFORE')
    expect(moved(openStay(), move('2026-11-22T16:45:00Z'))).toBe('STAY_MOVE_IN_FUTURE')
  })

  it('known to the day, on the day of admission or of the last move, is no earlier than that', () => {
    const day = { knownTo: 'day' as const }
    expect(moved(openStay(), move('2026-11-02T00:00:00Z', day))).toEqual([
      'moved',
      '2026-11-02T14:30:00.000Z',
    ])
    expect(moved(openStay(), move('2026-11-05T00:00:00Z', day), '2026-11-05T10:00:00Z')).toEqual([
      'moved',
      '2026-11-05T10:00:00.000Z',
    ])
    expect(moved(openStay(), move('2026-11-01T00:00:00Z', day))).toBe('STAY_MOVE_BEFORE')
  })

  it('told late, before the last one known, changes nothing where a message says it, and is refused from a hand', () => {
    const late = move('2026-11-10T09:00:00Z')
    expect(moved(openStay(), { ...late, by: 'machine' }, '2026-11-12T09:00:00Z')).toEqual([
      'older',
      '2026-11-10T09:00:00.000Z',
    ])
    expect(moved(openStay(), late, '2026-11-12T09:00:00Z')).toBe('STAY_MOVE_BEFORE')
  })
})

describe('opening a stay', () => {
  it('opens it with the facts of its first day', () => {
    const stay = openStay()
    expect(stay).toMatchObject({
      state: 'open',
      unitId: maple,
      homeArea: { area: 'NS4' },
      distance: 'not known',
    })
  })

  it('knows a visit number again, open or ended, and says what differs without applying it', () => {
    const again = admission({ id: 'stay-2' as StayId, unitId: ash })
    const held = openStay()
    expect(decideOpenStay(again, [held], NOW)).toEqual({
      ok: true,
      value: { effect: 'none', stay: held, differences: ['unit'] },
    })
    expect(effect(again, [endedStay('2026-11-20T11:00:00Z')])).toBe('none')
  })

  it('does not confuse one number in two organisations', () => {
    expect(
      effect(admission({ id: 'stay-2' as StayId, organisationId: 'other' as OrganisationId }), [openStay()]),
    ).toBe('opened')
  })

  it('refuses a visit number that is somebody else’s', () => {
    expect(effect(admission({ personId: 'tom' as PersonId }), [openStay()])).toBe('STAY_VISIT_NUMBER_TAKEN')
  })

  it('refuses a second open stay in one organisation: a move goes on in the first', () => {
    const second = admission({
      id: 'stay-2' as StayId,
      visitNumber: 'V2',
      unitId: ash,
      admittedAt: instant('2026-11-10T09:00:00Z'),
    })
    expect(effect(second, [openStay()])).toBe('STAY_OVERLAPS')
  })

  it('compares an ended stay by minute, or by day where only the day is known', () => {
    const held = [endedStay('2026-11-20T11:00:00Z')]
    const back = (at: string, knownTo: 'minute' | 'day') =>
      effect(
        admission({
          id: 'stay-2' as StayId,
          visitNumber: 'V2',
          admittedAt: instant(at),
          admittedKnownTo: knownTo,
        }),
        held,
      )
    expect(back('2026-11-20T10:59:00Z', 'minute')).toBe('STAY_OVERLAPS')
    expect(back('2026-11-20T11:00:00Z', 'minute')).toBe('opened')
    expect(back('2026-11-20T00:00:00Z', 'day')).toBe('opened')
    expect(back('2026-11-19T00:00:00Z', 'day')).toBe('STAY_OVERLAPS')
  })

  it('gives a stay entered by hand its number when the message comes', () => {
    const byHand = openStay({
      visitNumber: null,
      source: 'by hand',
      admittedAt: instant('2026-11-02T15:00:00Z'),
    })
    const decided = decideOpenStay(admission({ id: 'stay-2' as StayId }), [byHand], NOW)
    expect(decided).toMatchObject({
      value: { effect: 'visit number added', stay: { id: 'stay-1', visitNumber: 'V1' } },
    })
    expect(effect(admission({ id: 'stay-2' as StayId, unitId: ash }), [byHand])).toBe('STAY_OVERLAPS')
  })

  it('takes an hour of clock error and no more', () => {
    expect(effect(admission({ admittedAt: instant('2026-11-22T16:44:00Z') }), [])).toBe('opened')
    expect(effect(admission({ admittedAt: instant('2026-11-22T16:45:00Z') }), [])).toBe('STAY_IN_FUTURE')
  })
})

describe('ending a stay', () => {
  const end = (stay: Stay, how: EndOfStay) => {
    const decided = decideEndStay(stay, how, NOW)
    return decided.ok ? decided.value.effect : decided.refusal.code
  }

  it('ends it once; the same again has no effect, another time is refused, an inferred one adds nothing', () => {
    const left = endedStay('2026-11-20T11:00:00Z')
    expect(left).toMatchObject({ state: 'ended', endSource: 'PV1-45', endedAt: '2026-11-20T11:00:00.000Z' })
    expect(end(left, leaving('2026-11-20T11:00:00Z'))).toBe('none')
    expect(end(left, leaving('2026-11-20T12:00:00Z'))).toBe('STAY_ALREADY_ENDED')
    expect(end(left, leaving('2026-11-20T12:00:00Z', { endSource: 'inferred from MSH-7' }))).toBe('none')
  })

  it('refuses to end before it began, and in the future', () => {
    expect(end(openStay(), leaving('2026-11-02T14:29:00Z'))).toBe('STAY_ENDS_BEFORE_IT_STARTS')
    expect(end(openStay(), leaving('2026-11-22T18:00:00Z'))).toBe('STAY_IN_FUTURE')
  })

  it('lets a bare day of leaving be the day of admission, twice over', () => {
    const sameDay = leaving('2026-11-02T00:00:00Z', { endedKnownTo: 'day' })
    const left = endedStay('2026-11-02T00:00:00Z', {}, { endedKnownTo: 'day' })
    expect(left.endedAt).toBe(left.admittedAt)
    expect(end(left, sameDay)).toBe('none')
    expect(end(openStay(), leaving('2026-11-01T00:00:00Z', { endedKnownTo: 'day' }))).toBe(
      'STAY_ENDS_BEFORE_IT_STARTS',
    )
  })

  it('finds the stay that a message means', () => {
    const meant = (visitNumber: string | null, stays: readonly Stay[], organisationId = trust) => {
      const stay = findStayMeant({ by: 'message', organisationId, visitNumber }, stays)
      return stay.ok ? stay.value.id : stay.refusal.code
    }
    const first = endedStay('2026-11-05T11:00:00Z')
    const second = openStay({ id: 'stay-2' as StayId, visitNumber: 'V2' })
    expect(meant('V1', [second, first])).toBe('stay-1')
    expect(meant('V2', [second, first])).toBe('stay-2')
    expect(meant(null, [second, first])).toBe('stay-2')
    expect(meant('V3', [second, first])).toBe('STAY_NOT_KNOWN')
    expect(meant('V3', [openStay({ visitNumber: null })])).toBe('stay-1')
    expect(meant(null, [first])).toBe('STAY_NOT_KNOWN')
    expect(meant('V1', [first], 'other' as OrganisationId)).toBe('STAY_NOT_KNOWN')
    expect(findStayMeant({ by: 'id', stayId: 'stay-2' as StayId }, [first, second])).toEqual({
      ok: true,
      value: second,
    })
  })
})

describe('what a stay lacks', () => {
  const facts = (stay: Stay) => stayTasks(stay).map((task) => task.fact)

  it('is a task for the ward, never a guess', () => {
    expect(facts(openStay())).toEqual(['distance', 'reason'])
    expect(facts(openStay({ homeArea: 'not known' }))).toEqual(['home area', 'distance', 'reason'])
    expect(facts(endedStay('2026-11-20T11:00:00Z', {}, { endSource: 'inferred from MSH-7' }))).toContain(
      'time of leaving',
    )
  })

  it('asks no distance of someone with no home to measure from', () => {
    expect(facts(openStay({ homeArea: 'no fixed address', reason: { words: 'no bed nearer' } }))).toEqual([])
  })

  it('is filled by what the ward says; nothing new leaves the same stay', () => {
    const stay = openStay()
    const told = withToldFacts(stay, {
      distance: { miles: 12.5 },
      reason: { words: 'No bed nearer', code: '10' },
    })
    expect(facts(told)).toEqual([])
    expect(withToldFacts(told, { distance: { miles: 12.5 } })).toBe(told)
    expect(withToldFacts(stay, {})).toBe(stay)
  })
})

describe('days in', () => {
  it('counts nights in London, worked by hand: 2 to 22 November is 20', () => {
    expect(daysIn(openStay(), day('2026-11-22'))).toBe(20)
    expect(daysIn(openStay(), day('2026-11-02'))).toBe(0)
    expect(daysIn(endedStay('2026-11-20T11:00:00Z'), day('2027-01-01'))).toBe(18)
    // 23:30 UTC in summer is already the next day in London.
    expect(daysIn(openStay({ admittedAt: instant('2026-07-01T23:30:00Z') }), day('2026-07-03'))).toBe(1)
    expect(daysIn(openStay(), day('2026-11-01'))).toBe(0)
  })
})

describe('home area', () => {
  it.each([
    ['YO32 5TT', { area: 'YO32' }],
    ['yo325tt', { area: 'YO32' }],
    ['M1 1AE', { area: 'M1' }],
    ['EC1A 1BB', { area: 'EC1A' }],
    ['ZZ99 3VZ', 'no fixed address'],
    ['ZZ99 3WZ', 'not known'],
    ['ZZ99 6CZ', 'not known'],
    ['35209', 'not known'],
    ['', 'not known'],
    ['somewhere', 'not known'],
  ])('of %s', (postcode, area) => {
    expect(homeAreaOf(postcode)).toEqual(area)
  })
})

describe('shapes', () => {
  const id = '01935f7a-0000-7000-8000-000000000001'
  const input = {
    stayId: id,
    personId: id,
    unitId: id,
    visitNumber: null,
    admittedAt: '2026-11-02T14:30:00+00:00',
    admittedKnownTo: 'minute',
    homeArea: 'not known',
    distance: { miles: 12.3 },
    reason: { words: 'No bed nearer' },
    source: 'by hand',
    movedFrom: null,
  }
  it('take a stay and make its instant canonical', () => {
    expect(openStayShape.parse(input)).toMatchObject({
      admittedAt: '2026-11-02T14:30:00.000Z',
      distance: { miles: 12.3 },
    })
  })
  it.each([
    { admittedAt: '2026-02-30T14:30:00Z' },
    { admittedAt: '2 November' },
    { distance: { miles: -1 } },
    { distance: { miles: 12.34 } },
    { distance: 'near' },
    { visitNumber: '' },
    { source: 'practice data' },
    { unitId: 'maple' },
    { extra: true },
    { movedFrom: id },
  ])('refuse %j', (change) => {
    expect(openStayShape.safeParse({ ...input, ...change }).success).toBe(false)
  })
  it('of an end and of told facts', () => {
    const end = { stayId: id, endedAt: '2026-11-20T11:00:00Z', endedKnownTo: 'minute', endSource: 'by hand' }
    expect(endStayShape.safeParse(end).success).toBe(true)
    expect(endStayShape.safeParse({ ...end, endSource: 'moved to another stay' }).success).toBe(false)
    expect(tellStayShape.safeParse({ stayId: id, version: 1, reason: 'not known' }).success).toBe(true)
    expect(tellStayShape.safeParse({ stayId: id, version: 1 }).success).toBe(false)
  })
})
