import { addDays, type Day, dayOf } from '#core/kernel/time.ts'
import { type NotCounted, RETURN_CLOCK, type ReturnClock } from './return-clock.ts'
import type { SafetyClock } from './safety-clock.ts'

const NOT_COUNTED: Readonly<Record<NotCounted, string>> = {
  bed: 'this kind of ward is not in it',
  method: 'this way of leaving is not in it',
  destination: 'this destination is not in it',
  'outside England': 'it counts people of England only',
  died: 'it leaves out who died within three days',
}

/**
 * Why the two clocks say different things, in one sentence for the row; null where they agree.
 * Written out because a board that shows one number where there are two is believed, and wrong.
 */
export function differenceInWords(safety: SafetyClock, national: ReturnClock): string | null {
  if (national.state === 'not counted')
    return `Our promise holds. The national count leaves this out: ${NOT_COUNTED[national.why]}.`
  if (safety.metAt !== null && national.metOn === null) {
    const why = national.notCounting
    if (why.some((w) => w.why === 'same day'))
      return 'Met on the day of leaving, which keeps our promise. The national count begins the day after.'
    if (why.some((w) => w.why === 'not the provider'))
      return 'A partner met them, which keeps our promise. The national count takes only what the hospital’s own provider submits.'
    return 'Met, which keeps our promise. Nothing that the national count takes is recorded yet.'
  }
  if (safety.metAt === null && national.metOn !== null)
    return national.metBy === 'admission'
      ? 'Back in hospital, which the national count takes as followed up. Nobody has met them at home.'
      : 'The national count is met. No live contact is recorded here yet.'
  if (safety.metAt !== null && national.metOn !== null && safety.metAt > safety.dueAt)
    return `Met after our ${safety.hours} hours were over, but on a day (${national.metOn}) that the national count still takes.`
  if (safety.metAt === null && dayOf(safety.dueAt) < national.lastOn)
    return `Our ${safety.hours} hours end before the national count does: it runs to the end of ${national.lastOn}.`
  return null
}

/** The whole days over which the national count runs, from the day of leaving alone. */
export const nationalDays = (leftOn: Day): { readonly firstOn: Day; readonly lastOn: Day } => ({
  firstOn: addDays(leftOn, 1),
  lastOn: addDays(leftOn, RETURN_CLOCK.lastDay),
})

/** Where the national count of one leaving is told in full: a board shows its days alone, beside ours. */
export const NATIONAL_ON_PERSON_PAGE =
  'What it makes of a leaving, why it differs from ours, and which fact is missing where it cannot be counted, stands on the person’s page.'
