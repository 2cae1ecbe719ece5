import { describe, expect, test } from 'vitest'
import type { ContactId, EpisodeId, StayId } from '#core/kernel/ids.ts'
import type { Day } from '#core/kernel/time.ts'
import {
  away,
  colleague,
  contact,
  episode,
  facts,
  gapsUnder,
  keyWorker,
  on,
  owedUnder,
  staff,
  support,
  team,
  ward,
} from './facts.fixture.ts'

const E = 'N2:episode:e1'
const W = 'N2:worker:c1'
const suspended = { state: 'suspended', openedAt: on(1), suspendedAt: on(6) } as const

describe('a next contact', () => {
  test('without one the gap opens with the last contact', () => {
    expect(owedUnder(E, facts({ episodes: [episode()] }))).toMatchObject({
      kind: 'N2',
      aboutId: 'e1',
      teamId: support,
      ownerStaffId: keyWorker,
      gaps: [{ from: on(5, '11:00'), until: null }],
      clears:
        'Plan the next contact with a date, a way to meet and a named worker, or write why there is none.',
    })
  })

  test('before any contact it opens with the start; a start in the future is waited for', () => {
    const none = { lastContactAt: null, firstContactAt: null }
    expect(gapsUnder(E, facts({ episodes: [episode(none)] }))).toEqual([[on(4, '10:00'), null]])
    expect(gapsUnder(E, facts({ episodes: [episode({ ...none, startOn: '2026-11-20' as Day })] }))).toEqual([
      [on(20, '00:00'), null],
    ])
  })

  test('a live contact reaches to the end of its window; the latest counts', () => {
    const later = contact({
      id: 'c2' as ContactId,
      windowFromAt: on(12, '08:00'),
      windowUntilAt: on(12, '10:00'),
    })
    expect(gapsUnder(E, facts({ episodes: [episode()], contacts: [later, contact()] }))).toEqual([
      [on(12, '10:00'), null],
    ])
  })

  const notLive = {
    'of another episode': contact({ episodeId: 'e2' as EpisodeId }),
    'without a worker': contact({ staffId: null }),
    'that got no answer': contact({ state: 'no answer' }),
    'already resolved': contact({ resolvedAt: on(10) }),
  }
  test.each(Object.entries(notLive))('a contact %s does not count', (_, c) => {
    expect(gapsUnder(E, facts({ episodes: [episode()], contacts: [c] }))).toEqual([[on(5, '11:00'), null]])
  })

  test('nor does one whose worker has left or is away uncovered when it begins', () => {
    const given = (more: Parameters<typeof staff>[1]) =>
      gapsUnder(E, facts({ episodes: [episode()], contacts: [contact()], staff: [staff(keyWorker, more)] }))
    expect(given({ leftAt: on(10, '08:00') })).toEqual([[on(5, '11:00'), null]])
    expect(given({ leftAt: on(10, '08:01') })).toEqual([[on(10, '10:00'), null]])
    expect(given({ absences: [away(on(10, '07:00'), on(10, '09:00'))] })).toEqual([[on(5, '11:00'), null]])
    expect(given({ absences: [away(on(10, '07:00'), on(10, '08:00'))] })).toEqual([[on(10, '10:00'), null]])
    expect(given({ absences: [away(on(9), on(11), { coverStaffId: colleague })] })).toEqual([
      [on(10, '10:00'), null],
    ])
  })

  test('a written reason why not, and a pause, are no gap while they hold', () => {
    const explained = episode({ noNextContact: { from: on(5, '11:00'), until: on(8) } })
    expect(gapsUnder(E, facts({ episodes: [explained] }))).toEqual([[on(8), null]])
    expect(gapsUnder(E, facts({ episodes: [episode({ pauses: [{ from: on(7), until: on(9) }] })] }))).toEqual(
      [
        [on(5, '11:00'), on(7)],
        [on(9), null],
      ],
    )
  })

  test('back in hospital: nothing from that minute, until the person leaves again', () => {
    const gone = staff(keyWorker, { leftAt: on(2) })
    const f = facts({ transition: suspended, episodes: [episode()], contacts: [contact()], staff: [gone] })
    expect(gapsUnder(E, f)).toEqual([[on(5, '11:00'), on(6)]])
    const back = { id: 's2' as StayId, admittedAt: on(6), endedAt: on(8) }
    expect(gapsUnder(E, { ...f, transition: { state: 'open', openedAt: on(1) }, stays: [back] })).toEqual([
      [on(5, '11:00'), on(6)],
      [on(8), null],
    ])
  })
})

describe('a worker who will be there', () => {
  test('nobody named: from the planning to the end of the window, when N7 takes over', () => {
    expect(
      owedUnder(W, facts({ episodes: [episode()], contacts: [contact({ staffId: null })] })),
    ).toMatchObject({
      kind: 'N2',
      aboutId: 'c1',
      ownerStaffId: keyWorker,
      teamId: support,
      gaps: [{ from: on(5, '12:00'), until: on(10, '10:00') }],
      clears: 'Name a worker who is there for this contact, or move it.',
    })
  })

  test('away or left when it begins: from the moment that was known', () => {
    const given = (more: Parameters<typeof staff>[1]) =>
      gapsUnder(W, facts({ episodes: [episode()], contacts: [contact()], staff: [staff(keyWorker, more)] }))
    expect(given({})).toEqual([])
    expect(given({ leftAt: on(8) })).toEqual([[on(8), on(10, '10:00')]])
    expect(given({ leftAt: on(2) })).toEqual([[on(5, '12:00'), on(10, '10:00')]])
    expect(given({ leftAt: on(11) })).toEqual([])
    expect(given({ absences: [away(on(9), on(11), { recordedAt: on(7) })] })).toEqual([
      [on(7), on(10, '10:00')],
    ])
    expect(given({ absences: [away(on(9), on(11), { recordedAt: on(10, '10:00') })] })).toEqual([])
    expect(
      given({
        leftAt: on(8),
        absences: [away(on(9), on(11), { recordedAt: on(9) }), away(on(9), on(12), { recordedAt: on(7) })],
      }),
    ).toEqual([[on(7), on(10, '10:00')]])
  })

  test('not inside a pause, nor for an episode that has ended, nor once it is settled', () => {
    const nobody = contact({ staffId: null })
    expect(
      gapsUnder(
        W,
        facts({ episodes: [episode({ pauses: [{ from: on(9), until: on(11) }] })], contacts: [nobody] }),
      ),
    ).toEqual([[on(5, '12:00'), on(9)]])
    expect(gapsUnder(W, facts({ contacts: [nobody] }))).toEqual([])
    expect(
      gapsUnder(W, facts({ episodes: [episode()], contacts: [{ ...nobody, state: 'no answer' }] })),
    ).toEqual([])
    expect(
      gapsUnder(W, facts({ episodes: [episode()], contacts: [{ ...nobody, resolvedAt: on(6) }] })),
    ).toEqual([])
  })

  test('a contact without an episode stands on its own team’s board', () => {
    const alone = contact({ episodeId: null, staffId: null, keyWorkerStaffId: null, teamId: ward })
    expect(
      owedUnder(W, facts({ contacts: [alone], teams: [team(support, { drugAndAlcohol: true })] })),
    ).toMatchObject({ teamId: ward, ownerStaffId: null, classBit: 16 })
  })
})
