import * as z from 'zod'
import type { UnitId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { decideMoveWard, type WardMoveOutcome } from '#core/place/move-ward.ts'
import { instantShape, knownToShape } from '#core/place/stay-shape.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten, staleVersion } from '#platform/commands/command.ts'
import { ONE_STAY, type StayRow, stayOf } from '../rows.ts'

/** `version`: the one a form has seen; null from a message, which has seen none. */
const input = z.strictObject({
  moveId: z.uuid(),
  stayId: z.uuid(),
  personId: z.uuid(),
  version: z.int().min(1).nullable(),
  unitId: z.uuid(),
  movedAt: instantShape,
  movedKnownTo: knownToShape,
})
type Input = z.infer<typeof input>

interface Unit {
  readonly id: string
  readonly name: string
  readonly organisation_id: string
  readonly team_id: string
}
interface Facts {
  readonly row: StayRow | undefined
  readonly unit: Unit | undefined
  readonly lastMovedAt: Instant | null
}
interface Decision {
  readonly row: StayRow
  readonly unit: Unit
  readonly outcome: WardMoveOutcome
  readonly machine: boolean
}

const UNIT = 'select id, name, organisation_id, team_id from tc.unit where id = $1'
const LAST = 'select max(moved_at) as at from tc.stay_move where stay_id = $1'
const ADD = `insert into tc.stay_move (id, stay_id, person_id, organisation_id, team_id, unit_id, to_team_id, to_unit_id, moved_at, moved_known_to,
    source, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
// by another team only does it begin anew whose the person is
const MOVE = `update tc.stay set unit_id = $3, team_id = $4, team_since_at = case when team_id = $4 then team_since_at else $5::timestamptz end, version = version + 1
  where id = $1 and version = $2 and ended_at is null`
const FOLLOW = 'select net.stay_moved($1) as rows'

/**
 * Somebody is moved to another ward of the same organisation: by the ward that has them, or by a hospital message (A02). The stay goes on
 * there, with everything that belongs to the way out; nothing of leaving begins. What is known already is kept and changes nothing.
 */
export const moveWard = defineCommand<Input, Facts, Decision>({
  name: 'stay.move',
  version: 1,
  title: 'Record that somebody moved to another ward',
  input,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [row, unit, last] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [i.stayId]),
      tx.row<Unit>(UNIT, [i.unitId]),
      tx.row<{ at: Instant | null }>(LAST, [i.stayId]),
    ])
    return { row, unit, lastMovedAt: last?.at ?? null }
  },
  decide({ row, unit, lastMovedAt }, i, by) {
    const machine = by.asker.kind === 'machine'
    if (!holds(by.asker, machine ? 'import.hl7' : 'stay.record')) return refuse('NOT_ALLOWED')
    if (!row || row.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const ours = machine
      ? row.organisation_id === by.asker.organisationId
      : by.asker.grantees.includes(row.team_id)
    if (!ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (!unit) return refuse('STAY_UNIT_NOT_KNOWN', { field: 'unitId' })
    if (unit.organisation_id !== row.organisation_id)
      return refuse('STAY_ORGANISATION_NOT_YOURS', { field: 'unitId' })
    const move = { toUnitId: unit.id as UnitId, at: i.movedAt, knownTo: i.movedKnownTo }
    const decided = decideMoveWard(
      stayOf(row),
      lastMovedAt,
      { ...move, by: machine ? 'machine' : 'worker' },
      by.now,
    )
    return decided.ok ? ok({ row, unit, outcome: decided.value, machine }) : decided
  },
  async store(tx, { row, unit, outcome, machine }, i, by) {
    const { effect, at } = outcome
    const made = { stayId: row.id, personId: row.person_id, effect: effect as string, ward: unit.name }
    if (i.version !== null && i.version !== row.version) staleVersion()
    if (effect === 'older' || (effect === 'none' && !machine)) return { made }
    await expectWritten(
      tx.write(ADD, [
        i.moveId,
        row.id,
        row.person_id,
        row.organisation_id,
        row.team_id,
        row.unit_id,
        unit.team_id,
        unit.id,
        at,
        i.movedKnownTo,
        machine ? 'message' : 'by hand',
        by.now,
        by.asker.actorId,
      ]),
    )
    if (effect === 'none') return { made }
    await expectWritten(tx.write(MOVE, [row.id, row.version, unit.id, unit.team_id, at]))
    await tx.row(FOLLOW, [i.moveId])
    return {
      made,
      timeline: [
        { personId: row.person_id, at, what: 'moved to another ward', aboutId: row.id, classBit: 2 },
      ],
    }
  },
})
