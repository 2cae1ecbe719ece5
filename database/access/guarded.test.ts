import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { asStaff } from '#testing/planting.ts'
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

const as = <T>(who: StaffMember, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  asStaff(product, who, work)

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

  it('who answers for a way out is told as ids, to whoever has core, and is the same whichever referrals they see', async () => {
    const known = await world.person('Known Invented')
    await world.opensTransition(known, 1)
    await world.refers(known, 0, { from: world.staff.jo, serviceId: world.services.north })
    await world.refers(known, 2, { from: world.staff.wyn, serviceId: world.services.housing })
    await product.superuser.query('select acl.refresh($1::uuid[])', [[known.id]])
    const told = (who: StaffMember) =>
      as(who, async (c) => (await c.query('select * from net.answers_for_now($1)', [known.id])).rows)
    const first = [{ team_id: world.teams.maple, staff_id: world.staff.jo.id }]
    for (const who of [world.staff.jo, world.staff.wyn]) expect(await told(who)).toEqual(first)
    // sent a referral and no more, or nothing at all
    for (const who of [world.staff.noor, world.staff.bo, world.staff.sam, world.staff.vic])
      expect([who.name, await told(who)]).toEqual([who.name, []])
  })

  it('every function that runs with its owner’s rights has a fixed path, is not everybody’s, and belongs to a narrow role', async () => {
    const { rows } = await product.superuser.query<{
      name: string
      owner: string
      path: string
      all: boolean
    }>(
      `select n.nspname || '.' || p.proname as name, pg_get_userbyid(p.proowner) as owner, array_to_string(p.proconfig, ';') as path,
              p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0) as all
         from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname in ('tc', 'net', 'acl', 'ctx', 'jobs', 'audit', 'identity')`,
    )
    expect(rows.length).toBeGreaterThan(60)
    const narrow = [
      'tc_ctx',
      'tc_access',
      'tc_net',
      'tc_match',
      'tc_keep',
      'tc_report',
      'tc_audit',
      'tc_merge',
      'tc_copy',
    ]
    expect(
      rows.filter(
        (r) => r.all || !narrow.includes(r.owner) || !/search_path=pg_catalog, pg_temp/.test(r.path),
      ),
    ).toEqual([])
  })

  it('what is open about a leaving is told to the ward that has the person, and to no other', async () => {
    const hers = await world.person('Hers Invented')
    const stay = await world.admits(hers, 0)
    await world.opensTransition(hers, 1, stay)
    await product.superuser.query(
      `insert into net.obligation (person_id, key, gap_from, kind, about_id, team_id, organisation_id, class_bit, clears, source, rules_version)
       values ($1, 'N1a:there', '2026-03-01', 'N1a', $1, $2, $3, 2, 'x', 'x', 1)`,
      [hers.id, world.teams.maple, world.organisations.northside],
    )
    await product.superuser.query('select acl.refresh($1::uuid[])', [[hers.id]])
    const open = (who: StaffMember) =>
      as(who, async (c) => (await c.query('select * from net.open_for_leaving($1)', [hers.id])).rowCount)
    expect(await open(world.staff.jo)).toBe(1)
    for (const who of [world.staff.noor, world.staff.lin, world.staff.bo, world.staff.vic])
      expect(await open(who), who.name).toBe(0)
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
