import type { StaffId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { addMinutes, type Instant } from '../kernel/time.ts'
import type { ChainStep } from '../pathway/definition.ts'
import { type Contact, recordOf } from './contact.ts'

/** A step of the chain that somebody did, and what came of it. */
export interface ChainStepDone {
  readonly stepId: string
  readonly at: Instant
  readonly by: StaffId
  readonly found: 'answered' | 'no answer' | 'told'
}

export interface ChainStepState extends ChainStep {
  readonly dueAt: Instant
  readonly done: ChainStepDone | null
}

/** The no-answer chain of one contact. */
export type ChainState =
  | { readonly state: 'not running' }
  | {
      readonly state: 'running'
      readonly since: Instant
      readonly steps: readonly ChainStepState[]
      readonly next: ChainStepState
    }
  | { readonly state: 'all tried'; readonly since: Instant; readonly steps: readonly ChainStepState[] }
  | {
      readonly state: 'answered'
      readonly at: Instant
      readonly by: StaffId
      readonly steps: readonly ChainStepState[]
    }

/**
 * Where the chain of one contact stands: which step is due at what time, by which role.
 * Shape: times are counted from the first no answer. Steps may be done out of order; the next is the first not done.
 * `all tried` is not an end: the contact owes an outcome until a named worker writes one.
 * Needs: the definition's chain, the contact, the steps done. No clock: a step is late once `dueAt` has passed.
 */
export function chainState(
  chain: readonly ChainStep[],
  contact: Contact,
  done: readonly ChainStepDone[],
): ChainState {
  const first = contact.versions.find((v) => v.record.happened === 'no answer')?.record
  const record = recordOf(contact)
  if (!first || !record || record.happened === 'no') return { state: 'not running' }
  const steps = chain.map((step) => ({
    ...step,
    dueAt: addMinutes(first.at, step.afterMinutes),
    done: done.find((d) => d.stepId === step.id) ?? null,
  }))
  const answered = done.find((d) => d.found === 'answered')
  if (answered) return { state: 'answered', at: answered.at, by: answered.by, steps }
  if (record.happened === 'yes') return { state: 'not running' }
  if (contact.outcome) return { state: 'not running' }
  const next = steps.find((s) => s.done === null)
  return next
    ? { state: 'running', since: first.at, steps, next }
    : { state: 'all tried', since: first.at, steps }
}

/**
 * One step of the chain done.
 * Why no version: a step done is a fact added, and what was seen is which steps were open. Two colleagues who did the same
 * step are not both stored as having done it in silence: the second is told what the first wrote, and adds theirs as the
 * next step, so that two calls stand as two tries.
 * Refuses: CHAIN_STEP_DONE (by somebody else meanwhile), CHAIN_NOT_RUNNING, CHAIN_STEP_UNKNOWN, CONTACT_AHEAD.
 */
export function decideChainStep(
  chain: readonly ChainStep[],
  contact: Contact,
  done: readonly ChainStepDone[],
  step: ChainStepDone,
  now: Instant,
): Result<ChainStepDone> {
  if (done.some((d) => d.stepId === step.stepId)) return refuse('CHAIN_STEP_DONE', { field: 'stepId' })
  const state = chainState(chain, contact, done)
  if (state.state !== 'running') return refuse('CHAIN_NOT_RUNNING')
  if (!state.steps.some((s) => s.id === step.stepId)) return refuse('CHAIN_STEP_UNKNOWN', { field: 'stepId' })
  if (step.at > now) return refuse('CONTACT_AHEAD', { field: 'at' })
  return ok(step)
}
