import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { effectOf, type GapBoard } from '#features/safetynet/index.ts'
import { compareAccess } from '#testing/access-compare.ts'
import { aWorld, CARE_RIGHTS, type StaffMember, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import type { LeadShown, WaitingOffer } from './queries.ts'
import { leadWords } from './words.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let product: Product
let world: World
let jo: string
let wyn: string
let noor: string
let lin: string
let bo: string
let nell: StaffMember
let asNell: string

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await product.setNow(NOW)
  nell = await world.hires('Nell Dray', world.teams.north)
  ;[jo, wyn, noor, lin, bo, asNell] = (await Promise.all(
    [world.staff.jo, world.staff.wyn, world.staff.noor, world.staff.lin, world.staff.bo, nell].map((s) =>
      product.signIn(s.email),
    ),
  )) as [string, string, string, string, string, string]
})
afterAll(() => product.stop())

const all = async <R extends object = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  (await product.superuser.query(sql, values)).rows as R[]
const code = (result: Awaited<ReturnType<Product['act']>>) => (result.ok ? 'done' : result.refusal.code)

interface Where {
  readonly stayId: string
  readonly personId: string
}

/** Somebody on Maple ward since Wednesday 4 March, of whose leaving nobody has spoken yet. */
async function onTheWard(name: string): Promise<Where> {
  const person = await world.person(name)
  await world.registers(person, world.teams.maple, 0)
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  const s = { stayId: freshId(), personId: person.id }
  must(
    await product.act(jo, 'stay.open', {
      ...s,
      unitId: world.unitId,
      visitNumber: null,
      admittedAt: '2026-03-04T09:00:00Z',
      admittedKnownTo: 'minute',
      homeArea: { area: 'NS4' },
      distance: { miles: 3 },
      reason: { words: 'The nearest bed' },
      source: 'by hand',
      movedFrom: null,
    }),
  )
  return s
}
const plansLeaving = (s: Where) =>
  product.act(jo, 'stay.plan-leaving', {
    ...s,
    planId: freshId(),
    version: 0,
    readyOn: null,
    plannedOn: '2026-03-06',
    why: '',
  })
/** With a planned date of leaving: their way out is open. */
async function leavingSoon(name: string): Promise<Where> {
  const s = await onTheWard(name)
  must(await plansLeaving(s))
  return s
}
const leaves = (s: Where, endedAt = '2026-03-05T09:30:00Z') =>
  product.act(jo, 'stay.end', { ...s, version: 1, endedAt, endedKnownTo: 'minute', endSource: 'by hand' })

const offer = (s: Where, more: Record<string, unknown> = {}) => ({
  offerId: freshId(),
  personId: s.personId,
  what: 'lead',
  teamId: world.teams.north,
  staffId: world.staff.noor.id,
  note: 'Lives in your area.',
  ...more,
})
async function offered(s: Where, by = jo, more: Record<string, unknown> = {}) {
  const input = offer(s, more)
  must(await product.act(by, 'lead.offer', input))
  return { offerId: input.offerId, personId: s.personId, version: 1 }
}
const accept = (by: string, o: object) => product.act(by, 'lead.accept', o)
const shown = async (by: string, s: Where) =>
  must(await product.ask(by, 'lead.of-person', { personId: s.personId })) as LeadShown
const gaps = (s: Where) =>
  all<{ key: string; from: Date; until: string; team: string; owner: string | null; told: string | null }>(
    `select split_part(key, ':', 1) || ':' || split_part(key, ':', 2) as key, gap_from as from, gap_until::text as until, team_id as team, owner_staff_id as owner, told_team_id as told
       from net.obligation where person_id = $1 and kind = 'N1a'`,
    [s.personId],
  )
const board = async (by: string) => must(await product.ask(by, 'safetynet.board', {})) as GapBoard

async function allAgree(...people: readonly Where[]) {
  const ids = people.map((p) => p.personId)
  expect((await compareWithStored(product.superuser, { personIds: ids })).map((d) => d.words)).toEqual([])
  expect((await compareAccess(product.superuser, new Date(NOW), ids)).map((d) => d.words)).toEqual([])
  expect(await wrongTransitions(product.superuser, ids)).toEqual([])
}

describe('a handover accepted by name', () => {
  it('before leaving moves nothing until the minute of leaving; then nobody is without a lead', async () => {
    const s = await leavingSoon('Ada Handed')
    const o = await offered(s)
    // an offer that nobody has answered is no handover: the ward leads
    expect((await shown(jo, s)).lead).toMatchObject({ teamId: world.teams.maple, because: 'on the ward' })
    expect(await accept(noor, o)).toMatchObject({ ok: true })
    expect(await shown(jo, s)).toMatchObject({
      lead: { teamId: world.teams.maple, name: 'Wyn Parry' },
      next: { to: 'Noor Aziz' },
    })
    await product.setNow('2026-03-05T10:12:00.000Z')
    must(await leaves(s, '2026-03-05T10:10:00Z'))
    expect((await shown(jo, s)).lead).toMatchObject({
      teamId: world.teams.north,
      name: 'Noor Aziz',
      sinceAt: '2026-03-05T10:10:00.000Z',
      because: 'handover accepted',
    })
    expect(await gaps(s)).toEqual([])
    // a contact after leaving is now the lead's to keep, and the ward that was left is told
    const [n4] = await all(
      `select team_id, owner_staff_id, told_team_id from net.obligation where person_id = $1 and kind = 'N4' order by key limit 1`,
      [s.personId],
    )
    expect(n4).toEqual({
      team_id: world.teams.north,
      owner_staff_id: world.staff.noor.id,
      told_team_id: world.teams.maple,
    })
    const seen = (by: GapBoard) => by.open.find((l) => l.personId === s.personId && l.kind === 'N4')
    expect(seen(await board(noor))).toMatchObject({ actsInstead: null, name: 'Ada Handed' })
    expect(seen(await board(jo))).toMatchObject({ actsInstead: 'North community team' })
    expect(seen(await board(lin))).toBeUndefined()
    await allAgree(s)
    await product.setNow(NOW)
  })

  it('after leaving ends the gap that stood from the minute of leaving; until then the team asked is told of it', async () => {
    const s = await leavingSoon('Ben Late')
    must(await leaves(s))
    expect(await gaps(s)).toMatchObject([
      { team: world.teams.maple, owner: world.staff.wyn.id, told: null, until: 'infinity' },
    ])
    const o = await offered(s)
    expect(await gaps(s)).toMatchObject([{ owner: world.staff.wyn.id, told: world.teams.north }])
    const line = (await board(noor)).open.find((l) => l.personId === s.personId && l.kind === 'N1a')
    expect(line).toMatchObject({ name: 'Ben Late', actsInstead: 'Maple ward' })
    await allAgree(s)
    must(await accept(noor, o))
    expect(await gaps(s)).toEqual([])
    expect((await shown(noor, s)).lead).toMatchObject({ name: 'Noor Aziz', because: 'handover accepted' })
    await allAgree(s)
  })

  it('shows the offered team the core of the record and no more, and nothing when it was declined', async () => {
    const s = await leavingSoon('Cam Asked')
    expect(
      code(
        await product.act(noor, 'lead.withdraw', { offerId: freshId(), personId: s.personId, version: 1 }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    const o = await offered(s)
    const bits = async () =>
      (
        await all<{ b: number | null }>(
          'select bit_or(classes) as b from acl.access where person_id = $1 and grantee_id = $2',
          [s.personId, world.teams.north],
        )
      )[0]?.b
    expect(await bits()).toBe(3)
    const waiting = must(await product.ask(noor, 'lead.waiting', {})) as WaitingOffer[]
    expect(waiting.find((w) => w.id === o.offerId)).toMatchObject({ name: 'Cam Asked', mine: true })
    expect(code(await product.act(noor, 'lead.decline', { ...o, reason: '' }))).toBe('LEAD_NEEDS_REASON')
    must(await product.act(noor, 'lead.decline', { ...o, reason: 'No room this month.' }))
    expect(await bits()).toBeNull()
    expect((await shown(jo, s)).offers[0]).toMatchObject({
      answer: 'declined',
      reason: 'No room this month.',
    })
    await allAgree(s)
  })

  it('is answered by nobody else: a colleague, another team, the one who asked, a stranger', async () => {
    const s = await leavingSoon('Dee Named')
    const o = await offered(s)
    expect(code(await accept(asNell, o))).toBe('LEAD_NOT_NAMED')
    expect(code(await accept(jo, o))).toBe('LEAD_NOT_NAMED')
    expect(code(await accept(lin, o))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(await accept(bo, o))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(await accept(noor, { ...o, version: 2 }))).toBe('STALE_VERSION')
    expect(await gaps(s)).toEqual([])
    must(await accept(noor, o))
    expect(code(await accept(noor, o))).toBe('LEAD_ANSWERED')
    expect(code(await product.act(jo, 'lead.withdraw', { ...o, version: 2 }))).toBe('LEAD_ANSWERED')
  })

  it('two who answer at once: one of them is told that it was answered', async () => {
    const s = await leavingSoon('Eli Atonce')
    const o = await offered(s)
    const both = await Promise.all([accept(noor, o), product.act(jo, 'lead.withdraw', o)])
    expect(both.map(code).sort()).toEqual(expect.arrayContaining(['done']))
    expect(both.filter((r) => r.ok)).toHaveLength(1)
    await allAgree(s)
  })
})

describe('who may be asked', () => {
  it('no volunteer, no team of a voluntary organisation, none without clinical responsibility, nobody of another team', async () => {
    const s = await leavingSoon('Fay Choice')
    const vol = await world.hires('Vee Olund', world.teams.north, ['people.read'])
    await product.superuser.query('update tc.post set voluntary = true where id = $1', [vol.postId])
    const offers = (more: Record<string, unknown>) => product.act(jo, 'lead.offer', offer(s, more))
    expect(code(await offers({ staffId: vol.id }))).toBe('LEAD_VOLUNTEER')
    expect(code(await offers({ teamId: world.teams.medication, staffId: world.staff.lin.id }))).toBe(
      'LEAD_VOLUNTARY_ORGANISATION',
    )
    expect(code(await offers({ teamId: world.teams.records, staffId: world.staff.dot.id }))).toBe(
      'LEAD_NOT_CLINICAL',
    )
    expect(code(await offers({ staffId: world.staff.lin.id }))).toBe('LEAD_NOT_IN_TEAM')
    expect(code(await offers({ teamId: world.teams.maple, staffId: world.staff.wyn.id }))).toBe(
      'LEAD_SAME_TEAM',
    )
    expect(code(await product.act(lin, 'lead.offer', offer(s)))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await offers({}))
    expect(code(await offers({}))).toBe('LEAD_WAITS')
  })

  it('nobody before a way out is open: they could not see whom it is about; from then on it is asked and seen', async () => {
    const s = await onTheWard('Gil Early')
    for (const what of ['lead', 'carry on'])
      expect(code(await product.act(jo, 'lead.offer', offer(s, { what })))).toBe('LEAD_NOT_BEGUN')
    expect(await all('select from tc.lead_handover where person_id = $1', [s.personId])).toEqual([])
    must(await plansLeaving(s))
    const o = await offered(s)
    const waiting = must(await product.ask(noor, 'lead.waiting', {})) as WaitingOffer[]
    expect(waiting.find((w) => w.id === o.offerId)).toMatchObject({ name: 'Gil Early', mine: true })
    await allAgree(s)
  })

  it('a post without the right neither offers nor leads', async () => {
    const s = await leavingSoon('Gus Right')
    const plain = await world.hires(
      'Pat Plain',
      world.teams.maple,
      CARE_RIGHTS.filter((r) => r !== 'transition.lead'),
    )
    expect(code(await product.act(await product.signIn(plain.email), 'lead.offer', offer(s)))).toBe(
      'NOT_ALLOWED',
    )
  })
})

describe('naming, absence and cover', () => {
  it('the ward names its own; on leave without cover that is a gap which ends by itself, with cover it is none', async () => {
    const s = await leavingSoon('Hal Away')
    const name = {
      nameId: freshId(),
      personId: s.personId,
      teamId: world.teams.maple,
      staffId: world.staff.jo.id,
      why: '',
    }
    must(await product.act(wyn, 'lead.name', name))
    expect((await shown(wyn, s)).lead).toMatchObject({ name: 'Jo Ellis', byName: true })
    expect(code(await product.act(wyn, 'lead.name', { ...name, nameId: freshId() }))).toBe('LEAD_ALREADY')
    const absenceId = freshId()
    must(
      await product.act(wyn, 'staff.record-absence', {
        absenceId,
        staffId: world.staff.jo.id,
        kind: 'leave',
        from: '2026-03-05T08:00:00.000Z',
        until: '2026-03-07T08:00:00.000Z',
        coverStaffId: null,
      }),
    )
    expect(await gaps(s)).toMatchObject([{ owner: world.staff.jo.id }])
    must(
      await product.act(wyn, 'staff.change-cover', {
        absenceId,
        staffId: world.staff.jo.id,
        coverStaffId: world.staff.wyn.id,
        until: '2026-03-07T08:00:00.000Z',
        seen: { coverStaffId: null, until: '2026-03-07T08:00:00.000Z' },
      }),
    )
    expect(await gaps(s)).toEqual([])
    expect((await shown(wyn, s)).lead?.away).toMatchObject({ by: 'Wyn Parry' })
    await allAgree(s)
    await product.superuser.query('delete from tc.staff_absence where id = $1', [absenceId])
  })

  /** At home, led by a new colleague of the North team: "Pia Away" leads "Una Away". */
  async function ledBy(worker: string, person: string) {
    const lead = await world.hires(worker, world.teams.north)
    const token = await product.signIn(lead.email)
    const s = await leavingSoon(person)
    must(await accept(token, await offered(s, jo, { staffId: lead.id })))
    must(await leaves(s))
    expect(await gaps(s)).toEqual([])
    const [holder] = await all<{ id: string }>('select id from tc.post_holder where staff_id = $1', [lead.id])
    return { lead, token, s, holderId: holder!.id }
  }

  it('a lead whose post in the team ends is a gap by the same act, shown before it; and none when they hold one again', async () => {
    const { lead, s, holderId } = await ledBy('Pia Dunn', 'Una Dunn')
    const end = { staffId: lead.id, holderId, until: null, seenUntil: null }
    const looked = must(await product.door.rehearse(wyn, 'staff.end-post', end, effectOf))
    expect(looked.sum).toMatchObject({ opensByKind: [{ kind: 'N1a', n: 1 }] })
    expect(await gaps(s), 'nothing of it is kept').toEqual([])
    expect(code(await product.act(wyn, 'staff.end-post', { ...end, seenPeople: 0 }))).toBe('STALE_VERSION')
    expect(must(await product.act(wyn, 'staff.end-post', { ...end, seenPeople: 1 })).made).toMatchObject({
      touched: 1,
    })
    expect(await gaps(s)).toMatchObject([{ owner: lead.id, team: world.teams.north }])
    await allAgree(s)
    const give = {
      postId: freshId(),
      holderId: freshId(),
      staffId: lead.id,
      teamId: world.teams.north,
      role: 'community-coordinator',
      from: null,
      until: null,
      supervisedBy: null,
    }
    expect(code(await product.act(wyn, 'staff.give-post', { ...give, seenPeople: 7 }))).toBe('STALE_VERSION')
    const before = await gaps(s)
    expect(before[0]?.until).toBe('infinity')
    must(await product.act(wyn, 'staff.give-post', { ...give, seenPeople: 1 }))
    expect((await gaps(s))[0]?.until, 'over by that act').not.toBe('infinity')
    await allAgree(s)
  })

  it('cover by somebody who is not of the leading team leads nobody, and the page says so', async () => {
    const { lead, s } = await ledBy('Ira Nunn', 'Ola Nunn')
    const absenceId = freshId()
    const span = { from: '2026-03-05T08:00:00.000Z', until: '2026-03-07T08:00:00.000Z' }
    const away = { absenceId, staffId: lead.id, kind: 'sick', ...span, coverStaffId: world.staff.wyn.id }
    const looked = must(await product.door.rehearse(wyn, 'staff.record-absence', away, effectOf))
    expect(looked.sum).toMatchObject({ opensByKind: [{ kind: 'N1a', n: 1 }] })
    must(await product.act(wyn, 'staff.record-absence', away))
    expect(await gaps(s)).toMatchObject([{ owner: lead.id, team: world.teams.north }])
    const page = await shown(jo, s)
    expect(page.lead?.away).toMatchObject({ by: 'Wyn Parry', leads: false })
    expect(leadWords(page)).toMatch(/Wyn Parry covers, but holds no employed post in the team that leads/)
    await allAgree(s)
    const { until } = span
    const seen = { coverStaffId: world.staff.wyn.id, until }
    const other = { absenceId, staffId: lead.id, coverStaffId: nell.id, until, seen }
    must(await product.act(wyn, 'staff.change-cover', other))
    expect(await gaps(s)).toEqual([])
    expect(leadWords(await shown(jo, s))).toContain('covered by Nell Dray')
    await allAgree(s)
  })
})

describe('a leaving that was undone', () => {
  it('asks whoever accepted again: they lead the next one, and it is a gap of their team until it says so', async () => {
    const s = await leavingSoon('Eve Undone')
    must(await accept(noor, await offered(s)))
    must(await leaves(s))
    expect(await gaps(s)).toEqual([])
    const undo = { ...s, undoneId: freshId(), version: 2, why: 'The taxi turned round.' }
    must(await product.act(jo, 'stay.end-undone', undo))
    const asked = [
      { key: 'N1a:again', owner: world.staff.noor.id, team: world.teams.north, told: world.teams.maple },
    ]
    const now = async () => (await gaps(s)).map((g) => ({ ...g, key: g.key.slice(0, 9) }))
    expect(await now()).toMatchObject(asked)
    expect(await shown(noor, s)).toMatchObject({ ours: false, again: { name: 'Noor Aziz', ours: true } })
    expect(await shown(jo, s)).toMatchObject({ ours: true, again: { ours: false } })
    await allAgree(s)
    // weeks later, without a word: they lead all the same, and nobody takes it for certain
    must(
      await product.act(jo, 'stay.end', {
        ...s,
        version: 3,
        endedAt: '2026-03-05T09:50:00Z',
        endedKnownTo: 'minute',
        endSource: 'by hand',
      }),
    )
    expect((await shown(jo, s)).lead).toMatchObject({ name: 'Noor Aziz', because: 'handover accepted' })
    expect(await now()).toMatchObject(asked)
    const says = {
      nameId: freshId(),
      personId: s.personId,
      teamId: world.teams.north,
      staffId: world.staff.noor.id,
      why: '',
    }
    expect(code(await product.act(wyn, 'lead.name', says))).toBe('LEAD_NOT_YOURS')
    must(await product.act(noor, 'lead.name', says))
    expect(await gaps(s)).toEqual([])
    expect(code(await product.act(noor, 'lead.name', { ...says, nameId: freshId() }))).toBe('LEAD_ALREADY')
    await allAgree(s)
  })

  it('may be answered while they are on the ward, and the ward leads until they leave', async () => {
    const s = await leavingSoon('Gil Undone')
    must(await accept(noor, await offered(s)))
    must(await leaves(s))
    must(await product.act(jo, 'stay.end-undone', { ...s, undoneId: freshId(), version: 2, why: 'No key.' }))
    const says = {
      nameId: freshId(),
      personId: s.personId,
      teamId: world.teams.north,
      staffId: nell.id,
      why: '',
    }
    must(await product.act(noor, 'lead.name', says))
    expect(await gaps(s)).toEqual([])
    expect((await shown(jo, s)).lead).toMatchObject({ name: 'Wyn Parry', because: 'on the ward' })
    must(
      await product.act(jo, 'stay.end', {
        ...s,
        version: 3,
        endedAt: '2026-03-05T09:50:00Z',
        endedKnownTo: 'minute',
        endSource: 'by hand',
      }),
    )
    expect((await shown(jo, s)).lead).toMatchObject({ name: 'Nell Dray' })
    expect(await gaps(s)).toEqual([])
    await allAgree(s)
  })
})

describe('a stay elsewhere that nobody ended', () => {
  it('hides no leaving: the stay admitted last decides, for the rule, the screen, the sheet and the telling', async () => {
    const s = await leavingSoon('Kai Stale')
    const older = freshId()
    const unit = freshId()
    const { harbour } = world.organisations
    await all(
      `insert into tc.unit (id, organisation_id, team_id, code, name, kind) values ($1, $2, $3, 'QUAY', 'Quay', 'ward')`,
      [unit, harbour, world.teams.harbour],
    )
    await all(
      `insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, admitted_at, admitted_known_to, source, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, '2026-02-20T09:00:00Z', 'minute', 'by hand', '2026-02-20T09:00:00Z', $6)`,
      [older, s.personId, harbour, world.teams.harbour, unit, world.staff.jo.id],
    )
    must(await leaves(s))
    expect((await shown(jo, s)).lead).toMatchObject({ team: 'Maple ward', because: 'last resort' })
    expect(await gaps(s)).toMatchObject([{ key: 'N1a:lead', owner: world.staff.wyn.id }])
    expect(
      await all(`select key, team_id from net.obligation where person_id = $1 and kind = 'N11'`, [
        s.personId,
      ]),
    ).toEqual([{ key: `N11:stay:${older}`, team_id: world.teams.harbour }])
    await allAgree(s)
    const sheet = must(await product.ask(wyn, 'people.emergency-sheet', { scope: 'team' })) as {
      rows: readonly { personId: string; lead: { name: string | null } | null }[]
    }
    expect(sheet.rows.find((r) => r.personId === s.personId)?.lead?.name).toBe('Wyn Parry')
    const told = await all(
      `select definition from net.cannot_wait('[{"id":"no-lead","kind":"N1a","prefix":"N1a:lead:","afterLeaving":true,"minutes":60,"critical":false}]', $1) where person_id = $2`,
      [NOW, s.personId],
    )
    expect(told).toEqual([{ definition: 'no-lead' }])
  })
})
