import type { Page, PublicPage } from '#platform/http/page.ts'
import { reportPage } from './report.tsx'
import { teamPage } from './team.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [teamPage, reportPage]
