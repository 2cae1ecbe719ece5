import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFeed, takes } from '#testing/feed.ts'
import { aMessage, MARA, type PersonToSend } from '#testing/hl7-builder.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'

let product: Product
let world: World
let feed: string

beforeAll(async () => {
  product = await aProduct()
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  feed = await aFeed(product, { organisationId: world.organisations.northside, teamId: world.teams.records })
})
afterAll(() => product.stop())

const all = async <R extends object = Record<string, unknown>>(
  sql: string,
  values: unknown[] = [],
): Promise<R[]> => (await product.superuser.query(sql, values)).rows as R[]
const stays = (visit: string) =>
  all<{ id: string; person_id: string; ended_at: Date | null; home_area: string; team_id: string }>(
    'select * from tc.stay where visit_number = $1',
    [visit],
  )
const counted = async (table: string) =>
  Number((await all<{ n: string }>(`select count(*) as n from ${table}`))[0]?.n)
const someone = (n: number, more: Partial<PersonToSend> = {}): PersonToSend => ({
  nhsNumber: ['9990001006', '9990001014', '9990001022', '9990001030', '9990001049', '9990001057'][n]!,
  family: `Family${n}`,
  given: 'Given',
  bornOn: '1990-02-03',
  postcode: 'NS4 2QT',
  ...more,
})
const anA01 = (person: PersonToSend, visit: string) =>
  aMessage().sentBy('NSD').admitting(person).toWard('MAPLE', 'BED 4').forVisit(visit).numbered(`IN-${visit}`)
const anA03 = (person: PersonToSend, visit: string) =>
  aMessage()
    .sentBy('NSD')
    .discharging(person)
    .fromWard('MAPLE')
    .at('2026-11-20T11:00:00Z')
    .admittedBefore('2026-11-02T14:30:00Z')
    .forVisit(visit)
    .numbered(`OUT-${visit}`)

describe('an admission', () => {
  it('opens the stay, with a task of the ward for each fact that nobody has said', async () => {
    const lines = await takes(product, feed, anA01(MARA, 'V1').text())
    expect(lines).toEqual(['IN-V1 AA admitted to Maple; not known: distance, reason (a task for the ward)'])
    const [stay] = await stays('V1')
    expect(stay).toMatchObject({ team_id: world.teams.maple, home_area: 'NS4', ended_at: null })
    const tasks = await all(
      'select kind, what, team_id, due_at from tc.task where about_id = $1 order by kind',
      [stay!.id],
    )
    expect(tasks).toMatchObject([
      {
        kind: 'stay distance',
        what: 'Say how many miles this ward is from home.',
        team_id: world.teams.maple,
      },
      { kind: 'stay reason', what: 'Say why the person is in this place.', team_id: world.teams.maple },
    ])
    // Sunday 22 November: the second working day after is Wednesday, 5pm
    expect(tasks[0]!.due_at).toEqual(new Date('2026-11-25T17:00:00Z'))
  })

  it('lets the ward see whom it has, and the machine sees nobody', async () => {
    const jo = await product.signIn(world.staff.jo.email)
    const [stay] = await stays('V1')
    expect(must(await product.ask(jo, 'stay.one', { stayId: stay!.id }))).toMatchObject({
      name: 'Mara Okafor',
      ward: 'Maple',
      ours: true,
    })
    const rows = await seenBy(feed, 'select id from tc.person')
    expect(rows).toEqual([])
  })

  it('has no effect when it is repeated, or said again in other words', async () => {
    const before = [
      await counted('tc.stay'),
      await counted('tc.person'),
      await counted('tc.task'),
      await counted('tc.timeline'),
    ]
    expect(await takes(product, feed, anA01(MARA, 'V1').text())).toEqual([
      'IN-V1 AA the same message came before and was answered; nothing changed',
    ])
    expect(
      await takes(
        product,
        feed,
        anA01(MARA, 'V1').numbered('IN-AGAIN').saying('PV1', 44, '202611021500').text(),
      ),
    ).toEqual([
      'IN-AGAIN AA was already admitted to Maple, nothing changed; the message differs in time of admission',
    ])
    // the second message registers again: one line of the timeline, and nobody new
    expect([await counted('tc.stay'), await counted('tc.person'), await counted('tc.task')]).toEqual(
      before.slice(0, 3),
    )
  })

  it('waits without two identifiers, kept whole, with a task of the records desk', async () => {
    const nameless = anA01(someone(0, { nhsNumber: '' }), 'V2').text()
    const people = await counted('tc.person')
    const [line] = await takes(product, feed, nameless)
    expect(line).toMatch(
      /^IN-V2 AE The message does not give an NHS number.*kept, with a task for the records desk/,
    )
    expect(await counted('tc.person')).toBe(people)
    const [kept] = await all<{ id: string; raw: string; why: string }>(
      "select * from tc.kept_message where control_id = 'IN-V2'",
    )
    expect(kept).toMatchObject({ raw: nameless, why: 'HL7_TWO_IDENTIFIERS' })
    expect(
      await all('select team_id, person_id, done_at from tc.task where about_id = $1', [kept!.id]),
    ).toEqual([{ team_id: world.teams.records, person_id: null, done_at: null }])
    await takes(product, feed, nameless)
    expect(await all("select 1 from tc.kept_message where control_id = 'IN-V2'")).toHaveLength(1)
    const dot = await product.signIn(world.staff.dot.email)
    expect(must(await product.ask(dot, 'message.kept', { keptId: kept!.id }))).toMatchObject({
      raw: nameless,
      task: { what: expect.stringContaining('waits') },
    })
    const jo = await product.signIn(world.staff.jo.email)
    expect(must(await product.ask(jo, 'message.kept', { keptId: kept!.id }))).toBeNull()
  })

  it('is refused and kept when ward or organisation is not known', async () => {
    expect((await takes(product, feed, anA01(someone(0), 'V3').toWard('ELM').text()))[0]).toMatch(
      /^IN-V3 AE This ward is not known.*kept/,
    )
    expect((await takes(product, feed, anA01(someone(0), 'V4').sentBy('XYZ').text()))[0]).toMatch(
      /^IN-V4 AE This names an organisation.*kept/,
    )
    expect(
      await all("select why from tc.kept_message where control_id in ('IN-V3', 'IN-V4') order by control_id"),
    ).toEqual([{ why: 'STAY_UNIT_NOT_KNOWN' }, { why: 'STAY_ORGANISATION_NOT_YOURS' }])
    expect(await all('select 1 from tc.person_core where nhs_number = $1', [someone(0).nhsNumber])).toEqual(
      [],
    )
  })

  it('of another kind is rejected, and kept like a broken one', async () => {
    const kept = await counted('tc.kept_message')
    expect((await takes(product, feed, anA01(MARA, 'V5').saying('MSH', 9, 'ADT^A55').text()))[0]).toMatch(
      /^IN-V5 AR Messages of type A55/,
    )
    expect(await counted('tc.kept_message')).toBe(kept + 1)
    expect((await takes(product, feed, 'this is\u0000 no message'))[0]).toMatch(/^- AR .*kept/)
    expect(await counted('tc.kept_message')).toBe(kept + 2)
  })

  it('gives its number to a stay that the ward entered by hand', async () => {
    const jo = await product.signIn(world.staff.jo.email)
    const person = someone(1)
    const details = {
      names: [{ kind: 'legal', given: person.given, family: person.family }],
      nhsNumber: { status: 'given-not-verified', number: person.nhsNumber },
      birth: { state: 'known', on: person.bornOn },
      addresses: [],
      contactPoints: [],
      communication: { answer: 'not-asked' },
      characteristics: {},
      carers: [],
    }
    const { made } = must(await product.act(jo, 'person.register', { personId: freshId(), details }))
    must(
      await product.act(jo, 'stay.open', {
        stayId: freshId(),
        personId: made.personId,
        unitId: world.unitId,
        visitNumber: null,
        admittedAt: '2026-11-02T10:00:00Z',
        admittedKnownTo: 'minute',
        homeArea: 'not known',
        distance: 'not known',
        reason: 'not known',
        source: 'by hand',
        movedFrom: null,
      }),
    )
    expect((await takes(product, feed, anA01(person, 'V6').text()))[0]).toMatch(
      /^IN-V6 AA was already admitted to Maple/,
    )
    expect(await stays('V6')).toMatchObject([{ person_id: made.personId }])
  })
})

describe('a discharge', () => {
  it('ends the stay; again it has no effect', async () => {
    await takes(product, feed, anA01(someone(2), 'V10').text())
    expect(await takes(product, feed, anA03(someone(2), 'V10').text())).toEqual([
      'OUT-V10 AA discharged from Maple',
    ])
    expect((await stays('V10'))[0]!.ended_at).toEqual(new Date('2026-11-20T11:00:00Z'))
    expect(await takes(product, feed, anA03(someone(2), 'V10').text())).toEqual([
      'OUT-V10 AA the same message came before and was answered; nothing changed',
    ])
    expect(await takes(product, feed, anA03(someone(2), 'V10').numbered('OUT-OTHER').text())).toEqual([
      'OUT-OTHER AA was already discharged from Maple, nothing changed',
    ])
  })

  it('whose time is only inferred is a task of the ward', async () => {
    await takes(product, feed, anA01(someone(3), 'V11').text())
    const [line] = await takes(
      product,
      feed,
      anA03(someone(3), 'V11').saying('PV1', 45, '').saying('EVN', 6, '').text(),
    )
    expect(line).toMatch(/discharged from Maple; time inferred/)
    const [stay] = await stays('V11')
    expect(
      await all("select kind from tc.task where about_id = $1 and kind = 'stay time of leaving'", [stay!.id]),
    ).toHaveLength(1)
  })

  it('of somebody else under a visit number used again is refused and kept', async () => {
    await takes(product, feed, anA01(someone(4), 'V12').text())
    for (const other of [
      someone(5),
      someone(4, { nhsNumber: someone(5).nhsNumber! }),
      someone(4, { family: 'Other', bornOn: '1950-01-01' }),
      someone(4, { nhsNumber: '', family: 'Other' }),
    ]) {
      expect((await takes(product, feed, anA03(other, 'V12').text()))[0]).toMatch(
        /^OUT-V12 AE No open stay here matches this/,
      )
    }
    expect((await stays('V12'))[0]!.ended_at).toBeNull()
    // without a number, the visit with birth date and family name says who
    expect((await takes(product, feed, anA03(someone(4, { nhsNumber: '' }), 'V12').text()))[0]).toMatch(
      /AA discharged/,
    )
  })

  it('of nobody known here is refused, and nobody is added', async () => {
    const people = await counted('tc.person')
    expect((await takes(product, feed, anA03({ ...someone(0), family: 'Nobody' }, 'V99').text()))[0]).toMatch(
      /^OUT-V99 AE No open stay/,
    )
    expect(await counted('tc.person')).toBe(people)
  })
})

describe('a feed of another organisation', () => {
  it('opens, ends and sees nothing here', async () => {
    await product.superuser.query("update tc.organisation set ods_code = 'RSD' where id = $1", [
      world.organisations.riverside,
    ])
    const other = await aFeed(product, {
      organisationId: world.organisations.riverside,
      teamId: world.teams.medication,
    })
    await takes(product, feed, anA01(someone(5), 'V20').text())
    const [stay] = await stays('V20')
    expect((await takes(product, other, anA01(someone(0), 'V21').text()))[0]).toMatch(
      /AE This names an organisation/,
    )
    expect((await takes(product, other, anA03(someone(5), 'V20').sentBy('RSD').text()))[0]).toMatch(
      /AE No open stay/,
    )
    expect(await seenBy(other, 'select id from tc.stay')).toEqual([])
    // the commands themselves, past the map
    const joined = must(
      await product.act(other, 'person.register', { personId: freshId(), details: detailsFor(someone(5)) }),
    ).made.personId
    expect(joined).toBe(stay!.person_id)
    const opening = {
      stayId: freshId(),
      personId: joined,
      unitId: world.unitId,
      visitNumber: 'V22',
      admittedAt: '2026-11-22T10:00:00Z',
      admittedKnownTo: 'minute',
      homeArea: 'not known',
      distance: 'not known',
      reason: 'not known',
      source: 'message',
      movedFrom: null,
    }
    expect(await product.act(other, 'stay.open', opening)).toMatchObject({
      refusal: { code: 'STAY_ORGANISATION_NOT_YOURS' },
    })
    const ending = {
      stayId: stay!.id,
      personId: stay!.person_id,
      version: null,
      endedAt: '2026-11-22T12:00:00Z',
      endedKnownTo: 'minute',
      endSource: 'PV1-45',
    }
    expect(await product.act(other, 'stay.end', ending)).toMatchObject({
      refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' },
    })
    // and the row rules, past the commands
    const planted = `insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, admitted_at, source, recorded_at, recorded_by)
      select $1, $2, $3, $4, $5, now(), 'message', now(), ctx.actor()`
    const values = [freshId(), joined, world.organisations.northside, world.teams.maple, world.unitId]
    await expect(seenBy(other, planted, values)).rejects.toThrow(/row-level security/)
    await expect(
      seenBy(other, planted, [
        values[0],
        joined,
        world.organisations.riverside,
        world.teams.medication,
        world.unitId,
      ]),
    ).rejects.toThrow(/row-level security/)
    await expect(
      seenBy(
        other,
        `insert into tc.task (id, person_id, organisation_id, team_id, kind, what, since_at, due_at)
      values ($1, $2, $3, $4, 'k', 'w', now(), now())`,
        [freshId(), joined, world.organisations.riverside, world.teams.maple],
      ),
    ).rejects.toThrow(/row-level security/)
  })

  it('a task about somebody one may not write about is refused: it would open who they are', async () => {
    const [stay] = await stays('V20')
    const rae = await product.signIn(world.staff.rae.email)
    await expect(
      seenBy(
        rae,
        `insert into tc.task (id, person_id, organisation_id, team_id, kind, what, since_at, due_at)
      values ($1, $2, $3, $4, 'k', 'w', now(), now())`,
        [freshId(), stay!.person_id, world.organisations.riverside, world.teams.inReach],
      ),
    ).rejects.toThrow(/row-level security/)
  })

  it('staff do not send messages, and a machine without the right keeps nothing', async () => {
    const jo = await product.signIn(world.staff.jo.email)
    expect((await takes(product, jo, anA01(someone(0), 'V30').text()))[0]).toMatch(
      /^IN-V30 AE Your post does not allow this/,
    )
    const dumb = await aFeed(
      product,
      { organisationId: world.organisations.northside, teamId: world.teams.records },
      ['people.register'],
    )
    expect((await takes(product, dumb, anA01(someone(0), 'V31').text()))[0]).toMatch(
      /^IN-V31 AE Your post does not allow this/,
    )
    expect(await all("select 1 from tc.kept_message where control_id in ('IN-V30', 'IN-V31')")).toEqual([])
  })
})

const SAMPLE = resolve('../shared/samples/hl7v2/nhs-itk/A01_example.txt')
if (!existsSync(SAMPLE)) console.log(`skipped: the published HL7 example is not at ${SAMPLE}`)

describe.skipIf(!existsSync(SAMPLE))('the published ITK A01, unchanged', () => {
  it('opens a stay on OBS1 for Fredrica Smith', async () => {
    const rcb = freshId()
    const [root, team] = [freshId(), freshId()]
    await product.superuser.query('begin')
    await insert(product.superuser, 'tc.organisation', {
      id: rcb,
      kind: 'trust',
      name: 'RCB',
      ods_code: 'RCB',
      root_owner_staff_id: root,
      created_at: '2009-01-01',
    })
    await insert(product.superuser, 'tc.staff', {
      id: root,
      organisation_id: rcb,
      name: 'Pat Root',
      email: 'pat@practice.example',
    })
    await product.superuser.query('commit')
    await insert(product.superuser, 'tc.team', {
      id: team,
      organisation_id: rcb,
      name: 'Observation ward 1',
      kind: 'ward',
      hours: 'Always',
      telephone: '01632 960002',
    })
    await insert(product.superuser, 'tc.unit', {
      id: freshId(),
      organisation_id: rcb,
      team_id: team,
      code: 'OBS1',
      name: 'OBS1',
      kind: 'ward',
    })
    const itk = await aFeed(product, { organisationId: rcb, teamId: team })
    const [line] = await takes(product, itk, readFileSync(SAMPLE))
    expect(line).toMatch(/^1391320453338055 AA admitted to OBS1; not known: distance, reason/)
    expect(
      await all(
        `select p.display_name, p.born_on::text, c.nhs_number, s.admitted_at, s.home_area, s.visit_number from tc.stay s join tc.person p on p.id = s.person_id
      join tc.person_core c on c.person_id = p.id where s.organisation_id = $1`,
        [rcb],
      ),
    ).toEqual([
      {
        display_name: 'FREDRICA J SMITH',
        born_on: '1965-12-13',
        nhs_number: '3333333333',
        admitted_at: new Date('2010-10-20T16:16:00Z'),
        home_area: 'YO32',
        visit_number: '2139',
      },
    ])
  })
})

const detailsFor = (p: PersonToSend) => ({
  names: [{ kind: 'legal', given: p.given, family: p.family }],
  nhsNumber: { status: 'given-not-verified', number: p.nhsNumber },
  birth: { state: 'known', on: p.bornOn },
  addresses: [],
  contactPoints: [],
  communication: { answer: 'not-asked' },
  characteristics: {},
  carers: [],
})

/** Rows as one asker sees them by plain SQL on the serving login: what the row rules alone let through. */
async function seenBy(token: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = await product.appPool.connect()
  try {
    await client.query('begin')
    await client.query('select ctx.begin($1)', [token])
    return (await client.query(sql, values)).rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}
