import * as z from 'zod'
import type { UnitId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import { HEARD, type Heard, type HeardMove } from '#core/place/heard.ts'
import { instantShape, knownToShape } from '#core/place/stay-shape.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { ONE_STAY, type StayRow } from '../rows.ts'
import type { HandLeave } from './hear-leaves.ts'

/** What a message says of a stay. */
export const hearInput = z.strictObject({
  heardId: z.uuid(),
  stayId: z.uuid(),
  personId: z.uuid(),
  what: z.enum(HEARD),
  at: z.nullable(instantShape),
  knownTo: knownToShape,
  /** When the message was sent; null where it does not say: when it was taken in counts then. */
  sentAt: z.nullable(instantShape),
  unitId: z.uuid().nullable(),
  endSource: z.enum(['PV1-45', 'EVN-6', 'inferred from MSH-7']).nullable(),
  method: z.string().trim().min(1).max(200).nullable(),
  destination: z.string().trim().min(1).max(200).nullable(),
  expectedBackAt: z.nullable(instantShape),
})
export type HearInput = z.infer<typeof hearInput>

/** What is known of the stay before it is said. */
export interface Facts {
  readonly row: StayRow | undefined
  readonly heard: readonly Heard[]
  readonly moves: readonly HeardMove[]
  /** Where they were before their first move. */
  readonly from: UnitId | null
  readonly leaves: readonly HandLeave[]
  readonly undoneByHandAt: Instant | null
  readonly others: readonly StayRow[]
  readonly endSentAt: Instant | null
  readonly unit: { readonly id: string; readonly organisation_id: string } | undefined
}

const COLUMNS = `id, what, at, known_to as "knownTo", sent_at as "sentAt", recorded_at as "heardAt", unit_id as "unitId", end_source as "endSource",
    method, destination, expected_back_at as "expectedBackAt"`
// of a visit that was taken back and admitted again, what was said of it before too
const HEARD_ROWS = `select ${COLUMNS} from tc.stay_heard where stay_id = $1
  union all select ${COLUMNS} from tc.stay_heard h where h.stay_id <> $1 and h.organisation_id = (select ctx.organisation())
    and h.visit_number = (select visit_number from tc.stay where id = $1)`
const FROM =
  'select unit_id as "unitId" from tc.stay_move where stay_id = $1 order by moved_at, recorded_at, id limit 1'
const HAND_MOVES = `select id, to_unit_id as "unitId", moved_at as at, moved_known_to as "knownTo" from tc.stay_move
  where stay_id = $1 and source <> 'message' order by moved_at, recorded_at`
const HAND_LEAVES = `select id, from_at as "fromAt", back_at as "backAt" from tc.stay_leave where stay_id = $1 and source <> 'message' order by from_at`
const UNDONE = `select max(at) as at from tc.stay_end_undone where stay_id = $1 and source = 'by hand'`
const SENT = 'select end_sent_at as at from tc.stay where id = $1'
const OTHERS = `select id, person_id, (select ctx.organisation()) as organisation_id, unit_id, visit_number, admitted_at, admitted_known_to,
  ended_at, ended_known_to, end_source, null as home_area, null as distance_miles, null as reason, null as reason_code,
  'by hand' as source, version from tc.stays_here($1, null)`
const UNIT = 'select id, organisation_id from tc.unit where id = $1'

/** Reads all of that for one thing that a message says. */
export async function readFacts(tx: Tx, i: HearInput): Promise<Facts> {
  const at = (sql: string) => tx.row<{ at: Instant | null }>(sql, [i.stayId])
  const [row, heard, moves, from, leaves, undone, others, sent, unit] = await Promise.all([
    tx.row<StayRow>(ONE_STAY, [i.stayId]),
    tx.rows<Heard>(HEARD_ROWS, [i.stayId]),
    tx.rows<HeardMove>(HAND_MOVES, [i.stayId]),
    tx.row<{ unitId: UnitId }>(FROM, [i.stayId]),
    tx.rows<HandLeave>(HAND_LEAVES, [i.stayId]),
    at(UNDONE),
    tx.rows<StayRow>(OTHERS, [i.personId]),
    at(SENT),
    i.unitId === null ? undefined : tx.row<{ id: string; organisation_id: string }>(UNIT, [i.unitId]),
  ])
  return {
    row,
    heard,
    moves,
    from: from?.unitId ?? null,
    leaves,
    undoneByHandAt: undone?.at ?? null,
    others,
    endSentAt: sent?.at ?? null,
    unit,
  }
}
