/** A referral that a subscription follows, and the criteria in the one form that is kept. */
export interface Followed {
  readonly referralId: string
  readonly criteria: string
}

const ID = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'
const CRITERIA = [
  new RegExp(`^(ServiceRequest|Task)\\?_id=${ID}$`),
  new RegExp(`^(Task)\\?focus=(?:ServiceRequest/)?${ID}$`),
]

/**
 * The criteria of a subscription: one referral by its id, and nothing else. A closed list, because a free search would be asked again and
 * again in the machine's absence, of whoever it finds then. Undefined for any other.
 */
export function readCriteria(criteria: string): Followed | undefined {
  for (const form of CRITERIA) {
    const [, type, referralId] = form.exec(normal(criteria)) ?? []
    if (type !== undefined && referralId !== undefined)
      return {
        referralId,
        criteria: `${type}?${form === CRITERIA[0] ? '_id=' : 'focus=ServiceRequest/'}${referralId}`,
      }
  }
  return undefined
}

/** Ids in small letters; names of types as they are. */
const normal = (criteria: string): string => criteria.replace(/[0-9A-Fa-f-]{36}$/, (id) => id.toLowerCase())

/**
 * An address to which something may be sent, in its one form: https, a name and no number, no name or password in it, nothing after a ?
 * or #. Undefined for any other. `loopback`: plain http to this machine, in practice and tests.
 */
export function readPartnerAddress(text: string, loopback = false): string | undefined {
  const parts = /^(https?):\/\/([a-z0-9.-]{1,253})(?::(\d{1,5}))?(\/[\w.~/$-]{0,300})?$/.exec(text)
  if (!parts) return undefined
  const [, scheme, host = '', port, path = ''] = parts
  const here = loopback && scheme === 'http' && (host === 'localhost' || host === '127.0.0.1')
  if (scheme !== 'https' && !here) return undefined
  if (
    !here &&
    (!host.includes('.') ||
      /^[\d.]+$/.test(host) ||
      /\.(?:local|internal|localhost)$/.test(host) ||
      host.endsWith('.'))
  )
    return undefined
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path}`
}
