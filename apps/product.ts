import * as calendar from '#features/calendar/index.ts'
import { pages as calendarPages } from '#features/calendar/pages/index.tsx'
import * as contact from '#features/contact/index.ts'
import { pages as contactPages } from '#features/contact/pages/index.tsx'
import * as copyOfRecord from '#features/copy-of-record/index.ts'
import { pages as copyOfRecordPages } from '#features/copy-of-record/pages/index.tsx'
import * as death from '#features/death/index.ts'
import { pages as deathPages } from '#features/death/pages/index.tsx'
import * as duty from '#features/duty/index.ts'
import { pages as dutyPages } from '#features/duty/pages/index.tsx'
import * as episode from '#features/episode/index.ts'
import { pages as episodePages } from '#features/episode/pages/index.tsx'
import * as goal from '#features/goal/index.ts'
import { pages as goalPages } from '#features/goal/pages/index.tsx'
import * as imports from '#features/import/index.ts'
import { pages as importPages } from '#features/import/pages/index.tsx'
import * as incident from '#features/incident/index.ts'
import { pages as incidentPages } from '#features/incident/pages/index.tsx'
import * as lead from '#features/lead/index.ts'
import { pages as leadPages } from '#features/lead/pages/index.tsx'
import * as merge from '#features/merge/index.ts'
import { pages as mergePages } from '#features/merge/pages/index.tsx'
import * as my from '#features/my/index.ts'
import { pages as myPages } from '#features/my/pages/index.tsx'
import * as organisation from '#features/organisation/index.ts'
import { pages as organisationPages } from '#features/organisation/pages/index.tsx'
import * as people from '#features/people/index.ts'
import { pages as peoplePages } from '#features/people/pages/index.tsx'
import * as plan from '#features/plan/index.ts'
import { pages as planPages } from '#features/plan/pages/index.tsx'
import * as privacy from '#features/privacy/index.ts'
import { pages as privacyPages } from '#features/privacy/pages/index.tsx'
import * as referral from '#features/referral/index.ts'
import { pages as referralPages } from '#features/referral/pages/index.tsx'
import * as report from '#features/report/index.ts'
import { pages as reportPages } from '#features/report/pages/index.tsx'
import * as safetynet from '#features/safetynet/index.ts'
import { pages as safetynetPages } from '#features/safetynet/pages/index.tsx'
import * as sharing from '#features/sharing/index.ts'
import { pages as sharingPages } from '#features/sharing/pages/index.tsx'
import * as stay from '#features/stay/index.ts'
import { pages as stayPages } from '#features/stay/pages/index.tsx'
import { makeRegistry } from '#platform/commands/registry.ts'
import type { ResourceMap } from '#platform/fhir/map.ts'
import type { Writer } from '#platform/fhir/writing.ts'
import type { Page, PublicPage } from '#platform/http/page.ts'
import type { JobWork } from '#platform/jobs/jobs.ts'

const features = [
  people,
  organisation,
  stay,
  lead,
  referral,
  episode,
  contact,
  plan,
  goal,
  safetynet,
  death,
  report,
  incident,
  duty,
  sharing,
  privacy,
  my,
  merge,
  copyOfRecord,
  imports,
  calendar,
]

/** Every command and query of the product. The JSON interface, the screens, the feeds and the checks all read this one. */
export const registry = makeRegistry(
  features.flatMap((f) => f.commands),
  features.flatMap((f) => f.queries),
)

/** What other systems may write as FHIR. */
export const resourceWriters: readonly Writer[] = referral.referralWriters

/** Every resource that is served as FHIR. */
export const resourceMaps: readonly ResourceMap[] = [
  people,
  organisation,
  referral,
  episode,
  stay,
  contact,
  plan,
  goal,
  sharing,
].flatMap((f) => f.resourceMaps)
/** What is done behind somebody's back, in their name. */
export const jobs: JobWork = imports.jobs

/** Every screen of the product. */
export const pages: readonly (Page | PublicPage)[] = [
  ...peoplePages,
  ...organisationPages,
  ...stayPages,
  ...leadPages,
  ...referralPages,
  ...episodePages,
  ...contactPages,
  ...planPages,
  ...goalPages,
  ...safetynetPages,
  ...deathPages,
  ...reportPages,
  ...dutyPages,
  ...incidentPages,
  ...sharingPages,
  ...privacyPages,
  ...myPages,
  ...mergePages,
  ...copyOfRecordPages,
  ...importPages,
  ...calendarPages,
]
