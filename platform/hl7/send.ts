import net from 'node:net'
import { FrameReader, framed } from './mllp.ts'

export interface SendTo {
  readonly host: string
  readonly port: number
  /** For one answer; left out: 30. */
  readonly seconds?: number
}
const SECONDS = 30
const LONGEST_ANSWER = 100_000

/**
 * Sends messages over one MLLP connection, each after the answer to the one before, and gives the answers in their order. Rejects where
 * the other end cannot be reached, ends the connection or does not answer in time: what was not answered is to be sent again.
 */
export async function* sendOverMllp(messages: Iterable<string>, to: SendTo): AsyncGenerator<string> {
  const reader = new FrameReader(LONGEST_ANSWER)
  const socket = net.connect(to.port, to.host)
  socket.setTimeout((to.seconds ?? SECONDS) * 1000, () =>
    socket.destroy(new Error('No answer came in time.')),
  )
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    const parts = socket[Symbol.asyncIterator]()
    for (const message of messages) {
      socket.write(framed(message))
      let answer: string | undefined
      while (answer === undefined) {
        const part = await parts.next()
        if (part.done) throw new Error('The other end hung up without an answer.')
        answer = reader.take(part.value as Buffer)[0]?.bytes.toString('utf8')
      }
      yield answer
    }
  } finally {
    socket.destroy()
  }
}
