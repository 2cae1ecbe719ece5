import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { PlannedSlot } from '../pathway/schedule.ts'
import type { Contact } from './contact.ts'

/** What to store after the schedule changed: slots to add, planned contacts to take off. */
export interface Replanning {
  readonly add: readonly PlannedSlot[]
  readonly takeOff: readonly ContactId[]
}

/**
 * Brings the stored contacts of one episode in line with a new plan.
 * `slots`: `plannedContacts` over the span that is to be stored, from today. `contacts`: the stored ones of that span.
 * Shape: a contact is taken off only when nothing is written on it and its window has not begun: one that is under way or
 * missed stays until a worker says what happened (N7). A slot already stored is kept as it is, with its worker.
 */
export function replan(
  contacts: readonly Contact[],
  slots: readonly PlannedSlot[],
  now: Instant,
): Replanning {
  const stored = contacts.flatMap((contact) =>
    contact.plan.kind === 'planned' && contact.offPlanAt === null
      ? [
          {
            contact,
            plan: contact.plan,
            settled: contact.versions.length > 0 || contact.plan.windowFrom <= now,
          },
        ]
      : [],
  )
  const same = (slot: PlannedSlot, plan: (typeof stored)[number]['plan']) =>
    slot.key === plan.slotKey && slot.windowFrom === plan.windowFrom && slot.mode === plan.mode
  return {
    add: slots.filter(
      (slot) =>
        slot.windowUntil > now &&
        !stored.some((s) => same(slot, s.plan) || (s.settled && s.plan.slotKey === slot.key)),
    ),
    takeOff: stored
      .filter((s) => !s.settled && !slots.some((slot) => same(slot, s.plan)))
      .map((s) => s.contact.id),
  }
}
