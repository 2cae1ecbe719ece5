import type { Page, PublicPage } from '#platform/http/page.ts'
import { absencePages } from './absence.tsx'
import { organisationPages } from './organisations.tsx'
import { servicePages } from './service.tsx'
import { staffMemberPages } from './staff-member.tsx'
import { teamPages } from './team.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  ...teamPages,
  ...absencePages,
  ...staffMemberPages,
  ...servicePages,
  ...organisationPages,
]
