import * as z from 'zod/mini'
import type { SharingDecision } from '../sharing/decision.ts'

/**
 * The blocks of "What we ask for". `holds` says which facts a block is filled from: `words` are the sender's own,
 * `identity` travels with every referral, `core` only as far as the person's answer goes.
 */
export const BLOCKS = [
  { id: 'reason', title: 'What we ask for', holds: 'words' },
  { id: 'whatMatters', title: 'What matters to the person, in their words', holds: 'words' },
  { id: 'communication', title: 'How to communicate', holds: 'identity' },
  { id: 'safeContact', title: 'How to reach the person safely', holds: 'identity' },
  { id: 'whereNow', title: 'Where the person is now', holds: 'core' },
  { id: 'medicines', title: 'Medicines, as somebody said them', holds: 'core' },
  { id: 'beforeVisiting', title: 'Before a visit', holds: 'core' },
] as const
export type BlockId = (typeof BLOCKS)[number]['id']

/** Not known yet, and known but not shared, are two answers: the second is the person's own. */
export const blockShape = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('known'),
    text: z.string().check(z.trim(), z.minLength(1), z.maxLength(20_000)),
  }),
  z.object({ state: z.literal('not known yet') }),
  z.object({ state: z.literal('not shared') }),
])
export type Block = z.infer<typeof blockShape>

const block = z._default(blockShape, { state: 'not known yet' })

/** Every block has an answer; one that was left out is not known yet. */
export const asksShape = z.object({
  reason: block,
  whatMatters: block,
  communication: block,
  safeContact: block,
  whereNow: block,
  medicines: block,
  beforeVisiting: block,
})
export type Asks = z.infer<typeof asksShape>

/** A block from typed text: empty is not known yet. */
export const blockOf = (text: string): Block =>
  text.trim() === '' ? { state: 'not known yet' } : { state: 'known', text: text.trim() }

/**
 * The blocks as they may go out: where the person agreed to some things and core was not among them, blocks made of core
 * facts are left out and say so.
 * Why here: the receiver reads a referral "as sent" before anything else is opened, so what is in it must already be right.
 */
export function asAgreed(asks: Asks, decision: Pick<SharingDecision, 'answer' | 'items'>): Asks {
  if (decision.answer !== 'some' || decision.items.includes('core')) return asks
  const kept = BLOCKS.map(({ id, holds }): [BlockId, Block] => [
    id,
    holds === 'core' && asks[id].state === 'known' ? { state: 'not shared' } : asks[id],
  ])
  return Object.fromEntries(kept) as Asks
}
