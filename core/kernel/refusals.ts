import { CONTACT_REFUSALS } from './refusals/contact.ts'
import { DEATH_REFUSALS } from './refusals/death.ts'
import { DOOR_REFUSALS } from './refusals/door.ts'
import { DUTY_REFUSALS } from './refusals/duty.ts'
import { FHIR_REFUSALS } from './refusals/fhir.ts'
import { HL7_REFUSALS } from './refusals/hl7.ts'
import { IMPORT_REFUSALS } from './refusals/import.ts'
import { INCIDENT_REFUSALS } from './refusals/incident.ts'
import { LEAD_REFUSALS } from './refusals/lead.ts'
import { MEDICINE_REFUSALS } from './refusals/medicine.ts'
import { MERGE_REFUSALS } from './refusals/merge.ts'
import { MY_REFUSALS } from './refusals/my.ts'
import { ORGANISATION_REFUSALS } from './refusals/organisation.ts'
import { PATHWAY_REFUSALS } from './refusals/pathway.ts'
import { PEOPLE_REFUSALS } from './refusals/people.ts'
import { PLAN_REFUSALS } from './refusals/plan.ts'
import { PRIVACY_REFUSALS } from './refusals/privacy.ts'
import { REFERRAL_REFUSALS } from './refusals/referral.ts'
import { REPORT_REFUSALS } from './refusals/report.ts'
import { SAFETYNET_REFUSALS } from './refusals/safetynet.ts'
import { SHARING_REFUSALS } from './refusals/sharing.ts'
import { SIGN_IN_REFUSALS } from './refusals/sign-in.ts'
import { STAY_REFUSALS } from './refusals/stay.ts'

/**
 * The one catalogue of expected refusals, a file a noun in `refusals/`. `docs/refusals.md` is tied to it by a test, both ways.
 * Add a code in its noun's file, then run `npm run -s refusals`; never reuse a code with another meaning.
 */
export const REFUSALS = {
  ...DOOR_REFUSALS,
  ...PEOPLE_REFUSALS,
  ...ORGANISATION_REFUSALS,
  ...HL7_REFUSALS,
  ...FHIR_REFUSALS,
  ...STAY_REFUSALS,
  ...PATHWAY_REFUSALS,
  ...SHARING_REFUSALS,
  ...REFERRAL_REFUSALS,
  ...MEDICINE_REFUSALS,
  ...CONTACT_REFUSALS,
  ...DEATH_REFUSALS,
  ...INCIDENT_REFUSALS,
  ...PLAN_REFUSALS,
  ...LEAD_REFUSALS,
  ...SAFETYNET_REFUSALS,
  ...REPORT_REFUSALS,
  ...DUTY_REFUSALS,
  ...PRIVACY_REFUSALS,
  ...SIGN_IN_REFUSALS,
  ...MY_REFUSALS,
  ...MERGE_REFUSALS,
  ...IMPORT_REFUSALS,
} as const

export type RefusalCode = keyof typeof REFUSALS

const SLOT = /\{(\w+)(?:: ([^{}/]+) \/ ([^{}/]+))?\}/g

/**
 * The catalogue's sentence with its slots filled. `{count: gap is / gaps are}` is a number with the words that go with it:
 * "1 gap is", "3 gaps are".
 */
export function refusalSentence(
  code: RefusalCode,
  params: Readonly<Record<string, string | number>> = {},
): string {
  return REFUSALS[code].sentence.replace(SLOT, (_whole, slot: string, one?: string, many?: string) => {
    const filled = String(params[slot] ?? `{${slot}}`)
    return many === undefined ? filled : `${filled} ${filled === '1' ? one : many}`
  })
}
