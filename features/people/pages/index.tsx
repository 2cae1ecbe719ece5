import type { Page, PublicPage } from '#platform/http/page.ts'
import { addPages } from './add.tsx'
import { detailPages } from './details.tsx'
import { listPages } from './list.tsx'
import { summaryPage } from './summary.tsx'
import { tabPages } from './tabs.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  ...listPages,
  ...addPages,
  summaryPage,
  ...tabPages,
  ...detailPages,
]
export { PersonHeader } from './person-header.tsx'
