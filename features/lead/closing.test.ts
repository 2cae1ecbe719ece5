import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compareAccess } from '#testing/access-compare.ts'
import { aWorld, type StaffMember, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { insert } from '#testing/sql.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import type { LeadShown } from './queries.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let product: Product
let world: World
let jo: string
let noor: string
let lin: string
let nell: StaffMember
let asNell: string

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await product.setNow(NOW)
  nell = await world.hires('Nell Dray', world.teams.north)
  ;[jo, noor, lin, asNell] = (await Promise.all(
    [world.staff.jo, world.staff.noor, world.staff.lin, nell].map((s) => product.signIn(s.email)),
  )) as [string, string, string, string]
})
afterAll(() => product.stop())

const all = async <R extends object = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  (await product.superuser.query(sql, values)).rows as R[]
const code = (result: Awaited<ReturnType<Product['act']>>) => (result.ok ? 'done' : result.refusal.code)
const at = (time: string) => product.setNow(`2026-03-05T${time}:00.000Z`)

interface Where {
  readonly stayId: string
  readonly personId: string
}

const stayed = (s: Where, admittedAt: string) =>
  product.act(jo, 'stay.open', {
    ...s,
    unitId: world.unitId,
    visitNumber: null,
    admittedAt,
    admittedKnownTo: 'minute',
    homeArea: { area: 'NS4' },
    distance: { miles: 3 },
    reason: { words: 'The nearest bed' },
    source: 'by hand',
    movedFrom: null,
  })
const dated = (s: Where, version: number, plannedOn: string | null) =>
  product.act(jo, 'stay.plan-leaving', {
    ...s,
    planId: freshId(),
    version,
    readyOn: null,
    plannedOn,
    why: 'x',
  })
const leaves = (s: Where, version = 1, endedAt = '2026-03-05T09:30:00Z') =>
  product.act(jo, 'stay.end', { ...s, version, endedAt, endedKnownTo: 'minute', endSource: 'by hand' })
const shown = async (by: string, s: Pick<Where, 'personId'>) =>
  must(await product.ask(by, 'lead.of-person', { personId: s.personId })) as LeadShown

async function asksAndAgrees(
  s: Pick<Where, 'personId'>,
  by: string,
  asked: string,
  who: { readonly what: string; readonly teamId: string; readonly staffId: string; readonly note?: string },
) {
  const offerId = freshId()
  must(await product.act(by, 'lead.offer', { offerId, personId: s.personId, note: 'Known to you.', ...who }))
  must(await product.act(asked, 'lead.accept', { offerId, personId: s.personId, version: 1 }))
}
const north = () => ({ teamId: world.teams.north, staffId: world.staff.noor.id })
const carriesOn = (s: Where, asked = asNell, who = { teamId: world.teams.north, staffId: nell.id }) =>
  asksAndAgrees(s, noor, asked, { what: 'carry on', note: 'The monthly visit.', ...who })

/** Left Maple ward at 9.30 with North's lead. The ward has them by the stay alone: nobody registered them. */
async function atHomeWithLead(name: string): Promise<Where> {
  const person = await world.person(name)
  const relation = await world.registers(person, world.teams.maple, 0)
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  const s = { stayId: freshId(), personId: person.id }
  must(await stayed(s, '2026-03-04T09:00:00Z'))
  await product.superuser.query('delete from tc.person_relation where id = $1', [relation])
  must(await dated(s, 0, '2026-03-06'))
  await asksAndAgrees(s, jo, noor, { what: 'lead', ...north() })
  must(await leaves(s))
  return s
}
const met = (s: Where) =>
  product.act(jo, 'stay.met-after-leaving', {
    ...s,
    contactId: freshId(),
    mode: 'phone',
    at: '2026-03-05T09:45:00.000Z',
  })
const books = (s: Where, contactId: string, staffId: string | null = world.staff.jo.id) =>
  product.act(jo, 'stay.plan-contact', {
    ...s,
    contactId,
    mode: 'phone',
    fromAt: '2026-03-06T10:00:00.000Z',
    untilAt: '2026-03-06T11:00:00.000Z',
    staffId,
  })
/** The ward writes the plan and names the surgery. */
async function plans(s: Where) {
  const [planId, recipientId] = [freshId(), freshId()]
  const surgery = { name: 'Dr Invented', role: 'GP', staffId: null, teamId: null, organisationId: null }
  must(
    await product.act(jo, 'plan.write', {
      ...s,
      planId,
      versionId: planId,
      version: 0,
      sections: { crisis: { words: 'Ring the ward.', own: '' } },
      named: [{ id: recipientId, ...surgery }],
    }),
  )
  return { personId: s.personId, planId, version: 1, receiptId: freshId(), recipientId }
}
async function handsOver(plan: Awaited<ReturnType<typeof plans>>) {
  const [now] = await all<{ at: string }>('select net.iso(ctx.clock()) as at')
  return product.act(jo, 'plan.hand-over', { ...plan, way: 'handed over', how: 'In their hand', at: now?.at })
}
async function close(by: string, s: Pick<Where, 'personId'>) {
  const { transitionId } = await shown(by, s)
  return product.act(by, 'transition.close', {
    closingId: freshId(),
    personId: s.personId,
    transitionId: transitionId ?? freshId(),
    words: 'Nell goes on with the monthly visit.',
  })
}
/** Closed at 10.00, with nothing left to do. */
async function closed(name: string, then: (s: Where) => Promise<unknown> = carriesOn): Promise<Where> {
  const s = await atHomeWithLead(name)
  must(await met(s))
  must(await handsOver(await plans(s)))
  await then(s)
  must(await close(noor, s))
  return s
}
/** The ward says that it works with them, as it would at the door. */
async function comesBack(s: Where) {
  await world.registers({ id: s.personId, name: '', nhsNumber: '' }, world.teams.maple, 0)
  await product.superuser.query('select acl.refresh($1)', [[s.personId]])
}
const waysOut = (s: Where) =>
  all('select state, opened_at, opened_because from tc.transition where person_id = $1 order by opened_at', [
    s.personId,
  ])
const owed = async (s: Where) =>
  (
    await all<{ key: string }>(
      `select split_part(key, ':', 1) || ':' || split_part(key, ':', 2) as key from net.obligation where person_id = $1 order by key`,
      [s.personId],
    )
  ).map((o) => o.key)
const bits = async (s: Pick<Where, 'personId'>, teamId: string, now = '2026-03-05T10:30:00Z') =>
  (
    await all<{ b: number }>(
      `select coalesce(bit_or(classes), 0) as b from acl.access where person_id = $1 and grantee_id = $2 and from_at <= $3 and (until_at is null or until_at > $3)`,
      [s.personId, teamId, now],
    )
  )[0]?.b

async function allAgree(...people: readonly Pick<Where, 'personId'>[]) {
  const ids = people.map((p) => p.personId)
  expect((await compareWithStored(product.superuser, { personIds: ids })).map((d) => d.words)).toEqual([])
  for (const when of [NOW, '2026-03-20T10:00:00Z', '2026-05-01T10:00:00Z'])
    expect((await compareAccess(product.superuser, new Date(when), ids)).map((d) => d.words)).toEqual([])
  expect(await wrongTransitions(product.superuser, ids)).toEqual([])
}

describe('closing a way out', () => {
  it('is refused, and says with what, until nothing is missing; then nothing is owed, and what comes later opens another', async () => {
    const s = await atHomeWithLead('Ida Closed')
    expect((await shown(noor, s)).missing).toEqual(['CLOSE_LEAVING_OWED', 'CLOSE_NOBODY_CARRIES_ON'])
    expect(code(await close(noor, s))).toBe('CLOSE_LEAVING_OWED')
    must(await met(s))
    must(await handsOver(await plans(s)))
    expect(code(await close(noor, s))).toBe('CLOSE_NOBODY_CARRIES_ON')
    const offerId = freshId()
    must(
      await product.act(noor, 'lead.offer', {
        offerId,
        personId: s.personId,
        what: 'carry on',
        teamId: world.teams.north,
        staffId: nell.id,
        note: 'The monthly visit.',
      }),
    )
    expect(code(await close(noor, s))).toBe('CLOSE_NOT_ACCEPTED')
    must(await product.act(asNell, 'lead.accept', { offerId, personId: s.personId, version: 1 }))
    expect(code(await close(jo, s))).toBe('CLOSE_NOT_LEAD')
    expect((await shown(noor, s)).missing).toEqual([])
    expect(code(await close(noor, s))).toBe('done')
    expect(await waysOut(s)).toMatchObject([{ state: 'closed' }])
    expect(await owed(s)).toEqual([])
    await allAgree(s)
    // a later stay opens another, and what was closed stays as it was
    await comesBack(s)
    const again = { ...s, stayId: freshId() }
    must(await stayed(again, '2026-03-05T09:50:00Z'))
    await at('10:20')
    must(await dated(again, 0, '2026-03-12'))
    expect(await waysOut(s)).toMatchObject([{ state: 'closed' }, { state: 'open' }])
    await allAgree(s)
    await product.setNow(NOW)
  })

  it('counts a gap that its asker may not see', async () => {
    const s = await atHomeWithLead('Jem Hidden')
    must(await met(s))
    must(await handsOver(await plans(s)))
    await carriesOn(s)
    await insert(product.superuser, 'net.obligation', {
      person_id: s.personId,
      key: `N11:task:${freshId()}`,
      gap_from: '2026-03-05T09:00:00Z',
      kind: 'N11',
      about_id: s.personId,
      team_id: world.teams.inReach,
      organisation_id: world.organisations.riverside,
      class_bit: 16,
      clears: 'x',
      source: 'x',
      rules_version: 3,
    })
    expect(code(await close(noor, s))).toBe('CLOSE_GAP_OPEN')
  })

  it('waits for the first contact after leaving though one is booked and nothing is open yet', async () => {
    const s = await atHomeWithLead('Kit Booked')
    must(await books(s, freshId()))
    must(await handsOver(await plans(s)))
    await carriesOn(s)
    expect((await shown(noor, s)).missing).toEqual(['CLOSE_LEAVING_OWED'])
    expect(code(await close(noor, s))).toBe('CLOSE_LEAVING_OWED')
    must(await met(s))
    expect(code(await close(noor, s))).toBe('done')
  })

  it('waits for everyone named in the plan to have it, an hour after leaving too', async () => {
    const s = await atHomeWithLead('Lou Planned')
    must(await met(s))
    const plan = await plans(s)
    await carriesOn(s)
    expect((await shown(noor, s)).missing).toEqual(['CLOSE_LEAVING_OWED'])
    expect(code(await close(noor, s))).toBe('CLOSE_LEAVING_OWED')
    must(await handsOver(plan))
    expect(code(await close(noor, s))).toBe('done')
  })
})

describe('after a closing', () => {
  it('the ward and the team that led read what they wrote, and who agreed to carry on reads whom they carry on with', async () => {
    const s = await closed('Mo Carried', (x) =>
      carriesOn(x, lin, { teamId: world.teams.medication, staffId: world.staff.lin.id }),
    )
    expect(await bits(s, world.teams.maple)).toBe(8)
    expect(await bits(s, world.teams.north)).toBe(8)
    expect(await bits(s, world.teams.medication)).toBe(3)
    const after = '2026-04-03T10:00:00Z'
    for (const team of ['maple', 'north', 'medication'] as const)
      expect(await bits(s, world.teams[team], after)).toBe(0)
    expect(must(await product.ask(lin, 'people.header', { personId: s.personId }))).toMatchObject({
      name: 'Mo Carried',
    })
    await allAgree(s)
  })

  it('a contact of the ward’s own that waits can still have its outcome written', async () => {
    const contactId = freshId()
    const s = await closed('Ned Waits', async (x) => {
      must(await books(x, contactId))
      await carriesOn(x)
    })
    expect(await bits(s, world.teams.maple, '2026-03-06T10:05:00Z')).toBe(1 | 8 | 32 | 256)
    await product.setNow('2026-03-06T10:40:00.000Z')
    const token = await product.signIn(world.staff.jo.email)
    const record = {
      happened: 'yes',
      at: '2026-03-06T10:20:00.000Z',
      mode: 'phone',
      by: [world.staff.jo.id],
      person: 'spoken with',
    }
    expect(
      code(
        await product.act(token, 'contact.record', { personId: s.personId, contactId, version: 1, record }),
      ),
    ).toBe('done')
    expect(await bits(s, world.teams.maple, '2026-03-06T10:45:00Z')).toBe(8)
    await product.setNow(NOW)
    await allAgree(s)
  })

  it('a cancelled discharge with its date still planned opens another way out; led by the ward, and handed over anew', async () => {
    const s = await closed('Ola Undone')
    await at('10:10')
    await comesBack(s)
    const undone = { ...s, undoneId: freshId(), version: 2, why: 'They came back at the door.' }
    must(await product.act(jo, 'stay.end-undone', undone))
    expect(await waysOut(s)).toMatchObject([
      { state: 'closed' },
      { state: 'open', opened_because: 'leave date entered', opened_at: expect.any(Date) },
    ])
    expect((await shown(jo, s)).lead).toMatchObject({ because: 'on the ward', teamId: world.teams.maple })
    await allAgree(s)
    await at('10:20')
    must(await leaves(s, 3, '2026-03-05T10:15:00Z'))
    // who had agreed to lead before the closing leads no more: they are asked again
    expect((await shown(jo, s)).lead).toMatchObject({ because: 'last resort', teamId: world.teams.maple })
    expect((await shown(jo, s)).next).toBeNull()
    expect(await owed(s)).toContain('N1a:lead')
    await allAgree(s)
    await product.setNow(NOW)
  })

  it('a cancelled discharge whose date was taken back opens one when a date is entered again', async () => {
    const s = await closed('Pip Undated')
    await comesBack(s)
    await product.superuser.query(
      `insert into tc.leaving_plan select '${freshId()}', stay_id, person_id, organisation_id, team_id, 2, null, null, 'x', '2026-03-05T09:20:00Z', by_staff_id
         from tc.leaving_plan where stay_id = $1`,
      [s.stayId],
    )
    await at('10:10')
    must(
      await product.act(jo, 'stay.end-undone', { ...s, undoneId: freshId(), version: 2, why: 'Still here.' }),
    )
    expect(await waysOut(s)).toMatchObject([{ state: 'closed' }])
    await at('10:20')
    must(await dated(s, 2, '2026-03-12'))
    expect(await waysOut(s)).toMatchObject([{ state: 'closed' }, { state: 'open' }])
    await allAgree(s)
    await product.setNow(NOW)
  })

  it('a stay that nobody knew of at the closing, begun and ended before it, opens another', async () => {
    const s = await closed('Qi Unknown')
    await comesBack(s)
    await at('10:30')
    const late = { ...s, stayId: freshId() }
    must(await stayed(late, '2026-03-05T09:46:00Z'))
    expect(await waysOut(s)).toMatchObject([{ state: 'closed' }])
    must(await leaves(late, 1, '2026-03-05T09:55:00Z'))
    expect(await waysOut(s)).toMatchObject([
      { state: 'closed' },
      { state: 'open', opened_because: 'left', opened_at: new Date('2026-03-05T09:55:00Z') },
    ])
    expect(await owed(s)).toEqual(expect.arrayContaining(['N1a:lead', 'N4:booked', 'N4:met', 'N8:none']))
    expect((await shown(jo, s)).missing).toContain('CLOSE_NOBODY_CARRIES_ON')
    await allAgree(s)
    await product.setNow(NOW)
  })
})

describe('a way out that only a referral opened', () => {
  it('is answered for and closed by the team with the open support, once the first contact has happened', async () => {
    const person = await world.person('Rae Referred')
    const referralId = await world.refers(person, 0)
    await world.says(referralId, 'started', { answered_at: world.at(1) })
    await world.answers(person, world.services.medication, 'yes', 0)
    const support = { referralId, keyWorker: world.staff.lin, firstContactAt: 2 }
    const episodeId = await world.startsSupport(person, 1, support)
    await world.plansContact(person, episodeId, 10)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    const s = { personId: person.id }
    await world.registers(person, world.teams.north, 0)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    await product.superuser.query(
      `insert into tc.transition (id, person_id, kind, state, opened_at, opened_because) values ($1, $2, 'referral only', 'open', $3, 'referral without a stay')`,
      [referralId, person.id, world.at(0)],
    )
    expect((await shown(lin, s)).forNow).toMatchObject({ team: 'Riverside medication support' })
    await asksAndAgrees(s, lin, lin, {
      what: 'carry on',
      teamId: world.teams.medication,
      staffId: world.staff.lin.id,
    })
    expect(code(await close(jo, s))).toBe('CLOSE_NOT_OPEN')
    expect(code(await close(lin, s))).toBe('done')
    await allAgree(s)
  })

  /** Support has begun and met them; nobody has a stay of theirs on record. */
  async function supported(name: string) {
    const person = await world.person(name)
    const referralId = await world.refers(person, 0)
    await world.says(referralId, 'started', { answered_at: world.at(1) })
    await world.answers(person, world.services.medication, 'yes', 0)
    const support = { referralId, keyWorker: world.staff.sam, firstContactAt: 2 }
    await world.plansContact(person, await world.startsSupport(person, 1, support), 10)
    await product.superuser.query(
      `insert into tc.transition (id, person_id, kind, state, opened_at, opened_because) values ($1, $2, 'referral only', 'open', $3, 'referral without a stay')`,
      [referralId, person.id, world.at(0)],
    )
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    return { person, s: { personId: person.id } }
  }
  const asks = (s: Pick<Where, 'personId'>, what: string, teamId: string, staffId: string) => ({
    offerId: freshId(),
    personId: s.personId,
    what,
    teamId,
    staffId,
    note: 'The weekly visit.',
  })

  it('is closed by posts as the role cards of supporting teams give them; they ask who carries on, and offer no lead', async () => {
    const { s } = await supported('Sol Carded')
    const cards = ['medication-support-worker', 'service-manager', 'options-worker', 'house-worker']
    const rights = Object.fromEntries(
      cards.map((card) => [
        card,
        (
          parse(fs.readFileSync(new URL(`../../content/roles/${card}.yaml`, import.meta.url), 'utf8')) as {
            rights: string[]
          }
        ).rights,
      ]),
    )
    for (const card of cards) {
      expect(rights[card], card).toContain('transition.close')
      expect(rights[card], card).not.toContain('transition.lead')
    }
    const worker = await world.hires(
      'Cara Carded',
      world.teams.medication,
      rights['medication-support-worker'],
    )
    const cara = await product.signIn(worker.email)
    const { medication, north } = world.teams
    const lead = asks(s, 'lead', north, world.staff.noor.id)
    expect(code(await product.act(cara, 'lead.offer', lead))).toBe('NOT_ALLOWED')
    const first = asks(s, 'carry on', medication, world.staff.sam.id)
    must(await product.act(cara, 'lead.offer', first))
    must(
      await product.act(cara, 'lead.withdraw', {
        offerId: first.offerId,
        personId: s.personId,
        version: 1,
      }),
    )
    await asksAndAgrees(s, cara, cara, { what: 'carry on', teamId: medication, staffId: worker.id })
    expect(code(await close(cara, s))).toBe('done')
    await allAgree(s)
  })

  it('is answered for and closed by the sender while a “no” closes core to the team that supports, and by nobody twice', async () => {
    const { person, s } = await supported('Tia Closed')
    expect(await bits(s, world.teams.maple, NOW)).toBe(0)
    await world.answers(person, world.services.medication, 'no', 3)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    expect(must(await product.ask(lin, 'lead.of-person', s))).toMatchObject({ forNow: null, lead: null })
    expect(await bits(s, world.teams.maple, NOW)).toBe(1 | 2 | 8 | 32 | 256)
    expect((await shown(jo, s)).forNow).toMatchObject({ team: 'Maple ward' })
    const judged = await compareAccess(product.superuser, new Date(NOW), [s.personId])
    expect(judged.map((d) => d.words)).toEqual([])
    // taken back, the team that supports answers again, and the sender sees nothing
    await world.answers(person, world.services.medication, 'yes', 3.01)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    expect(await bits(s, world.teams.maple, NOW)).toBe(0)
    expect((await shown(lin, s)).forNow).toMatchObject({ team: 'Riverside medication support' })
    await world.answers(person, world.services.medication, 'no', 3.02)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    const maple = { what: 'carry on', teamId: world.teams.maple, staffId: world.staff.jo.id }
    await asksAndAgrees(s, jo, jo, maple)
    expect(code(await close(lin, s))).not.toBe('done')
    expect(code(await close(jo, s))).toBe('done')
    expect(await bits(s, world.teams.maple), 'whoever carries on, and its own rows').toBe(1 | 2 | 8)
    await allAgree(s)
  })
})
