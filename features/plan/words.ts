import { type Named, SECTION_KEYS, SECTIONS, type Sections } from '#core/plan/plan.ts'
import { REVIEW_WORDS } from '#core/plan/review.ts'
import type { DueReview } from './rows.ts'

/** "Dr Invented, GP" */
export const namedWords = (n: Pick<Named, 'name' | 'role'>): string =>
  n.role === '' ? n.name : `${n.name}, ${n.role}`

/** What a plan says, part by part, in the order in which it is read. */
export const sectionsSaid = (
  sections: Sections,
): { readonly title: string; readonly words: string; readonly own: string }[] =>
  SECTION_KEYS.flatMap((key) => {
    const s = sections[key]
    return s ? [{ title: SECTIONS[key], words: s.words, own: s.own }] : []
  })

/** What a review is called: "Support schedule: Medication support". */
export const reviewTitle = (r: Pick<DueReview, 'kind' | 'service'>): string =>
  r.service === null ? REVIEW_WORDS[r.kind] : `${REVIEW_WORDS[r.kind]}: ${r.service}`
