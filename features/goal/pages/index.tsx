import type { Page, PublicPage } from '#platform/http/page.ts'
import { appointmentPages } from './appointment.tsx'
import { goalPages } from './goal.tsx'

/** The forms of goals and appointments; what they say stands on the person's page and on the day's list. */
export const pages: readonly (Page | PublicPage)[] = [...goalPages, ...appointmentPages]
