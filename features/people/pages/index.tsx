import type { Page, PublicPage } from '#platform/http/page.ts'
import { addPages } from './add.tsx'
import { copyTab } from './copy-tab.tsx'
import { detailPages } from './details.tsx'
import { emergencySheetPage } from './emergency-sheet.tsx'
import { goalsPage } from './goals-tab.tsx'
import { homeEntryPages } from './home-entry.tsx'
import { listPages } from './list.tsx'
import { lookedPage } from './looked.tsx'
import { planTabPages } from './plan-tab.tsx'
import { safeguardingPages } from './safeguarding.tsx'
import { safetyTabPages } from './safety-tab.tsx'
import { sharingTab } from './sharing-tab.tsx'
import { summaryPage } from './summary.tsx'
import { tabPages } from './tabs.tsx'
import { toldUsPages } from './told-us.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  ...listPages,
  emergencySheetPage,
  ...addPages,
  summaryPage,
  ...planTabPages,
  ...safetyTabPages,
  goalsPage,
  ...tabPages,
  ...detailPages,
  sharingTab,
  lookedPage,
  copyTab,
  ...homeEntryPages,
  ...safeguardingPages,
  ...toldUsPages,
]
export { LooksTable } from './looks-table.tsx'
export { PersonHeader } from './person-header.tsx'
