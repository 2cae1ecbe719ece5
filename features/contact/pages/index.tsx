import type { Page } from '#platform/http/page.ts'
import { actPages } from './acts.tsx'
import { copyPages } from './copy.tsx'
import { newPages } from './new.tsx'
import { notePages } from './notes.tsx'
import { onePages } from './one.tsx'
import { roundPages } from './rounds.tsx'
import { visitsPage } from './visits.tsx'
import { worryPages } from './worry.tsx'

/** Screens of visits and calls. */
export const pages: readonly Page[] = [
  visitsPage,
  ...onePages,
  ...actPages,
  ...notePages,
  ...newPages,
  ...worryPages,
  ...roundPages,
  ...copyPages,
]
