/** A referral that a subscription follows, and the criteria in the one form that is kept. */
export interface Followed {
  readonly referralId: string
  readonly criteria: string
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const FORMS = ['ServiceRequest?_id=', 'Task?_id=', 'Task?focus=ServiceRequest/', 'Task?focus=']

/**
 * The criteria of a subscription: one referral by its id, and nothing else. A closed list, because a free search would be asked again and
 * again in the machine's absence, of whoever it finds then. Undefined for any other.
 */
export function readCriteria(criteria: string): Followed | undefined {
  const form = FORMS.find((one) => criteria.startsWith(one))
  if (form === undefined) return undefined
  const referralId = criteria.slice(form.length).toLowerCase()
  if (!ID.test(referralId)) return undefined
  return {
    referralId,
    criteria: `${form === 'Task?focus=' ? 'Task?focus=ServiceRequest/' : form}${referralId}`,
  }
}

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
