import type { StaffId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'

/**
 * The six things a worker may tick at a contact (our list, unsigned: docs/hazards.md). A tick is a worry raised, never a score or a label.
 * Proposed: a pharmacist and a clinical safety officer set the list before live use.
 */
export const WORRY_KINDS = [
  'thoughts of ending life',
  'medicine not taken two days running or past its own limit',
  'too many tablets taken',
  'very drowsy, shaking, fever or sore throat',
  'cannot be found after two tries',
  'someone at home unsafe',
] as const
export type WorryKind = (typeof WORRY_KINDS)[number]

/** Who was told. 'nobody yet' is an answer that keeps the worry first on the list. */
export type WorryTold =
  | { readonly told: 'nobody yet' }
  | { readonly told: 'yes'; readonly who: string; readonly at: Instant }

/** One worry. Open until a named worker writes what was done. */
export type Worry = {
  readonly kind: WorryKind
  readonly raisedAt: Instant
  readonly raisedBy: StaffId
  readonly told: WorryTold
} & (
  | { readonly state: 'open' }
  | {
      readonly state: 'settled'
      readonly done: string
      readonly settledAt: Instant
      readonly settledBy: StaffId
    }
)

/** A worry raised. Refuses: CONTACT_AHEAD (time in the future), WORRY_NEEDS_TOLD (told, but nobody named). */
export function decideRaiseWorry(
  worry: { kind: WorryKind; at: Instant; by: StaffId; told: WorryTold },
  now: Instant,
): Result<Worry> {
  if (worry.at > now) return refuse('CONTACT_AHEAD', { field: 'at' })
  if (worry.told.told === 'yes' && worry.told.who.trim() === '')
    return refuse('WORRY_NEEDS_TOLD', { field: 'told' })
  return ok({ kind: worry.kind, raisedAt: worry.at, raisedBy: worry.by, told: worry.told, state: 'open' })
}

/** Who was told, when that was not known at first. Refuses: WORRY_SETTLED, WORRY_NEEDS_TOLD. */
export function decideTellWorry(worry: Worry, told: { who: string; at: Instant }): Result<Worry> {
  if (worry.state === 'settled') return refuse('WORRY_SETTLED')
  if (told.who.trim() === '') return refuse('WORRY_NEEDS_TOLD', { field: 'who' })
  return ok({ ...worry, told: { told: 'yes', ...told } })
}

/**
 * A worry settled by writing what was done.
 * Refuses: WORRY_SETTLED, WORRY_NEEDS_DONE, WORRY_NEEDS_TOLD (nobody has been told yet).
 */
export function decideSettleWorry(
  worry: Worry,
  settle: { done: string; by: StaffId; now: Instant },
): Result<Worry> {
  if (worry.state === 'settled') return refuse('WORRY_SETTLED')
  if (settle.done.trim() === '') return refuse('WORRY_NEEDS_DONE', { field: 'done' })
  if (worry.told.told === 'nobody yet') return refuse('WORRY_NEEDS_TOLD', { field: 'told' })
  return ok({ ...worry, state: 'settled', done: settle.done, settledAt: settle.now, settledBy: settle.by })
}
