import * as z from 'zod'
import { decideIncident } from '#core/incident/incident.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { addVersion, saidShape } from '../shapes.ts'

const input = z.strictObject({
  incidentId: z.uuid(),
  /** Null: about nobody in particular. */
  personId: z.uuid().nullable(),
  said: saidShape,
  /** True shares it with whoever supports the person; otherwise it stays with the team. */
  share: z.boolean().default(false),
})
type Input = z.output<typeof input>

interface Facts {
  readonly drug_and_alcohol: boolean
  readonly supported: boolean
}
const FACTS = `select tm.drug_and_alcohol,
    $1::uuid is null or coalesce((select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1), false) as supported
  from tc.team tm where tm.id = (select ctx.team())`

const ADD = `insert into tc.incident (id, person_id, organisation_id, team_id, class_bit, recorded_at, by_staff_id)
  values ($1, $2, $3, $4, $5, (select ctx.now()), (select ctx.actor()))`

/** Something went wrong. It is the team's own unless shared on purpose. Refuses: those of `decideIncident`. */
export const recordIncident = defineCommand<Input, Facts | undefined, { readonly classBit: number }>({
  name: 'incident.record',
  version: 1,
  title: 'Write down that something went wrong',
  input,
  right: 'incident.record',
  people: (i) => (i.personId === null ? [] : [i.personId]),
  load: (tx, i) => tx.row<Facts>(FACTS, [i.personId]),
  decide(facts, i, by) {
    if (!facts?.supported) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const decided = decideIncident(i.said, by.now)
    if (!decided.ok) return decided
    return ok({ classBit: i.share && i.personId !== null ? (facts.drug_and_alcohol ? 16 : 4) : 8 })
  },
  async store(tx, { classBit }, i, by) {
    const { organisationId, teamId } = by.asker
    const { incidentId, personId } = i
    await Promise.all([
      expectWritten(tx.write(ADD, [incidentId, personId, organisationId, teamId, classBit])),
      addVersion(tx, { id: incidentId, incidentId, personId, version: 1, why: null }, i.said),
    ])
    return {
      made: { incidentId: i.incidentId },
      timeline:
        i.personId === null
          ? []
          : [
              {
                personId: i.personId,
                at: i.said.happenedAt,
                what: 'incident recorded',
                aboutId: i.incidentId,
                classBit,
              },
            ],
    }
  },
})
