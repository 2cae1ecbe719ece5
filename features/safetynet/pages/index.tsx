import type { Page, PublicPage } from '#platform/http/page.ts'
import { boardPage } from './board-page.tsx'
import { takeOverPages } from './take-over-page.tsx'

/** The screens of the safety net. */
export const pages: readonly (Page | PublicPage)[] = [boardPage, ...takeOverPages]
