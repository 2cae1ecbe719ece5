import { describe, expect, it } from 'vitest'
import type { StaffId, StayId, TeamId } from '#core/kernel/ids.ts'
import { instant } from '#core/kernel/time.ts'
import {
  contact,
  facts,
  gapsUnder,
  keyWorker,
  on,
  owedUnder,
  support,
  ward,
  wardNurse,
} from './facts.fixture.ts'
import type { PersonFacts, WardStayFacts } from './facts.ts'

const MANAGER = wardNurse as StaffId
const left = (more: Partial<WardStayFacts> = {}, hours: 72 | 168 = 72): WardStayFacts => ({
  id: 's1' as StayId,
  admittedAt: on(1),
  endedAt: on(6, '11:00'),
  ward: { teamId: ward as TeamId, managerStaffId: MANAGER, unitHours: hours, soonerSinceAt: null },
  ...more,
})
const atHome = (more: Partial<PersonFacts> = {}, stays: readonly WardStayFacts[] = [left()]) =>
  facts({ stays, ...more })
const booked = (f: PersonFacts) => gapsUnder('N4:booked:s1', f)
const met = (f: PersonFacts) => gapsUnder('N4:met:s1', f)
/** Left on the 6th at 11:00: 72 hours end on the 9th at 11:00. */
const LEFT = on(6, '11:00')
const DUE = on(9, '11:00')

describe('N4: a live contact after leaving', () => {
  it('is a gap from the minute of leaving while nothing is booked, and from the due time until somebody meets them', () => {
    expect(booked(atHome())).toEqual([[LEFT, DUE]])
    expect(met(atHome())).toEqual([[DUE, null]])
  })

  it('where only the day of leaving is known, a contact of that day settles it only if its writer says that it came after', () => {
    const day = left({ endedAt: on(6, '00:00'), endKnownTo: 'day' })
    const morning = { id: 'c9', mode: 'visit' as const, happenedAt: on(6, '09:30') }
    const gaps = (afterStayId: string | null) =>
      met(atHome({ met: [{ ...morning, afterStayId: afterStayId as StayId | null }] }, [day]))
    expect(gaps(null)).toEqual([[on(9, '00:00'), null]])
    expect(gaps('another stay')).toEqual([[on(9, '00:00'), null]])
    expect(gaps('s1')).toEqual([])
    expect(met(atHome({ met: [{ ...morning, happenedAt: on(7, '00:00') }] }, [day]))).toEqual([])
    expect(owedUnder('N4:met:s1', atHome({}, [day]))?.clears).toMatch(/Only the day of leaving is known/)
  })

  it('is the ward’s and its manager’s, of the class of the stay', () => {
    expect(owedUnder('N4:met:s1', atHome())).toMatchObject({
      kind: 'N4',
      aboutId: 's1',
      teamId: ward,
      ownerStaffId: MANAGER,
      classBit: 2,
    })
  })

  it('is the lead’s from the minute at which a handover accepted by name holds, and the ward that was left is told', () => {
    const offer = {
      id: 'h1',
      stayId: 's1' as StayId,
      toTeamId: support as TeamId,
      toStaffId: keyWorker as StaffId,
      offeredAt: on(2),
      answer: 'accepted' as const,
      answeredAt: on(3),
    }
    expect(owedUnder('N4:met:s1', atHome({ offers: [offer] }))).toMatchObject({
      teamId: support,
      ownerStaffId: keyWorker,
      toldTeamId: ward,
    })
    expect(owedUnder('N4:met:s1', atHome())).toMatchObject({ toldTeamId: null })
  })

  it('is booked by a visit whose window ends in time, until that window is over', () => {
    const visit = contact({ windowFromAt: on(8, '09:00'), windowUntilAt: on(8, '11:00') })
    expect(booked(atHome({ contacts: [visit] }))).toEqual([[on(8, '11:00'), DUE]])
    const late = contact({ windowFromAt: on(9, '10:00'), windowUntilAt: on(9, '11:30') })
    expect(booked(atHome({ contacts: [late] }))).toEqual([[LEFT, DUE]])
  })

  it('is booked by no visit that failed or was written off', () => {
    for (const state of ['no answer', 'did not happen', 'void'] as const)
      expect(
        booked(
          atHome({
            contacts: [contact({ state, windowFromAt: on(7, '09:00'), windowUntilAt: on(7, '11:00') })],
          }),
        ),
      ).toEqual([[LEFT, DUE]])
  })

  it('is done by the first contact that happened, however late, by whatever way', () => {
    for (const mode of ['visit', 'phone', 'video', 'accompanied first visit'] as const) {
      const f = atHome({ met: [{ id: 'c9', mode, happenedAt: on(14) }] })
      expect([...booked(f), ...met(f)]).toEqual([])
    }
  })

  it('has 7 days where the ward says so, and 48 hours where somebody decided so, whatever the ward says', () => {
    expect(met(atHome({}, [left({}, 168)]))).toEqual([[on(13, '11:00'), null]])
    for (const hours of [72, 168] as const)
      expect(
        met(atHome({}, [left({ ward: { ...left({}, hours).ward!, soonerSinceAt: on(5) } }, hours)])),
      ).toEqual([[on(8, '11:00'), null]])
  })

  it('counts hours that pass, over the change of the clocks', () => {
    const stay = left({
      admittedAt: instant('2026-10-01T09:00:00Z'),
      endedAt: instant('2026-10-23T17:00:00+01:00'),
    })
    const f = atHome({ transition: { state: 'open', openedAt: instant('2026-10-20T09:00:00Z') } }, [stay])
    expect(met(f)).toEqual([['2026-10-26T16:00:00.000Z', null]])
  })

  it('is void while the person is back in hospital, on another ward, or the end of the stay is undone', () => {
    const nothing = (f: PersonFacts) => expect([...booked(f), ...met(f)]).toEqual([])
    const back = left({ id: 's2' as StayId, admittedAt: on(7), endedAt: null })
    nothing(
      atHome({ transition: { state: 'suspended', openedAt: on(2), suspendedAt: on(7) } }, [left(), back]),
    )
    nothing(atHome({}, [left(), { ...back, admittedAt: LEFT }]))
    nothing(atHome({}, [left({ endedAt: null })]))
  })

  it('goes on although another hospital still holds an older stay open: it may only not have heard', () => {
    const elsewhere = left({ id: 's0' as StayId, admittedAt: on(1), endedAt: null })
    expect(met(atHome({}, [elsewhere, left()]))).toEqual([[DUE, null]])
  })

  it('follows the last leaving, and none from before this way out began', () => {
    const second = left({ id: 's2' as StayId, admittedAt: on(8), endedAt: on(10, '09:00') })
    const f = atHome({}, [second, left()])
    expect(met(f)).toEqual([])
    expect(gapsUnder('N4:met:s2', f)).toEqual([[on(13, '09:00'), null]])
    expect(met(atHome({ transition: { state: 'open', openedAt: on(7) } }))).toEqual([])
  })

  it('is owed to nobody whose way out is closed', () => {
    expect(met(atHome({ transition: { state: 'none' } }))).toEqual([])
  })
})
