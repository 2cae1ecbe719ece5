import { aWorld, type World } from './personas.ts'
import { aProduct, type Product } from './product.ts'
import type { StaffName } from './world-types.ts'

/** Thursday 5 March 2026, 10am in London: day 3 of a world that starts on Monday. */
export const THURSDAY = '2026-03-05T10:00:00.000Z'

/** The whole product on that Thursday with the invented partnership in it, and these people signed in: the token of each, by name. */
export async function aThursday<N extends StaffName>(
  ...names: readonly N[]
): Promise<{ product: Product; world: World } & Record<N, string>> {
  const product = await aProduct()
  const world = await aWorld(product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await product.setNow(THURSDAY)
  const tokens = {} as Record<N, string>
  for (const name of names) tokens[name] = await product.signIn(world.staff[name].email)
  return { product, world, ...tokens }
}
