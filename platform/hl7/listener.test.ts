import net from 'node:net'
import tls from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { anAuthority, type Certificate } from '#testing/certificates.ts'
import { addressList, type Listener, type ListenerOptions, listen } from './listener.ts'
import { framed } from './mllp.ts'
import { sendOverMllp } from './send.ts'

const running: Listener[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((l) => l.stop()))
})

async function aListener(more: Partial<ListenerOptions> = {}) {
  const said: string[] = []
  const taken: string[] = []
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    take: async (frame) => {
      taken.push(`${frame.end}: ${frame.bytes.toString()}`)
      return `answer to ${frame.bytes.toString()}`
    },
    say: (what) => void said.push(what),
    ...more,
  })
  running.push(listener)
  return { ...listener, said, taken }
}

/** What comes back over a socket until it closes or a frame has come; 'refused' where it ends without one. */
const answerOver = (socket: net.Socket, ready: string): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    socket.once(ready, () => socket.write(framed('hello')))
    socket.on('data', (part) => {
      text += part.toString()
      if (text.includes('\u001c')) {
        socket.destroy()
        resolve(text.replaceAll('\u000b', '').replace('\u001c\r', ''))
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve('refused'))
  })
const plainly = (port: number) => answerOver(net.connect(port, '127.0.0.1'), 'connect')
const overTls = (port: number, ca: string, own?: Certificate) =>
  answerOver(
    tls.connect({ port, host: '127.0.0.1', ca, ...(own && { key: own.key, cert: own.cert }) }),
    'secureConnect',
  )

describe('TLS with a certificate of each sender', () => {
  const ours = anAuthority('Throughcare tests')
  const others = anAuthority('Somebody else')
  const server = ours.vouchesFor('127.0.0.1')
  const options = { tls: { key: server.key, cert: server.cert, ca: ours.cert } }

  it('lets in a sender whose certificate our authority vouches for, and nobody else', async () => {
    const listener = await aListener(options)
    expect(await overTls(listener.port, ours.cert, ours.vouchesFor('PAS'))).toBe('answer to hello')
    expect(await overTls(listener.port, ours.cert)).toBe('refused')
    expect(await overTls(listener.port, ours.cert, others.vouchesFor('PAS'))).toBe('refused')
    expect(await plainly(listener.port)).toBe('refused')
    expect(listener.taken).toEqual(['whole: hello'])
    expect(listener.said.filter((s) => s === 'let in')).toHaveLength(1)
  })

  it('shakes no hand with an address that is not listed, whatever its certificate', async () => {
    const listener = await aListener({ ...options, addresses: ['10.1.2.0/24'] })
    expect(await overTls(listener.port, ours.cert, ours.vouchesFor('PAS'))).toBe('refused')
    expect(listener.said).toContain('not let in')
    expect(listener.said).not.toContain('let in')
  })
})

describe('the list of addresses', () => {
  it('lets in what it names, alone or as a range, and nobody else', async () => {
    expect(await plainly((await aListener({ addresses: ['127.0.0.1'] })).port)).toBe('answer to hello')
    expect(await plainly((await aListener({ addresses: ['127.0.0.0/8'] })).port)).toBe('answer to hello')
    const shut = await aListener({ addresses: ['10.1.2.0/24', '::1'] })
    expect(await plainly(shut.port)).toBe('refused')
    expect(shut.said).toEqual(['not let in'])
    expect(shut.taken).toEqual([])
  })

  it('is refused where it is no list', () => {
    for (const wrong of ['everybody', '10.1.2', '10.1.2.0/99', '', '10.1.2.0/x'])
      expect(() => addressList([wrong]), wrong).toThrow()
  })
})

describe('the caps', () => {
  it('take so many connections at once, and end one that never ends its message', async () => {
    const listener = await aListener({ connections: 1, frameSeconds: 0.2 })
    const first = net.connect(listener.port, '127.0.0.1')
    const ended = new Promise((resolve) => first.once('close', resolve))
    first.on('data', () => {})
    first.write(Buffer.from('\u000bhalf a message'))
    await expect.poll(() => listener.said).toEqual(['let in'])
    expect(await plainly(listener.port)).toBe('refused')
    await ended
    expect(listener.taken).toEqual(['cut short: half a message'])
    // its place is free again once this end has closed too
    await expect.poll(() => plainly(listener.port)).toBe('answer to hello')
  })

  it('give the place of a connection that says nothing to a sender that comes back', async () => {
    const listener = await aListener({ connections: 2 })
    const silent = [0, 1].map(() => net.connect(listener.port, '127.0.0.1').on('error', () => {}))
    await expect.poll(() => listener.said).toEqual(['let in', 'let in'])
    expect(await plainly(listener.port)).toBe('answer to hello')
    expect(await plainly(listener.port)).toBe('answer to hello')
    for (const socket of silent) socket.destroy()
  })

  it('free the place of one that was ended and never closes its own end', async () => {
    const listener = await aListener({ connections: 1, frameSeconds: 0.1 })
    const lingering = net.connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true })
    const answered = new Promise((resolve) => lingering.once('data', resolve))
    lingering.on('error', () => {}).write(Buffer.from('\u000bhalf'))
    await answered
    await expect.poll(() => plainly(listener.port), { timeout: 8_000 }).toBe('answer to hello')
    // what it says after that is not taken: nobody could be answered
    lingering.write(framed('more'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(listener.taken).not.toContain('whole: more')
    lingering.destroy()
  }, 10_000)
})

describe('sending over MLLP', () => {
  it('gives each answer in its order, and says where nobody answers', async () => {
    const listener = await aListener()
    const answers: string[] = []
    for await (const answer of sendOverMllp(['one', 'two'], { host: '127.0.0.1', port: listener.port }))
      answers.push(answer)
    expect(answers).toEqual(['answer to one', 'answer to two'])
    const mute = await aListener({ take: async () => undefined })
    const sent = sendOverMllp(['one'], { host: '127.0.0.1', port: mute.port, seconds: 2 })
    await expect(sent.next()).rejects.toThrow(/hung up/)
  })
})
