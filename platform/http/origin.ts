import type { FastifyRequest } from 'fastify'

/** Routes that open a session, so that they are checked though no cookie is there yet. */
const SIGN_IN = new Set([
  '/practice/sign-in',
  '/sign-in',
  '/sign-in/second-factor',
  '/sign-in/set-up',
  '/sign-in/set-up/second-factor',
  '/sign-in/passkey',
  '/sign-in/passkey/check',
  '/my/start',
  '/my/pin',
  '/my/tell-the-team',
])

/**
 * True when a state-changing request that carries a cookie (or signs in) did not come from a page of ours.
 * Origin is checked, else Sec-Fetch-Site; when both are absent the answer is no. A bearer without a cookie is exempt:
 * no browser sends one by itself.
 */
export function crossSite(request: FastifyRequest, hasCookie: boolean): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false
  // the route that was matched, not the address as typed: /sign-%69n leads to the same place
  if (!hasCookie && !SIGN_IN.has(request.routeOptions.url ?? '')) return false
  const origin = request.headers.origin
  if (origin !== undefined) return !sameHost(origin, request.headers.host)
  const site = request.headers['sec-fetch-site']
  return site !== 'same-origin'
}

function sameHost(origin: string, host: string | undefined): boolean {
  try {
    return host !== undefined && new URL(origin).host === host
  } catch {
    return false
  }
}
