import type { Page, PublicPage } from '#platform/http/page.ts'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = []
