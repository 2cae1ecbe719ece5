import type { Page, PublicPage } from '#platform/http/page.ts'
import { absencePages } from './absence.tsx'
import { agreementBoardPages } from './agreement-board.tsx'
import { agreementPages } from './agreements.tsx'
import { buildPages } from './build.tsx'
import { machinePages } from './machines.tsx'
import { organisationPages } from './organisations.tsx'
import { partnerPages } from './partners.tsx'
import { servicePage } from './service.tsx'
import { serviceForms } from './service-forms.tsx'
import { serviceReviewPages } from './service-review.tsx'
import { signInPages } from './sign-in.tsx'
import { staffMemberPages } from './staff-member.tsx'
import { teamPages } from './team.tsx'
import { unitBedsPages } from './unit-beds.tsx'
import { unitHoursPages } from './unit-hours.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  ...teamPages,
  ...absencePages,
  ...staffMemberPages,
  servicePage,
  ...serviceForms,
  ...serviceReviewPages,
  ...organisationPages,
  ...buildPages,
  ...unitHoursPages,
  ...unitBedsPages,
  ...agreementPages,
  ...agreementBoardPages,
  ...signInPages,
  ...machinePages,
  ...partnerPages,
]
