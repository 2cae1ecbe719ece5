import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** A partner's system on this machine: it writes down what it hears and answers as it is told. */
export interface Listening {
  readonly url: string
  readonly heard: {
    readonly method: string
    readonly url: string
    readonly headers: http.IncomingHttpHeaders
    readonly body: string
  }[]
  answer(status: number, headers?: Record<string, string>, body?: string): void
  stop(): Promise<unknown>
}

export async function listening(path = '/hook'): Promise<Listening> {
  const heard: Listening['heard'] = []
  let [status, headers, says]: [number, Record<string, string>, string] = [200, {}, 'thank you']
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (d) => {
      body += d
    })
    request.on('end', () => {
      heard.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      response.writeHead(status, headers).end(says)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    heard,
    answer: (s, h = {}, b = 'thank you') => {
      status = s
      headers = h
      says = b
    },
    stop: () => new Promise((done) => server.close(done)),
  }
}

/** A port of this machine that nobody listens on. */
export async function aFreePort(): Promise<number> {
  const server = http.createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
