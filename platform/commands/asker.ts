import type { Instant } from '#core/kernel/time.ts'

/** Who asks, as `ctx.begin` signed it: a staff member in a post, or a machine of one organisation. */
export interface Asker {
  readonly kind: 'staff' | 'machine'
  readonly actorId: string
  readonly name: string
  readonly organisationId: string
  readonly organisationName: string
  readonly teamId: string
  readonly teamName: string
  readonly postId: string | null
  readonly post: string
  readonly sessionId: string
  readonly rights: readonly string[]
  /** The ids through which access is granted: post, team, its services, and oneself at one's own employer. */
  readonly grantees: readonly string[]
  /** The installation's clock when the request began; rules use this and never the machine's. */
  readonly now: Instant
}

export const holds = (asker: Asker, right: string | readonly string[]): boolean =>
  typeof right === 'string' ? asker.rights.includes(right) : right.some((r) => asker.rights.includes(r))
