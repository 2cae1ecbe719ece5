import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import {
  decideListMedicine,
  type MedicineLine,
  type MedicineLineId,
  MedicineLineInput,
} from '#core/medicine/list.ts'
import { dayShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const recordInput = z.object({
  personId: z.uuid(),
  medicineId: z.uuid(),
  ...MedicineLineInput.shape,
  asOfOn: dayShape,
  asNeeded: z.boolean().default(false),
  controlled: z.boolean().default(false),
})
type RecordInput = z.infer<typeof recordInput>

const ADD = `insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, as_needed, controlled, prescriber, said_by, as_of,
    organisation_id, team_id, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`

/** A line of the simple list as somebody said it: never an instruction to take. */
export const recordMedicine = defineCommand<RecordInput, null, MedicineLine>({
  name: 'medicine.record',
  version: 1,
  title: 'Write a medicine on the list',
  input: recordInput,
  right: 'medicines.record',
  people: (i) => [i.personId],
  load: async () => null,
  decide: (_facts, i, by) => decideListMedicine(i.medicineId as MedicineLineId, i, dayOf(by.now)),
  async store(tx, _line, i, by) {
    await tx.write(ADD, [
      i.medicineId,
      i.personId,
      i.name,
      i.doseInWords,
      i.when,
      i.asNeeded,
      i.controlled,
      i.prescribedBy,
      i.saidBy,
      i.asOfOn,
    ])
    return {
      made: { medicineId: i.medicineId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'medicine listed', aboutId: i.medicineId, classBit: 2 },
      ],
    }
  },
})

const stopInput = z.object({
  personId: z.uuid(),
  medicineId: z.uuid(),
  version: z.int(),
  stoppedOn: dayShape,
  saidBy: z.string().trim().min(1).max(500),
})
type StopInput = z.infer<typeof stopInput>

const STOP = `update tc.medicine set ended_on = $3, ended_said_by = $4, version = version + 1
  where id = $1 and version = $2 and ended_on is null and person_id = $5`

/** Takes a line off the present list, with the day and who said so. The line stays in the history. */
export const stopMedicine = defineCommand<
  StopInput,
  { endedOn: Day | null; version: number } | undefined,
  Day
>({
  name: 'medicine.stop',
  version: 1,
  title: 'Take a medicine off the list',
  input: stopInput,
  right: 'medicines.record',
  people: (i) => [i.personId],
  load: (tx, i) =>
    tx.row<{ endedOn: Day | null; version: number }>(
      'select ended_on as "endedOn", version from tc.medicine where id = $1 and person_id = $2',
      [i.medicineId, i.personId],
    ),
  decide(facts, i, by): Result<Day> {
    if (facts === undefined) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.endedOn !== null) return refuse('MEDICINE_NOT_ON_LIST', { field: 'medicineId' })
    if (facts.version !== i.version) return refuse('STALE_VERSION')
    if (i.stoppedOn > dayOf(by.now)) return refuse('MEDICINE_AS_OF_AHEAD', { field: 'stoppedOn' })
    return ok(i.stoppedOn)
  },
  async store(tx, stoppedOn, i, by) {
    await expectWritten(tx.write(STOP, [i.medicineId, i.version, stoppedOn, i.saidBy, i.personId]))
    return {
      made: { medicineId: i.medicineId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'medicine stopped', aboutId: i.medicineId, classBit: 2 },
      ],
    }
  },
})
