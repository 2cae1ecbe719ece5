import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareAccess } from '#testing/access-compare.ts'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import type { Agreements } from './queries/agreements.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let product: Product
let world: World
let dot: string
let sam: string
let mara: Person
/** Referred, and not answered. */
let waits: Person

const code = (answer: unknown) => (answer as { refusal?: { code: string } }).refusal?.code
const listed = async (token: string) =>
  (must(await product.ask(token, 'agreement.list', {})) as Agreements).agreements
const withRiverside = async () =>
  (await listed(dot)).find((a) => a.organisationId === world.organisations.riverside)!
const sees = async (token: string, person: Person) =>
  (must(await product.ask(token, 'people.header', { personId: person.id })) as { core?: boolean } | null)
    ?.core
const differences = async () =>
  (await compareAccess(product.superuser, new Date(present))).map((difference) => difference.words)
let present = NOW
const nowIs = async (at: string) => {
  present = at
  await product.setNow(at)
}
const agrees = (organisationId: string, more: Record<string, unknown> = {}) => ({
  agreementId: freshId(),
  organisationId,
  from: null,
  until: null,
  ...more,
})
const mayAgree = (who: StaffMember) =>
  product.superuser.query("update tc.post set rights = rights || '{sharing.agreement}' where id = $1", [
    who.postId,
  ])

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await nowIs(NOW)
  await mayAgree(world.staff.dot)
  ;[dot, sam] = (await Promise.all(
    [world.staff.dot, world.staff.sam].map((s) => product.signIn(s.email)),
  )) as [string, string]
  mara = await world.person('Mara Okafor')
  const referralId = await world.refers(mara, 0)
  await world.answers(mara, world.services.medication, 'yes', 0)
  await world.says(referralId, 'taken on', { answered_at: world.at(1) })
  await world.startsSupport(mara, 1, { referralId })
  waits = await world.person('Waits Invented')
  await world.refers(waits, 0)
  await product.superuser.query('select acl.refresh($1)', [[mara.id, waits.id]])
}, 120_000)
afterAll(() => product?.stop())

describe('a sharing agreement', () => {
  it('opens what the table says, closes it at its end, and opens it again under the next one', async () => {
    expect(await sees(sam, mara)).toBe(true)
    expect(await sees(sam, waits)).toBe(false)
    const first = await withRiverside()
    expect(first).toMatchObject({ version: 1, untilAt: null, by: null, people: 2 })
    const rows = async () =>
      (await product.superuser.query('select * from acl.access order by person_id, grantee_id, basis')).rows
    const before = await rows()
    must(
      await product.act(dot, 'agreement.set-end', {
        agreementId: first.agreementId,
        version: 1,
        end: { kind: 'now' },
      }),
    )
    await nowIs('2026-03-05T10:01:00.000Z')
    expect(await sees(sam, waits), 'the next request already obeys').toBeUndefined()
    expect(await sees(sam, mara), 'in care when it ended').toBe(true)
    expect(await differences()).toEqual([])

    const again = agrees(world.organisations.riverside)
    expect(must(await product.act(dot, 'agreement.make', again)).made).toMatchObject({ touched: 0 })
    expect(await sees(sam, mara)).toBe(true)
    expect(await rows(), 'an end and a beginning are one row each').toEqual(before)
    expect(await differences()).toEqual([])
    expect(await withRiverside()).toMatchObject({ agreementId: again.agreementId, by: 'Dot Hume' })
  })

  it('ends by itself on its day, is put off by a version, and the second saver is told', async () => {
    const { agreementId, version } = await withRiverside()
    const end = { kind: 'at', at: '2026-03-06T00:00:00.000Z' }
    must(await product.act(dot, 'agreement.set-end', { agreementId, version, end }))
    expect(
      code(await product.act(dot, 'agreement.set-end', { agreementId, version, end: { kind: 'no end' } })),
    ).toBe('STALE_VERSION')
    await nowIs('2026-03-05T23:59:00.000Z')
    expect(await sees(await product.signIn(world.staff.sam.email), waits)).toBe(false)
    await nowIs('2026-03-06T00:00:30.000Z')
    expect(await sees(await product.signIn(world.staff.sam.email), waits)).toBeUndefined()
    expect(await differences()).toEqual([])
    for (const [at, open] of [
      ['2026-03-19T23:59:30.000Z', true],
      ['2026-03-20T00:00:00.000Z', false],
      ['2026-03-06T00:00:40.000Z', true],
    ] as const) {
      await nowIs(at)
      expect(await sees(await product.signIn(world.staff.sam.email), mara), at).toBe(open)
      expect(await differences()).toEqual([])
    }
    dot = await product.signIn(world.staff.dot.email)
    sam = await product.signIn(world.staff.sam.email)
    expect(
      code(
        await product.act(dot, 'agreement.set-end', {
          agreementId,
          version: version + 1,
          end: { kind: 'no end' },
        }),
      ),
    ).toBe('AGREEMENT_OVER')
    must(await product.act(dot, 'agreement.make', agrees(world.organisations.riverside)))
    expect(await sees(sam, mara)).toBe(true)
  })

  it('ended by one organisation is not put off or opened again by the other', async () => {
    const { riverside, northside } = world.organisations
    await product.superuser.query(
      "update tc.post set rights = rights || '{sharing.agreement}' where id = $1",
      [world.staff.sam.postId],
    )
    const samMay = await product.signIn(world.staff.sam.email)
    const setEnd = async (token: string, end: Record<string, unknown>) => {
      const { agreementId, version } = await withRiverside()
      return code(await product.act(token, 'agreement.set-end', { agreementId, version, end }))
    }
    expect(await setEnd(dot, { kind: 'at', at: '2026-03-20T00:00:00.000Z' })).toBeUndefined()
    expect(await setEnd(samMay, { kind: 'no end' })).toBe('AGREEMENT_END_IS_THEIRS')
    expect(await setEnd(samMay, { kind: 'at', at: '2026-03-21T00:00:00.000Z' })).toBe(
      'AGREEMENT_END_IS_THEIRS',
    )
    expect(await setEnd(dot, { kind: 'no end' })).toBeUndefined()
    expect(await setEnd(dot, { kind: 'now' })).toBeUndefined()
    expect(code(await product.act(samMay, 'agreement.make', agrees(northside)))).toBe(
      'AGREEMENT_ENDED_BY_THEM',
    )
    await nowIs('2026-03-06T00:02:00.000Z')
    must(await product.act(dot, 'agreement.make', agrees(riverside)))
    await product.superuser.query(
      "update tc.post set rights = array_remove(rights, 'sharing.agreement') where id = $1",
      [world.staff.sam.postId],
    )
  })

  it('that has ended stays ended, whatever the serving login writes', async () => {
    const client = await product.appPool.connect()
    const { rows } = await product.superuser.query<{ id: string }>(
      'select id from tc.sharing_agreement where until_at <= ctx.clock()',
    )
    expect(rows.length).toBeGreaterThan(0)
    await client.query('begin')
    await client.query('select ctx.begin($1)', [dot])
    const written = await client.query(
      `update tc.sharing_agreement set until_at = null, changed_by = ctx.actor() where id = any ($1)`,
      [rows.map((r) => r.id)],
    )
    await client.query('rollback')
    client.release()
    expect(written.rowCount).toBe(0)
  })

  it('of a pair that never had one opens what waited for it', async () => {
    const { harbour } = world.organisations
    await product.superuser.query(
      'delete from tc.sharing_agreement where $1 in (organisation_a, organisation_b)',
      [harbour],
    )
    const ida = await world.person('Ida Wells')
    await world.refers(ida, 0, { serviceId: world.services.housing })
    await product.superuser.query('select acl.refresh($1)', [[ida.id]])
    const bo = await product.signIn(world.staff.bo.email)
    expect(await sees(bo, ida)).toBeUndefined()
    const choices = must(await product.ask(dot, 'agreement.list', {})) as Agreements
    expect(choices.without.map((o) => o.name)).toEqual(['Commissioner', 'Harbour House'])
    const made = must(await product.act(dot, 'agreement.make', agrees(harbour))).made
    expect(made).toMatchObject({ touched: 1 })
    expect(await sees(bo, ida)).toBeDefined()
    expect(await differences()).toEqual([])
    // taken back before it begins, then made from an earlier day: the pair goes by the earlier one
    await product.superuser.query('delete from acl.access where person_id = $1', [ida.id])
    await product.superuser.query(
      'delete from tc.sharing_agreement where $1 in (organisation_a, organisation_b)',
      [harbour],
    )
    const ahead = agrees(harbour, { from: '2026-04-01T00:00:00.000Z' })
    must(await product.act(dot, 'agreement.make', ahead))
    expect(await sees(bo, ida)).toBeUndefined()
    must(
      await product.act(dot, 'agreement.set-end', {
        agreementId: ahead.agreementId,
        version: 1,
        end: { kind: 'now' },
      }),
    )
    must(await product.act(dot, 'agreement.make', agrees(harbour)))
    expect(await sees(bo, ida)).toBeDefined()
    expect(await differences()).toEqual([])
  })

  it('that was taken back can be made again from the same day, and goes by one name for its pair', async () => {
    const { commissioner } = world.organisations
    const from = '2026-04-01T00:00:00.000+01:00'
    for (const round of [1, 2]) {
      const { agreementId } = must(
        await product.act(dot, 'agreement.make', agrees(commissioner, { from })),
      ).made
      const back = { agreementId, version: 1, end: { kind: 'now' } }
      expect(code(await product.act(dot, 'agreement.set-end', back)), `round ${round}`).toBeUndefined()
    }
    expect(await differences()).toEqual([])
    await product.superuser.query(
      'delete from tc.sharing_agreement where $1 in (organisation_a, organisation_b)',
      [commissioner],
    )
  })

  it('is made once a pair, by whoever holds the right and for their own organisation', async () => {
    const { riverside, northside, harbour, commissioner } = world.organisations
    expect(code(await product.act(dot, 'agreement.make', agrees(riverside)))).toBe('AGREEMENT_STANDS')
    expect(code(await product.act(dot, 'agreement.make', agrees(northside)))).toBe('AGREEMENT_WITH_ITSELF')
    expect(code(await product.act(dot, 'agreement.make', agrees(freshId())))).toBe('NOT_FOUND_OR_NOT_YOURS')
    const lin = await product.signIn(world.staff.lin.email)
    expect(code(await product.act(lin, 'agreement.make', agrees(harbour)))).toBe('NOT_ALLOWED')
    expect(
      (await listed(lin)).map((a) => a.people),
      'counts are for whoever may set an end',
    ).toContain(null)
    const { agreementId, version } = await withRiverside()
    await mayAgree(world.staff.vic)
    const vic = await product.signIn(world.staff.vic.email)
    const end = { agreementId, version, end: { kind: 'now' } }
    expect(code(await product.act(vic, 'agreement.set-end', end))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(await product.act(sam, 'agreement.set-end', end))).toBe('NOT_ALLOWED')
    expect(await listed(vic)).toEqual([])

    // two of one pair at the same moment: one of them is told that it stands
    const both = await Promise.all([
      product.act(dot, 'agreement.make', agrees(commissioner)),
      product.act(vic, 'agreement.make', agrees(northside)),
    ])
    expect(both.map((b) => code(b) ?? 'done').sort()).toEqual(['AGREEMENT_STANDS', 'done'])
  })

  it('is refused by the database too, whoever writes the SQL', async () => {
    const tries = async (who: StaffMember, sql: string, values: unknown[]) => {
      const client = await product.appPool.connect()
      try {
        await client.query('begin')
        await client.query('select ctx.begin($1)', [await product.signIn(who.email)])
        return (await client.query(sql, values)).rowCount ?? 0
      } catch (cause) {
        return (cause as { code: string }).code
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    const insert = `insert into tc.sharing_agreement (id, organisation_a, organisation_b, from_at, until_at, made_at, made_by)
      values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $4, null, $4, $5)`
    const { northside, riverside, harbour } = world.organisations
    const { dot: dotHerself, lin } = world.staff
    const tomorrow = '2026-03-07T00:00:00Z'
    const own = [freshId(), northside, riverside, tomorrow, dotHerself.id]
    expect(await tries(dotHerself, insert, own)).toBe(1)
    expect(await tries(lin, insert, [freshId(), northside, riverside, tomorrow, lin.id])).toBe('42501')
    expect(await tries(dotHerself, insert, [freshId(), riverside, harbour, tomorrow, dotHerself.id])).toBe(
      '42501',
    )
    expect(await tries(dotHerself, insert, [freshId(), northside, riverside, tomorrow, lin.id])).toBe('42501')
    expect(
      await tries(dotHerself, insert, [freshId(), northside, riverside, '2026-01-01', dotHerself.id]),
    ).toBe('42501')
    const end = 'update tc.sharing_agreement set until_at = $1, changed_by = $2'
    expect(await tries(dotHerself, end, [tomorrow, dotHerself.id])).toBeGreaterThan(1)
    expect(await tries(lin, end, [tomorrow, lin.id])).toBe(0)
    expect(await tries(dotHerself, end, ['2026-01-01', dotHerself.id])).toBe('42501')
    const between = 'select acl.people_between($1, false)'
    expect(await tries(dotHerself, between, [riverside])).toBe(2)
    expect(await tries(lin, between, [northside])).toBe(0)
  })
})
