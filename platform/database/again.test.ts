import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld } from '#testing/personas.ts'
import { aProduct, type Product } from '#testing/product.ts'
import { migrate } from './migrate.ts'

let product: Product
beforeAll(async () => {
  product = await aProduct()
})
afterAll(() => product.stop())

it('serves on after its rules were applied a second time', async () => {
  const world = await aWorld(product.superuser)
  await product.superuser.query(
    "update ctx.migration set sha256 = 'of an earlier release' where name = 'access rules'",
  )
  await migrate(product.superuser)
  const token = await product.signIn(world.staff.jo.email)
  expect(await product.ask(token, 'people.search', { typed: 'anybody at all' })).toMatchObject({ ok: true })
  expect(await product.ask(token, 'safetynet.board', {})).toMatchObject({ ok: true })
})
