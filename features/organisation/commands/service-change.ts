import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Day } from '#core/kernel/time.ts'
import { dayShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** What a service says of itself: shown to whoever might send somebody. */
export const offer = {
  accepts: z.string().trim().min(1).max(2000),
  boundaryStatement: z.string().trim().min(1).max(2000),
  capacity: z.int().min(0).max(10_000),
  origin: z.string().trim().max(2000).nullable(),
  pilotFromOn: z.nullable(dayShape),
  pilotUntilOn: z.nullable(dayShape),
  reviewOn: z.nullable(dayShape),
}
const input = z.strictObject({ serviceId: z.uuid(), version: z.int().min(1), ...offer })
type Input = z.infer<typeof input>

const CHANGE = `update tc.service set accepts = $3, boundary_statement = $4, capacity = $5, origin = $6, pilot_from_on = $7, pilot_until_on = $8,
    review_on = $9, version = version + 1
  where id = $1 and version = $2`

/** A pilot has both its days, in order, or neither. Refuses: SERVICE_PILOT_DATES. */
export const pilotHolds = (from: Day | null, until: Day | null): boolean =>
  from === null ? until === null : until !== null && from < until

/** Changes what a service offers, its capacity and its boundary. The people it supports are looked at again. */
export const changeService = defineCommand<Input, { readonly organisation_id: string } | undefined, null>({
  name: 'service.change',
  version: 1,
  title: 'Change what a service offers',
  input,
  right: 'service.manage',
  people: () => [],
  changes: (i) => [i.serviceId],
  load: (tx, i) =>
    tx.row<{ organisation_id: string }>('select organisation_id from tc.service where id = $1', [
      i.serviceId,
    ]),
  decide(service, i, by): Result<null> {
    if (!service || service.organisation_id !== by.asker.organisationId)
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    return pilotHolds(i.pilotFromOn, i.pilotUntilOn)
      ? ok(null)
      : refuse('SERVICE_PILOT_DATES', { field: 'pilotUntilOn' })
  },
  async store(tx, _decision, i) {
    await expectWritten(
      tx.write(CHANGE, [
        i.serviceId,
        i.version,
        i.accepts,
        i.boundaryStatement,
        i.capacity,
        i.origin,
        i.pilotFromOn,
        i.pilotUntilOn,
        i.reviewOn,
      ]),
    )
    return { made: { serviceId: i.serviceId, version: i.version + 1 } }
  },
})
