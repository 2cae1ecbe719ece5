import type { Page, PublicPage } from '#platform/http/page.ts'
import { answerPages } from './answer-pages.tsx'
import { askPages } from './ask-pages.tsx'
import { leadPage } from './lead-page.tsx'

/** The screens of who leads. */
export const pages: readonly (Page | PublicPage)[] = [leadPage, ...askPages, ...answerPages]
