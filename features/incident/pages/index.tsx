import type { Page, PublicPage } from '#platform/http/page.ts'
import { incidentForms } from './forms.tsx'
import { listPage } from './list.tsx'
import { onePage } from './one.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [listPage, ...incidentForms, onePage]
