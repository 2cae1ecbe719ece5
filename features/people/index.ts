import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { recordAllergies } from './commands/allergies.ts'
import { addCarer } from './commands/carer.ts'
import { recordCharacteristics } from './commands/characteristics.ts'
import { changeContact } from './commands/contact.ts'
import { changeDetails } from './commands/details.ts'
import { endHomeEntry, writeHomeEntry } from './commands/home-entry.ts'
import { recordMedicine, stopMedicine } from './commands/medicine.ts'
import { changeNames } from './commands/names.ts'
import { recordNumber } from './commands/number.ts'
import { register } from './commands/register.ts'
import { changeSafeguarding, endSafeguarding, writeSafeguarding } from './commands/safeguarding.ts'
import { addStaffSafetyAction } from './commands/staff-safety.ts'
import { endToldUs, writeToldUs } from './commands/told-us.ts'
import { behind } from './queries/behind.ts'
import { caseload } from './queries/caseload.ts'
import { details } from './queries/details.ts'
import { emergencySheet } from './queries/emergency-sheet.ts'
import { fhirAudit } from './queries/fhir-audit.ts'
import { fhirCarer } from './queries/fhir-carer.ts'
import { fhirFlag } from './queries/fhir-flag.ts'
import { fhirMedicine } from './queries/fhir-medicine.ts'
import { fhirPerson } from './queries/fhir-person.ts'
import { fhirProvenance } from './queries/fhir-provenance.ts'
import { header } from './queries/header.ts'
import { homeEntryAbout, homeEntryShow } from './queries/home-entry.ts'
import { keptAs } from './queries/kept.ts'
import { looked } from './queries/looked.ts'
import { match } from './queries/match.ts'
import { medicines } from './queries/medicines.ts'
import { safeguardingOfPerson } from './queries/safeguarding.ts'
import { search } from './queries/search.ts'
import { similar } from './queries/similar.ts'
import { summary } from './queries/summary.ts'
import { timeline } from './queries/timeline.ts'
import { toldUs } from './queries/told-us.ts'
import { visits } from './queries/visits.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [
  register,
  changeNames,
  changeDetails,
  changeContact,
  recordNumber,
  recordCharacteristics,
  addCarer,
  addStaffSafetyAction,
  recordMedicine,
  stopMedicine,
  recordAllergies,
  writeHomeEntry,
  endHomeEntry,
  writeSafeguarding,
  changeSafeguarding,
  endSafeguarding,
  writeToldUs,
  endToldUs,
]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [
  behind,
  search,
  similar,
  header,
  summary,
  details,
  timeline,
  caseload,
  medicines,
  visits,
  emergencySheet,
  looked,
  keptAs,
  homeEntryAbout,
  homeEntryShow,
  safeguardingOfPerson,
  toldUs,
  fhirPerson,
  fhirCarer,
  fhirFlag,
  fhirMedicine,
  fhirProvenance,
  fhirAudit,
  match,
]

export { resourceMaps } from './fhir.ts'
export { detailsOfPatient, identifiersOfPatient } from './fhir-in.ts'
/** How to speak of age, reaching and addressing somebody, in one wording everywhere. */
export { lookWords, whoLooked } from './look-words.ts'
/** Who somebody is, above a page of another feature. */
export type { CaseloadRow } from './queries/caseload.ts'
export type { FoundPerson } from './queries/found.ts'
export type { Header, ShownHeader } from './queries/header.ts'
export type { Look } from './queries/looked.ts'
export type { Matched } from './queries/match.ts'
export type { MedicineList, MedicineRow } from './queries/medicines.ts'
export { ageWords, communicationWords, KIND_WORDS, NOT_COMPLETE, safeWords, telephoneHref } from './words.ts'
/** For pages of other features that show a person, their medicines or a search. */
export { behind, caseload, fhirPerson, header, medicines, search, timeline }
