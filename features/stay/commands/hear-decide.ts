import type { UnitId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { addMinutes, type Instant } from '#core/kernel/time.ts'
import { type Heard, type HeardMove, notBefore, type StayAsHeard, stayAsHeard } from '#core/place/heard.ts'
import { CLOCK_TOLERANCE_MINUTES } from '#core/place/open-stay.ts'
import type { EndSource, Stay } from '#core/place/stay.ts'
import type { Decider } from '#platform/commands/command.ts'
import { type StayRow, stayOf } from '../rows.ts'
import type { Facts, HearInput } from './hear-facts.ts'
import { type HandLeave, leavesBesideHand } from './hear-leaves.ts'

/** What came of it: the stay as it is now, and the words for the line that says so. */
export interface Decision {
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

const inFuture = (at: Instant, now: Instant): boolean => at > addMinutes(now, CLOCK_TOLERANCE_MINUTES)
/** A sender's own word in place of a code is no code. */
const codeOf = (said: string | null): string | null => (said !== null && /^\d{1,2}$/.test(said) ? said : null)

/** The stay worked out anew with this message; refuses where its time cannot be, or where another stay is in the way. */
export function decideHear(facts: Facts, i: HearInput, by: Decider): Result<Decision> {
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
