import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { UnitId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { addMinutes, type Instant } from '#core/kernel/time.ts'
import {
  HEARD,
  type Heard,
  type HeardMove,
  notBefore,
  type StayAsHeard,
  stayAsHeard,
} from '#core/place/heard.ts'
import { CLOCK_TOLERANCE_MINUTES } from '#core/place/open-stay.ts'
import type { EndSource, Stay } from '#core/place/stay.ts'
import { instantShape, knownToShape } from '#core/place/stay-shape.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { type Decider, defineCommand, expectWritten, type TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { ONE_STAY, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'
import { type HandLeave, leavesBesideHand } from './hear-leaves.ts'

const input = z.strictObject({
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
type Input = z.infer<typeof input>

interface Facts {
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

/** What came of it: the stay as it is now, and the words for the line that says so. */
interface Decision {
  readonly row: StayRow
  readonly heard: Heard
  readonly told: StayAsHeard
  readonly before: Stay
  readonly after: Stay
  readonly first: UnitId
  readonly moves: readonly HeardMove[]
  readonly asksWard: boolean
  /** A leave that the ward wrote, and a message of the return from it. */
  readonly handBack: { readonly id: string; readonly backAt: Instant } | undefined
}

const COLUMNS = `id, what, at, known_to as "knownTo", sent_at as "sentAt", recorded_at as "heardAt", unit_id as "unitId", end_source as "endSource",
    method, destination, expected_back_at as "expectedBackAt"`
// of a visit that was taken back and admitted again, what was said of it before too
const HEARD_ROWS = `select ${COLUMNS} from tc.stay_heard where stay_id = $1
  union all select ${COLUMNS} from tc.stay_heard h where h.stay_id <> $1 and h.organisation_id = (select ctx.organisation())
    and h.visit_number = (select visit_number from tc.stay where id = $1)`
const FROM =
  'select unit_id as "unitId" from tc.stay_move where stay_id = $1 order by moved_at, recorded_at, id limit 1'
const BACK =
  'update tc.stay_leave set back_at = $2, back_recorded_at = $3, back_by = $4 where id = $1 and back_at is null'
const HAND_MOVES = `select id, to_unit_id as "unitId", moved_at as at, moved_known_to as "knownTo" from tc.stay_move
  where stay_id = $1 and source <> 'message' order by moved_at, recorded_at`
const HAND_LEAVES = `select id, from_at as "fromAt", back_at as "backAt" from tc.stay_leave where stay_id = $1 and source <> 'message' order by from_at`
const UNDONE = `select max(at) as at from tc.stay_end_undone where stay_id = $1 and source = 'by hand'`
const SENT = 'select end_sent_at as at from tc.stay where id = $1'
const OTHERS = `select id, person_id, (select ctx.organisation()) as organisation_id, unit_id, visit_number, admitted_at, admitted_known_to,
  ended_at, ended_known_to, end_source, null as home_area, null as distance_miles, null as reason, null as reason_code,
  'by hand' as source, version from tc.stays_here($1, null)`
const UNIT = 'select id, organisation_id from tc.unit where id = $1'

export const ADD_HEARD = `insert into tc.stay_heard (id, stay_id, person_id, organisation_id, visit_number, what, at, known_to, sent_at, unit_id, end_source,
    method, destination, expected_back_at, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`
const AS_HEARD = `select unit_id as "unitId", team_id as "teamId", since_at as "sinceAt" from net.stay_as_heard($1, $2, $3::jsonb, $4::jsonb)`
const KEEP = `update tc.stay set unit_id = $3, team_id = $4, team_since_at = $5, admitted_at = $6, admitted_known_to = $7, ended_at = $8, ended_known_to = $9,
    end_source = $10, end_sent_at = $11, end_method = $12, end_destination = $13, version = version + 1 where id = $1 and version = $2`
const UNDONE_ADD = `insert into tc.stay_end_undone (id, stay_id, person_id, organisation_id, team_id, ended_at, end_source, source, sent_at, why, at, by_id)
  values ($1, $2, $3, $4, $5, $6, $7, 'message', $8, 'A hospital message says that they did not leave (A13).', $9, $10)`
const FOLLOWS = 'select tc.stay_follows_number($1) as people'
const NEVER_WAS = 'select net.stay_never_was($1) as gone'
const ASK_WARD = `insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, $3, $4, 'end by hand', $5, 'A hospital message says that they did not leave after all. The leaving was written by hand. Look at which is right.', $6, $7)`

const inFuture = (at: Instant, now: Instant): boolean => at > addMinutes(now, CLOCK_TOLERANCE_MINUTES)
/** A sender's own word in place of a code is no code. */
const codeOf = (said: string | null): string | null => (said !== null && /^\d{1,2}$/.test(said) ? said : null)

/**
 * One thing that a hospital message says of a stay, kept beside all that messages said of it before; the stay is then worked out from
 * all of them, so that messages may come late, twice and in any order (`stayAsHeard`). What a ward wrote by hand stands: a leaving by
 * hand is undone by no message (the ward is asked), and moves and leave by hand are not changed.
 */
export const hear = defineCommand<Input, Facts, Decision>({
  name: 'stay.hear',
  version: 1,
  title: 'Keep what a hospital message says of a stay',
  input,
  right: 'import.hl7',
  people: (i) => [i.personId],
  async load(tx, i) {
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
  },
  decide: (facts, i, by) => decideHear(facts, i, by),
  store: (tx, decision, i, by) => storeHeard(tx, decision, i, by),
})

function decideHear(facts: Facts, i: Input, by: Decider): Result<Decision> {
  const { row } = facts
  if (by.asker.kind !== 'machine') return refuse('NOT_ALLOWED')
  if (!row || row.person_id !== i.personId || row.organisation_id !== by.asker.organisationId)
    return refuse('NOT_FOUND_OR_NOT_YOURS')
  if (i.unitId !== null && facts.unit?.organisation_id !== row.organisation_id)
    return refuse('STAY_UNIT_NOT_KNOWN')
  const before = stayOf(row)
  const heard: Heard = {
    id: i.heardId,
    what: i.what,
    at: i.at,
    knownTo: i.knownTo,
    sentAt: i.sentAt ?? by.now,
    heardAt: by.now,
    unitId: i.unitId as UnitId | null,
    endSource: i.endSource,
    method: codeOf(i.method),
    destination: codeOf(i.destination),
    expectedBackAt: i.expectedBackAt,
  }
  const told = stayAsHeard([...startOf(facts, row), heard], facts.undoneByHandAt)
  const fits = fitsTime(heard, told, row, by.now)
  if (!fits.ok) return fits
  const after = stayAfter(before, told)
  const byHand = before.state === 'ended' && before.endSource === 'by hand'
  if (
    heard.what === 'left' &&
    byHand &&
    before.endedAt !== heard.at &&
    heard.endSource !== 'inferred from MSH-7'
  )
    return refuse('STAY_ALREADY_ENDED')
  if (after.state === 'ended' && after.endedAt < after.admittedAt) return refuse('STAY_ENDS_BEFORE_IT_STARTS')
  const reopened = before.state === 'ended' && after.state === 'open'
  const own = facts.others.filter((o) => o.person_id === row.person_id && o.id !== row.id).map(stayOf)
  if (reopened && own.some((o) => o.state === 'open' || o.admittedAt >= before.endedAt))
    return refuse('STAY_OVERLAPS')
  const moves = [...facts.moves, ...told.moves]
    .map((m) => ({ ...m, at: notBefore(m.at, m.knownTo, after.admittedAt, after.admittedKnownTo) }))
    .filter((m) => m.at >= after.admittedAt && (after.state === 'open' || m.at <= after.endedAt))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const first = firstUnit(facts, told, row)
  const endKnownAt = facts.endSentAt ?? row.ended_at
  return ok({
    row,
    heard,
    told: { ...told, leaves: leavesBesideHand(told.leaves, facts.leaves, after) },
    before,
    after,
    first,
    moves: withoutBeds(first, moves, new Set(facts.moves.map((m) => m.id))),
    asksWard: heard.what === 'leaving cancelled' && byHand && heard.sentAt >= (endKnownAt ?? ''),
    handBack: handBackOf([...facts.heard, heard], facts.leaves),
  })
}

/**
 * What was heard so far. Of a stay that messages told before what they said was kept one by one, or that a ward wrote by hand, the
 * stay itself is what was said first.
 */
function startOf(facts: Facts, row: StayRow): readonly Heard[] {
  const ended =
    row.ended_at !== null && row.end_source !== 'by hand' && row.end_source !== 'moved to another stay'
  if (!ended || facts.heard.some((h) => h.what === 'left')) return facts.heard
  const end: Heard = {
    id: row.id,
    what: 'left',
    at: row.ended_at as Instant,
    knownTo: row.ended_known_to ?? 'minute',
    sentAt: facts.endSentAt ?? (row.ended_at as Instant),
    heardAt: row.ended_at as Instant,
    unitId: null,
    endSource: row.end_source as EndSource,
    method: null,
    destination: null,
    expectedBackAt: null,
  }
  return [...facts.heard, end]
}

/** The unit on which the stay began: as the admission said, else from where the ward moved them first, else where they are. */
function firstUnit(facts: Facts, told: StayAsHeard, row: StayRow): UnitId {
  const said = told.admission !== null && told.admission !== 'cancelled' ? told.admission.unitId : null
  return (row.source === 'message' ? said : null) ?? facts.from ?? (row.unit_id as UnitId)
}

/** The earliest return that a message told of, from the leave that the ward wrote and nobody ended. */
function handBackOf(heard: readonly Heard[], byHand: readonly HandLeave[]): Decision['handBack'] {
  const open = byHand.find((h) => h.backAt === null)
  const [backAt] = heard
    .flatMap((h) => (h.what === 'leave ended' && h.at !== null && open && h.at >= open.fromAt ? [h.at] : []))
    .sort()
  return open && backAt ? { id: open.id, backAt } : undefined
}

/** Moves without those of a message to where they are already: a bed of the same ward is no move. */
function withoutBeds(
  first: UnitId,
  moves: readonly HeardMove[],
  byHand: ReadonlySet<string>,
): readonly HeardMove[] {
  let at = first
  const kept: HeardMove[] = []
  for (const move of moves) {
    if (move.unitId === at && !byHand.has(move.id)) continue
    kept.push(move)
    at = move.unitId
  }
  return kept
}

/** A time that has not come, or before the admission, waits until it is put right. */
function fitsTime(heard: Heard, told: StayAsHeard, row: StayRow, now: Instant): Result<null> {
  if (heard.at === null) return ok(null)
  const admittedAt =
    told.admission !== null && told.admission !== 'cancelled'
      ? told.admission.at
      : (row.admitted_at as Instant)
  const early = notBefore(heard.at, heard.knownTo, admittedAt, row.admitted_known_to) < admittedAt
  switch (heard.what) {
    case 'moved':
      if (inFuture(heard.at, now)) return refuse('STAY_MOVE_IN_FUTURE')
      return early ? refuse('STAY_MOVE_BEFORE') : ok(null)
    case 'left':
    case 'leaving put right':
    case 'admitted':
    case 'admission put right':
      return inFuture(heard.at, now) ? refuse('STAY_IN_FUTURE') : ok(null)
    case 'leave began':
    case 'leave ended':
      if (inFuture(heard.at, now)) return refuse('LEAVE_IN_FUTURE')
      return early ? refuse('LEAVE_BEFORE_ADMISSION') : ok(null)
    default:
      return ok(null)
  }
}

const NO_END = { endedAt: null, endedKnownTo: null, endSource: null }

/** The stay with the admission and the leaving as they were heard; a leaving written by hand stands. */
function stayAfter(before: Stay, told: StayAsHeard): Stay {
  const { admission, end } = told
  // when somebody came is as the ward wrote it, where it did
  const admitted =
    admission === null || admission === 'cancelled' || before.source !== 'message'
      ? { admittedAt: before.admittedAt, admittedKnownTo: before.admittedKnownTo }
      : { admittedAt: admission.at, admittedKnownTo: admission.knownTo }
  const hand =
    before.state === 'ended' &&
    (before.endSource === 'by hand' || before.endSource === 'moved to another stay')
  if (hand) return { ...before, ...admitted }
  const { endedAt: _at, endedKnownTo: _to, endSource: _source, ...facts } = { ...NO_END, ...before }
  if (!end) return { ...facts, ...admitted, state: 'open' }
  const endedAt = notBefore(end.at, end.knownTo, admitted.admittedAt, admitted.admittedKnownTo)
  return { ...facts, ...admitted, state: 'ended', endedAt, endedKnownTo: end.knownTo, endSource: end.source }
}

async function storeHeard(tx: Tx, d: Decision, i: Input, by: Decider) {
  const { row, heard, told, before, after } = d
  const { actorId } = by.asker
  const made = { stayId: row.id, personId: row.person_id }
  await expectWritten(
    tx.write(ADD_HEARD, [
      heard.id,
      row.id,
      row.person_id,
      row.organisation_id,
      row.visit_number,
      heard.what,
      heard.at,
      heard.knownTo,
      heard.sentAt,
      heard.unitId,
      heard.endSource,
      heard.method,
      heard.destination,
      heard.expectedBackAt,
      by.now,
      actorId,
    ]),
  )
  if (told.admission === 'cancelled') {
    const gone = (await tx.row<{ gone: boolean }>(NEVER_WAS, [row.id]))?.gone ?? false
    return {
      made: { ...made, effect: gone ? 'never was' : 'in use' },
      timeline: gone ? [line(row, by.now, 'admission taken back by the hospital')] : [],
    }
  }
  const now = await tx.row<{ unitId: string; teamId: string; sinceAt: Instant | null }>(AS_HEARD, [
    row.id,
    d.first,
    JSON.stringify(d.moves),
    JSON.stringify(told.leaves),
  ])
  const end = after.state === 'ended' ? after : null
  const own = end && end.endSource !== 'by hand' && end.endSource !== 'moved to another stay'
  await expectWritten(
    tx.write(KEEP, [
      row.id,
      row.version,
      now!.unitId,
      now!.teamId,
      now!.sinceAt,
      after.admittedAt,
      after.admittedKnownTo,
      end?.endedAt ?? null,
      end?.endedKnownTo ?? null,
      end?.endSource ?? null,
      own ? (told.end?.sentAt ?? null) : null,
      own ? (told.end?.method ?? null) : null,
      own ? (told.end?.destination ?? null) : null,
    ]),
  )
  if (d.handBack) await tx.write(BACK, [d.handBack.id, d.handBack.backAt, by.now, actorId])
  const reopened = before.state === 'ended' && after.state === 'open'
  if (heard.what === 'leaving cancelled')
    await expectWritten(
      tx.write(UNDONE_ADD, [
        by.newId(),
        row.id,
        row.person_id,
        row.organisation_id,
        now!.teamId,
        reopened ? before.endedAt : null,
        reopened ? before.endSource : null,
        i.sentAt,
        by.now,
        actorId,
      ]),
    )
  await settleTasks(tx, by, now!.teamId, before, after)
  if (d.asksWard)
    await tx.write(ASK_WARD, [
      by.newId(),
      row.person_id,
      row.organisation_id,
      now!.teamId,
      row.id,
      by.now,
      stayTaskDueAt(by.now, englandHolidays),
    ])
  // a stay that was open beside another could not go with its number until it was over
  const follows = end ? await tx.row<{ people: readonly string[] }>(FOLLOWS, [row.id]) : undefined
  return {
    made: { ...made, ...effectOf(d, now!.unitId) },
    timeline: linesOf(d, by.now),
    people: follows?.people ?? [],
  }
}

const line = (row: StayRow, at: Instant, what: string): TimelineLine => ({
  personId: row.person_id,
  at,
  what,
  aboutId: row.id,
  classBit: 2,
})

/** This return ended a leave. */
const endsLeave = ({ told, heard, handBack }: Decision): boolean =>
  told.leaves.some((l) => l.backAt === heard.at) || handBack?.backAt === heard.at

/** In one word what this message changed; a line of the feed says it (file-message.ts). */
function effectOf(d: Decision, unitId: string): { effect: string; known?: string } {
  const { heard, before, after, row, told } = d
  const ended = after.state === 'ended' ? after : null
  switch (heard.what) {
    case 'moved':
      if (!d.moves.some((m) => m.id === heard.id)) return { effect: 'none' }
      return { effect: unitId === row.unit_id ? 'placed' : 'moved' }
    case 'move cancelled':
      return { effect: unitId === row.unit_id ? 'noted' : 'moved back' }
    case 'left':
    case 'leaving put right':
      if (!ended) return { effect: 'cancelled' }
      if (before.state === 'open') return { effect: 'ended' }
      return {
        effect:
          before.endedAt === ended.endedAt && before.endSource === ended.endSource ? 'none' : 'put right',
      }
    case 'leaving cancelled':
      if (d.asksWard) return { effect: 'asked' }
      return { effect: before.state === 'ended' && !ended ? 'undone' : 'noted' }
    case 'leave began': {
      const leave = told.leaves.find((l) => l.id === heard.id)
      return { effect: !leave ? 'none' : leave.backAt === null ? 'away' : 'away and back' }
    }
    case 'leave ended':
      return { effect: endsLeave(d) ? 'back' : 'none' }
    default:
      return { effect: before.admittedAt === after.admittedAt ? 'none' : 'put right' }
  }
}

function linesOf(d: Decision, now: Instant): readonly TimelineLine[] {
  const { row, heard, before, after, told } = d
  const lines: TimelineLine[] = []
  if (after.state === 'ended' && (before.state === 'open' || before.endedAt !== after.endedAt))
    lines.push(line(row, after.endedAt, before.state === 'open' ? 'stay ended' : 'time of leaving put right'))
  if (before.state === 'ended' && after.state === 'open')
    lines.push(line(row, now, 'did not leave after all'))
  if (before.admittedAt !== after.admittedAt)
    lines.push(line(row, after.admittedAt, 'time of admission put right'))
  if (heard.what === 'moved' && d.moves.some((m) => m.id === heard.id))
    lines.push(line(row, heard.at!, 'moved to another ward'))
  if (heard.what === 'move cancelled') lines.push(line(row, now, 'a move to another ward was taken back'))
  if (heard.what === 'leave began' && told.leaves.some((l) => l.id === heard.id))
    lines.push(line(row, heard.at!, 'on overnight leave'))
  if (heard.what === 'leave ended' && endsLeave(d)) lines.push(line(row, heard.at!, 'back on the ward'))
  return lines
}
