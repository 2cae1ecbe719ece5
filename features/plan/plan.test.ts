import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aThursday, THURSDAY } from '#testing/thursday.ts'

let product: Product
let world: World
let jo: string
let lin: string
let sam: string

beforeAll(async () => {
  ;({ product, world, jo, lin, sam } = await aThursday('jo', 'lin', 'sam'))
})
afterAll(() => product.stop())

const gaps = async (personId: string, kind: string) =>
  (
    await product.rows<{ key: string; gap_from: Date; owner_staff_id: string | null; team_id: string }>(
      'select key, gap_from, owner_staff_id, team_id from net.obligation where person_id = $1 and kind = $2 order by key, gap_from',
      [personId, kind],
    )
  ).map((o) => ({
    what: o.key.split(':')[1],
    last: o.key.split(':')[2],
    from: o.gap_from.toISOString(),
    owner: o.owner_staff_id,
    team: o.team_id,
  }))

/** Somebody who came to Maple on 3 March, whom medication support took on, and who said yes to sharing with it. */
async function onTheWard(name: string, answer = 'yes') {
  const person = await world.person(name)
  const stayId = await world.admits(person, 1)
  const referralId = await world.refers(person, 1, { stayId })
  await world.answers(person, world.services.medication, answer, 1)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  const episodeId = await world.startsSupport(person, 1, { referralId })
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  return { personId: person.id, stayId, episodeId }
}
type Where = Awaited<ReturnType<typeof onTheWard>>

const theGp = () => ({
  id: freshId(),
  name: 'Dr Invented',
  role: 'GP',
  staffId: null,
  teamId: null,
  organisationId: null,
})
const theTeam = () => ({ ...theGp(), name: 'Medication support', role: '', teamId: world.teams.medication })
const text = (s: Where, more: Record<string, unknown> = {}) => {
  const planId = freshId()
  return {
    personId: s.personId,
    stayId: s.stayId,
    planId,
    versionId: planId,
    version: 0,
    sections: { crisis: { words: 'Ring the ward.', own: 'I will ring my sister first.' } },
    named: [theGp(), theTeam()],
    ...more,
  }
}
const leaves = (s: Where) => ({
  stayId: s.stayId,
  personId: s.personId,
  version: 1,
  endedAt: '2026-03-05T09:00:00Z',
  endedKnownTo: 'minute',
  endSource: 'by hand',
})

describe('the leaving plan', () => {
  it('is kept whole in each version, by the team that wrote it; the second saver is told', async () => {
    const s = await onTheWard('Ada Planned')
    const first = text(s)
    must(await product.act(jo, 'plan.write', first))
    const next = {
      ...first,
      versionId: freshId(),
      version: 1,
      sections: { goals: { words: 'A job', own: '' } },
    }
    expect(codeOf(await product.act(jo, 'plan.write', { ...next, version: 0 }))).toBe('STALE_VERSION')
    expect(codeOf(await product.act(lin, 'plan.write', next))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(jo, 'plan.write', next))
    expect(codeOf(await product.act(jo, 'plan.write', { ...next, version: 2, named: [] }))).toBe(
      'PLAN_NAMES_NOBODY',
    )
    expect(
      must(await product.act(jo, 'plan.write', { ...next, versionId: freshId(), version: 2 })).made.effect,
    ).toBe('none')
    const versions = must(await product.ask(jo, 'plan.versions', { planId: first.planId })) as {
      version: number
    }[]
    expect(versions.map((v) => v.version)).toEqual([2, 1])
  })

  it('is read by a partner when the person said yes, and by nobody who was not asked about', async () => {
    const [yes, no] = [await onTheWard('Bea Planned'), await onTheWard('Cal Planned', 'not asked')]
    must(await product.act(jo, 'plan.write', text(yes)))
    must(await product.act(jo, 'plan.write', text(no)))
    const seen = async (s: Where) =>
      (must(await product.ask(lin, 'plan.of-person', { personId: s.personId })) as { plans: object[] }).plans
        .length
    expect([await seen(yes), await seen(no)]).toEqual([1, 0])
  })

  it('is read by the named lead who accepted, and counts as received when they open it', async () => {
    const s = await onTheWard('Eve Planned')
    const noor = await product.signIn(world.staff.noor.email)
    const noorNamed = { ...theGp(), name: 'Noor Aziz', role: '', staffId: world.staff.noor.id }
    const plan = text(s, { named: [noorNamed] })
    must(await product.act(jo, 'plan.write', plan))
    const plansSeen = async () => {
      const seen = await product.ask(noor, 'plan.of-person', { personId: s.personId })
      return seen.ok ? (seen.value as { plans: { planId: string }[] }).plans.map((p) => p.planId) : []
    }
    // being named opens nothing by itself
    expect(await plansSeen()).toEqual([])
    const offerId = freshId()
    must(
      await product.act(jo, 'lead.offer', {
        personId: s.personId,
        offerId,
        what: 'lead',
        teamId: world.teams.north,
        staffId: world.staff.noor.id,
      }),
    )
    must(await product.act(noor, 'lead.accept', { personId: s.personId, offerId, version: 1 }))
    expect(await plansSeen()).toEqual([plan.planId])
    must(
      await product.act(noor, 'plan.open', {
        personId: s.personId,
        planId: plan.planId,
        version: 1,
      }),
    )
    expect(
      await product.rows('select way from tc.plan_receipt where recipient_id = $1', [noorNamed.id]),
    ).toEqual([{ way: 'opened here' }])
  })

  it('is owed to everyone named 24 hours after leaving, until each has it', async () => {
    const s = await onTheWard('Dee Planned')
    const plan = text(s)
    await product.setNow('2026-03-05T08:00:00.000Z')
    must(await product.act(jo, 'plan.write', plan))
    await product.setNow(THURSDAY)
    expect(await gaps(s.personId, 'N8')).toEqual([])
    must(await product.act(jo, 'stay.end', leaves(s)))
    const due = {
      what: plan.planId,
      from: '2026-03-06T09:00:00.000Z',
      owner: world.staff.wyn.id,
      team: world.teams.maple,
    }
    const [gp, team] = plan.named
    expect(await gaps(s.personId, 'N8')).toEqual(
      [gp, team]
        .map((n) => ({ ...due, last: n?.id }))
        .sort((a, b) => (String(a.last) < String(b.last) ? -1 : 1)),
    )
    const seen = { personId: s.personId, planId: plan.planId, version: 1 }
    // the writer is not named: opening it gives nobody a receipt
    expect(codeOf(await product.act(jo, 'plan.open', seen))).toBe('PLAN_NOT_NAMED')
    must(await product.act(sam, 'plan.open', seen))
    expect(must(await product.act(lin, 'plan.open', seen)).made.receipts).toBe(0)
    const post = {
      ...seen,
      receiptId: freshId(),
      recipientId: gp?.id,
      way: 'posted',
      how: 'By first-class post to the practice',
      at: '2026-03-05T09:30:00Z',
    }
    expect(codeOf(await product.act(jo, 'plan.hand-over', { ...post, how: ' ' }))).toBe(
      'PLAN_RECEIPT_NEEDS_HOW',
    )
    expect(codeOf(await product.act(jo, 'plan.hand-over', { ...post, at: '2026-03-06T09:30:00Z' }))).toBe(
      'PLAN_RECEIVED_IN_FUTURE',
    )
    await product.setNow('2026-03-05T10:05:00.000Z')
    must(await product.act(jo, 'plan.hand-over', { ...post, at: '2026-03-05T10:04:00Z' }))
    expect(await gaps(s.personId, 'N8')).toEqual([])
  })

  it('that was never written is a gap from the minute of leaving', async () => {
    const s = await onTheWard('Eve Planned')
    must(await product.act(jo, 'stay.end', leaves(s)))
    expect(await gaps(s.personId, 'N8')).toMatchObject([
      { what: 'none', last: s.stayId, from: '2026-03-05T09:00:00.000Z' },
    ])
  })
})

describe('the safety plan', () => {
  const words = (s: Where, more: Record<string, unknown> = {}) => ({
    personId: s.personId,
    safetyPlanId: freshId(),
    version: 0,
    helps: 'Walking to the river',
    signs: 'Not sleeping',
    setsOff: 'Letters about money',
    ring: [{ name: 'My sister', number: '01632 960009' }],
    madeWith: 'Fay and Jo',
    madeOn: '2026-03-05',
    ...more,
  })
  it('is written with the person from the first day and read by whoever supports them, whatever they said of the rest', async () => {
    const s = await onTheWard('Fay Planned', 'not asked')
    must(await product.act(jo, 'safety-plan.write', words(s)))
    expect(codeOf(await product.act(lin, 'safety-plan.write', words(s)))).toBe('STALE_VERSION')
    must(await product.act(lin, 'safety-plan.write', words(s, { version: 1, helps: 'Ringing first' })))
    const read = must(await product.ask(jo, 'safety-plan.of-person', { personId: s.personId })) as {
      versions: { version: number; helps: string; ring: object[]; madeOn: string }[]
    }
    expect(read.versions.map((v) => [v.version, v.helps, v.madeOn])).toEqual([
      [2, 'Ringing first', '2026-03-05'],
      [1, 'Walking to the river', '2026-03-05'],
    ])
  })
  it('is written by nobody who does not support them, and says nothing that cannot be rung', async () => {
    const person = await world.person('Gil Planned')
    const stayId = await world.admits(person, 1)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    const s = { personId: person.id, stayId, episodeId: '' }
    expect(codeOf(await product.act(lin, 'safety-plan.write', words(s)))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(
      codeOf(await product.act(jo, 'safety-plan.write', words(s, { ring: [{ name: 'Him', number: '' }] }))),
    ).toBe('SAFETY_PLAN_NUMBER')
    expect(codeOf(await product.act(jo, 'safety-plan.write', words(s, { madeWith: '' })))).toBe(
      'SAFETY_PLAN_NEEDS_WITH',
    )
  })
})

describe('reviews', () => {
  it('of sharing and of the stage fall due, are done once, and fall due again on the day that was set', async () => {
    const s = await onTheWard('Hal Planned')
    await product.superuser.query(
      "update tc.sharing_decision set review_on = '2026-03-20' where person_id = $1",
      [s.personId],
    )
    // any command about the person works out again what is owed
    must(await product.act(jo, 'plan.write', text(s)))
    const due = await gaps(s.personId, 'N9')
    expect(due.find((d) => d.what === 'sharing')).toMatchObject({
      last: world.services.medication,
      from: '2026-03-21T00:00:00.000Z',
    })
    const done = {
      personId: s.personId,
      reviewId: freshId(),
      kind: 'sharing',
      aboutId: world.services.medication,
      lookedAt: 'Asked again',
      changed: '',
      nextOn: '2026-06-01',
    }
    expect(codeOf(await product.act(jo, 'review.done', { ...done, nextOn: '2026-03-20' }))).toBe(
      'REVIEW_NEXT_PASSED',
    )
    const empty = { ...done, nextOn: null }
    expect(codeOf(await product.act(jo, 'review.done', empty)), 'an empty day is no decision').toBe(
      'REVIEW_NEEDS_NEXT',
    )
    must(await product.act(jo, 'review.done', done))
    expect((await gaps(s.personId, 'N9')).find((d) => d.what === 'sharing')).toMatchObject({
      from: '2026-06-01T23:00:00.000Z',
    })
  })
  it('of plans are off until the service signs', async () => {
    const s = await onTheWard('Ida Planned')
    must(await product.act(lin, 'plan.write', { ...text(s), stayId: null }))
    expect((await gaps(s.personId, 'N9')).filter((d) => d.what === 'plan')).toEqual([])
    const sign = {
      settingId: freshId(),
      serviceId: world.services.medication,
      kind: 'plan',
      weeks: 4,
      signedBy: 'Dr Signs',
      signedAs: 'Clinical lead',
      signedOn: '2026-03-05',
    }
    expect(codeOf(await product.act(jo, 'review.sign', sign))).not.toBe('done')
    must(await product.act(lin, 'review.sign', sign))
    const due = async () => (await gaps(s.personId, 'N9')).find((d) => d.what === 'plan')
    const [made] = await product.rows<{ id: string }>(
      'select plan_id as id from tc.plan where person_id = $1',
      [s.personId],
    )
    expect(await due()).toMatchObject({ from: '2026-04-02T23:00:00.000Z' })
    await product.setNow('2026-03-12T10:00:00.000Z')
    const again = {
      personId: s.personId,
      reviewId: freshId(),
      kind: 'plan',
      aboutId: made?.id,
      lookedAt: 'All of it',
      changed: '',
      nextOn: null,
    }
    const aWeekOn = await product.signIn(world.staff.lin.email)
    must(await product.act(aWeekOn, 'review.done', again))
    // no day said: the four weeks that were signed, from the review
    expect(await due()).toMatchObject({ from: '2026-04-09T23:00:00.000Z' })
    await product.setNow(THURSDAY)
  })
})

describe('the row rules', () => {
  async function sql(token: string, statement: string, values: unknown[]): Promise<number | string> {
    const client = await product.appPool.connect()
    try {
      await client.query('begin')
      await client.query('select ctx.begin($1)', [token])
      return (await client.query(statement, values)).rowCount ?? 0
    } catch (cause) {
      return (cause as { code?: string }).code ?? 'failed'
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  const RECEIPT = `insert into tc.plan_receipt (id, plan_id, version, recipient_id, person_id, organisation_id, team_id, way, how, received_at, recorded_at, by_id)
    values ($1, $2, 1, $3, $4, $5, $6, $7, 'x', '2026-03-05T10:00:00Z', now(), $8)`

  it('let nobody plant a receipt for somebody else, nor a version of another team’s plan', async () => {
    const s = await onTheWard('Jay Planned')
    const plan = text(s)
    must(await product.act(jo, 'plan.write', plan))
    const [gp, team] = plan.named
    const { northside, riverside } = world.organisations
    const of = (recipient: string | undefined, org: string, teamId: string, way: string, by: string) => [
      freshId(),
      plan.planId,
      recipient,
      s.personId,
      org,
      teamId,
      way,
      by,
    ]
    const { jo: ward, sam: worker } = world.staff
    expect(
      await sql(sam, RECEIPT, of(team?.id, riverside, world.teams.medication, 'opened here', worker.id)),
    ).toBe(1)
    expect(
      await sql(sam, RECEIPT, of(gp?.id, riverside, world.teams.medication, 'opened here', worker.id)),
    ).toBe('42501')
    expect(await sql(jo, RECEIPT, of(team?.id, northside, world.teams.maple, 'opened here', ward.id))).toBe(
      '42501',
    )
    expect(await sql(jo, RECEIPT, of(team?.id, northside, world.teams.maple, 'handed over', worker.id))).toBe(
      '42501',
    )
    expect(
      await sql(jo, RECEIPT, of(team?.id, northside, world.teams.maple, 'acknowledged by machine', ward.id)),
    ).toBe('42501')
    expect(await sql(jo, RECEIPT, of(freshId(), northside, world.teams.maple, 'handed over', ward.id))).toBe(
      '42501',
    )
    const VERSION = `insert into tc.plan (id, plan_id, person_id, organisation_id, team_id, version, sections, named, at, by_staff_id)
      values ($1, $2, $3, $4, $5, 2, '{}', '[]', (select ctx.now()), $6)`
    expect(
      await sql(jo, VERSION, [freshId(), plan.planId, s.personId, northside, world.teams.maple, ward.id]),
    ).toBe(1)
    expect(
      await sql(sam, VERSION, [
        freshId(),
        plan.planId,
        s.personId,
        riverside,
        world.teams.medication,
        worker.id,
      ]),
    ).toBe('23503')
    for (const table of ['plan', 'plan_receipt', 'safety_plan'])
      expect(await sql(jo, `delete from tc.${table}`, [])).toBe('42501')
  })
})
