import { refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import { type AckCode, ackCodeFor } from '#platform/hl7/ack.ts'

/** What became of one message. `lacking`: facts nobody has said, now tasks of the ward. No field names a person. */
export type Hl7Outcome =
  | { readonly done: 'admitted'; readonly ward: string; readonly lacking: readonly string[] }
  | { readonly done: 'already admitted'; readonly ward: string; readonly differences: readonly string[] }
  | { readonly done: 'discharged'; readonly ward: string; readonly timeInferred: boolean }
  | { readonly done: 'already discharged'; readonly ward: string }
  | { readonly done: 'moved' | 'already moved' | 'move is older'; readonly ward: string }
  | {
      readonly done: 'discharge cancelled'
      readonly ward: string
      readonly reopened: boolean
      readonly asked?: boolean
    }
  | { readonly done: 'discharge was cancelled before it came'; readonly ward: string }
  | {
      readonly done: 'on leave' | 'on leave and back' | 'back from leave' | 'already so'
      readonly ward: string
    }
  | { readonly done: 'reported to have died'; readonly again: boolean }
  | { readonly done: 'admission was cancelled before it came' | 'person noted' | 'nothing to update' }
  /** `gone`: the stay is taken away; else nothing stood. */
  | { readonly done: 'admission cancelled'; readonly ward: string; readonly gone: boolean }
  | { readonly done: 'move cancelled'; readonly ward: string; readonly back: boolean }
  | { readonly done: 'put right'; readonly ward: string; readonly what: string }
  /** `known`: somebody here has one of the numbers; `moved`: stays that went with the number. */
  | {
      readonly done: 'numbers joined'
      readonly again: boolean
      readonly known: boolean
      readonly moved: number
    }
  | { readonly done: 'repeated'; readonly answer: AckCode }
  | { readonly done: 'refused'; readonly refusal: Refusal }

export interface Hl7LineInput {
  /** Undefined when the header could not be read. */
  readonly controlId: string | undefined
  readonly outcome: Hl7Outcome
  readonly notes?: readonly string[]
  readonly unmapped?: readonly string[]
}

const list = (words: readonly string[]): string => words.join(', ')

function deed(outcome: Hl7Outcome): string {
  switch (outcome.done) {
    case 'admitted': {
      const task =
        outcome.lacking.length === 0 ? '' : `; not known: ${list(outcome.lacking)} (a task for the ward)`
      return `admitted to ${outcome.ward}${task}`
    }
    case 'already admitted': {
      const differs =
        outcome.differences.length === 0 ? '' : `; the message differs in ${list(outcome.differences)}`
      return `was already admitted to ${outcome.ward}, nothing changed${differs}`
    }
    case 'discharged':
      return `discharged from ${outcome.ward}${outcome.timeInferred ? '; time inferred from when the message was sent' : ''}`
    case 'already discharged':
      return `was already discharged from ${outcome.ward}, nothing changed`
    case 'moved':
      return `moved to ${outcome.ward}, the stay goes on`
    case 'already moved':
      return `was on ${outcome.ward} already, nothing changed`
    case 'move is older':
      return `a move to ${outcome.ward} is placed by its own time; a later one holds`
    case 'discharge cancelled':
      return outcome.reopened
        ? `discharge cancelled: the stay on ${outcome.ward} is open again`
        : outcome.asked
          ? `discharge cancelled; the leaving from ${outcome.ward} was written by hand and stands (a task for the ward)`
          : `discharge cancelled; the stay on ${outcome.ward} stands as it is`
    case 'discharge was cancelled before it came':
      return `a later message cancelled this discharge from ${outcome.ward}, nothing changed`
    case 'on leave':
      return `on leave from ${outcome.ward}, the stay goes on`
    case 'on leave and back':
      return `on leave from ${outcome.ward} and back again already, the stay goes on`
    case 'back from leave':
      return `back on ${outcome.ward}`
    case 'already so':
      return `this was known already of ${outcome.ward}, nothing changed`
    case 'reported to have died':
      return outcome.again
        ? 'was reported to have died already, nothing changed'
        : 'reported to have died: the lead is asked to confirm it'
    case 'admission was cancelled before it came':
      return 'a later message took this admission back, nothing changed'
    case 'person noted':
      return 'the person is known here; no stay was opened'
    case 'nothing to update':
      return 'nothing of this update changes anything here'
    case 'admission cancelled':
      return outcome.gone
        ? `admission to ${outcome.ward} taken back: the stay is taken away`
        : `an admission to ${outcome.ward} sent later holds, nothing changed`
    case 'move cancelled':
      return outcome.back
        ? `move cancelled: they are where they were before ${outcome.ward}`
        : 'move cancelled; where they are stands'
    case 'put right':
      return `${outcome.what} of the stay on ${outcome.ward} is put right`
    case 'numbers joined': {
      if (outcome.again) return 'these numbers were put together already, nothing changed'
      if (!outcome.known) return 'these numbers are put together; nobody here has them yet'
      const stays =
        outcome.moved === 0
          ? ''
          : `; ${outcome.moved} ${outcome.moved === 1 ? 'stay goes' : 'stays go'} along`
      return `these numbers are put together${stays}`
    }
    case 'repeated':
      return 'the same message came before and was answered; nothing changed'
    case 'refused':
      return refusalSentence(outcome.refusal.code, outcome.refusal.params)
  }
}

export const ackOf = (outcome: Hl7Outcome): AckCode =>
  outcome.done === 'refused'
    ? ackCodeFor(outcome.refusal)
    : outcome.done === 'repeated'
      ? outcome.answer
      : 'AA'

/** One place per segment, `PID (12)`: a line is for reading, the kept message has the rest. */
function keptPlaces(unmapped: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const place of unmapped) {
    const segment = place.split(/[-. ]/)[0]!
    counts.set(segment, (counts.get(segment) ?? 0) + 1)
  }
  return list([...counts].map(([segment, n]) => (n === 1 ? segment : `${segment} (${n})`)))
}

/**
 * One line for one message: `MSG0001 AA admitted to Maple; not known: distance, reason (a task for the ward)`.
 * A control id is the sender's text, so it is shown without control characters and spaces; '-' stands for none.
 */
export function hl7Line({ controlId, outcome, notes = [], unmapped = [] }: Hl7LineInput): string {
  const id = (controlId ?? '').replace(/[\p{Cc}\s]+/gu, '_') || '-'
  const parts = [deed(outcome), ...notes]
  if (unmapped.length > 0) parts.push(`kept but not used: ${keptPlaces(unmapped)}`)
  return `${id} ${ackOf(outcome)} ${parts.join('; ')}`
}
