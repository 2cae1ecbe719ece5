import { describe, expect, it } from 'vitest'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { answersNow, type DutyFacts, type DutyShift, type Who } from '#core/duty/answers.ts'
import type { TeamHours } from '#core/duty/hours.ts'
import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import { addHours, at, type Day, type Instant, type TimeOfDay } from '#core/kernel/time.ts'
import { dutyRows } from './duty.ts'
import { type StaffKey, staffId, TEAMS, type TeamKey } from './world.ts'

/** The practice data’s own hours and shifts, as somebody who signs in for the first time finds them. Monday 23 November 2026. */
const ON = '2026-11-23' as Day
const rows = dutyRows(ON) as Record<string, readonly Record<string, unknown>[]>
const NAMES = ['jo', 'wyn', 'pat', 'sam', 'lin', 'ade', 'rae', 'noor'] as const satisfies readonly StaffKey[]
const nameOf = (id: unknown): string => NAMES.find((n) => staffId(n) === id) ?? String(id)
const who = (id: unknown): Who => ({ key: `staff:${nameOf(id)}`, staffIds: [id as StaffId] })

function factsOf(team: TeamKey, now: Instant): DutyFacts {
  const of = (table: string) => (rows[table] ?? []).filter((r) => r.team_id === TEAMS[team].id)
  const set = of('duty_team')[0]!
  const shifts = of('duty_shift').map(
    (s): DutyShift => ({
      ...who(s.staff_id),
      from: s.from_at as Instant,
      until: s.until_at as Instant,
    }),
  )
  return {
    teamId: team as unknown as TeamId,
    hours: { weekly: set.weekly as TeamHours['weekly'], onBankHolidays: set.on_bank_holidays as boolean },
    shifts: shifts.filter((s) => s.until > addHours(now, -36) && s.from < addHours(now, 36)),
    setsShifts: true,
    chain: of('duty_chain').map((c) => who(c.staff_id)),
    manager: null,
    outOfHours: {
      words: set.out_words as string,
      email: set.out_email as string | null,
      phone: set.out_phone as string | null,
      teamId: set.out_team_id === null ? null : ('maple' as unknown as TeamId),
    },
    staff: NAMES.map((n) => ({ id: staffId(n) as StaffId, leftAt: null, ofTeam: false, absences: [] })),
  }
}
const asks = (team: TeamKey, on: string, time: string): string[] => {
  const now = at(on as Day, time as TimeOfDay)
  return answersNow(factsOf(team, now), now, englandHolidays, () => factsOf('maple', now)).map((a) =>
    a.key.replace(/^staff:/, ''),
  )
}

describe('the practice data as seeded', () => {
  it('sends a worry of the ward by day to Jo, and at 3am to the site coordinator before anybody at home', () => {
    expect(asks('maple', '2026-11-24', '11:00')).toEqual(['jo', 'wyn', 'pat', 'out of hours:maple'])
    expect(asks('maple', '2026-11-24', '03:00')).toEqual(['out of hours:maple', 'wyn', 'pat'])
    expect(asks('maple', '2026-11-28', '22:00')).toEqual(['out of hours:maple', 'wyn', 'pat'])
  })
  it('sends what the community team is owed on a Saturday night to the same coordinator', () => {
    expect(asks('north', '2026-11-28', '22:00')).toEqual(['out of hours:maple', 'wyn', 'pat', 'team:maple'])
    expect(asks('north', '2026-11-24', '10:00').slice(0, 2)).toEqual(['noor', 'wyn'])
  })
  it('keeps the hours of the support service, which close: the crisis line answers at night alone', () => {
    expect(asks('medication', '2026-11-24', '18:00')).toEqual(['lin', 'out of hours:medication'])
    expect(asks('medication', '2026-11-24', '22:00')).toEqual(['out of hours:medication'])
  })
})
