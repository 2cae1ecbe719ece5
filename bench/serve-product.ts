import type pg from 'pg'
import { derive } from '#apps/derive.ts'
import { navigation } from '#apps/navigation.tsx'
import { pages, registry, resourceMaps, resourceWriters } from '#apps/product.ts'
import { refusedAndKept } from '#features/referral/index.ts'
import { feedTaker } from '#features/stay/index.ts'
import { Door } from '#platform/commands/door.ts'
import { makePool } from '#platform/database/pool.ts'
import { registerWriting } from '#platform/fhir/writing.ts'
import { listen } from '#platform/hl7/listener.ts'
import { buildServer } from '#platform/http/server.ts'
import { assetVersion } from '#platform/ui/index.ts'

/** The product alone in a process of its own, over a database that is there: what the bench asks through HTTP and MLLP. */
export async function serveProduct(login: pg.ClientConfig, feed: string): Promise<void> {
  const pool = makePool(login, { max: 12 })
  const secret = 'a secret of the bench, long enough to be one'
  const door = new Door({ pool, registry, derive, secret })
  const app = await buildServer({
    door,
    secret,
    secure: false,
    version: 'bench',
    fhir: {
      address: 'http://127.0.0.1',
      maps: resourceMaps,
      version: 'bench',
      more: (scope, ground) => registerWriting(scope, ground, resourceWriters, refusedAndKept),
    },
    pages,
    navigation,
    frame: {
      service: 'Throughcare',
      partnership: 'Bench',
      homeHref: '/app',
      helpHref: '/help-now',
      assetVersion: assetVersion(),
      boundary: '',
      search: { action: '/app/people/search', label: 'Find a person', placeholder: '' },
      practice: true,
    },
    health: async () => ({ ok: true, body: {} }),
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const hospital = await listen({
    host: '127.0.0.1',
    port: 0,
    take: feedTaker({
      door: {
        send: (name, id, input) => door.command(feed, name, id, input),
        ask: (name, input) => door.query(feed, name, input),
        live: true,
      },
    }).take,
  })
  process.send?.({ address, mllp: hospital.port })
  process.on('message', (ask) => {
    if (ask === 'memory') process.send?.({ rss: process.memoryUsage.rss() })
    if (ask === 'stop')
      void hospital
        .stop()
        .then(() => app.close())
        .then(() => pool.end())
        .then(() => process.exit(0))
  })
}
