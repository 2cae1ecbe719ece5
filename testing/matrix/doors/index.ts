import type { Doors } from '../door.ts'
import { calendar } from './calendar.ts'
import { contact } from './contact.ts'
import { copyOfRecord } from './copy-of-record.ts'
import { death } from './death.ts'
import { episode } from './episode.ts'
import { fhir } from './fhir.ts'
import { gap } from './gap.ts'
import { goal } from './goal.ts'
import { spreadsheets } from './import.ts'
import { incident } from './incident.ts'
import { lead } from './lead.ts'
import { merge } from './merge.ts'
import { my } from './my.ts'
import { oneTeamsOwn } from './one-teams-own.ts'
import { organisation } from './organisation.ts'
import { own } from './own.ts'
import { people } from './people.ts'
import { plan } from './plan.ts'
import { privacy } from './privacy.ts'
import { referral } from './referral.ts'
import { report } from './report.ts'
import { sharing } from './sharing.ts'
import { signIn } from './sign-in.ts'
import { stay } from './stay.ts'

/**
 * Every door of the product but the public ones (platform/http/public-routes.ts): a door that the running server has and that is not
 * here fails `npm run check`. A new noun is a file beside these and a line here.
 */
export const DOORS: Doors = {
  ...calendar,
  ...contact,
  ...copyOfRecord,
  ...death,
  ...episode,
  ...fhir,
  ...gap,
  ...goal,
  ...incident,
  ...lead,
  ...merge,
  ...my,
  ...oneTeamsOwn,
  ...organisation,
  ...own,
  ...people,
  ...plan,
  ...privacy,
  ...referral,
  ...report,
  ...sharing,
  ...spreadsheets,
  ...signIn,
  ...stay,
}
