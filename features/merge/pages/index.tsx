import type { Page, PublicPage } from '#platform/http/page.ts'
import { comparePages } from './compare.tsx'
import { deskPage } from './desk.tsx'
import { pairPages } from './pair.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [deskPage, ...comparePages, ...pairPages]
