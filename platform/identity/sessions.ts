import type { Instant } from '#core/kernel/time.ts'

/** A live session, as its staff member and whoever looks after them see it. */
export interface SessionShown {
  readonly id: string
  readonly deviceKind: 'own' | 'shared'
  readonly device: string | null
  readonly sinceAt: Instant
  readonly seenAt: Instant
  readonly secondFactor: string
  /** Null where the provider did not say when it asked. */
  readonly secondFactorAt: Instant | null
  readonly locked: boolean
  readonly post: string
  readonly team: string
}

/** The live sessions of one staff member, the one used last first; of others only for whoever looks after them. */
export const SESSIONS = `select id, device_kind as "deviceKind", device, since_at as "sinceAt", seen_at as "seenAt", second_factor as "secondFactor",
    second_factor_at as "secondFactorAt", locked, post, team from ctx.sessions_of($1)`

const FACTORS: Readonly<Record<string, string>> = {
  totp: 'Code from an authenticator app',
  'recovery code': 'Recovery code',
  passkey: 'Passkey',
  oidc: 'Your organisation’s sign-in',
  practice: 'None: practice mode',
}
/** By what a session was opened, in words. */
export const factorWords = (factor: string): string => FACTORS[factor] ?? factor

/** Which device it is, as its owner knows it. */
export const deviceOf = (s: Pick<SessionShown, 'device' | 'deviceKind'>): string =>
  `${s.device ?? 'A browser we do not know'}${s.deviceKind === 'shared' ? ', shared computer' : ''}`
