import * as z from 'zod/mini'
import { ok, type Result, refuse } from '../kernel/result.ts'
import { type Day, daysBetween } from '../kernel/time.ts'

const words = z.string().check(z.trim(), z.minLength(1), z.maxLength(500))

/**
 * One line of a person's simple medicine list, as somebody said it: no codes, no calculation, never an instruction to take.
 * `asOfOn`: the day on which it was said to be true. `saidBy`: who said so (a letter, the ward, the person).
 */
export const MedicineLineInput = z.strictObject({
  name: words,
  doseInWords: words,
  when: words,
  prescribedBy: words,
  saidBy: words,
  asOfOn: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
})
export type MedicineLineInput = z.infer<typeof MedicineLineInput>

export type MedicineLineId = string & { readonly __noun: 'medicine line' }

/** A line of the list. Changing one is stopping it and writing the next: nothing is overwritten. */
export type MedicineLine = Omit<MedicineLineInput, 'asOfOn'> & {
  readonly id: MedicineLineId
  readonly asOfOn: Day
} & (
    | { readonly state: 'present' }
    | { readonly state: 'stopped'; readonly stoppedOn: Day; readonly stopSaidBy: string }
  )

/** The lines that are present, in the order written. */
export const presentMedicines = <L extends { readonly state: MedicineLine['state'] }>(
  lines: readonly L[],
): L[] => lines.filter((l) => l.state === 'present')

/** A new line. Refuses: MEDICINE_AS_OF_AHEAD. */
export function decideListMedicine(
  id: MedicineLineId,
  input: MedicineLineInput,
  today: Day,
): Result<MedicineLine> {
  const asOfOn = input.asOfOn as Day
  if (asOfOn > today) return refuse('MEDICINE_AS_OF_AHEAD', { field: 'asOfOn' })
  return ok({ ...input, id, asOfOn, state: 'present' })
}

/** A line taken off the list, with the day and who said so. Refuses: MEDICINE_NOT_ON_LIST, MEDICINE_AS_OF_AHEAD. */
export function decideStopMedicine(
  lines: readonly MedicineLine[],
  stop: { id: MedicineLineId; stoppedOn: Day; saidBy: string },
  today: Day,
): Result<MedicineLine> {
  const line = presentMedicines(lines).find((l) => l.id === stop.id)
  if (!line) return refuse('MEDICINE_NOT_ON_LIST', { field: 'id' })
  if (stop.stoppedOn > today) return refuse('MEDICINE_AS_OF_AHEAD', { field: 'stoppedOn' })
  return ok({ ...line, state: 'stopped', stoppedOn: stop.stoppedOn, stopSaidBy: stop.saidBy })
}

/**
 * How old the list is: whole days since its oldest present line was last said to be true.
 * Shape: 'nothing listed' when there is no present line, which is not "takes no medicines".
 */
export function listAge(
  lines: readonly Pick<MedicineLine, 'state' | 'asOfOn'>[],
  today: Day,
): { state: 'nothing listed' } | { state: 'listed'; asOfOn: Day; days: number } {
  const oldest = presentMedicines(lines)
    .map((l) => l.asOfOn)
    .sort()[0]
  return oldest === undefined
    ? { state: 'nothing listed' }
    : { state: 'listed', asOfOn: oldest, days: daysBetween(oldest, today) }
}
