import fs from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import type { Result } from '#core/kernel/result.ts'
import { type FeedDoor, feedTaker } from '#features/stay/index.ts'
import type { Door } from '#platform/commands/door.ts'
import { addressList, type Listener, listen } from '#platform/hl7/listener.ts'
import type { MachineClients } from '#platform/identity/clients.ts'
import { type Config, StartRefused } from './config.ts'
import { tokenFor } from './tokens.ts'

const address = z.string().refine((text) => {
  try {
    addressList([text])
    return true
  } catch {
    return false
  }
}, 'is no address and no range like 10.1.2.0/24')

/** One listener: one machine login of one organisation. Files are named beside this file or by their whole path. */
const Feed = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  port: z.int().min(0).max(65_535),
  host: z.string().default('127.0.0.1'),
  clientId: z.uuid().optional(),
  secretFile: z.string().optional(),
  /** In practice mode: the machine of that organisation, as after `--as`. */
  as: z.string().optional(),
  applications: z.array(z.string().min(1).max(200)).min(1).optional(),
  addresses: z.array(address).min(1).optional(),
  tls: z.strictObject({ keyFile: z.string(), certFile: z.string(), caFile: z.string() }).optional(),
})
/** `practice`: the one that stands there without being asked for; a port that is taken stops no start. */
export type Feed = z.infer<typeof Feed> & { readonly practice?: true }
const Feeds = z.strictObject({ feeds: z.array(Feed).max(100) })

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']
/** A fetched token lasts ten minutes. */
const TOKEN_KEPT_MS = 8 * 60_000
const TRY_AGAIN_MS = 10_000

/** MLLP's registered port. Where practice mode listens for the practice trust, unless THROUGHCARE_FEEDS says otherwise. */
const PRACTICE_PORT = 2575
const PRACTICE: Feed = {
  name: 'northside-practice',
  host: '127.0.0.1',
  port: PRACTICE_PORT,
  as: 'northside',
  practice: true,
}

/** The listeners that THROUGHCARE_FEEDS names; without it none, but one on loopback in practice mode. Refuses (StartRefused) with what to put right. */
export function readFeeds(env: NodeJS.ProcessEnv, config: Config): readonly Feed[] {
  const file = env.THROUGHCARE_FEEDS
  // a practice server on any free port is a test's, and beside it another one may run
  if (!file) return config.mode === 'practice' && config.port !== 0 ? [PRACTICE] : []
  let written: unknown
  try {
    written = JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    throw new StartRefused(`THROUGHCARE_FEEDS names ${file}, which cannot be read as JSON.`)
  }
  const read = Feeds.safeParse(written)
  if (!read.success) throw new StartRefused(`${file}: ${z.prettifyError(read.error)}`)
  const beside = (name: string) => path.resolve(path.dirname(file), name)
  const feeds = read.data.feeds.map((feed) => ({
    ...feed,
    ...(feed.secretFile !== undefined && { secretFile: beside(feed.secretFile) }),
    ...(feed.tls && {
      tls: {
        keyFile: beside(feed.tls.keyFile),
        certFile: beside(feed.tls.certFile),
        caFile: beside(feed.tls.caFile),
      },
    }),
  }))
  for (const feed of feeds) mayListen(feed, config)
  if (new Set(feeds.map((f) => f.name)).size < feeds.length)
    throw new StartRefused(`${file}: two feeds have the same name.`)
  return feeds
}

function mayListen(feed: Feed, config: Config): void {
  if (!LOOPBACK.includes(feed.host) && !feed.tls && !feed.addresses)
    throw new StartRefused(
      `The feed ${feed.name} would listen on ${feed.host} for everybody. Give it tls (a certificate of each sender) or addresses.`,
    )
  const practice = config.mode === 'practice' && feed.as !== undefined
  if (!practice && (feed.clientId === undefined || feed.secretFile === undefined))
    throw new StartRefused(`The feed ${feed.name} needs clientId and secretFile: its own machine login.`)
}

/** What a feed sends through the door: with a token of its own login, fetched again before it is over or when it is refused. */
function feedDoorOf(feed: Feed, door: Door, clients: MachineClients, config: Config, env: NodeJS.ProcessEnv) {
  let kept: { readonly token: string; readonly at: number } | undefined
  const token = async (again: boolean): Promise<string> => {
    if (feed.clientId === undefined || feed.secretFile === undefined) return tokenFor(config, env, feed.as)
    if (kept && !again && Date.now() - kept.at < TOKEN_KEPT_MS) return kept.token
    const given = await clients.token({
      clientId: feed.clientId,
      secret: fs.readFileSync(feed.secretFile, 'utf8').trim(),
      scopes: ['hospital-messages'],
      address: '127.0.0.1',
    })
    // whoever has no token is nobody at the door, and says so
    kept = { token: given.state === 'ok' ? given.token : '', at: Date.now() }
    return kept.token
  }
  const once = async <T>(act: (token: string) => Promise<Result<T>>): Promise<Result<T>> => {
    const done = await act(await token(false))
    if (done.ok || done.refusal.code !== 'NOT_SIGNED_IN') return done
    return act(await token(true))
  }
  return {
    send: (name, id, input) => once((t) => door.command(t, name, id, input)),
    ask: (name, input) => once((t) => door.query(t, name, input)),
    live: config.mode === 'live',
  } satisfies FeedDoor
}

/** Starts a listener for each feed; a port that is taken refuses the start. */
export async function startFeeds(
  feeds: readonly Feed[],
  o: {
    readonly door: Door
    readonly clients: MachineClients
    readonly config: Config
    readonly env: NodeJS.ProcessEnv
    readonly say: (line: string) => void
  },
): Promise<readonly Listener[]> {
  const started: Listener[] = []
  try {
    for (const feed of feeds) {
      const taker = feedTaker({
        door: feedDoorOf(feed, o.door, o.clients, o.config, o.env),
        ...(feed.applications && { applications: feed.applications }),
      })
      const listening = listen({
        host: feed.host,
        port: feed.port,
        ...(feed.addresses && { addresses: feed.addresses }),
        ...(feed.tls && {
          tls: {
            key: fs.readFileSync(feed.tls.keyFile, 'utf8'),
            cert: fs.readFileSync(feed.tls.certFile, 'utf8'),
            ca: fs.readFileSync(feed.tls.caFile, 'utf8'),
          },
        }),
        take: taker.take,
        say: (what) => {
          if (what !== 'let in') o.say(`Hospital feed ${feed.name}: a connection ${what}.`)
        },
      })
      const listener = await listening.catch((cause) => {
        if (!feed.practice) throw cause
      })
      if (!listener) {
        o.say(`The practice hospital feed does not listen: port ${feed.port} is in use.`)
        continue
      }
      // what a desk asked to be tried again is tried without waiting for the next message
      const round = setInterval(() => void taker.again().catch(() => 0), TRY_AGAIN_MS)
      started.push({
        port: listener.port,
        async stop() {
          clearInterval(round)
          await listener.stop()
        },
      })
      o.say(`Hospital feed ${feed.name} listens on ${feed.host}:${listener.port}`)
    }
  } catch (cause) {
    await Promise.all(started.map((l) => l.stop()))
    throw new StartRefused(
      `A hospital feed could not be started: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  }
  return started
}
