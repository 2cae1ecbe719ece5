import { describe, expect, it } from 'vitest'
import type { ReferralId, StayId } from '../kernel/ids.ts'
import { instant } from '../kernel/time.ts'
import { transitionOf } from './transition.ts'

const stay = (id: string, from: string, until: string | null) => ({
  id: id as StayId,
  admittedAt: instant(from),
  endedAt: until === null ? null : instant(until),
})
const sent = (id: string, at: string, stayId: string | null) => ({
  id: id as ReferralId,
  sentAt: instant(at),
  stayId: stayId as StayId | null,
})

describe('the transition', () => {
  it('is none for somebody on a ward about whom nobody has said a word yet', () => {
    expect(transitionOf([stay('s1', '2026-11-02T09:00Z', null)], [])).toEqual({ state: 'none' })
  })
  it('opens when a referral names the stay, before the person leaves', () => {
    expect(
      transitionOf([stay('s1', '2026-11-02T09:00Z', null)], [sent('r1', '2026-11-10T09:00Z', 's1')]),
    ).toMatchObject({ state: 'open', openedBecause: 'referral names the stay', stayId: 's1' })
  })
  it('opens when a date of leaving is first entered, and never before its stay began', () => {
    const dated = (enteredAt: string) => ({
      ...stay('s1', '2026-11-02T09:00Z', null),
      datesEnteredAt: instant(enteredAt),
    })
    expect(transitionOf([dated('2026-11-05T09:00Z')], [sent('r1', '2026-11-10T09:00Z', 's1')])).toMatchObject(
      {
        state: 'open',
        openedBecause: 'leave date entered',
        openedAt: instant('2026-11-05T09:00Z'),
        stayId: 's1',
      },
    )
    expect(transitionOf([dated('2026-11-02T08:30Z')], [])).toMatchObject({
      state: 'open',
      openedAt: instant('2026-11-02T09:00Z'),
    })
    expect(transitionOf([dated('2026-11-12T09:00Z')], [sent('r1', '2026-11-10T09:00Z', 's1')])).toMatchObject(
      { openedBecause: 'referral names the stay' },
    )
  })
  it('opens on leaving, when nothing was arranged', () => {
    expect(transitionOf([stay('s1', '2026-11-02T09:00Z', '2026-11-20T11:00Z')], [])).toMatchObject({
      state: 'open',
      openedBecause: 'left',
      openedAt: instant('2026-11-20T11:00Z'),
    })
  })
  it('opens for a referral of somebody with no stay', () => {
    expect(transitionOf([], [sent('r1', '2026-11-10T09:00Z', null)])).toMatchObject({
      state: 'open',
      openedBecause: 'referral without a stay',
      stayId: null,
    })
  })
  it('is suspended by a new stay and restored, about that stay, on leaving it', () => {
    const first = stay('s1', '2026-11-02T09:00Z', '2026-11-20T11:00Z')
    expect(transitionOf([first, stay('s2', '2026-11-25T02:00Z', null)], [])).toMatchObject({
      state: 'suspended',
      suspendedByStayId: 's2',
      suspendedAt: instant('2026-11-25T02:00Z'),
    })
    expect(transitionOf([first, stay('s2', '2026-11-25T02:00Z', '2026-11-28T10:00Z')], [])).toMatchObject({
      state: 'open',
      stayId: 's2',
      openedAt: instant('2026-11-20T11:00Z'),
    })
  })
  it('is not suspended by a stay that was there when it opened', () => {
    expect(
      transitionOf(
        [stay('s1', '2026-11-12T09:00Z', null)],
        [sent('r1', '2026-11-12T09:30Z', null), sent('r2', '2026-11-13T09:00Z', 's1')],
      ),
    ).toMatchObject({ state: 'open' })
  })
  it('comes out alike whatever order the facts arrive in', () => {
    const stays = [
      stay('s1', '2026-11-02T09:00Z', '2026-11-20T11:00Z'),
      stay('s2', '2026-11-25T02:00Z', null),
    ]
    const referrals = [sent('r1', '2026-11-10T09:00Z', 's1'), sent('r2', '2026-11-10T09:00Z', null)]
    expect(transitionOf([...stays].reverse(), [...referrals].reverse())).toEqual(
      transitionOf(stays, referrals),
    )
  })
})
