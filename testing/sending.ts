import type { Person, World } from './personas.ts'
import { freshId, must, type Product } from './product.ts'

/** What a referral in these tests asks for. */
export const ASKS = { reason: { state: 'known', text: 'Company while she learns her tablets' } }

/** How the ward of a world sends: `here` is asked at every step, for a world that is made before the tests and not before this. */
export function sendingFrom(here: () => { product: Product; world: World; jo: string }) {
  const sending = (person: Person, more: Record<string, unknown> = {}) => ({
    referralId: freshId(),
    personId: person.id,
    serviceId: here().world.services.medication,
    asks: ASKS,
    sharing: { answer: 'yes', items: [], how: 'spoken' },
    ...more,
  })
  return {
    /** Somebody on Maple ward: Jo's team supports them. */
    async onTheWard(name: string): Promise<Person & { stayId: string }> {
      const { product, world } = here()
      const person = await world.person(name)
      const stayId = await world.admits(person, 0)
      await product.superuser.query('select acl.refresh($1)', [[person.id]])
      return { ...person, stayId }
    },
    sending,
    /** Sends it, by Jo; gives what was sent. */
    async sent(person: Person, more: Record<string, unknown> = {}) {
      const input = sending(person, more)
      must(await here().product.act(here().jo, 'referral.send', input))
      return input
    },
    rowOf: async (id: string) =>
      (await here().product.superuser.query('select * from tc.referral where id = $1', [id])).rows[0],
  }
}
