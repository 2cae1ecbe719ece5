import { ok, type Result, refuse } from '../kernel/result.ts'
import type { MedicineLineId } from '../medicine/list.ts'

/** Why a medicine was not taken: a closed list, so that a report can count them. Ours, unsigned. */
export const NOT_TAKEN_REASONS = [
  'said no',
  'asleep',
  'out of stock',
  'unwell or side effect',
  'away',
  'other',
] as const
export type NotTakenReason = (typeof NOT_TAKEN_REASONS)[number]

/**
 * What is known of one medicine at one contact. 'not known' is an answer; silence is not, and never means taken.
 * Why no code set: England has none for medicine records, letters differ by supplier (NICE SC1 names the minimum alone).
 */
export type DoseAnswer = { readonly medicineId: MedicineLineId } & (
  | { readonly answer: 'took it, I saw' }
  | { readonly answer: 'took it, told me' }
  | { readonly answer: 'not taken'; readonly reason: NotTakenReason }
  | { readonly answer: 'not due' }
  | { readonly answer: 'not known' }
)

/**
 * Checks the answers of one contact against the present list.
 * `asked`: whether this pathway asks about medicines at a contact of this mode.
 * Refuses: DOSE_MEDICINE_UNKNOWN, DOSE_TWICE, DOSE_UNANSWERED, DOSE_NOT_SEEN.
 */
export function checkDoses(
  answers: readonly DoseAnswer[],
  list: readonly { id: MedicineLineId }[],
  asked: boolean,
  personSeen: boolean,
): Result<readonly DoseAnswer[]> {
  const known = new Set(list.map((m) => m.id))
  const answered = new Set(answers.map((a) => a.medicineId))
  if (answers.some((a) => !known.has(a.medicineId)))
    return refuse('DOSE_MEDICINE_UNKNOWN', { field: 'doses' })
  if (answered.size < answers.length) return refuse('DOSE_TWICE', { field: 'doses' })
  const unanswered = list.filter((m) => !answered.has(m.id)).length
  if (asked && unanswered > 0)
    return refuse('DOSE_UNANSWERED', { field: 'doses', params: { count: unanswered } })
  if (!personSeen && answers.some((a) => a.answer === 'took it, I saw'))
    return refuse('DOSE_NOT_SEEN', { field: 'doses' })
  return ok(answers)
}
