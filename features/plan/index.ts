import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { acknowledgePlan, handOverPlan, openPlan } from './commands/receive.ts'
import { reviewDone, signReview } from './commands/review.ts'
import { writeSafetyPlan } from './commands/safety-plan.ts'
import { writePlan } from './commands/write-plan.ts'
import { fhirPlan } from './queries/fhir-plan.ts'
import { namesForPlan, plansOfPerson, planVersions } from './queries/plan.ts'
import { reviewsOfPerson } from './queries/reviews.ts'
import { safetyPlanOfPerson } from './queries/safety-plan.ts'

export { type PlansOfPerson, plansOfPerson } from './queries/plan.ts'
export { type ReviewsOfPerson, reviewsOfPerson } from './queries/reviews.ts'
export { type SafetyPlanOfPerson, safetyPlanOfPerson } from './queries/safety-plan.ts'
export { classOfTeam } from './rows.ts'
export { namedWords, reviewTitle, sectionsSaid } from './words.ts'

/** What can be done to plans, safety plans and reviews. */
export const commands: readonly AnyCommand[] = [
  writePlan,
  openPlan,
  acknowledgePlan,
  handOverPlan,
  writeSafetyPlan,
  reviewDone,
  signReview,
]
/** What can be asked about them. */
export const queries: readonly AnyQuery[] = [
  plansOfPerson,
  planVersions,
  namesForPlan,
  safetyPlanOfPerson,
  reviewsOfPerson,
  fhirPlan,
]
export { resourceMaps } from './fhir.ts'
