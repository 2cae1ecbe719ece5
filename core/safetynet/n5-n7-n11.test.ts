import { describe, expect, test } from 'vitest'
import {
  contact,
  facts,
  gapsUnder,
  keyWorker,
  on,
  owedUnder,
  referral,
  staff,
  support,
  team,
  ward,
  wardNurse,
} from './facts.fixture.ts'

const suspended = { state: 'suspended', openedAt: on(1), suspendedAt: on(10, '08:00') } as const

describe('N5, an answer by its date', () => {
  const N5 = 'N5:referral:r1'
  test.each(['sent', 'seen', 'question asked'] as const)(
    '%s: open from the reply-by date, on the receiver’s board',
    (word) => {
      expect(owedUnder(N5, facts({ referrals: [referral({ word, questionAskedAt: on(3) })] }))).toMatchObject(
        {
          kind: 'N5',
          aboutId: 'r1',
          teamId: support,
          organisationId: 'charity',
          ownerStaffId: null,
          gaps: [{ from: on(6, '17:00'), until: null }],
          clears: 'Answer the referral: take it on, or decline it with a way onward.',
        },
      )
    },
  )

  test.each(['taken on', 'started', 'finished', 'withdrawn'] as const)('%s: answered', (word) => {
    expect(owedUnder(N5, facts({ referrals: [referral({ word })] }))).toBeUndefined()
  })

  test('a decline owes a way onward from the answer', () => {
    const declined = referral({ word: 'not taken on', answeredAt: on(4) })
    const o = owedUnder(N5, facts({ referrals: [declined] }))
    expect(o?.gaps).toEqual([{ from: on(4), until: null }])
    expect(o?.clears).toBe('Write the way onward: hand it on, introduce, or record an unmet need.')
    expect(gapsUnder(N5, facts({ referrals: [{ ...declined, answeredAt: null }] }))).toEqual([
      [on(6, '17:00'), null],
    ])
    expect(owedUnder(N5, facts({ referrals: [{ ...declined, wayOnward: true }] }))).toBeUndefined()
  })
})

describe('N7, what became of a contact', () => {
  const N7 = 'N7:contact:c1'
  test('planned: open from the end of its window, whether or not its episode is still open', () => {
    expect(owedUnder(N7, facts({ contacts: [contact()] }))).toMatchObject({
      kind: 'N7',
      aboutId: 'c1',
      teamId: support,
      ownerStaffId: keyWorker,
      classBit: 4,
      gaps: [{ from: on(10, '10:00'), until: null }],
      clears: 'Write what became of this contact.',
    })
  })

  test.each(['no answer', 'did not happen'] as const)(
    '%s: open from when that was known, at the latest from the end of the window',
    (state) => {
      expect(gapsUnder(N7, facts({ contacts: [contact({ state, recordedAt: on(10, '09:00') })] }))).toEqual([
        [on(10, '09:00'), null],
      ])
      expect(gapsUnder(N7, facts({ contacts: [contact({ state, recordedAt: on(11) })] }))).toEqual([
        [on(10, '10:00'), null],
      ])
      expect(gapsUnder(N7, facts({ contacts: [contact({ state })] }))).toEqual([[on(10, '10:00'), null]])
    },
  )

  test('a planned contact is not late because something was recorded early', () => {
    expect(gapsUnder(N7, facts({ contacts: [contact({ recordedAt: on(7) })] }))).toEqual([
      [on(10, '10:00'), null],
    ])
  })

  test.each(['happened', 'void'] as const)('%s: nothing', (state) => {
    expect(owedUnder(N7, facts({ contacts: [contact({ state })] }))).toBeUndefined()
  })

  test('resolved: nothing', () => {
    expect(
      owedUnder(N7, facts({ contacts: [contact({ state: 'no answer', resolvedAt: on(11) })] })),
    ).toBeUndefined()
  })

  test('back in hospital: void for what would have begun since, open for what began before', () => {
    const before = contact({ windowFromAt: on(10, '07:59') })
    expect(owedUnder(N7, facts({ transition: suspended, contacts: [contact()] }))).toBeUndefined()
    expect(gapsUnder(N7, facts({ transition: suspended, contacts: [before] }))).toEqual([
      [on(10, '10:00'), null],
    ])
  })
})

describe('N11, nothing waits unseen', () => {
  const task = {
    kind: 'task',
    id: 'k1',
    sinceAt: on(3),
    dueAt: on(10),
    teamId: ward,
    staffId: wardNurse,
  } as const

  test('a task is late from its date, in the class of core', () => {
    expect(owedUnder('N11:task:k1', facts({ waiting: [task] }))).toMatchObject({
      kind: 'N11',
      aboutId: 'k1',
      teamId: ward,
      organisationId: 'trust',
      ownerStaffId: wardNurse,
      classBit: 2,
      gaps: [{ from: on(10), until: null }],
      clears: 'Do it and mark it done, or give it to someone who is at work.',
    })
  })

  test('or from the day its owner left or its team closed, but never before it began', () => {
    const given = (leftAt: ReturnType<typeof on> | null, closedAt: ReturnType<typeof on> | null) =>
      gapsUnder(
        'N11:task:k1',
        facts({ waiting: [task], staff: [staff(wardNurse, { leftAt })], teams: [team(ward, { closedAt })] }),
      )
    expect(given(on(6), null)).toEqual([[on(6), null]])
    expect(given(on(1), null)).toEqual([[on(3), null]])
    expect(given(on(20), null)).toEqual([[on(10), null]])
    expect(given(null, on(7))).toEqual([[on(7), null]])
    expect(given(null, on(2))).toEqual([[on(3), null]])
  })

  test('a task that nobody is named for, of a closed team, is asked of the root owner', () => {
    const o = owedUnder(
      'N11:task:k1',
      facts({
        waiting: [{ ...task, staffId: null }],
        teams: [team(ward, { closedAt: on(7), drugAndAlcohol: true })],
      }),
    )
    expect(o).toMatchObject({ teamId: ward, ownerStaffId: 'trust root owner', classBit: 16 })
  })

  test('a question waits 48 hours for its sender', () => {
    const asked = referral({ word: 'question asked', questionAskedAt: on(3, '15:30') })
    expect(owedUnder('N11:question:r1', facts({ referrals: [asked] }))).toMatchObject({
      teamId: ward,
      ownerStaffId: wardNurse,
      classBit: 4,
      gaps: [{ from: on(5, '15:30'), until: null }],
      clears: 'Answer the question on the referral.',
    })
    expect(gapsUnder('N11:question:r1', facts({ referrals: [{ ...asked, questionAskedAt: null }] }))).toEqual(
      [[on(4), null]],
    )
    expect(owedUnder('N11:question:r1', facts({ referrals: [{ ...asked, word: 'seen' }] }))).toBeUndefined()
  })

  test('a wish to step down waits seven days, a worry not at all', () => {
    const wish = {
      kind: 'proposal',
      id: 's1',
      sinceAt: on(3),
      teamId: support,
      serviceTeamId: support,
    } as const
    const worry = { kind: 'worry', id: 'w1', sinceAt: on(3), teamId: support } as const
    const f = facts({ waiting: [wish, worry] })
    expect(owedUnder('N11:proposal:s1', f)).toMatchObject({
      teamId: support,
      ownerStaffId: null,
      classBit: 4,
      gaps: [{ from: on(10), until: null }],
      clears: 'Decide with the person: step down, or not now.',
    })
    expect(owedUnder('N11:worry:w1', f)).toMatchObject({
      teamId: support,
      ownerStaffId: null,
      classBit: 4,
      gaps: [{ from: on(3), until: null }],
      clears: 'Write what was done about the worry.',
    })
  })

  test('goes on while the person is in hospital', () => {
    expect(gapsUnder('N11:task:k1', facts({ transition: suspended, waiting: [task] }))).toEqual([
      [on(10), null],
    ])
  })
})

test('an answer, an outcome and a worry are owed whether or not a way out is open', () => {
  const f = facts({
    transition: { state: 'none' },
    referrals: [referral()],
    contacts: [contact()],
    waiting: [{ kind: 'worry', id: 'w1', sinceAt: on(10), teamId: support }],
  })
  expect(owedUnder('N5:referral:r1', f)).toBeDefined()
  expect(owedUnder('N7:contact:c1', f)).toBeDefined()
  expect(gapsUnder('N11:worry:w1', f)).toEqual([[on(10), null]])
})
