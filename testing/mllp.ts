import net from 'node:net'
import { Client, Message } from 'node-hl7-client'
import { type FeedOptions, feedTaker } from '#features/stay/index.ts'
import { type Listener, type ListenerOptions, listen } from '#platform/hl7/listener.ts'
import { feedDoor } from './feed.ts'
import type { Product } from './product.ts'

/** A listener on loopback for one feed of a test's product. */
export const aListener = (
  product: Product,
  token: string,
  options: Partial<ListenerOptions> = {},
  feed: Pick<FeedOptions, 'applications' | 'told'> = {},
): Promise<Listener> =>
  listen({
    host: '127.0.0.1',
    port: 0,
    take: feedTaker({ door: feedDoor(product, token), ...feed }).take,
    ...options,
  })

/** An answer as the independent client read it. */
export interface AckRead {
  readonly code: string
  readonly controlId: string
  readonly text: string
  readonly whole: string
}

/** An independent MLLP client (node-hl7-client), one message at a time over one connection. */
export function anHl7Client(port: number, version: '2.3' | '2.4' | '2.5.1' = '2.4') {
  const client = new Client({ host: '127.0.0.1', version })
  let answered: ((ack: AckRead) => void) | undefined
  const connection = client.createConnection({ port, version, waitAck: true }, async (response) => {
    const message = response.getMessage()
    const at = (place: string) => message.get(place).toString()
    answered?.({
      code: at('MSA.1'),
      controlId: at('MSA.2'),
      text: at('MSA.3'),
      whole: message.toString(),
    })
  })
  return {
    async send(text: string): Promise<AckRead> {
      const ack = new Promise<AckRead>((resolve) => {
        answered = resolve
      })
      await connection.sendMessage(new Message({ text: text.trimEnd() }))
      return ack
    },
    close: () => connection.close(),
  }
}

/** Bytes as they are on a bare socket, and everything that comes back until the other end closes or `ms` pass without a byte. */
export function rawBytes(port: number, bytes: Buffer, { ms = 300, end = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write(bytes)
      if (end) socket.end()
    })
    const parts: Buffer[] = []
    let clock: NodeJS.Timeout | undefined
    const done = () => {
      clearTimeout(clock)
      socket.destroy()
      resolve(Buffer.concat(parts).toString('utf8'))
    }
    socket.on('data', (part) => {
      parts.push(part)
      clearTimeout(clock)
      clock = setTimeout(done, ms)
    })
    socket.on('close', done)
    socket.on('error', reject)
  })
}
