import { ok, type Result, refuse } from '../kernel/result.ts'
import { dayOf, type Instant, type Interval } from '../kernel/time.ts'

/** A wish to share between one's own organisation and another. `from` null: from now. `until` null: no end is set. */
export interface MakeAgreement {
  readonly from: Instant | null
  readonly until: Instant | null
}

/** What making one is decided on. */
export interface MakeAgreementFacts {
  /** The asker's organisation and the one named are two. */
  readonly areTwo: boolean
  /** Every agreement that the two have had, in force or not. */
  readonly held: readonly HeldAgreement[]
}

/** An agreement with whose act its end is. Both false: no end, or one that was agreed when it was made. */
export interface HeldAgreement extends Interval {
  readonly endedByUs: boolean
  readonly endedByThem: boolean
}

/** In force now, or still to begin. One that was taken back before it began ends as it begins, and is neither. */
const isOver = (agreement: Interval, now: Instant): boolean =>
  agreement.until !== null && (agreement.until <= now || agreement.until <= agreement.from)

/**
 * One agreement a pair at a time, from now or from a day to come: what was seen before it began was not seen under it.
 * After one that the other organisation alone ended, only they make the next: an end would be worth nothing if whoever it shuts
 * out could open it again in the next minute. A day that began before now begins now. `namesPair`: it is the first of the two by its beginning, so that what waits for an
 * agreement of theirs goes by it from now on (docs/architecture.md, "Who may see what").
 * Refuses: AGREEMENT_WITH_ITSELF, AGREEMENT_STANDS, AGREEMENT_ENDED_BY_THEM, AGREEMENT_STARTS_BEFORE, AGREEMENT_ENDS_BEFORE_START.
 */
export function decideMakeAgreement(
  facts: MakeAgreementFacts,
  make: MakeAgreement,
  now: Instant,
): Result<{ readonly from: Instant; readonly until: Instant | null; readonly namesPair: boolean }> {
  if (!facts.areTwo) return refuse('AGREEMENT_WITH_ITSELF', { field: 'organisationId' })
  if (facts.held.some((agreement) => !isOver(agreement, now)))
    return refuse('AGREEMENT_STANDS', { field: 'organisationId' })
  const last = facts.held.reduce<HeldAgreement | undefined>(
    (a, b) => (a && a.from > b.from ? a : b),
    undefined,
  )
  if (last?.endedByThem && !last.endedByUs)
    return refuse('AGREEMENT_ENDED_BY_THEM', { field: 'organisationId' })
  const wished = make.from ?? now
  if (dayOf(wished) < dayOf(now)) return refuse('AGREEMENT_STARTS_BEFORE', { field: 'from' })
  const from = wished < now ? now : wished
  if (make.until !== null && make.until <= from)
    return refuse('AGREEMENT_ENDS_BEFORE_START', { field: 'until' })
  return ok({ from, until: make.until, namesPair: facts.held.every((agreement) => from <= agreement.from) })
}

/** When an agreement is to end: now, at an instant to come, or with no end set. */
export type AgreementEnd =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: Instant }
  | { readonly kind: 'no end' }

/**
 * The end to keep. An agreement that is over stays over: a new one is made instead, so that the days without one stay readable.
 * Ending one that has not begun takes it back: it ends as it begins and is never in force. Either organisation may end it sooner;
 * an end that the other one set is theirs to put off or take away.
 * Shape: `endedByUs`: whether the end is now ours.
 * Refuses: AGREEMENT_OVER, AGREEMENT_END_IS_THEIRS, AGREEMENT_ENDS_IN_PAST, AGREEMENT_ENDS_BEFORE_START.
 */
export function decideAgreementEnd(
  agreement: HeldAgreement,
  end: AgreementEnd,
  now: Instant,
): Result<{ readonly until: Instant | null; readonly endedByUs: boolean }> {
  if (isOver(agreement, now)) return refuse('AGREEMENT_OVER')
  const { from, until, endedByThem } = agreement
  if (end.kind === 'no end')
    return endedByThem ? refuse('AGREEMENT_END_IS_THEIRS') : ok({ until: null, endedByUs: false })
  if (end.kind === 'now') return ok({ until: from > now ? from : now, endedByUs: true })
  if (end.at <= now) return refuse('AGREEMENT_ENDS_IN_PAST', { field: 'until' })
  if (end.at <= from) return refuse('AGREEMENT_ENDS_BEFORE_START', { field: 'until' })
  return endedByThem && until !== null && end.at > until
    ? refuse('AGREEMENT_END_IS_THEIRS', { field: 'until' })
    : ok({ until: end.at, endedByUs: true })
}

/** How an agreement stands at an instant; `until` null where no end is set. */
export type AgreementStanding =
  | { readonly state: 'to come'; readonly from: Instant; readonly until: Instant | null }
  | { readonly state: 'in force'; readonly until: Instant | null }
  | { readonly state: 'over'; readonly until: Instant }
  | { readonly state: 'taken back'; readonly until: Instant }

/** How it stands now. */
export function agreementStanding(agreement: Interval, now: Instant): AgreementStanding {
  const { from, until } = agreement
  if (until !== null && until <= from) return { state: 'taken back', until }
  if (until !== null && until <= now) return { state: 'over', until }
  return from > now ? { state: 'to come', from, until } : { state: 'in force', until }
}
