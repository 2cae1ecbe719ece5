/** The numbers of a service's report; each has a definition that is printed with it. */
export const NUMBERS = [
  'referrals',
  'sentToAnswered',
  'answeredToStarted',
  'decisions',
  'peopleSupported',
  'discharged',
  'readmissions',
  'readmissionsAfterLeavingHospital',
  'backInHospitalWhileSupported',
  'lengthOfSupport',
  'continuity',
  'missedContacts',
  'appointments',
  'goals',
] as const
export type NumberName = (typeof NUMBERS)[number]

/** What each number of a report means, as reviewed data: raise the version whenever a number's meaning changes. */
export interface ReportDefinition {
  readonly id: string
  readonly version: number
  readonly title: string
  /** What holds for every number: days, period, what is not known. */
  readonly general: readonly string[]
  readonly numbers: Readonly<Record<NumberName, { readonly title: string; readonly meaning: string }>>
}
