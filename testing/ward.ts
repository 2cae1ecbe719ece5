import type { World } from './personas.ts'
import { freshId, must, type Product } from './product.ts'

/** A stay, and whose it is: what every command about it names. */
export interface Where {
  readonly stayId: string
  readonly personId: string
}

/** What is written when somebody comes to Maple ward, known to the minute and typed by hand. */
export const admission = (world: World, where: Where, admittedAt = '2026-03-04T09:00:00Z') => ({
  ...where,
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

/** Somebody whom Maple ward has registered and `token` has written down as there: since Wednesday 4 March unless said otherwise. */
export async function onMaple(
  { product, world, token }: { product: Product; world: World; token: string },
  name: string,
  admittedAt?: string,
): Promise<Where> {
  const person = await world.person(name)
  await world.registers(person, world.teams.maple, 0)
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  const where = { stayId: freshId(), personId: person.id }
  must(await product.act(token, 'stay.open', admission(world, where, admittedAt)))
  return where
}
