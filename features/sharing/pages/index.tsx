import type { Page, PublicPage } from '#platform/http/page.ts'
import { carerPages } from './carer.tsx'
import { deputyPages } from './deputy.tsx'
import { servicePages } from './service.tsx'

/** The screens of this noun. The page "Sharing" itself stands among the pages about a person (`features/people`). */
export const pages: readonly (Page | PublicPage)[] = [...servicePages, ...carerPages, ...deputyPages]

/** The question as it is asked on a referral too. */
export { SHARING_FIELDS, SharingQuestion, sharingErrors, sharingInput } from './question.tsx'
