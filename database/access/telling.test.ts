import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takesTexts } from '#core/duty/set.ts'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'

/** Who answers, what was told and what leaves: what somebody with SQL of their own as the serving login could plant or read. */
let product: Product
let world: World
let person: Person
const noticeId = freshId()

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.superuser.query("update tc.post set rights = rights || '{duty.manage}' where id = $1", [
    world.staff.lin.postId,
  ])
  person = await world.person('Told Invented')
  await product.setNow('2026-03-05T09:00:00Z')
  await insert(product.superuser, 'tc.notice', {
    id: noticeId,
    person_id: person.id,
    obligation_key: 'N11:worry:x',
    gap_from: '2026-03-05T08:00:00Z',
    level: 1,
    definition: 'worry',
    minutes: 15,
    about_id: person.id,
    team_id: world.teams.medication,
    organisation_id: world.organisations.riverside,
    to_key: `staff:${world.staff.sam.id}`,
    to_staff: [world.staff.sam.id],
    to_team_id: world.teams.medication,
    because: 'on duty',
    told_at: '2026-03-05T08:00:00Z',
    look_at: '2026-03-05T08:01:00Z',
  })
  await insert(product.superuser, 'tc.notify_preference', {
    staff_id: world.staff.sam.id,
    by_email: true,
    mobile: '07700 900123',
    set_at: '2026-03-05T08:00:00Z',
  })
})
afterAll(() => product.stop())

async function tries(who: StaffMember, text: string, values: unknown[] = []): Promise<string> {
  const client = await product.appPool.connect()
  try {
    await client.query('begin')
    await client.query('select ctx.begin($1)', [await product.signIn(who.email)])
    return (await client.query(text, values)).rowCount ? 'done' : 'nothing'
  } catch (cause) {
    if (['42501', '23503'].includes((cause as { code?: string }).code ?? '')) return 'refused'
    throw cause
  } finally {
    await client.query('rollback')
    client.release()
  }
}
const SHIFT = `insert into tc.duty_shift (id, team_id, organisation_id, from_at, until_at, staff_id, set_at, set_by)
  values ($1, $2, $3, '2026-03-06 09:00Z', '2026-03-06 17:00Z', $4, now(), $5)`

describe('who answers for a team', () => {
  it('is set with the right, in one’s own organisation, for a team of it, and in one’s own name', async () => {
    const { lin, sam, wyn } = world.staff
    const { medication, maple } = world.teams
    const { riverside, northside } = world.organisations
    const shift = (team: string, organisation: string, by: string) => [
      freshId(),
      team,
      organisation,
      sam.id,
      by,
    ]
    expect(await tries(lin, SHIFT, shift(medication, riverside, lin.id))).toBe('done')
    expect(await tries(sam, SHIFT, shift(medication, riverside, sam.id)), 'no right').toBe('refused')
    expect(await tries(lin, SHIFT, shift(medication, riverside, sam.id)), 'another’s name').toBe('refused')
    expect(await tries(lin, SHIFT, shift(maple, riverside, lin.id)), 'a team of another').toBe('refused')
    expect(await tries(lin, SHIFT, shift(maple, northside, lin.id)), 'another organisation').toBe('refused')
    expect(await tries(wyn, SHIFT, shift(maple, northside, wyn.id)), 'a post without it').toBe('refused')
    expect(
      await tries(lin, SHIFT, [freshId(), medication, riverside, wyn.id, lin.id]),
      'somebody of another organisation',
    ).toBe('refused')
    expect(await tries(lin, 'update tc.duty_shift set staff_id = staff_id')).toBe('refused')
    expect(await tries(lin, 'delete from tc.duty_chain')).toBe('refused')
  })
})

describe('what was told', () => {
  it('is read by the team it was told to, and by nobody else', async () => {
    const READ = 'select 1 from tc.notice where id = $1'
    const { sam, lin, ade, jo, bo, vic } = world.staff
    for (const who of [sam, lin, ade]) expect(await tries(who, READ, [noticeId])).toBe('done')
    for (const who of [jo, bo, vic]) expect(await tries(who, READ, [noticeId])).toBe('nothing')
  })
  it('is acknowledged in one’s own name by that team, once, and never written or taken away', async () => {
    const ACK =
      'update tc.notice set acknowledged_at = (select ctx.now()), acknowledged_by = $2 where id = $1'
    const { sam, lin, jo } = world.staff
    expect(await tries(lin, ACK, [noticeId, lin.id])).toBe('done')
    expect(await tries(lin, ACK, [noticeId, sam.id]), 'another’s name').toBe('refused')
    expect(
      await tries(lin, ACK.replace('ctx.now()', "ctx.now() - interval '1 hour'"), [noticeId, lin.id]),
      'earlier than it was',
    ).toBe('refused')
    expect(await tries(jo, ACK, [noticeId, jo.id])).toBe('nothing')
    expect(await tries(lin, 'update tc.notice set closed_at = now()')).toBe('refused')
    expect(await tries(lin, 'update tc.notice set to_staff = to_staff')).toBe('refused')
    expect(await tries(lin, 'delete from tc.notice')).toBe('refused')
    expect(await tries(lin, `insert into tc.notice select * from tc.notice where id = $1`, [noticeId])).toBe(
      'refused',
    )
  })
})

describe('what leaves', () => {
  it('is neither read nor written by whoever serves, and its functions are the worker’s alone', async () => {
    for (const text of [
      'select 1 from tc.message_out',
      'select 1 from tc.digest_sent',
      'select 1 from tc.heartbeat',
      "select net.tell('[]', '[]', '{email}')",
      "select net.begin_round('[]')",
      "select net.due_notices('[]')",
      'select net.claim_message(true)',
      `select net.message_sent('${noticeId}', 'sent', 'x')`,
      `select net.may_send('${noticeId}')`,
      "select net.beat(0, 0, '{}')",
      `select net.message_task('${noticeId}', false)`,
      "select net.takes_texts('07700 900123')",
    ])
      expect(await tries(world.staff.lin, text), text).toBe('refused')
  })
  it('asks of a number or address of the person what they said, at the moment of sending', async () => {
    const ask = async (channel: string, to: string) => {
      const message = await product.superuser.query<{ id: string }>(
        `insert into tc.message_out (channel, to_address, to_kind, template, person_id, organisation_id, team_id, next_at, created_at)
         values ($1, $2, 'person', 'please ring us', $3, $4, $5, now(), now()) returning id`,
        [channel, to, person.id, world.organisations.riverside, world.teams.medication],
      )
      return async () =>
        (
          await product.superuser.query<{ may: string }>('select net.may_send($1) as may', [
            message.rows[0]?.id,
          ])
        ).rows[0]?.may
    }
    const point = (kind: string, value: string, safe: object) =>
      insert(product.superuser, 'tc.contact_point', {
        id: freshId(),
        person_id: person.id,
        kind,
        value,
        safe: JSON.stringify(safe),
        recorded_at: '2026-03-05T08:00:00Z',
        recorded_by: world.staff.sam.id,
      })
    await point('mobile', '07700 900001', { answer: 'may', channels: ['text'] })
    await point('mobile', '07700 900002', { answer: 'may', channels: ['call'] })
    await point('mobile', '07700 900003', { answer: 'do-not-contact' })
    await point('mobile', '07700 900004', { answer: 'not-asked' })
    await point('email', 'told@home.example', { answer: 'may', channels: ['email'] })
    const safe = await ask('text', '07700 900001')
    expect(await safe()).toBe('yes')
    expect(await (await ask('email', 'told@home.example'))()).toBe('yes')
    for (const number of ['07700 900002', '07700 900003', '07700 900004', '07700 900009'])
      expect(await (await ask('text', number))()).toBe('they did not say that it is safe')
    // barred after it was queued
    await product.superuser.query(
      `update tc.contact_point set safe = '{"answer":"do-not-contact"}' where value = '07700 900001'`,
    )
    expect(await safe()).toBe('they did not say that it is safe')
  })
  it('says of one’s own organisation alone whom of a team no message reaches', async () => {
    const { sam, lin, jo } = world.staff
    const { medication, maple } = world.teams
    const silent = async (who: StaffMember, team: string): Promise<string[]> => {
      const client = await product.appPool.connect()
      try {
        await client.query('begin')
        await client.query('select ctx.begin($1)', [await product.signIn(who.email)])
        const found = await client.query<{ staff_id: string; why: string }>(
          'select * from net.no_way_out($1)',
          [team],
        )
        return found.rows.map((r) => `${r.staff_id} ${r.why}`)
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    await product.superuser.query(SHIFT, [
      freshId(),
      medication,
      world.organisations.riverside,
      sam.id,
      lin.id,
    ])
    expect(
      await silent(lin, medication),
      'Sam has both ways, Lin as manager one that nobody turned off',
    ).toEqual([])
    await product.superuser.query('update tc.notify_preference set by_email = false where staff_id = $1', [
      sam.id,
    ])
    expect(await silent(lin, medication), 'a text').toEqual([])
    await product.superuser.query(
      "update tc.notify_preference set mobile = '01632 960123' where staff_id = $1",
      [sam.id],
    )
    expect(await silent(lin, medication), 'a landline takes none').toEqual([`${sam.id} chose none`])
    expect(await silent(jo, medication), 'another organisation’s team').toEqual([])
    await product.superuser.query(
      "insert into tc.heartbeat (name, at, channels) values ('telling', now(), '{text}')",
    )
    expect((await silent(lin, medication)).sort()).toEqual(
      [`${lin.id} no way out`, `${sam.id} chose none`].sort(),
    )
    expect((await silent(jo, maple)).every((line) => line.endsWith('no way out'))).toBe(true)
    await product.superuser.query('delete from tc.heartbeat')
    await product.superuser.query(
      "update tc.notify_preference set by_email = true, mobile = '07700 900123' where staff_id = $1",
      [sam.id],
    )
  })
  it('takes for a mobile what the form does', async () => {
    for (const phone of [
      '07700 900123',
      '+44 7700 900123',
      '+44 (0)7700 900123',
      '(07700) 900-123',
      '0044 7700 900123',
      '01632 960999',
      '+44 1632 960999',
      '07700 90012',
      '077009001234',
      '999',
    ]) {
      const found = await product.superuser.query<{ takes: boolean }>('select net.takes_texts($1) as takes', [
        phone,
      ])
      expect(found.rows[0]?.takes, phone).toBe(takesTexts(phone))
    }
  })
  it('goes by one’s own wishes, which nobody else reads or writes', async () => {
    const { sam, lin } = world.staff
    expect(await tries(sam, 'select 1 from tc.notify_preference')).toBe('done')
    expect(await tries(lin, 'select 1 from tc.notify_preference')).toBe('nothing')
    expect(await tries(lin, "update tc.notify_preference set mobile = '07700 900999'")).toBe('nothing')
    expect(
      await tries(lin, 'insert into tc.notify_preference (staff_id, set_at) values ($1, now())', [
        world.staff.ade.id,
      ]),
    ).toBe('refused')
  })
})
