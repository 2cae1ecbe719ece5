import * as z from 'zod'
import type { OrganisationId, PersonId, StayId, UnitId } from '#core/kernel/ids.ts'
import { refuse } from '#core/kernel/result.ts'
import { decideOpenStay, type OpenStayOutcome } from '#core/place/open-stay.ts'
import type { Stay } from '#core/place/stay.ts'
import { openStayShape } from '#core/place/stay-shape.ts'
import { holds } from '#platform/commands/asker.ts'
import { type Decider, defineCommand, expectWritten, type TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { factColumns, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'

const input = z.strictObject({ ...openStayShape.shape })
type Input = z.infer<typeof input>

interface Unit {
  readonly id: string
  readonly organisation_id: string
  readonly team_id: string
}

interface Facts {
  readonly unit: Unit | undefined
  /** The person's stays here, and the one that has this visit number, whoever's it is. */
  readonly held: readonly StayRow[]
}

interface Decision {
  readonly unit: Unit
  readonly outcome: OpenStayOutcome
  readonly held: readonly StayRow[]
}

const UNIT = 'select id, organisation_id, team_id from tc.unit where id = $1'
const HELD = `select id, person_id, (select ctx.organisation()) as organisation_id, unit_id, visit_number, admitted_at, admitted_known_to,
  ended_at, ended_known_to, end_source, null as home_area, null as distance_miles, null as reason, null as reason_code,
  'by hand' as source, version from tc.stays_here($1, $2)`
const ADD = `insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, visit_number, admitted_at, admitted_known_to,
    home_area, distance_miles, reason, reason_code, source, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
const NUMBERED = 'update tc.stay set visit_number = $3, version = version + 1 where id = $1 and version = $2'

/**
 * Opens a stay: by hand for a ward of the asker's own team, or from a message for any ward of the feed's own organisation.
 * What is not known becomes one task each for the ward. A stay that is here already has no effect.
 */
export const openStay = defineCommand<Input, Facts, Decision>({
  name: 'stay.open',
  version: 1,
  title: 'Record that somebody was admitted',
  input,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [unit, held] = await Promise.all([
      tx.row<Unit>(UNIT, [i.unitId]),
      tx.rows<StayRow>(HELD, [i.personId, i.visitNumber]),
    ])
    return { unit, held }
  },
  decide({ unit, held }, i, by) {
    // a feed brings messages and nothing else; whoever types a stay says so
    if (!holds(by.asker, i.source === 'message' ? 'import.hl7' : 'stay.record')) return refuse('NOT_ALLOWED')
    if (!unit) return refuse('STAY_UNIT_NOT_KNOWN', { field: 'unitId' })
    if (unit.organisation_id !== by.asker.organisationId)
      return refuse('STAY_ORGANISATION_NOT_YOURS', { field: 'unitId' })
    const { stayId, movedFrom: _none, ...rest } = i
    const decided = decideOpenStay(
      {
        ...rest,
        id: stayId as StayId,
        personId: i.personId as PersonId,
        organisationId: unit.organisation_id as OrganisationId,
        unitId: unit.id as UnitId,
      },
      held.map(stayOf),
      by.now,
    )
    return decided.ok ? { ok: true, value: { unit, outcome: decided.value, held } } : decided
  },
  async store(tx, { unit, outcome, held }, i, by) {
    const made = { stayId: outcome.stay.id as string, personId: i.personId, effect: outcome.effect as string }
    const versionOf = (id: string) => held.find((row) => row.id === id)?.version ?? 0
    const line = (what: string, stay: Stay, at: TimelineLine['at']): TimelineLine => ({
      personId: stay.personId,
      at,
      what,
      aboutId: stay.id,
      classBit: 2,
    })
    switch (outcome.effect) {
      case 'none':
        return { made: { ...made, differences: outcome.differences.join(', ') } }
      case 'visit number added':
        await expectWritten(
          tx.write(NUMBERED, [outcome.stay.id, versionOf(outcome.stay.id), outcome.stay.visitNumber]),
        )
        return { made }
      case 'opened':
        return {
          made: { ...made, lacking: await addStay(tx, by, unit, outcome.stay) },
          timeline: [line('admitted', outcome.stay, outcome.stay.admittedAt)],
        }
    }
  },
})

/** The row and the ward's tasks; returns what is still missing, as one text. */
async function addStay(tx: Tx, by: Decider, unit: Unit, stay: Stay): Promise<string> {
  const [, missing] = await Promise.all([
    expectWritten(
      tx.write(ADD, [
        stay.id,
        stay.personId,
        stay.organisationId,
        unit.team_id,
        unit.id,
        stay.visitNumber,
        stay.admittedAt,
        stay.admittedKnownTo,
        ...factColumns(stay),
        stay.source,
        by.now,
        by.asker.actorId,
      ]),
    ),
    settleTasks(tx, by, unit.team_id, undefined, stay),
  ])
  return missing.join(', ')
}
