import { describe, expect, it } from 'vitest'
import type { ReferralId, StayId, TransitionId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import { away, colleague, facts, keyWorker, on, staff } from './facts.fixture.ts'
import { backInHospital } from './hospital.ts'
import { staffingOf } from './staffing.ts'
import { transitionOf } from './transition.ts'

describe('what counts as back in hospital', () => {
  const stay = (id: string, admittedAt: Instant, endedAt: Instant | null) => ({
    id: id as StayId,
    admittedAt,
    endedAt,
  })
  const open = { state: 'open', openedAt: on(10) } as const
  it('is no stay that had begun when the transition opened, nor one that began at that minute', () => {
    const known = facts({
      transition: open,
      stays: [stay('before', on(2), on(12)), stay('with', on(10), on(12))],
    })
    expect(backInHospital(known)).toEqual([])
  })
  it('is each stay that began since, until its end', () => {
    const known = facts({
      transition: open,
      stays: [stay('since', on(14), on(16)), stay('again', on(20), null)],
    })
    expect(backInHospital(known)).toEqual([
      { from: on(14), until: on(16) },
      { from: on(20), until: null },
    ])
  })
  it('is what a closed way out left behind, and any stay since', () => {
    const closings = [{ id: 'c', transitionId: 't' as TransitionId, at: on(12) }]
    const [past, now] = [stay('past', on(6), on(8)), stay('now', on(14), null)]
    expect(backInHospital(facts({ transition: { state: 'none' }, closings, stays: [past, now] }))).toEqual([
      { from: on(6), until: on(8) },
      { from: on(14), until: null },
    ])
    // the stay in which the next way out opened is the one being left
    const opened = { state: 'open', openedAt: on(15) } as const
    expect(backInHospital(facts({ transition: opened, closings, stays: [past, now] }))).toEqual([
      { from: on(6), until: on(8) },
    ])
  })
  it('is nothing without a transition', () => {
    expect(backInHospital(facts({ transition: { state: 'none' }, stays: [stay('s', on(2), null)] }))).toEqual(
      [],
    )
  })
})

describe('since when it is known that nobody answers for a worker', () => {
  const known = (worker: ReturnType<typeof staff>, at: Instant) =>
    staffingOf(facts({ staff: [worker, staff(colleague)] })).unattendedKnownSince(keyWorker, at)
  it('goes by the absence of that day, not by another', () => {
    const worker = staff(keyWorker, {
      absences: [away(on(3), on(4), { recordedAt: on(1) }), away(on(20), on(22), { recordedAt: on(15) })],
    })
    expect(known(worker, on(21))).toBe(on(15))
    expect(known(worker, on(10))).toBeNull()
  })
  it('goes by leaving only once they have left, from that very minute', () => {
    const worker = staff(keyWorker, { leftAt: on(20) })
    expect(known(worker, on(19))).toBeNull()
    expect(known(worker, on(20))).toBe(on(20))
  })
  it('is nobody’s news while somebody covers', () => {
    const worker = staff(keyWorker, { absences: [away(on(3), on(9), { coverStaffId: colleague })] })
    expect(known(worker, on(5))).toBeNull()
  })
})

describe('what opened a transition', () => {
  const sent = (id: string, sentAt: Instant) => ({ id: id as ReferralId, sentAt, stayId: null })
  it('is the earliest, in whatever order they are told', () => {
    const [a, b, c] = [sent('a', on(12)), sent('b', on(8)), sent('c', on(10))]
    for (const told of [
      [a, b, c],
      [c, b, a],
      [b, a, c],
    ])
      expect(transitionOf([], told)).toMatchObject({ id: 'b', openedAt: on(8) })
  })
  it('is the same one for two of the same minute, in whatever order they are told', () => {
    const two = [sent('b', on(8)), sent('a', on(8))]
    expect(transitionOf([], two)).toMatchObject({ id: 'a' })
    expect(transitionOf([], [...two].reverse())).toMatchObject({ id: 'a' })
  })
  it('is not suspended by a stay that began in the minute it opened', () => {
    const stay = { id: 's' as StayId, admittedAt: on(8), endedAt: null }
    expect(transitionOf([stay], [sent('a', on(8))])).toMatchObject({ state: 'open' })
  })
})
