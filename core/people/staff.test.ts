import { describe, expect, it } from 'vitest'
import type { OrganisationId, PostId, StaffId, TeamId } from '../kernel/ids.ts'
import { instant } from '../kernel/time.ts'
import { ALL_RIGHTS, EMPLOYED_ONLY, isRight, MACHINES_MAY_HOLD, RIGHTS, rightsBeyond } from './rights.ts'
import {
  type Absence,
  decideAbsence,
  decideSecondment,
  isMemberAt,
  membershipsAt,
  standsInAt,
  uncoveredIntervals,
} from './staff.ts'

const SAM = 'sam' as StaffId
const ADE = 'ade' as StaffId
const KIT = 'kit' as StaffId
const nov = (dayOfMonth: number) => instant(`2026-11-${String(dayOfMonth).padStart(2, '0')}T00:00:00Z`)
const away = (staffId: StaffId, from: number, until: number, by?: StaffId): Absence => ({
  staffId,
  from: nov(from),
  until: nov(until),
  cover: by ? { state: 'covered', by } : { state: 'no cover' },
})
const gaps = (absences: Absence[]) =>
  uncoveredIntervals(SAM, absences).map((g) => [Number(g.from.slice(8, 10)), Number(g.until?.slice(8, 10))])

describe('absence and cover', () => {
  it('refuses an end before the start and cover by the absent', () => {
    expect(decideAbsence(away(SAM, 5, 5))).toMatchObject({ refusal: { code: 'ABSENCE_ENDS_BEFORE_START' } })
    expect(decideAbsence(away(SAM, 1, 5, SAM))).toMatchObject({ refusal: { code: 'COVER_IS_THE_ABSENT' } })
    expect(decideAbsence(away(SAM, 1, 5)).ok).toBe(true)
  })

  it.each([
    ['nobody away', [], []],
    ['away without cover', [away(SAM, 2, 7)], [[2, 7]]],
    ['away with cover', [away(SAM, 2, 7, ADE)], []],
    ['cover away for two days of it', [away(SAM, 2, 9, ADE), away(ADE, 4, 6)], [[4, 6]]],
    [
      'cover away with cover of their own: still nobody',
      [away(SAM, 2, 9, ADE), away(ADE, 4, 6, KIT)],
      [[4, 6]],
    ],
    ['two absences at once, one covered', [away(SAM, 2, 9), away(SAM, 4, 12, ADE)], [[2, 4]]],
    ['two that touch are one', [away(SAM, 2, 5), away(SAM, 5, 8)], [[2, 8]]],
    [
      'two apart',
      [away(SAM, 10, 12), away(SAM, 2, 5)],
      [
        [2, 5],
        [10, 12],
      ],
    ],
    ['somebody else away', [away(ADE, 2, 5)], []],
    [
      'cover leaves as another comes',
      [away(SAM, 2, 6, ADE), away(SAM, 6, 9, KIT), away(KIT, 8, 20)],
      [[8, 9]],
    ],
  ] as [string, Absence[], number[][]][])('%s', (_, absences, expected) =>
    expect(gaps(absences)).toEqual(expected),
  )

  it('names who stands in, and nobody when nobody does', () => {
    const absences = [away(SAM, 2, 9, ADE), away(ADE, 4, 6)]
    expect([1, 3, 4, 6, 9].map((d) => standsInAt(SAM, absences, nov(d)))).toEqual([SAM, ADE, null, ADE, SAM])
  })

  it('agrees with itself: uncovered exactly when nobody stands in, every day of every mix', () => {
    const spans = [
      [2, 9],
      [4, 6],
      [6, 12],
      [1, 15],
    ] as const
    for (const [sf, su] of spans)
      for (const [af, au] of spans)
        for (const cover of [ADE, KIT, undefined]) {
          const absences = [away(SAM, sf, su, cover), away(SAM, 8, 14), away(ADE, af, au, KIT)]
          const uncovered = uncoveredIntervals(SAM, absences)
          for (let d = 1; d <= 16; d += 1) {
            const inGap = uncovered.some((g) => g.from <= nov(d) && (g.until === null || nov(d) < g.until))
            expect(inGap, `${sf}-${su} ${af}-${au} ${cover} day ${d}`).toBe(
              standsInAt(SAM, absences, nov(d)) === null,
            )
          }
        }
  })
})

describe('membership and secondment', () => {
  const team = 'team' as TeamId
  const held = [{ staffId: SAM, teamId: team, postId: 'post' as PostId, from: nov(2), until: nov(9) }]

  it('is half-open', () => {
    expect([1, 2, 8, 9].map((d) => isMemberAt(held, SAM, team, nov(d)))).toEqual([false, true, true, false])
    expect(membershipsAt([{ ...held[0]!, until: null }], nov(28))).toHaveLength(1)
    expect(isMemberAt(held, ADE, team, nov(3))).toBe(false)
  })

  it('is to another organisation', () => {
    const secondment = {
      staffId: SAM,
      employedBy: 'charity' as OrganisationId,
      worksIn: team,
      supervisedBy: ADE,
      from: nov(1),
      until: nov(30),
    }
    expect(decideSecondment(secondment, 'trust' as OrganisationId).ok).toBe(true)
    expect(decideSecondment(secondment, 'charity' as OrganisationId)).toMatchObject({
      refusal: { code: 'SECONDMENT_TO_OWN_EMPLOYER' },
    })
  })
})

describe('rights', () => {
  it('each have a plain sentence of their own', () => {
    for (const right of ALL_RIGHTS) expect(RIGHTS[right], right).toMatch(/^[A-Z].{10,}\.$/)
    expect(new Set(Object.values(RIGHTS)).size).toBe(ALL_RIGHTS.length)
    expect(isRight('people.read')).toBe(true)
    expect(isRight('toString')).toBe(false)
  })

  it('keep emergency access and leading from volunteers and machines', () => {
    expect(rightsBeyond('volunteer', ['contact.record', 'emergency.access', 'transition.lead'])).toEqual([
      'emergency.access',
      'transition.lead',
    ])
    expect(rightsBeyond('machine', ['import.hl7', 'contact.record', 'emergency.access'])).toEqual([
      'contact.record',
      'emergency.access',
    ])
    expect(rightsBeyond('employed', ALL_RIGHTS)).toEqual([])
    expect(EMPLOYED_ONLY.filter((right) => MACHINES_MAY_HOLD.includes(right))).toEqual([])
  })
})
