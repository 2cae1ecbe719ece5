import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'

/** What runs with its owner's rights gives no more to whoever calls it with values of their own. */
let product: Product
let world: World
let ours: Person

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  ours = await world.person('Ours Invented')
  const referralId = await world.refers(ours, 0)
  await world.says(referralId, 'taken on', { answered_at: world.at(1) })
  await world.startsSupport(ours, 1, { referralId })
  await product.setNow('2026-03-05T09:00:00Z')
})
afterAll(() => product.stop())

async function as<T>(who: StaffMember, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await product.appPool.connect()
  try {
    await client.query('begin')
    await client.query('select ctx.begin($1)', [await product.signIn(who.email)])
    return await work(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** 'refused' by the database, 'nothing' when no row was touched. */
const tries = (who: StaffMember, text: string, values: unknown[] = []) =>
  as(who, async (client) => {
    try {
      return (await client.query(text, values)).rowCount ? 'done' : 'nothing'
    } catch (cause) {
      if (['42501', '23503'].includes((cause as { code?: string }).code ?? '')) return 'refused'
      throw cause
    }
  })

describe('guarded functions', () => {
  it('people who rely on a shared fact are named only to who may change such facts', async () => {
    const asked = (who: StaffMember) =>
      as(who, async (c) => (await c.query('select net.touched($1::uuid[])', [[world.staff.sam.id]])).rowCount)
    await world.opensTransition(ours, 1)
    expect(await asked(world.staff.lin)).toBeGreaterThan(0)
    expect(await asked(world.staff.bo)).toBe(0)
  })

  it('the needs of a team are read back by whoever runs that team, and by nobody else', async () => {
    await product.superuser.query(
      `insert into tc.unmet_need (id, person_id, organisation_id, team_id, need, area, missing, at, by_staff_id)
       values ($1, $2, $3, $4, 'A lift', 'Northside', 'Nobody has one', $5, $6)`,
      [
        freshId(),
        ours.id,
        world.organisations.riverside,
        world.teams.medication,
        world.at(1),
        world.staff.lin.id,
      ],
    )
    const reads = (who: StaffMember) => tries(who, "select * from tc.unmet_needs('2020-01-01', 10)")
    expect(await reads(world.staff.lin)).toBe('done')
    for (const who of [world.staff.sam, world.staff.wyn, world.staff.bo, world.staff.vic])
      expect(await reads(who), who.name).toBe('nothing')
  })

  it('who asks is believed in its own transaction alone, as it was signed, and never without a key', async () => {
    const client = await product.appPool.connect()
    const token = await product.signIn(world.staff.lin.email)
    const who = async () => (await client.query('execute who')).rows[0].who
    const claims = (data: string, mac: string) =>
      client.query("select set_config('ctx.data', $1, true), set_config('ctx.mac', $2, true)", [data, mac])
    try {
      await client.query('prepare who as select ctx.actor() as who')
      await client.query('begin')
      await client.query('select ctx.begin($1)', [token])
      const { data, mac } = (
        await client.query("select current_setting('ctx.data') as data, current_setting('ctx.mac') as mac")
      ).rows[0]
      // more often than a plan is made afresh
      for (let time = 0; time < 8; time += 1) expect(await who()).toBe(world.staff.lin.id)
      await claims(data.replace(world.staff.lin.id, world.staff.jo.id), mac)
      expect(await who(), 'another name under the same MAC').toBeNull()
      await client.query('commit; begin')
      expect(await who(), 'the next transaction').toBeNull()
      await claims(data, mac)
      expect(await who(), 'the same again, later').toBeNull()
      await client.query('rollback')

      // nobody can take the key away but the owner; if it were gone, no MAC must not match none
      await product.superuser.query('begin')
      await product.superuser.query('delete from ctx.installation')
      await product.superuser.query("select set_config('ctx.data', $1, true)", [data])
      expect((await product.superuser.query('select ctx.actor() as who')).rows).toEqual([{ who: null }])
    } finally {
      await product.superuser.query('rollback')
      client.release(true)
    }
  })

  it('no more than fifty posts are kept for one staff member, and none after a month', async () => {
    const token = 'a token of somebody whose session has run out'
    await product.superuser.query(
      `insert into identity.session (id, token_sha256, staff_id, post_id, second_factor, second_factor_at, device_kind, created_at, expires_at, last_seen_at)
       values ($1, $2, $3, $4, 'practice', now(), 'own', now(), ctx.clock() - interval '1 day', now())`,
      [freshId(), tokenHash(token), world.staff.kit.id, world.staff.kit.postId],
    )
    const keep = async () =>
      (
        await product.appPool.query<{ kept: boolean }>('select ctx.keep_post($1, $2, $3) as kept', [
          token,
          freshId(),
          Buffer.from('x'),
        ])
      ).rows[0]?.kept
    for (let n = 0; n < 50; n += 1) expect(await keep()).toBe(true)
    expect(await keep()).toBe(false)
    await product.superuser.query('delete from tc.kept_post')
    expect(await keep()).toBe(true)
    await product.superuser.query(
      "update identity.session set expires_at = ctx.clock() - interval '40 days' where token_sha256 = $1",
      [tokenHash(token)],
    )
    expect(await keep()).toBe(false)
  })

  it('nobody makes a set-up code for a colleague who may do more across organisations than they may', async () => {
    await product.superuser.query(
      "update tc.post set rights = rights || array['people.merge'] where id = $1",
      [world.staff.ade.postId],
    )
    const invites = (whom: StaffMember) =>
      tries(world.staff.lin, 'select ctx.invite($1, $2, $3)', [freshId(), whom.id, tokenHash('code')])
    expect(await invites(world.staff.sam)).toBe('done')
    expect(await invites(world.staff.ade)).toBe('refused')
  })

  it('a session is opened by the serving login in practice alone, whatever it says of the second factor', async () => {
    await product.superuser.query("update ctx.installation set mode = 'live'")
    for (const factor of ['practice', 'totp', 'passkey', '', null]) {
      const opened = await product.appPool
        .query('select ctx.open_session($1, $2, $3, $4, $5) as s', [
          freshId(),
          tokenHash(freshId()),
          world.staff.jo.email,
          factor,
          'own',
        ])
        .then(
          (r) => (r.rows[0] as { s: string | null }).s,
          () => null,
        )
      expect(opened, String(factor)).toBeNull()
    }
    await expect(product.appPool.query("select ctx.set_clock('1 day')")).rejects.toThrow(/practice/)
    await product.superuser.query("update ctx.installation set mode = 'practice'")
  })
})
