import { describe, expect, it } from 'vitest'
import type { StaffId, TeamId } from '../kernel/ids.ts'
import { instant } from '../kernel/time.ts'
import { type ClosingAsked, decideClose, type Handover } from './closing.ts'

const now = instant('2026-11-22T12:00Z')
const closing = {
  words: 'x',
  outcomes: [
    { id: 'on-my-own', title: 'x', handover: 'named-receiver' as const },
    { id: 'died', title: 'x', handover: 'not-possible' as const },
  ],
  destinations: [{ id: 'home', title: 'x' }],
}
const toNurse: Handover = {
  to: { kind: 'staff member', staffId: 'nurse' as StaffId },
  how: 'by telephone',
  at: now,
}
const open = [
  { key: 'N7/contact-1', kind: 'N7', owner: 'worker' },
  { key: 'N1b/episode', kind: 'N1b', owner: 'manager' },
]
const asked: ClosingAsked = {
  outcomeId: 'on-my-own',
  destinationId: 'home',
  handover: toNurse,
  open,
  seenKeys: open.map((o) => o.key),
  by: 'worker' as StaffId,
  now,
}

describe('closing', () => {
  it('keeps what is still open beside the outcome, the destination and the receiver', () => {
    expect(decideClose({ closing }, null, asked)).toEqual({
      ok: true,
      value: {
        state: 'closed',
        at: now,
        by: 'worker',
        outcomeId: 'on-my-own',
        destinationId: 'home',
        handover: toNurse,
        openAtClosing: open,
      },
    })
  })

  it.each<[string, Partial<ClosingAsked>, string]>([
    ['without an outcome', { outcomeId: null }, 'CLOSING_NEEDS_OUTCOME'],
    ['with an outcome the pathway does not have', { outcomeId: 'home' }, 'CLOSING_NEEDS_OUTCOME'],
    ['without a destination', { destinationId: null }, 'CLOSING_NEEDS_DESTINATION'],
    ['without a receiver', { handover: null }, 'CLOSING_NEEDS_RECEIVER'],
    [
      'without saying how it was handed over',
      { handover: { ...toNurse, how: ' ' } },
      'CLOSING_NEEDS_RECEIVER',
    ],
    [
      'with a handover still to come',
      { handover: { ...toNurse, at: instant('2026-11-22T12:01Z') } },
      'CLOSING_NEEDS_RECEIVER',
    ],
    [
      'with a team and nobody named',
      { handover: { ...toNurse, to: { kind: 'team', teamId: 't' as TeamId, named: ' ' } } },
      'CLOSING_NEEDS_RECEIVER',
    ],
    [
      'with an outside name of no organisation',
      { handover: { ...toNurse, to: { kind: 'outside', named: 'Dr A', ofOrganisation: ' ' } } },
      'CLOSING_NEEDS_RECEIVER',
    ],
    [
      'with an organisation and nobody named',
      { handover: { ...toNurse, to: { kind: 'outside', named: '', ofOrganisation: 'Hill Surgery' } } },
      'CLOSING_NEEDS_RECEIVER',
    ],
    ['when something open was not shown', { seenKeys: ['N7/contact-1'] }, 'CLOSING_OPEN_NOT_SEEN'],
  ])('is refused %s', (_, more, code) => {
    const answer = decideClose({ closing }, null, { ...asked, ...more })
    expect(answer.ok ? 'ok' : answer.refusal.code).toBe(code)
  })

  it('counts what was not shown', () => {
    expect(decideClose({ closing }, null, { ...asked, seenKeys: [] })).toMatchObject({
      refusal: { params: { count: 2 } },
    })
  })

  it('is refused a second time', () => {
    expect(decideClose({ closing }, now, asked)).toMatchObject({ refusal: { code: 'EPISODE_ENDED' } })
  })

  it('takes a team with a name, or a name outside with its organisation', () => {
    const team = { ...toNurse, to: { kind: 'team' as const, teamId: 't' as TeamId, named: 'Ana Example' } }
    const outside = {
      ...toNurse,
      to: { kind: 'outside' as const, named: 'Dr Example', ofOrganisation: 'Hill Surgery' },
    }
    expect(
      [team, outside].map((handover) => decideClose({ closing }, null, { ...asked, handover }).ok),
    ).toEqual([true, true])
  })

  it('asks no receiver when the person has died', () => {
    expect(decideClose({ closing }, null, { ...asked, outcomeId: 'died', handover: null }).ok).toBe(true)
  })
})
