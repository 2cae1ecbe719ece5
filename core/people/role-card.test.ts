import { describe, expect, it } from 'vitest'
import type { OrganisationId, StaffId, TeamId } from '../kernel/ids.ts'
import { instant } from '../kernel/time.ts'
import { decideGivePost, type GivePost, type GivePostFacts } from './post.ts'
import { readRoleCard } from './role-card.ts'

const body = {
  id: 'peer-worker',
  version: 1,
  title: 'Peer worker',
  standing: 'volunteer',
  does: ['Visits and calls'],
  skills: ['Own experience'],
  complements: 'Clinicians know illness from outside.',
  rights: ['people.read', 'contact.record'],
}

describe('a role card', () => {
  it('is read whole', () => expect(readRoleCard(body)).toEqual({ ok: true, card: body }))

  it.each([
    [
      'an unknown right',
      { rights: ['people.read', 'people.love'] },
      ['rights', 1],
      '"people.love" is not a right',
    ],
    [
      'a right twice',
      { rights: ['people.read', 'people.read'] },
      ['rights', 1],
      '"people.read" stands twice',
    ],
    [
      'a right that no volunteer may hold',
      { rights: ['emergency.access'] },
      ['rights', 0],
      '"emergency.access" may not be held by a post that is volunteer',
    ],
    [
      'a right that no machine may hold',
      { standing: 'machine' },
      ['rights', 1],
      '"contact.record" may not be held by a post that is machine',
    ],
  ])('is refused with %s', (_, more, path, message) => {
    expect(readRoleCard({ ...body, ...more })).toEqual({ ok: false, problems: [{ path, message }] })
  })

  it.each([[{ title: '' }], [{ does: [] }], [{ standing: 'casual' }], [{ more: 1 }], [{ version: 0 }]])(
    'is refused with %j',
    (more) => {
      expect(readRoleCard({ ...body, ...more }).ok).toBe(false)
    },
  )
})

describe('giving a post', () => {
  const trust = 'trust' as OrganisationId
  const charity = 'charity' as OrganisationId
  const read = readRoleCard({ ...body, standing: 'employed' })
  const card = read.ok ? read.card : undefined
  const facts: GivePostFacts = {
    card,
    employer: trust,
    leftAt: null,
    organisation: trust,
    supervisorIsThere: true,
    holdsAlready: false,
    giverRights: [],
  }
  const give: GivePost = {
    staffId: 'sam' as StaffId,
    teamId: 'team' as TeamId,
    from: instant('2026-03-02T09:00:00Z'),
    until: null,
    supervisedBy: null,
  }
  const later = instant('2026-09-02T09:00:00Z')
  const lin = 'lin' as StaffId
  const answer = (f: Partial<GivePostFacts>, g: Partial<GivePost> = {}) => {
    const decided = decideGivePost({ ...facts, ...f }, { ...give, ...g })
    return decided.ok ? (decided.value.seconded ? 'seconded' : 'employed') : decided.refusal.code
  }

  it.each([
    ['at one’s employer', {}, {}, 'employed'],
    ['with an end', {}, { until: later }, 'employed'],
    ['in no team of one’s own', { organisation: undefined }, {}, 'POST_NOT_HERE'],
    ['without a card', { card: undefined }, {}, 'POST_ROLE_UNKNOWN'],
    ['with a machine’s card', { card: { ...card!, standing: 'machine' } }, {}, 'POST_ROLE_UNKNOWN'],
    ['to somebody who has left', { leftAt: give.from }, {}, 'STAFF_HAS_LEFT'],
    ['to somebody who leaves later', { leftAt: later }, {}, 'employed'],
    ['that ends as it starts', {}, { until: give.from }, 'POST_ENDS_BEFORE_START'],
    ['twice', { holdsAlready: true }, {}, 'POST_HELD_ALREADY'],
    [
      'with a right the giver lacks',
      { card: { ...card!, rights: ['organisation.manage'] } },
      {},
      'POST_GRANTS_MORE',
    ],
    [
      'with that right held',
      { card: { ...card!, rights: ['organisation.manage'] }, giverRights: ['organisation.manage'] },
      {},
      'employed',
    ],
    ['with a supervisor at one’s own employer', {}, { supervisedBy: lin }, 'SECONDMENT_TO_OWN_EMPLOYER'],
    ['elsewhere without an end', { employer: charity }, { supervisedBy: lin }, 'SECONDMENT_NEEDS_END'],
    ['elsewhere without a supervisor', { employer: charity }, { until: later }, 'SECONDMENT_NEEDS_END'],
    [
      'elsewhere with a supervisor who is not there',
      { employer: charity, supervisorIsThere: false },
      { until: later, supervisedBy: lin },
      'SUPERVISOR_NOT_HERE',
    ],
    ['elsewhere with both', { employer: charity }, { until: later, supervisedBy: lin }, 'seconded'],
  ] as [string, Partial<GivePostFacts>, Partial<GivePost>, string][])('%s', (_, f, g, expected) =>
    expect(answer(f, g)).toBe(expected),
  )
})
