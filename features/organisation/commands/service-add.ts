import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { offer, pilotHolds } from './service-change.ts'

/** `runWith`: other organisations that run it together with one's own. */
const input = z.strictObject({
  serviceId: z.uuid(),
  name: z.string().trim().min(1).max(200),
  pathwayId: z.string().max(80),
  teamId: z.uuid(),
  runWith: z.array(z.uuid()).max(20),
  ...offer,
})
type Input = z.infer<typeof input>

interface Facts {
  readonly team_here: boolean
  readonly pathway_known: boolean
}

const FACTS = `select exists (select from tc.team where id = $1 and organisation_id = (select ctx.organisation()) and closed_at is null) as team_here,
  exists (select from tc.pathway_version where pathway_id = $2) as pathway_known`
const ADD = `insert into tc.service (id, name, pathway_id, team_id, organisation_id, accepts, boundary_statement, capacity, origin, pilot_from_on, pilot_until_on, review_on)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`
const RUN_BY =
  'insert into tc.service_organisation (service_id, organisation_id) select $1, id from unnest($2::uuid[]) id'

/** A team of one's own begins a service on a loaded pathway. */
export const addService = defineCommand<Input, Facts | undefined, null>({
  name: 'service.add',
  version: 1,
  title: 'Add a service that one of your teams runs',
  input,
  right: 'service.manage',
  people: () => [],
  reliesOn: (i) => [i.teamId],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.teamId, i.pathwayId]),
  decide(facts, i): Result<null> {
    if (!facts?.team_here) return refuse('POST_NOT_HERE', { field: 'teamId' })
    if (!facts.pathway_known) return refuse('REFERRAL_NO_PATHWAY', { field: 'pathwayId' })
    return pilotHolds(i.pilotFromOn, i.pilotUntilOn)
      ? ok(null)
      : refuse('SERVICE_PILOT_DATES', { field: 'pilotUntilOn' })
  },
  async store(tx, _decision, i, by) {
    const runBy = [...new Set([by.asker.organisationId, ...i.runWith])]
    await Promise.all([
      expectWritten(
        tx.write(ADD, [
          i.serviceId,
          i.name,
          i.pathwayId,
          i.teamId,
          by.asker.organisationId,
          i.accepts,
          i.boundaryStatement,
          i.capacity,
          i.origin,
          i.pilotFromOn,
          i.pilotUntilOn,
          i.reviewOn,
        ]),
      ),
      expectWritten(tx.write(RUN_BY, [i.serviceId, runBy]), runBy.length),
    ])
    return { made: { serviceId: i.serviceId } }
  },
})
