import type pg from 'pg'
import { type OutgoingFetch, OutgoingRefused, outgoing, type Resolve } from '#platform/http/outgoing.ts'

export interface HookRules {
  /** Plain http to this machine alone: practice and tests. */
  readonly loopback: boolean
  /** Nothing leaves this machine: practice mode, whatever is on the list. */
  readonly stays?: boolean
  /** Hosts that stand inside, as whoever runs the installation says (never a screen). */
  readonly inside?: readonly string[]
  readonly resolve?: Resolve
}

/**
 * Tells listed partners that something they follow changed: an empty POST, without a word of what or about whom. Each address comes from
 * the list as it stands at that moment, its host is resolved once and held to the open network, redirects are not followed. What is due,
 * and whether its machine may still know, the database says (`ctx.claim_hook`). Gives how many went and how many did not.
 */
export async function tellHooks(
  client: pg.Client | pg.Pool,
  rules: HookRules,
  most = 20,
): Promise<{ went: number; failed: number }> {
  const count = { went: 0, failed: 0 }
  for (let i = 0; i < most; i += 1) {
    const found = await client.query<{ id: string; address: string; row_version: number }>(
      'select id, address, row_version from ctx.claim_hook()',
    )
    const due = found.rows[0]
    if (!due) break
    const outcome = await told(due.address, rules)
    const went = /^2\d\d$/.test(outcome)
    count[went ? 'went' : 'failed'] += 1
    await client.query('select ctx.hook_done($1, $2, $3, $4)', [due.id, due.row_version, went, outcome])
  }
  return count
}

/** The way to one listed address and to nowhere else. */
export function wayOut(address: string, rules: HookRules): OutgoingFetch {
  const { host, hostname } = new URL(address)
  if (rules.stays && hostname !== 'localhost' && hostname !== '127.0.0.1')
    throw new OutgoingRefused('practice mode: nothing leaves')
  return outgoing({ hosts: [host], ...rules })
}

/** A status, or a fixed word: never what the other side wrote. */
async function told(address: string, rules: HookRules): Promise<string> {
  try {
    const answer = await wayOut(address, rules)(address, {
      method: 'POST',
      headers: { 'content-length': '0' },
    })
    return String(answer.status)
  } catch (cause) {
    return cause instanceof OutgoingRefused ? cause.message : 'no answer'
  }
}
