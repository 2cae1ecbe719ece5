import { describe, expect, test } from 'vitest'
import type { StaffId } from '#core/kernel/ids.ts'
import {
  away,
  colleague,
  episode,
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
import { RULES_VERSION } from './kinds.ts'

const R = 'N1b:referral:r1'
const E = 'N1b:episode:e1'
const nurseAway = staff(wardNurse, { absences: [away(on(9), on(13))] })

describe('a referral belongs to its sender', () => {
  test('no gap while the sender is at work', () => {
    expect(gapsUnder(R, facts({ referrals: [referral()] }))).toEqual([])
  })

  test('an absence without cover is a gap that heals by itself', () => {
    const o = owedUnder(R, facts({ referrals: [referral()], staff: [nurseAway] }))
    expect(o).toMatchObject({
      kind: 'N1b',
      aboutId: 'r1',
      teamId: ward,
      organisationId: 'trust',
      ownerStaffId: wardNurse,
      classBit: 4,
      gaps: [{ from: on(9), until: on(13) }],
      clears: 'Name cover, or hand this to someone who is at work.',
      source: 'docs/architecture.md, the safety net',
      rulesVersion: RULES_VERSION,
    })
  })

  test('counted from the moment they became owner', () => {
    const early = staff(wardNurse, { absences: [away(on(1), on(3))], leftAt: on(20) })
    expect(gapsUnder(R, facts({ referrals: [referral()], staff: [early] }))).toEqual([
      [on(2), on(3)],
      [on(20), null],
    ])
  })

  test('cover closes the gap, except where the cover has left or is absent', () => {
    const covered = staff(wardNurse, { absences: [away(on(9), on(13), { coverStaffId: colleague })] })
    const given = (cover: ReturnType<typeof staff>) =>
      facts({ referrals: [referral()], staff: [covered, cover] })
    expect(gapsUnder(R, given(staff(colleague)))).toEqual([])
    expect(gapsUnder(R, given(staff(colleague, { leftAt: on(11) })))).toEqual([[on(11), on(13)]])
    const alsoAway = away(on(8), on(10), { coverStaffId: 'somebody else' as StaffId })
    expect(gapsUnder(R, given(staff(colleague, { absences: [alsoAway] })))).toEqual([[on(9), on(10)]])
  })

  test.each(['sent', 'seen', 'question asked', 'taken on', 'started'] as const)(
    'owed while the word is %s',
    (word) => {
      expect(gapsUnder(R, facts({ referrals: [referral({ word })], staff: [nurseAway] }))).toEqual([
        [on(9), on(13)],
      ])
    },
  )

  test.each(['finished', 'withdrawn'] as const)('over once it is %s', (word) => {
    expect(owedUnder(R, facts({ referrals: [referral({ word })], staff: [nurseAway] }))).toBeUndefined()
  })

  test.each(['taken on', 'started'] as const)(
    'told once: %s with an episode, the episode carries it',
    (word) => {
      expect(
        owedUnder(R, facts({ referrals: [referral({ word, hasEpisode: true })], staff: [nurseAway] })),
      ).toBeUndefined()
    },
  )

  test('a decline without a way onward is a gap from the answer, and a way onward settles it', () => {
    const declined = referral({ word: 'not taken on', answeredAt: on(5) })
    const o = owedUnder(R, facts({ referrals: [declined] }))
    expect(o?.gaps).toEqual([{ from: on(5), until: null }])
    expect(o?.clears).toBe('Write the way onward: hand it on, introduce, or record an unmet need.')
    expect(
      owedUnder(R, facts({ referrals: [{ ...declined, wayOnward: true }], staff: [nurseAway] })),
    ).toBeUndefined()
    expect(gapsUnder(R, facts({ referrals: [{ ...declined, answeredAt: null }] }))).toEqual([[on(2), null]])
  })

  test('a way onward written before any answer settles nothing', () => {
    expect(gapsUnder(R, facts({ referrals: [referral({ wayOnward: true })], staff: [nurseAway] }))).toEqual([
      [on(9), on(13)],
    ])
  })
})

describe('an episode belongs to the sender until the first contact, then to the key worker', () => {
  const workerLeft = staff(keyWorker, { leftAt: on(3) })

  test('the sender, on the sender’s board, from the day it started', () => {
    const waiting = episode({ firstContactAt: null })
    const left = staff(wardNurse, { leftAt: on(3) })
    expect(owedUnder(E, facts({ episodes: [waiting], staff: [left, workerLeft] }))).toMatchObject({
      teamId: ward,
      organisationId: 'trust',
      ownerStaffId: wardNurse,
      gaps: [{ from: on(4, '10:00'), until: null }],
      clears: 'Name cover, or hand this to someone who is at work.',
      aboutId: 'e1',
      kind: 'N1b',
    })
    expect(owedUnder(E, facts({ episodes: [waiting], staff: [workerLeft] }))).toBeUndefined()
  })

  test('the key worker from the first contact', () => {
    const left = staff(wardNurse, { leftAt: on(3) })
    expect(owedUnder(E, facts({ episodes: [episode()], staff: [left] }))).toBeUndefined()
    expect(owedUnder(E, facts({ episodes: [episode()], staff: [workerLeft] }))).toMatchObject({
      teamId: support,
      organisationId: 'charity',
      ownerStaffId: keyWorker,
      gaps: [{ from: on(5, '11:00'), until: null }],
    })
  })

  test('nobody named is a gap from the first contact', () => {
    expect(owedUnder(E, facts({ episodes: [episode({ keyWorkerStaffId: null })] }))).toMatchObject({
      ownerStaffId: null,
      gaps: [{ from: on(5, '11:00'), until: null }],
      clears: 'Name a key worker.',
    })
  })

  test('an episode that stands by itself is the key worker’s from its start', () => {
    const alone = { sentBy: null, keyWorkerStaffId: null }
    expect(gapsUnder(E, facts({ episodes: [episode(alone)] }))).toEqual([[on(4, '10:00'), null]])
    expect(gapsUnder(E, facts({ episodes: [episode({ ...alone, firstContactAt: null })] }))).toEqual([
      [on(4, '10:00'), null],
    ])
  })

  test('a stay in hospital changes nothing', () => {
    const suspended = { state: 'suspended', openedAt: on(1), suspendedAt: on(6) } as const
    expect(
      gapsUnder(E, facts({ transition: suspended, episodes: [episode()], staff: [workerLeft] })),
    ).toEqual([[on(5, '11:00'), null]])
  })
})

test('a closed team’s rows are asked of its organisation’s root owner', () => {
  const closed = team(ward, { closedAt: on(8) })
  expect(
    owedUnder(R, facts({ referrals: [referral()], staff: [nurseAway], teams: [closed] }))?.ownerStaffId,
  ).toBe('trust root owner')
})

test('the class is that of the receiving service, whoever owns it', () => {
  const drugs = team(support, { drugAndAlcohol: true })
  const f = facts({
    referrals: [referral()],
    episodes: [episode({ firstContactAt: null })],
    staff: [staff(wardNurse, { leftAt: on(9) })],
    teams: [drugs],
  })
  expect(owedUnder(R, f)?.classBit).toBe(16)
  expect(owedUnder(E, f)?.classBit).toBe(16)
})

test('facts that name somebody they do not hold are a fault, never silence', () => {
  expect(() => owedUnder(R, facts({ referrals: [referral({ fromStaffId: 'nobody' as StaffId })] }))).toThrow(
    'a named staff member is missing',
  )
  const noTeam = { ...facts({ referrals: [referral()], staff: [nurseAway] }), teams: [] }
  expect(() => owedUnder(R, noTeam)).toThrow('a named team is missing')
})
