import type { Page, PublicPage } from '#platform/http/page.ts'
import { givenPages } from './given.tsx'
import { reviewPages } from './review.tsx'
import { safetyPages } from './safety.tsx'
import { writePlanPages } from './write-plan.tsx'

/** The forms of plans, safety plans and reviews; what they say stands on the person's page. */
export const pages: readonly (Page | PublicPage)[] = [
  ...writePlanPages,
  ...givenPages,
  ...safetyPages,
  ...reviewPages,
]
