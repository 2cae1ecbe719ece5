import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContactId, StaffId } from '../kernel/ids.ts'
import { addMinutes, type Instant, instant } from '../kernel/time.ts'
import { AWAY_THEN, type Colleague, isThere, MOST_IN_A_PART, proposeRound, whyNobody } from './round-cover.ts'
import { partOfDay } from './visitors.ts'

const EIGHT = instant('2026-03-05T08:00:00Z')
const visit = (id: string, minutes: number) => ({
  contactId: id as ContactId,
  windowFrom: addMinutes(EIGHT, minutes),
  windowUntil: addMinutes(EIGHT, minutes + 30),
  serviceId: 'medication',
})
const colleague = (id: string, more: Partial<Colleague> = {}): Colleague => ({
  staffId: id as StaffId,
  away: [],
  services: ['medication'],
  planned: [],
  ...more,
})

describe('a proposal for a round', () => {
  it('gives each visit to whoever is there with fewest in that part of the day', () => {
    const ana = colleague('ana', { planned: [visit('a1', 0), visit('a2', 30)] })
    const ben = colleague('ben', { planned: [visit('b1', 600)] })
    const { given, nobody } = proposeRound([visit('v2', 60), visit('v1', 0), visit('v3', 600)], [ana, ben])
    expect(given).toEqual([
      { contactId: 'v1', staffId: 'ben' },
      { contactId: 'v2', staffId: 'ben' },
      { contactId: 'v3', staffId: 'ana' },
    ])
    expect(nobody).toEqual([])
  })

  it('proposes nobody who makes no visits of that service, and one who is free at that time before one who is not', () => {
    const manager = colleague('manager', { services: [] })
    const other = colleague('other', { services: ['housing'] })
    expect(proposeRound([visit('v1', 0)], [manager, other])).toEqual({ given: [], nobody: ['v1'] })
    const busy = colleague('busy', { planned: [visit('b1', 15)] })
    const free = colleague('free', { planned: [visit('f1', 60), visit('f2', 90), visit('f3', 120)] })
    expect(proposeRound([visit('v1', 0)], [manager, busy, free]).given).toEqual([
      { contactId: 'v1', staffId: 'free' },
    ])
  })

  it('never proposes somebody who is away at that time, and lists the visit when nobody is left', () => {
    const away = { from: EIGHT, until: addMinutes(EIGHT, 60) }
    const ana = colleague('ana', { away: [away] })
    expect(proposeRound([visit('v1', 0), visit('v2', 59), visit('v3', 60)], [ana])).toEqual({
      given: [{ contactId: 'v3', staffId: 'ana' }],
      nobody: ['v1', 'v2'],
    })
    expect(isThere({ away: [{ from: EIGHT, until: null }] }, addMinutes(EIGHT, 9_999))).toBe(false)
  })

  it('holds for any round: given once or listed, nobody away, nobody beyond the most, evenly shared (2,000 runs)', () => {
    const minutes = fc.integer({ min: 0, max: 13 * 60 })
    const colleagues = fc.array(
      fc.record({
        planned: fc.array(minutes, { maxLength: 9 }),
        away: fc.option(fc.tuple(minutes, fc.option(minutes, { nil: null })), { nil: null }),
      }),
      { maxLength: 5 },
    )
    let listed = 0
    let runs = 0
    fc.assert(
      fc.property(
        fc.array(minutes, { maxLength: 25 }),
        colleagues,
        fc.integer({ min: 1, max: MOST_IN_A_PART }),
        (at, team, most) => {
          const visits = at.map((m, i) => visit(`v${String(i).padStart(2, '0')}`, m))
          const who = team.map((c, i) =>
            colleague(`c${i}`, {
              planned: c.planned.map((m, n) => visit(`p${i}-${n}`, m)),
              away:
                c.away === null
                  ? []
                  : [
                      {
                        from: addMinutes(EIGHT, c.away[0]),
                        until: c.away[1] === null ? null : addMinutes(EIGHT, c.away[0] + c.away[1] + 1),
                      },
                    ],
            }),
          )
          const { given, nobody } = proposeRound(visits, who, most)
          runs += 1
          if (nobody.length > 0) listed += 1
          expect([...given.map((g) => g.contactId), ...nobody].sort()).toEqual(
            visits.map((v) => v.contactId).sort(),
          )
          const windowOf = (id: ContactId): Instant => visits.find((v) => v.contactId === id)!.windowFrom
          const count = (c: Colleague, part: string) =>
            c.planned.filter((p) => partOfDay(p.windowFrom) === part).length
          for (const c of who)
            for (const part of ['morning', 'afternoon', 'evening']) {
              const mine = given.filter(
                (g) => g.staffId === c.staffId && partOfDay(windowOf(g.contactId)) === part,
              )
              for (const g of mine) expect(isThere(c, windowOf(g.contactId))).toBe(true)
              if (mine.length > 0) expect(count(c, part) + mine.length).toBeLessThanOrEqual(most)
            }
          // a visit is listed only when everybody who is there is full in that part of the day
          for (const id of nobody) {
            const part = partOfDay(windowOf(id))
            for (const c of who.filter((x) => isThere(x, windowOf(id)))) {
              const mine = given.filter(
                (g) => g.staffId === c.staffId && partOfDay(windowOf(g.contactId)) === part,
              )
              expect(count(c, part) + mine.length).toBeGreaterThanOrEqual(most)
            }
          }
        },
      ),
      { seed: 74, numRuns: 2000 },
    )
    expect(listed, 'both ends were met').toBeGreaterThan(100)
    expect(runs - listed).toBeGreaterThan(100)
  })
})

describe('a visit that nobody can take', () => {
  const there = colleague('ana')
  const sick = colleague('ben', { away: [{ from: EIGHT, until: null }] })
  it('keeps why: what was written, else that its worker is away; taken from somebody at work it needs words', () => {
    expect(whyNobody(there, EIGHT, ' Nobody drives. ')).toMatchObject({ ok: true, value: 'Nobody drives.' })
    expect(whyNobody(sick, EIGHT, '')).toMatchObject({ ok: true, value: AWAY_THEN })
    expect(whyNobody(null, EIGHT, '')).toMatchObject({ ok: true, value: null })
    for (const words of ['', '  '])
      expect(whyNobody(there, EIGHT, words)).toMatchObject({ refusal: { code: 'ROUND_NEEDS_WHY' } })
  })
})
