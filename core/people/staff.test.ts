import { describe, expect, it } from 'vitest'
import type { OrganisationId, StaffId, TeamId } from '../kernel/ids.ts'
import { instant } from '../kernel/time.ts'
import { ALL_RIGHTS, EMPLOYED_ONLY, isRight, MACHINES_MAY_HOLD, RIGHTS, rightsBeyond } from './rights.ts'
import { type Absence, awayThroughout, decideAbsence, decideCover, decideSecondment } from './staff.ts'

const SAM = 'sam' as StaffId
const ADE = 'ade' as StaffId
const nov = (dayOfMonth: number) => instant(`2026-11-${String(dayOfMonth).padStart(2, '0')}T00:00:00Z`)
const away = (staffId: StaffId, from: number, until: number, by?: StaffId): Absence => ({
  staffId,
  from: nov(from),
  until: nov(until),
  cover: by ? { state: 'covered', by } : { state: 'no cover' },
})
describe('absence and cover', () => {
  it('refuses an end before the start and cover by the absent', () => {
    expect(decideAbsence(away(SAM, 5, 5))).toMatchObject({ refusal: { code: 'ABSENCE_ENDS_BEFORE_START' } })
    expect(decideAbsence(away(SAM, 1, 5, SAM))).toMatchObject({ refusal: { code: 'COVER_IS_THE_ABSENT' } })
    expect(decideAbsence(away(SAM, 1, 5)).ok).toBe(true)
  })
  it('is covered by nobody who is away throughout; whoever is there for some of it covers that', () => {
    const span = { from: nov(5), until: nov(9) }
    const days = (from: number, until: number | null) => ({
      from: nov(from),
      until: until === null ? null : nov(until),
    })
    expect(awayThroughout([days(7, 12), days(1, 7)], span)).toEqual({ until: nov(12) })
    expect(awayThroughout([days(4, null)], span)).toEqual({ until: null })
    expect(awayThroughout([days(1, 9)], span)).toEqual({ until: nov(9) })
    for (const some of [[], [days(1, 7)], [days(6, 12)], [days(1, 6), days(7, 12)], [days(8, null)]])
      expect(awayThroughout(some, span)).toBeNull()
    expect(decideCover([days(1, 9)], span)).toMatchObject({ refusal: { code: 'COVER_AWAY_TOO' } })
    expect(decideCover([days(1, 8)], span).ok).toBe(true)
  })
})

describe('secondment', () => {
  const team = 'team' as TeamId
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
