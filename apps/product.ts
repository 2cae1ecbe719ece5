import * as contact from '#features/contact/index.ts'
import { pages as contactPages } from '#features/contact/pages/index.tsx'
import * as episode from '#features/episode/index.ts'
import { pages as episodePages } from '#features/episode/pages/index.tsx'
import * as organisation from '#features/organisation/index.ts'
import { pages as organisationPages } from '#features/organisation/pages/index.tsx'
import * as people from '#features/people/index.ts'
import { pages as peoplePages } from '#features/people/pages/index.tsx'
import * as referral from '#features/referral/index.ts'
import { pages as referralPages } from '#features/referral/pages/index.tsx'
import * as report from '#features/report/index.ts'
import { pages as reportPages } from '#features/report/pages/index.tsx'
import * as safetynet from '#features/safetynet/index.ts'
import { pages as safetynetPages } from '#features/safetynet/pages/index.tsx'
import * as stay from '#features/stay/index.ts'
import { pages as stayPages } from '#features/stay/pages/index.tsx'
import { makeRegistry } from '#platform/commands/registry.ts'
import type { Page, PublicPage } from '#platform/http/page.ts'

const features = [people, organisation, stay, referral, episode, contact, safetynet, report]

/** Every command and query of the product. The JSON interface, the screens, the feeds and the checks all read this one. */
export const registry = makeRegistry(
  features.flatMap((f) => f.commands),
  features.flatMap((f) => f.queries),
)

/** Every screen of the product. */
export const pages: readonly (Page | PublicPage)[] = [
  ...peoplePages,
  ...organisationPages,
  ...stayPages,
  ...referralPages,
  ...episodePages,
  ...contactPages,
  ...safetynetPages,
  ...reportPages,
]
