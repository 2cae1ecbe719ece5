import type { Page, PublicPage } from '#platform/http/page.ts'
import { awayPages } from './away-pages.tsx'
import { blockerPages } from './blocker-pages.tsx'
import { endPages } from './end-page.tsx'
import { datesPages } from './leaving-dates.tsx'
import { leavingDownloadPage } from './leaving-download.ts'
import { leavingPage } from './leaving-page.tsx'
import { leavingPrintPage } from './leaving-print.tsx'
import { messagePages } from './message-pages.tsx'
import { metPages } from './met-page.tsx'
import { movePages } from './move-page.tsx'
import { newPages } from './new-page.tsx'
import { savedViewPages } from './saved-views.tsx'
import { supportsPages } from './supports-page.tsx'
import { taskPages } from './task-page.tsx'
import { taskListPages } from './tasks-page.tsx'
import { tellPages } from './tell-page.tsx'
import { unplannedPages } from './unplanned-page.tsx'

/** The screens of stays, of the way out of hospital, and of what waits for a team. */
export const pages: readonly (Page | PublicPage)[] = [
  leavingPage,
  leavingPrintPage,
  leavingDownloadPage,
  ...savedViewPages,
  ...newPages,
  ...datesPages,
  ...blockerPages,
  ...endPages,
  ...movePages,
  ...unplannedPages,
  ...awayPages,
  ...metPages,
  ...supportsPages,
  ...tellPages,
  ...taskListPages,
  ...taskPages,
  ...messagePages,
]
