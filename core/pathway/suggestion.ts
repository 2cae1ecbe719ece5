import type { SupportSchedule } from './definition.ts'

/** What is known of the present step, as counts since it began. No free text, nothing guessed. */
export interface StepEvidence {
  readonly daysInStep: number
  readonly contactsHappened: number
  /** Planned, due, and not happened, whatever the reason save a pause. */
  readonly contactsMissed: number
  readonly dosesSeen: number
  readonly dosesTold: number
  readonly dosesNotTaken: number
  readonly dosesNotKnown: number
  readonly openWorries: number
  readonly openGaps: number
}

/** One line of evidence: which count, how many, and the number in the definition it was held against. */
export interface EvidenceLine {
  readonly about:
    | 'daysInStep'
    | 'contactsMissed'
    | 'dosesNotTaken'
    | 'dosesNotKnown'
    | 'openWorries'
    | 'openGaps'
    | 'contactsHappened'
  readonly count: number
  readonly heldAgainst: number
  /** Whether this line speaks for the step that is suggested. */
  readonly speaksFor: 'down' | 'same' | 'up'
}

/** A suggestion with its whole evidence. It is never a decision: nothing in the record changes by it. */
export interface StepSuggestion {
  readonly suggests: 'down' | 'same' | 'up'
  readonly lines: readonly EvidenceLine[]
  readonly evidence: StepEvidence
}

/**
 * What the counts of the present step speak for: more support, the same, or that less could be talked about.
 * Shape: `up` when any count reaches the definition's limit for up; `down` only when every line allows it and the target
 * length is over; else `same`. No contact at all speaks for `same`: nothing known is not "all well".
 * Source: the limits stand in each definition under `support.suggest`, with their source in its SOURCE.md.
 */
export function suggestStep(
  schedule: SupportSchedule,
  stepId: string,
  evidence: StepEvidence,
): StepSuggestion {
  const { up, down } = schedule.suggest
  const targetDays =
    (schedule.steps.find((s) => s.id === stepId)?.targetWeeks ?? Number.POSITIVE_INFINITY) * 7
  const isLast = schedule.steps.at(-1)?.id === stepId
  const e = evidence
  const line = (
    about: EvidenceLine['about'],
    heldAgainst: number,
    speaksFor: EvidenceLine['speaksFor'],
  ): EvidenceLine => ({
    about,
    count: e[about],
    heldAgainst,
    speaksFor,
  })
  const atMost = (about: EvidenceLine['about'], most: number) =>
    line(about, most, e[about] <= most ? 'down' : 'same')
  const ups = [
    ...(e.contactsMissed >= up.missedContactsAtLeast
      ? [line('contactsMissed', up.missedContactsAtLeast, 'up')]
      : []),
    ...(e.dosesNotTaken >= up.notTakenAtLeast ? [line('dosesNotTaken', up.notTakenAtLeast, 'up')] : []),
  ]
  const lines = [
    line('daysInStep', targetDays, e.daysInStep >= targetDays ? 'down' : 'same'),
    line('contactsHappened', 1, e.contactsHappened >= 1 ? 'down' : 'same'),
    atMost('contactsMissed', down.missedContactsAtMost),
    atMost('dosesNotTaken', down.notTakenAtMost),
    atMost('dosesNotKnown', down.notKnownAtMost),
    atMost('openWorries', 0),
    atMost('openGaps', 0),
  ].filter((l) => !ups.some((u) => u.about === l.about))
  const allAllow = lines.every((l) => l.speaksFor === 'down')
  return {
    suggests: ups.length > 0 ? 'up' : allAllow && !isLast ? 'down' : 'same',
    lines: [...ups, ...lines],
    evidence,
  }
}
