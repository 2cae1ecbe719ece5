import { aWorld, type World } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'

/** The whole site over a database of its own with a small partnership in it, served on a port for a browser. */
export interface SmallSite {
  readonly address: string
  readonly site: Site
  readonly world: World
  /** Moves the clock of this installation; sessions that ran out by then are over. */
  clockTo(instant: string): Promise<void>
  /** Gives everybody what the rows of a story mean for access. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** It is Wednesday 4 March 2026, 9am; the partnership began two days before. */
export async function aSmallSite(): Promise<SmallSite> {
  const site = await aSite()
  const { superuser } = site.product
  const world = await aWorld(superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow('2026-03-04T09:00:00.000Z')
  const address = await site.app.listen({ host: '127.0.0.1', port: 0 })
  return {
    address,
    site,
    world,
    clockTo: (instant) => site.product.setNow(instant),
    refresh: async () => void (await superuser.query('select acl.refresh(array(select id from tc.person))')),
    stop: () => site.stop(),
  }
}
