import type { Instant } from '#core/kernel/time.ts'

/** A record that the asker opened in an emergency, and when it closes by itself. */
export interface OpenEmergency {
  readonly id: string
  readonly personId: string
  readonly untilAt: Instant
}

/**
 * Who asks, as `ctx.begin` signed it: a staff member in a post, a machine of one organisation, or somebody at their own door
 * (the person, or a carer they chose), who has no grantee, so that no row rule opens anything to them.
 */
export interface Asker {
  readonly kind: 'staff' | 'machine' | 'person'
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
  /** What they opened in an emergency and have not closed; null is none. Never a machine's. */
  readonly emergencies?: readonly OpenEmergency[] | null
  /** What a private feed shows, where one asks. */
  readonly feed?: string
  /** The installation's clock when the request began; rules use this and never the machine's. */
  readonly now: Instant
}

export const holds = (asker: Asker, right: string | readonly string[]): boolean =>
  typeof right === 'string' ? asker.rights.includes(right) : right.some((r) => asker.rights.includes(r))
