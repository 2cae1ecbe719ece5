import type { Page, PublicPage } from '#platform/http/page.ts'
import { actForms } from './acts.tsx'
import { listPage } from './list.tsx'
import { chooseService, newPage } from './new.tsx'
import { onePage, sentPage } from './one.tsx'
import { stepPage, stepPost } from './steps.tsx'
import { unmetNeedsPage } from './unmet-needs.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  listPage,
  newPage,
  chooseService,
  stepPage,
  stepPost,
  onePage,
  sentPage,
  ...actForms,
  unmetNeedsPage,
]
