import { ok, type Result, refuse } from '../kernel/result.ts'
import { type Instant, toEpochMs } from '../kernel/time.ts'
import type { Right } from './rights.ts'

/**
 * What a machine can be given, and the rights that each opens: a closed list, the same as `ctx.scope_rights` in the database
 * (database/access/07-clients.sql). For whom a right counts is a matter of the access table: a machine sees the people of its team,
 * by the agreements that are in force. No scope reaches a right that only a human holds. `says`: on the screen, after "It may".
 */
export const MACHINE_SCOPES = {
  'people.read': { rights: ['people.read'], says: 'find and open the people its team supports' },
  'people.write': {
    rights: ['people.register', 'people.details'],
    says: 'add people, and change their names, addresses and communication needs',
  },
  'plan.read': { rights: ['plan.read'], says: 'read plans, goals and appointments' },
  'plan.acknowledge': {
    rights: ['plan.acknowledge'],
    says: 'say that its organisation has a plan in which it is named',
  },
  'referral.read': { rights: ['referral.read'], says: 'read referrals sent to or by its team' },
  'referral.send': { rights: ['referral.send'], says: 'send referrals and answer questions about them' },
  'hospital-messages': {
    rights: ['import.hl7', 'people.register'],
    says: 'hand in hospital messages, which adds people and stays',
  },
  'board.read': { rights: ['board.read'], says: 'see the boards of its team' },
  'tasks.read': { rights: ['tasks.read'], says: 'see the tasks of its team' },
  'report.read': { rights: ['report.read'], says: 'print the reports of its services' },
  'insight.read': {
    rights: ['insight.read'],
    says: 'see counts across services, with small numbers hidden',
  },
  'organisation.load': {
    rights: ['organisation.load'],
    says: 'load names and codes of organisations from a national list',
  },
} as const satisfies Readonly<Record<string, { readonly rights: readonly Right[]; readonly says: string }>>

export type MachineScope = keyof typeof MACHINE_SCOPES
export const ALL_MACHINE_SCOPES = Object.keys(MACHINE_SCOPES) as MachineScope[]

/** A machine login is made, and given a new secret, soon after a second factor was shown: minutes. Our own proposal, unsigned. */
export const SECRET_AFRESH_MINUTES = 15

export interface ClientFacts {
  /** The asker keeps the machine logins of this organisation. */
  readonly may: boolean
  /** When the asker last showed a second factor in this session; null where nobody knows. */
  readonly secondFactorAt: Instant | null
}

/**
 * Whether a secret may be made and shown now. Why so soon after a second factor: a session that somebody left open must not become a
 * way in that outlives it. Refuses: NOT_FOUND_OR_NOT_YOURS, MACHINE_SECRET_AFRESH.
 */
export function decideSecret(facts: ClientFacts, now: Instant): Result<null> {
  if (!facts.may) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const shown = facts.secondFactorAt
  if (shown === null || toEpochMs(now) - toEpochMs(shown) > SECRET_AFRESH_MINUTES * 60_000)
    return refuse('MACHINE_SECRET_AFRESH')
  return ok(null)
}
