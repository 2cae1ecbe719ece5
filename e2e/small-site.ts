import { createServer } from 'node:net'
import { aWorld, type World } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'

/** The whole site over a database of its own with a small partnership in it, served on a port for a browser. */
export interface SmallSite {
  readonly address: string
  /** The same place by the only name under which a browser makes passkeys there. */
  readonly local: string
  readonly site: Site
  readonly world: World
  /** Moves the clock of this installation; sessions that ran out by then are over. */
  clockTo(instant: string): Promise<void>
  /** Gives everybody what the rows of a story mean for access. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

const aFreePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const found = server.address()
      server.close(() => resolve(typeof found === 'object' && found ? found.port : 0))
    })
  })

/** It is Wednesday 4 March 2026, 9am; the partnership began two days before. Reached as localhost, where browsers make passkeys. */
export async function aSmallSite(): Promise<SmallSite> {
  const port = await aFreePort()
  const local = `http://localhost:${port}`
  const site = await aSite(undefined, local)
  const { superuser } = site.product
  const world = await aWorld(superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow('2026-03-04T09:00:00.000Z')
  const address = await site.app.listen({ host: '127.0.0.1', port })
  return {
    address,
    local,
    site,
    world,
    clockTo: (instant) => site.product.setNow(instant),
    refresh: async () => void (await superuser.query('select acl.refresh(array(select id from tc.person))')),
    stop: () => site.stop(),
  }
}
