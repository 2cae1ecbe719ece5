import type { CustomFetch } from 'openid-client'

/** Beyond these an answer is refused: no discovery document, set of keys or token is near them. */
const LARGEST_ANSWER = 200_000
const LONGEST_MS = 5_000

/** A request that was not sent, or an answer that was not taken. Its text names no secret and no person. */
export class OutgoingRefused extends Error {
  override readonly name = 'OutgoingRefused'
}

const isLoopback = (host: string): boolean => host === '127.0.0.1' || host === 'localhost' || host === '[::1]'

/**
 * Requests to the named hosts and nowhere else: over https (plain http to this machine alone, and only where `loopback` allows it,
 * for practice and tests), without following a redirect, at most five seconds and 200 kB. Whatever a discovery document names as its
 * endpoints is held to the same list.
 */
export function outgoing(hosts: readonly string[], loopback: boolean): CustomFetch {
  return async (address, options) => {
    const url = new URL(address)
    const plain = url.protocol === 'http:' && loopback && isLoopback(url.hostname)
    if (url.protocol !== 'https:' && !plain) throw new OutgoingRefused('not over https')
    if (!hosts.includes(url.host)) throw new OutgoingRefused('a host that is not listed')
    const answer = await fetch(url, {
      method: options.method,
      headers: options.headers,
      body: (options.body ?? null) as BodyInit | null,
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_MS),
    })
    if (answer.status >= 300 && answer.status < 400) {
      await answer.body?.cancel()
      throw new OutgoingRefused('a redirect')
    }
    return new Response(await bodyOf(answer), { status: answer.status, headers: answer.headers })
  }
}

async function bodyOf(answer: Response): Promise<ArrayBuffer | null> {
  if (!answer.body) return null
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.byteLength
    if (size > LARGEST_ANSWER) throw new OutgoingRefused('an answer that is too large')
    parts.push(part)
  }
  return Uint8Array.from(Buffer.concat(parts)).buffer
}
