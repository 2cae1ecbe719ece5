import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { parseNhsNumber } from '#core/people/nhs-number.ts'
import { defineCommand, staleVersion } from '#platform/commands/command.ts'

/** An empty number: not known. */
const input = z.object({ personId: z.uuid(), version: z.int(), nhsNumber: z.string().max(40) })
type Input = z.infer<typeof input>

/** The NHS number that somebody gave. It counts as not verified; a verified one is not changed by hand. */
export const recordNumber = defineCommand<Input, { status: string | undefined }, string | null>({
  name: 'person.record-number',
  version: 1,
  title: 'Record an NHS number',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  async load(tx, i) {
    const row = await tx.row<{ status: string }>(
      'select nhs_number_status as status from tc.person_core where person_id = $1',
      [i.personId],
    )
    return { status: row?.status }
  },
  decide(facts, i): Result<string | null> {
    if (facts.status === undefined) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.status === 'verified') return refuse('NHS_NUMBER_VERIFIED', { field: 'nhsNumber' })
    return i.nhsNumber.trim() === '' ? ok(null) : parseNhsNumber(i.nhsNumber)
  },
  async store(tx, number, i, by) {
    const row = await tx.row<{ done: boolean }>('select tc.record_number($1, $2, $3) as done', [
      i.personId,
      number,
      i.version,
    ])
    if (!row?.done) staleVersion()
    return {
      made: { personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'NHS number recorded', aboutId: i.personId, classBit: 2 },
      ],
    }
  },
})
