import type { DeathState } from '#core/people/death.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** Where it stands, as the record says to a command that holds the person: hidden rows count too. */
export interface DeathOf {
  readonly state: DeathState
  /** Of the newest report or decision; 0 when there is none. */
  readonly version: number
  readonly report_id: string | null
  /** The newest decision about the newest report. */
  readonly decision_id: string | null
  readonly may_decide: boolean
}

const OF = 'select state, version, report_id, decision_id, may_decide from net.death_of($1)'
const WRITES =
  'select true as yes from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1'

export const loadDeath = (tx: Tx, personId: string): Promise<DeathOf | undefined> =>
  tx.row<DeathOf>(OF, [personId])

/** Whether the asker's team may write about this person now. */
export const mayWrite = async (tx: Tx, personId: string): Promise<boolean> =>
  (await tx.row<{ yes: boolean }>(WRITES, [personId])) !== undefined

/** Brings planned contacts in line with what is decided: off the plan, or back on it. Returns how many changed. */
export const settlePlan = async (tx: Tx, personId: string): Promise<number> =>
  (await tx.row<{ n: number }>('select net.settle_death($1) as n', [personId]))?.n ?? 0
