import net from 'node:net'
import tls from 'node:tls'
import { type Frame, FrameReader, framed } from './mllp.ts'

export interface ListenerOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** With a certificate of our own; only senders with a certificate of `ca` are let in. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string }
  /** Addresses and ranges (`10.1.2.0/24`) that are let in; left out: all. */
  readonly addresses?: readonly string[]
  /** Caps before anything is read: bytes of a frame, seconds for one, seconds without a byte, connections at once. */
  readonly longest?: number
  readonly frameSeconds?: number
  readonly idleSeconds?: number
  readonly connections?: number
  /** Takes one frame and gives the answer; undefined: nothing is said and the connection ends. */
  take(frame: Frame): Promise<string | undefined>
  /** One word about a connection, never what was sent. */
  say?(what: 'let in' | 'not let in' | 'waited too long' | 'failed'): void
}

export interface Listener {
  readonly port: number
  stop(): Promise<void>
}

export const LONGEST_FRAME = 1_000_000
const DEFAULTS = { frameSeconds: 15, idleSeconds: 3600, connections: 20 } as const
/** For the handshake of a sender that has not shown its certificate yet. */
const HANDSHAKE_MS = 10_000
/** For the last answer of a connection that we end; whoever does not take it by then has gone. */
const LAST_WORD_MS = 5_000

/** The list as node compares it. Throws on what is neither an address nor a range. */
export function addressList(addresses: readonly string[]): net.BlockList {
  const list = new net.BlockList()
  for (const text of addresses) {
    const [address = '', bits] = text.split('/')
    const family = net.isIPv4(address) ? 'ipv4' : net.isIPv6(address) ? 'ipv6' : undefined
    if (!family) throw new Error(`"${text}" is no address and no range of addresses.`)
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

const plain = (address: string): string => address.replace(/^::ffff:/, '')

/**
 * Listens for MLLP frames; each connection's frames are taken one after another and answered in their order. While one is being taken
 * nothing more is read from its connection, so that a sender cannot fill the memory. Rejects where the port cannot be had.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const list = options.addresses && addressList(options.addresses)
  const open = new Map<net.Socket, Served>()
  const busy = new Set<Promise<void>>()
  const most = options.connections ?? DEFAULTS.connections
  const listed = (socket: net.Socket): boolean => {
    const from = plain(socket.remoteAddress ?? '')
    return !list || list.check(from, net.isIPv6(from) ? 'ipv6' : 'ipv4')
  }
  const admit = (socket: net.Socket): void => {
    if (!listed(socket) || (open.size >= most && !makeRoom(open))) {
      options.say?.('not let in')
      socket.destroy()
      return
    }
    options.say?.('let in')
    socket.on('close', () => open.delete(socket))
    // a failed connection is closed; that is all there is to do about it
    socket.on('error', () => socket.destroy())
    open.set(socket, serve(socket, options, busy))
  }
  const server = options.tls
    ? tls.createServer(
        {
          ...options.tls,
          minVersion: 'TLSv1.2',
          allowHalfOpen: true,
          requestCert: true,
          rejectUnauthorized: true,
          handshakeTimeout: HANDSHAKE_MS,
        },
        admit,
      )
    : net.createServer({ allowHalfOpen: true }, admit)
  // whoever is not on the list is not shaken hands with
  if (options.tls)
    server.on('connection', (socket: net.Socket) => {
      if (listed(socket)) return
      options.say?.('not let in')
      socket.destroy()
    })
  // a handshake that fails, or bytes that are none
  server.on('tlsClientError', () => options.say?.('not let in'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      // what is being filed is filed and answered; what has not begun stays with its sender
      for (const socket of open.keys()) socket.pause()
      await Promise.all(busy)
      for (const socket of open.keys()) socket.destroy()
      await closed
    },
  }
}

/** A connection as it stands: since when nothing came over it, undefined while something of it is read or filed. */
interface Served {
  idleSince(): number | undefined
}

/**
 * Ends the connection over which nothing came for the longest. A sender that lost its network comes back over a new one and has left the old
 * one open; if those kept their places, it would be shut out until they had waited to their end. False where each is at work.
 */
function makeRoom(open: Map<net.Socket, Served>): boolean {
  const idle = [...open].flatMap(([socket, served]) => {
    const since = served.idleSince()
    return since === undefined ? [] : [{ socket, since }]
  })
  const [longest] = idle.sort((a, b) => a.since - b.since)
  if (!longest) return false
  open.delete(longest.socket)
  longest.socket.destroy()
  return true
}

function serve(socket: net.Socket, options: ListenerOptions, busy: Set<Promise<void>>): Served {
  const reader = new FrameReader(options.longest ?? LONGEST_FRAME)
  const frameMs = (options.frameSeconds ?? DEFAULTS.frameSeconds) * 1000
  let clock: NodeJS.Timeout | undefined
  let working = 0
  let lastAt = Date.now()
  let ended = false
  socket.setKeepAlive(true, 60_000)
  socket.setTimeout((options.idleSeconds ?? DEFAULTS.idleSeconds) * 1000, () => socket.destroy())

  // what still comes is thrown away, so that the other end's own ending is heard and its place is free
  const hangUp = (): void => {
    ended = true
    socket.end()
    socket.resume()
    const left = setTimeout(() => socket.destroy(), LAST_WORD_MS)
    socket.once('close', () => clearTimeout(left))
  }
  const handle = (frames: readonly Frame[], last: boolean): Promise<void> => {
    working += 1
    const work = (async () => {
      let over = last
      for (const frame of frames) {
        const answer = await options.take(frame).catch(() => undefined)
        if (answer === undefined) {
          options.say?.('failed')
          socket.destroy()
          return
        }
        if (socket.writable) socket.write(framed(answer))
        // where a frame is too large or not whole, nothing says where the next one begins
        if (frame.end === 'too large') over = true
      }
      if (over) hangUp()
    })()
    busy.add(work)
    return work.finally(() => {
      busy.delete(work)
      working -= 1
    })
  }
  const waited = (): void => {
    options.say?.('waited too long')
    socket.pause()
    void handle(reader.rest(), true)
  }
  const watch = (): void => {
    if (!reader.open) {
      clearTimeout(clock)
      clock = undefined
    } else clock ??= setTimeout(waited, frameMs)
  }
  socket.on('data', (chunk: Buffer) => {
    if (ended) return
    lastAt = Date.now()
    const frames = reader.take(chunk)
    // the time runs from the first byte of a frame, so that one sent byte by byte ends too
    if (frames.length === 0) return watch()
    clearTimeout(clock)
    clock = undefined
    socket.pause()
    void handle(frames, false).then(() => {
      watch()
      socket.resume()
    })
  })
  socket.on('end', () => {
    if (!ended) void handle(reader.rest(), true)
  })
  socket.on('close', () => clearTimeout(clock))
  return { idleSince: () => (working > 0 || reader.open ? undefined : lastAt) }
}
