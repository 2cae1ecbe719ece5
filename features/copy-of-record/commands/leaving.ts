import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { LEAVING, type LeavingRow } from '../queries/leaving.ts'

/** A root owner may hold any post; what they may do here is asked of `tc.leaving_hand`. */
const MAY = ['organisation.manage', 'tasks.read'] as const

interface Facts {
  readonly row: LeavingRow | undefined
  readonly hand: boolean
  readonly alone: boolean
  readonly open: number
}
const WHO = `select (select ctx.employed_post()) is not null and ((select ctx.has_right('organisation.manage')) or coalesce((select ctx.own_root_owner()) = (select ctx.actor()), false)) as hand,
    coalesce((select tc.leaving_alone()), false) as alone, coalesce((select sum(c.n) from tc.leaving_counts() c where c.blocks), 0)::int as open`
async function load(tx: Tx): Promise<Facts> {
  const [row, who] = await Promise.all([
    tx.row<LeavingRow>(`${LEAVING} where l.state in ('proposed', 'confirmed', 'closed')`),
    tx.row<{ hand: boolean; alone: boolean; open: number }>(WHO),
  ])
  return { row, hand: false, alone: false, open: 0, ...who }
}

const proposing = z.strictObject({
  leavingId: z.uuid(),
  why: z.string().trim().min(3).max(2000),
  /** Who looks after the records from then on. */
  goesTo: z.string().trim().min(3).max(500),
})
type Proposing = z.output<typeof proposing>

/** Proposes that the asker's organisation leaves. Nothing changes yet; somebody else is asked. Refuses: LEAVING_OPEN_ALREADY, NOT_ALLOWED. */
export const proposeLeaving = defineCommand<Proposing, Facts, null>({
  name: 'organisation.propose-leaving',
  version: 1,
  title: 'Propose that the organisation leaves',
  input: proposing,
  right: MAY,
  people: () => [],
  load,
  decide({ hand, row }, _i, by) {
    if (by.asker.kind !== 'staff' || !hand) return refuse('NOT_ALLOWED')
    return row ? refuse('LEAVING_OPEN_ALREADY') : ok(null)
  },
  async store(tx, _, i) {
    await tx.row('select tc.propose_leaving($1, $2, $3)', [i.leavingId, i.why, i.goesTo])
    return { made: { leavingId: i.leavingId } }
  },
})

const settling = z.strictObject({ leavingId: z.uuid() })
type Settling = z.output<typeof settling>

/** Confirms it, as somebody else; from then on the records can be taken. Refuses: LEAVING_NEEDS_SECOND, LEAVING_SETTLED. */
export const confirmLeaving = defineCommand<Settling, Facts, null>({
  name: 'organisation.confirm-leaving',
  version: 1,
  title: 'Confirm that the organisation leaves',
  input: settling,
  right: MAY,
  people: () => [],
  load,
  decide({ hand, row, alone }, i, by) {
    if (by.asker.kind !== 'staff' || !hand || row?.id !== i.leavingId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (row.state !== 'proposed') return refuse('LEAVING_SETTLED')
    return row.proposedById === by.asker.actorId && !alone ? refuse('LEAVING_NEEDS_SECOND') : ok(null)
  },
  async store(tx, _, i) {
    await tx.row('select tc.settle_leaving($1, $2)', [i.leavingId, 'confirm'])
    return { made: { leavingId: i.leavingId } }
  },
})

/** Takes it back, while it is not closed. Refuses: LEAVING_SETTLED. */
export const takeBackLeaving = defineCommand<Settling, Facts, null>({
  name: 'organisation.take-back-leaving',
  version: 1,
  title: 'Take back that the organisation leaves',
  input: settling,
  right: MAY,
  people: () => [],
  load,
  decide({ hand, row }, i, by) {
    if (by.asker.kind !== 'staff' || !hand || row?.id !== i.leavingId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return row.state === 'closed' ? refuse('LEAVING_SETTLED') : ok(null)
  },
  async store(tx, _, i) {
    await tx.row('select tc.settle_leaving($1, $2)', [i.leavingId, 'take back'])
    return { made: { leavingId: i.leavingId } }
  },
})

const closing = z.strictObject({ leavingId: z.uuid(), digest: z.string().trim().max(64) })
type Closing = z.output<typeof closing>

/**
 * Closes the organisation's access at once: posts, sessions, agreements, machine logins and teams end. Only with nothing open in its name,
 * and with the digest of the file that was taken, as it would be now. Refuses: LEAVING_NOT_CONFIRMED, LEAVING_OPEN_MATTERS, LEAVING_EXPORT_OLD.
 */
export const closeLeaving = defineCommand<Closing, Facts, null>({
  name: 'organisation.close-leaving',
  version: 1,
  title: 'Close the access of the organisation',
  input: closing,
  right: MAY,
  people: () => [],
  load,
  decide({ hand, row, open }, i, by) {
    if (by.asker.kind !== 'staff' || !hand || row?.id !== i.leavingId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (row.state !== 'confirmed') return refuse('LEAVING_NOT_CONFIRMED')
    return open > 0 ? refuse('LEAVING_OPEN_MATTERS') : ok(null)
  },
  async store(tx, _, i) {
    await tx.row('select tc.close_leaving($1, $2)', [i.leavingId, i.digest])
    return { made: { leavingId: i.leavingId } }
  },
})
