import { ok, type Result, refuse } from '../kernel/result.ts'
import { type Day, dayOf, type Instant } from '../kernel/time.ts'

/** Where a death stands: nobody says so, somebody does, or a named worker has confirmed it. */
export type DeathState = 'none' | 'reported' | 'confirmed'

/** How a report is known, in words, and the day where somebody knows it. */
export interface DeathSaid {
  readonly said: string
  readonly happenedOn: Day | null
}

/**
 * Reports a death. From a machine a repeat has no effect ('none'); a worker is told that it was reported already.
 * Refuses: DEATH_ALREADY_REPORTED, DEATH_NEEDS_HOW, DEATH_IN_FUTURE.
 * Why no proof is asked: everything that would hurt a family is held at once, and a worker who knows the person decides.
 */
export function decideReportDeath(
  state: DeathState,
  by: 'worker' | 'machine',
  { said, happenedOn }: DeathSaid,
  now: Instant,
): Result<{ readonly effect: 'reported' | 'none'; readonly said: string }> {
  if (state !== 'none')
    return by === 'machine' ? ok({ effect: 'none', said: said.trim() }) : refuse('DEATH_ALREADY_REPORTED')
  if (said.trim() === '') return refuse('DEATH_NEEDS_HOW', { field: 'said' })
  if (happenedOn !== null && happenedOn > dayOf(now))
    return refuse('DEATH_IN_FUTURE', { field: 'happenedOn' })
  return ok({ effect: 'reported', said: said.trim() })
}

/** What a decision makes of it: 'confirmation undone' leaves it reported, 'report undone' leaves nothing. */
export type DeathDecision = 'confirmed' | 'confirmation undone' | 'report undone'

/**
 * Confirms what was reported. Refuses: DEATH_NOT_REPORTED, DEATH_ALREADY_CONFIRMED, DEATH_NOT_YOURS_TO_DECIDE, DEATH_NEEDS_WHY.
 */
export function decideConfirmDeath(
  state: DeathState,
  mayDecide: boolean,
  why: string,
): Result<{ readonly what: DeathDecision; readonly why: string }> {
  if (state === 'none') return refuse('DEATH_NOT_REPORTED')
  if (!mayDecide) return refuse('DEATH_NOT_YOURS_TO_DECIDE')
  if (state === 'confirmed') return refuse('DEATH_ALREADY_CONFIRMED')
  return why.trim() === ''
    ? refuse('DEATH_NEEDS_WHY', { field: 'why' })
    : ok({ what: 'confirmed', why: why.trim() })
}

/**
 * Undoes a step. `alive`: the person lives, so the report is undone with everything that followed; else only the confirmation is,
 * and it stays reported. Refuses: DEATH_NOT_REPORTED, DEATH_NOT_YOURS_TO_DECIDE, DEATH_NEEDS_WHY.
 */
export function decideUndoDeath(
  state: DeathState,
  mayDecide: boolean,
  { alive, why }: { readonly alive: boolean; readonly why: string },
): Result<{ readonly what: DeathDecision; readonly why: string }> {
  if (state === 'none') return refuse('DEATH_NOT_REPORTED')
  if (!mayDecide) return refuse('DEATH_NOT_YOURS_TO_DECIDE')
  if (state === 'reported' && !alive) return refuse('DEATH_NOT_CONFIRMED')
  if (why.trim() === '') return refuse('DEATH_NEEDS_WHY', { field: 'why' })
  return ok({ what: alive ? 'report undone' : 'confirmation undone', why: why.trim() })
}

/** Writes what a team did after a death. Refuses: DEATH_NOT_CONFIRMED, DEATH_AFTER_NEEDS_WORDS, DEATH_AFTER_DONE. */
export function decideAfterDeath(state: DeathState, done: boolean, did: string): Result<string> {
  if (state !== 'confirmed') return refuse('DEATH_NOT_CONFIRMED')
  if (done) return refuse('DEATH_AFTER_DONE')
  return did.trim() === '' ? refuse('DEATH_AFTER_NEEDS_WORDS', { field: 'did' }) : ok(did.trim())
}
