import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld } from '#testing/personas.ts'
import { aProduct, type Product } from '#testing/product.ts'

let product: Product
beforeAll(async () => {
  product = await aProduct()
})
afterAll(() => product?.stop())

it('puts everybody who is on a pathway already on its first stage, since they came, and leaves the row rules forced', async () => {
  const { superuser } = product
  const world = await aWorld(superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  const person = await world.person('Mara Before')
  await world.startsSupport(person, 3)
  // as a database of the release before
  await superuser.query(`drop table tc.stage_move;
    alter table tc.worry drop column version;
    alter table tc.episode drop column stage_id, drop column stage_since_at`)

  await superuser.query(readFileSync('database/migrations/0009-stages-and-versions.sql', 'utf8'))
  expect(
    (await superuser.query('select stage_id, stage_since_at = started_at as since from tc.episode')).rows,
  ).toEqual([{ stage_id: 'meeting', since: true }])
  expect(
    (
      await superuser.query(
        `select relname, relforcerowsecurity as forced from pg_class where oid in ('tc.episode'::regclass, 'tc.pathway_version'::regclass) order by 1`,
      )
    ).rows,
  ).toEqual([
    { relname: 'episode', forced: true },
    { relname: 'pathway_version', forced: true },
  ])
})
