import { addDays, at, type Day, weekdayOf } from '#core/kernel/time.ts'
import { ORGANISATIONS, type Row, type Rows, type StaffKey, staffId, TEAMS, type TeamKey } from './world.ts'

/** Days for which shifts are set from the day of seeding on; afterwards the week's table shows its holes. */
const DAYS = 28

interface Duty {
  readonly of: TeamKey
  readonly weekdays: readonly number[]
  readonly from: string
  readonly until: string
  readonly onBankHolidays: boolean
  readonly chain: readonly StaffKey[]
  /** Who is on duty, day after day in turn, and the hours of their shift. */
  readonly turns: readonly StaffKey[]
  readonly shift: readonly [from: string, until: string]
  readonly out: {
    readonly words: string
    readonly email: string | null
    readonly phone: string | null
    readonly team: TeamKey | null
  }
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const DUTIES: readonly Duty[] = [
  {
    of: 'maple',
    weekdays: EVERY_DAY,
    from: '00:00',
    until: '24:00',
    onBankHolidays: true,
    chain: ['wyn', 'pat'],
    turns: ['jo'],
    shift: ['08:00', '20:00'],
    out: {
      words: 'Northside site coordinator',
      email: 'site.coordinator@northside.example',
      phone: '01632 960100',
      team: null,
    },
  },
  {
    of: 'medication',
    weekdays: EVERY_DAY,
    from: '07:00',
    until: '21:00',
    onBankHolidays: true,
    chain: ['lin', 'ade'],
    // nobody is set for the day on which it is Kit's turn: a hole that the page shows
    turns: ['sam', 'ade', 'rae'],
    shift: ['07:00', '15:00'],
    out: {
      words: 'Northside crisis line',
      email: 'crisis.line@northside.example',
      phone: '01632 960999',
      team: null,
    },
  },
  {
    of: 'north',
    weekdays: [1, 2, 3, 4, 5],
    from: '09:00',
    until: '17:00',
    onBankHolidays: false,
    chain: ['noor', 'wyn'],
    turns: ['noor'],
    shift: ['09:00', '17:00'],
    out: { words: 'Maple ward, day and night', email: null, phone: null, team: 'maple' },
  },
]

/** Who answers for the ward, the support service and the community team, and who of them wants messages beside the screen. */
export function dutyRows(on: Day): Rows {
  const rows: { team: Row[]; chain: Row[]; shift: Row[] } = { team: [], chain: [], shift: [] }
  const began = at(addDays(on, -30), '09:00')
  for (const [t, d] of DUTIES.entries()) {
    const set = {
      team_id: TEAMS[d.of].id,
      organisation_id: ORGANISATIONS[TEAMS[d.of].of].id,
      set_at: began,
      set_by: staffId(d.chain[0] ?? 'lin'),
    }
    rows.team.push({
      ...set,
      version: 3,
      weekly: d.weekdays.map((weekday) => ({ weekday, from: d.from, until: d.until })),
      on_bank_holidays: d.onBankHolidays,
      chain_version: 1,
      out_words: d.out.words,
      out_email: d.out.email,
      out_phone: d.out.phone,
      out_team_id: d.out.team === null ? null : TEAMS[d.out.team].id,
    })
    d.chain.forEach((who, i) => {
      rows.chain.push({ ...set, version: 1, place: i + 1, staff_id: staffId(who), post_id: null })
    })
    for (let n = -1; n < DAYS; n += 1) {
      const day = addDays(on, n)
      const who = d.turns[(n + DAYS) % (d.turns.length + (d.of === 'medication' ? 1 : 0))]
      if (who === undefined || !d.weekdays.includes(weekdayOf(day))) continue
      rows.shift.push({
        ...set,
        id: `0193f00d-0000-7000-8000-${String(t * 100 + n + 2).padStart(12, '0')}`,
        from_at: at(day, d.shift[0]),
        until_at: at(day, d.shift[1]),
        staff_id: staffId(who),
        post_id: null,
      })
    }
  }
  return {
    duty_team: rows.team,
    duty_chain: rows.chain,
    duty_shift: rows.shift,
    notify_preference: (['sam', 'lin', 'jo', 'wyn', 'ade', 'rae'] as const).map((who, i) => ({
      staff_id: staffId(who),
      by_email: i % 2 === 0,
      mobile: i % 2 === 1 ? `07700 90010${i}` : null,
      digest_at: '08:00',
      set_at: began,
    })),
  }
}
