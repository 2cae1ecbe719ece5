import { promises as dns } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { BlockList, isIP } from 'node:net'

/** Beyond these an answer is refused: no discovery document, set of keys, token or receipt is near them. */
const LARGEST_ANSWER = 200_000
const LONGEST_MS = 5_000

/** A request that was not sent, or an answer that was not taken. Its text names no secret and no person. */
export class OutgoingRefused extends Error {
  override readonly name = 'OutgoingRefused'
}

const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === 'localhost' || host === '[::1]'

/** Addresses that are nobody's on the open network: private, of this machine, of this cable, of a cloud's own, for papers, for many. */
const CLOSED = new BlockList()
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  CLOSED.addSubnet(address, bits, 'ipv4')
// 2000::/3 is what is given out; of it not what leads to IPv4 by another way (6to4, Teredo) or stands in papers
const OPEN6 = new BlockList()
OPEN6.addSubnet('2000::', 3, 'ipv6')
for (const [address, bits] of [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  CLOSED.addSubnet(address, bits, 'ipv6')

/** Whether an address is one of the open network. */
export function isOpenAddress(address: string): boolean {
  const kind = isIP(address)
  if (kind === 4) return !CLOSED.check(address, 'ipv4')
  return kind === 6 && OPEN6.check(address, 'ipv6') && !CLOSED.check(address, 'ipv6')
}

/** Asks the network's names once. */
export type Resolve = (host: string) => Promise<readonly string[]>
const resolveByDns: Resolve = async (host) =>
  (await dns.lookup(host, { all: true, verbatim: true })).map(({ address }) => address)

export interface OutgoingRules {
  /** Host and port of each address that may be asked. */
  readonly hosts: readonly string[]
  /** Plain http to this machine alone: practice and tests. */
  readonly loopback: boolean
  /** Those of the hosts that stand inside, as whoever runs the installation says (never a screen). */
  readonly inside?: readonly string[]
  readonly resolve?: Resolve
}

/** As much of `fetch` as those who ask need; `customFetch` of openid-client is of this shape. */
export type OutgoingFetch = (
  address: string,
  options: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: unknown
  },
) => Promise<Response>

/**
 * Requests to the named hosts and nowhere else: over https (plain http to this machine alone, and only where `loopback` allows it),
 * without following a redirect, at most five seconds and 200 kB. The name is resolved once and the connection goes to the address
 * that was looked at, so a name that changes between looking and asking leads nowhere; none of its addresses may be a private
 * one, unless the host is listed as inside. The certificate is held against the name. Whatever a discovery document names as its
 * endpoints is held to the same.
 */
export function outgoing(rules: OutgoingRules): OutgoingFetch {
  const { hosts, loopback, inside = [], resolve = resolveByDns } = rules
  return async (address, options) => {
    const url = new URL(address)
    const here = loopback && isLoopback(url.hostname)
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here))
      throw new OutgoingRefused('not over https')
    if (!hosts.includes(url.host)) throw new OutgoingRefused('a host that is not listed')
    const signal = AbortSignal.timeout(LONGEST_MS)
    const name = url.hostname.replace(/^\[|\]$/g, '')
    const found = isIP(name) ? [name] : await resolve(name)
    const to = found[0]
    if (to === undefined) throw new OutgoingRefused('a host without an address')
    if (!inside.includes(url.host) && !found.every((one) => isOpenAddress(one) || (here && isOfHere(one))))
      throw new OutgoingRefused('an address that is not of the open network')
    return ask(url, to, options, signal)
  }
}

const isOfHere = (address: string): boolean => address === '::1' || /^127\./.test(address)

function ask(
  url: URL,
  to: string,
  options: Parameters<OutgoingFetch>[1],
  signal: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: options.method ?? 'GET',
      headers: { ...options.headers },
      // one connection a request, to the address that was looked at
      agent: false,
      lookup: (_name, { all }, done) => {
        const family = isIP(to)
        if (all) (done as unknown as (e: null, found: object[]) => void)(null, [{ address: to, family }])
        else done(null, to, family)
      },
      signal,
    })
    request.on('error', reject)
    request.on('response', (answer) => {
      const status = answer.statusCode ?? 0
      if (status >= 300 && status < 400) {
        answer.destroy()
        reject(new OutgoingRefused('a redirect'))
        return
      }
      bodyOf(answer).then(
        (body) =>
          resolve(
            new Response(status === 204 ? null : body, {
              status,
              headers: Object.entries(answer.headersDistinct).flatMap(([key, values = []]) =>
                values.map((value): [string, string] => [key, value]),
              ),
            }),
          ),
        reject,
      )
    })
    request.end(textOf(options.body))
  })
}

function textOf(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (body instanceof URLSearchParams) return body.toString()
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  throw new OutgoingRefused('a body of another kind')
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.byteLength
    if (size > LARGEST_ANSWER) {
      answer.destroy()
      throw new OutgoingRefused('an answer that is too large')
    }
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
