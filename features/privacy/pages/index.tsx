import type { Page, PublicPage } from '#platform/http/page.ts'
import { askPages } from './asks.tsx'
import { checkpointPages } from './checkpoints.tsx'
import { complaintPages } from './complaints.tsx'
import { deskPage } from './desk.tsx'
import { emergencyPages } from './emergency.tsx'
import { lookedAtPage } from './looked-at.tsx'
import { lookingPages } from './looks.tsx'
import { withoutPages } from './without.tsx'

export { emergencyBanners } from './emergency.tsx'

/** The screens of this noun. */
export const pages: readonly (Page | PublicPage)[] = [
  deskPage,
  lookedAtPage,
  ...emergencyPages,
  ...lookingPages,
  ...withoutPages,
  ...askPages,
  ...complaintPages,
  ...checkpointPages,
]
