import type { Page, PublicPage } from '#platform/http/page.ts'
import { dutyForms } from './duty-forms.tsx'
import { dutyPages } from './duty-page.tsx'
import { noticePages } from './notices-page.tsx'
import { sentPages } from './sent-page.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  ...dutyPages,
  ...dutyForms,
  ...noticePages,
  ...sentPages,
]
