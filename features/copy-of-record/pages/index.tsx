import type { Page, PublicPage } from '#platform/http/page.ts'
import { askPages } from './ask.tsx'
import { formsOfRequest } from './forms.tsx'
import { leavingPages } from './leaving.tsx'
import { listPage } from './list.tsx'
import { paperPages } from './paper.tsx'
import { requestPages } from './request.tsx'

export { DeskTabs } from './list.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  listPage,
  ...askPages,
  ...requestPages,
  ...formsOfRequest,
  ...paperPages,
  ...leavingPages,
]
