import { ok, type Result, refuse } from '../kernel/result.ts'
import { addDays, type Day, dayOf, type Instant } from '../kernel/time.ts'
import { conditionOf, conditionWords, type StageFacts } from './conditions.ts'
import type { PathwayDefinition } from './definition.ts'

type Staged = Pick<PathwayDefinition, 'stages' | 'support'>

/** One thing that must be true before a person moves to a stage: its words, and whether it is true now. */
export interface StageNeed {
  readonly is: string
  readonly words: string
  readonly holds: boolean
}

/** A way out of a stage. Every need that does not hold stands in the way; none at all means a worker may move the person now. */
export interface StageWay {
  readonly to: string
  readonly title: string
  readonly needs: readonly StageNeed[]
}

/**
 * The ways out of a stage, each with what must be true for it. A move is never made by this: a named worker makes it.
 * Shape: an unknown stage has no way out; a condition that is not in the catalogue never holds.
 */
export function waysFrom(pathway: Staged, stageId: string, facts: StageFacts): StageWay[] {
  const { support, stages } = pathway
  const stepTitle = (id: string): string =>
    (support.kind === 'schedule' ? support.steps.find((s) => s.id === id)?.title : undefined) ?? id
  return (stages.find((s) => s.id === stageId)?.next ?? []).map((move) => ({
    to: move.to,
    title: stages.find((s) => s.id === move.to)?.title ?? move.to,
    needs: move.when.map((use) => ({
      is: use.is,
      words: conditionWords(use, (id) => `“${stepTitle(id)}”`),
      holds: conditionOf(use.is)?.holds(facts, use) ?? false,
    })),
  }))
}

/** The person's yes to moving on: when, and how they said it in words. */
export interface StageAgreement {
  readonly at: Instant
  readonly how: string
}

/**
 * What a move is decided on. The facts are read under lock by the caller, as the asker: of a hidden stay nobody is said to have
 * left, but a worry or a gap that is hidden from the asker stands in no way, or its existence would be told.
 */
export interface StageMoveAsked {
  readonly stageId: string
  /** When the person came to the present stage. */
  readonly sinceAt: Instant
  readonly toStageId: string
  readonly personAgreed: StageAgreement | null
  readonly facts: Omit<StageFacts, 'personAgreedToMove'>
  readonly now: Instant
}

/**
 * A person moves from their present stage to one that the pathway names after it.
 * Shape: where from and where to. Nothing of the support schedule changes by it: a stage says where somebody is, and only
 * the two agreements make visits fewer.
 * Refuses: STAGE_NOT_KNOWN, STAGE_NOT_NEXT, STAGE_AGREEMENT_TIME (in the future, or from before this stage), STAGE_NOT_YET
 * with what is not yet true, in words.
 */
export function decideMoveStage(
  pathway: Staged,
  asked: StageMoveAsked,
): Result<{ readonly from: string; readonly to: string }> {
  const { stageId, sinceAt, toStageId, personAgreed, now } = asked
  if (!pathway.stages.some((s) => s.id === toStageId))
    return refuse('STAGE_NOT_KNOWN', { field: 'toStageId' })
  const facts = {
    ...asked.facts,
    personAgreedToMove: personAgreed !== null && personAgreed.how.trim() !== '',
  }
  const way = waysFrom(pathway, stageId, facts).find((w) => w.to === toStageId)
  if (!way) return refuse('STAGE_NOT_NEXT', { field: 'toStageId' })
  // a form writes minutes: a yes of the very minute in which the stage began is one of this stage
  if (personAgreed && (personAgreed.at > now || minuteOf(personAgreed.at) < minuteOf(sinceAt)))
    return refuse('STAGE_AGREEMENT_TIME', { field: 'personAgreed' })
  const missing = way.needs.filter((need) => !need.holds).map((need) => need.words)
  return missing.length > 0
    ? refuse('STAGE_NOT_YET', { field: 'toStageId', params: { missing: missing.join('; ') } })
    : ok({ from: stageId, to: toStageId })
}

const minuteOf = (when: Instant): string => when.slice(0, 16)

/**
 * The day on which the present stage's target length is over and a look at it together falls due; null where the file sets none.
 * Why a look and not a move: a date that passes never changes what somebody gets.
 */
export function stageReviewOn(pathway: Staged, stageId: string, sinceAt: Instant): Day | null {
  const weeks = pathway.stages.find((s) => s.id === stageId)?.targetWeeks
  return weeks === undefined ? null : addDays(dayOf(sinceAt), weeks * 7)
}
