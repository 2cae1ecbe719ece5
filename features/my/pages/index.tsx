import type { Page, PublicPage } from '#platform/http/page.ts'
import { forThePersonPages } from './for-the-person.tsx'
import { ownPages } from './own.tsx'
import { staffPages } from './staff.tsx'
import { startPages } from './start.tsx'
import { tellTheTeamPages } from './tell-the-team.tsx'

/** The screens of this noun: the own door, the way in, what any carer may write, and what staff do about it. */
export const pages: readonly (Page | PublicPage)[] = [
  ...startPages,
  ...tellTheTeamPages,
  ...ownPages,
  ...staffPages,
  ...forThePersonPages,
]
