import { addDays, at, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { PathwayDefinition } from '#core/pathway/definition.ts'
import { decideReview, type ReviewKind } from '#core/plan/review.ts'
import { decided } from './pen.ts'
import type { SupportStory } from './support-story.ts'
import { organisationOf, type StaffKey, staffId, teamOf } from './world.ts'

/** Days until somebody looks again, when the step or the stage simply goes on. */
const AGAIN_AFTER_DAYS = 14

/**
 * The step and the stage that go on past their target length are looked at on the day they fall due, and again a fortnight later.
 * Nothing about the visits follows from it: a target length creates a review, never fewer visits.
 */
export function looksAgain(
  support: SupportStory,
  definition: PathwayDefinition,
  by: StaffKey,
  until: Instant,
): void {
  const steps = definition.support.kind === 'schedule' ? definition.support.steps : []
  const step = steps.find((s) => s.id === support.stepId)
  const stage = definition.stages.find((s) => s.id === support.row.stage_id)
  const stageSince = dayOf(support.row.stage_since_at as Instant)
  if (step) looked(support, 'schedule', addDays(support.stepBeganOn, 7 * step.targetWeeks), by, until)
  if (stage?.targetWeeks) looked(support, 'stage', addDays(stageSince, 7 * stage.targetWeeks), by, until)
}

function looked(
  support: SupportStory,
  kind: ReviewKind,
  firstDueOn: Day,
  by: StaffKey,
  until: Instant,
): void {
  const { pen, personId } = support.story
  for (let dueOn = firstDueOn; dueOn < dayOf(until); dueOn = addDays(dueOn, AGAIN_AFTER_DAYS)) {
    const doneAt = at(dueOn, kind === 'stage' ? '13:40' : '13:30')
    const reviewId = pen.id(doneAt)
    const said = decided(
      decideReview(
        dueOn,
        { lookedAt: 'Read the visits together.', changed: '', nextOn: addDays(dueOn, AGAIN_AFTER_DAYS) },
        dayOf(doneAt),
        kind,
      ),
      'looking again',
    )
    pen.act(doneAt, by, 'review.done', { reviewId, personId, kind, aboutId: support.episodeId, ...said })
    pen.add('review', {
      id: reviewId,
      person_id: personId,
      organisation_id: organisationOf(by),
      team_id: teamOf(by),
      class_bit: 4,
      kind,
      about_id: support.episodeId,
      due_on: dueOn,
      looked_at: said.lookedAt,
      changed: said.changed,
      next_on: said.nextOn,
      done_at: doneAt,
      done_by: staffId(by),
    })
    pen.line(doneAt, by, personId, 'looked at again', reviewId, 4)
  }
}
