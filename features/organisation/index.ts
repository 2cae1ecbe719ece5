import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { makeAgreement } from './commands/agreement-make.ts'
import { setAgreementEnd } from './commands/agreement-set-end.ts'
import { makeClient } from './commands/client-make.ts'
import { newClientSecret } from './commands/client-new-secret.ts'
import { revokeClient } from './commands/client-revoke.ts'
import { setClientKeys } from './commands/client-set-keys.ts'
import { addOrganisation } from './commands/organisation-add.ts'
import { loadOds } from './commands/organisation-load-ods.ts'
import { addPartner } from './commands/partner-add.ts'
import { addDoor, endDoor } from './commands/partner-door.ts'
import { endPartner } from './commands/partner-end.ts'
import { addService } from './commands/service-add.ts'
import { changeService } from './commands/service-change.ts'
import { revokeSession } from './commands/session-revoke.ts'
import { endAccountLink } from './commands/sign-in-end-link.ts'
import { endProvider } from './commands/sign-in-end-provider.ts'
import { setProvider } from './commands/sign-in-set-provider.ts'
import { addStaff } from './commands/staff-add.ts'
import { changeCover } from './commands/staff-change-cover.ts'
import { endPost } from './commands/staff-end-post.ts'
import { givePost } from './commands/staff-give-post.ts'
import { inviteStaff } from './commands/staff-invite.ts'
import { leave } from './commands/staff-leave.ts'
import { recordAbsence } from './commands/staff-record-absence.ts'
import { addTeam } from './commands/team-add.ts'
import { addUnit } from './commands/unit-add.ts'
import { changeUnitHours } from './commands/unit-change-hours.ts'
import { setUnitBeds } from './commands/unit-set-beds.ts'
import { agreements } from './queries/agreements.ts'
import { agreementsEnding } from './queries/agreements-ending.ts'
import { clients } from './queries/clients.ts'
import { fhirOrganisation } from './queries/fhir-organisation.ts'
import { fhirPractitioner } from './queries/fhir-practitioner.ts'
import { fhirRole } from './queries/fhir-role.ts'
import { fhirService } from './queries/fhir-service.ts'
import { fhirUnit } from './queries/fhir-unit.ts'
import { myTeam } from './queries/my-team.ts'
import { organisation } from './queries/organisation.ts'
import { organisations } from './queries/organisations.ts'
import { partners } from './queries/partners.ts'
import { leaverParts, staffQueue } from './queries/queue.ts'
import { service } from './queries/service.ts'
import { serviceChoices } from './queries/service-choices.ts'
import { signInSettings } from './queries/sign-in.ts'
import { staffChoices } from './queries/staff-choices.ts'
import { staffMember } from './queries/staff-member.ts'
import { staffSessions } from './queries/staff-sessions.ts'
import { unitHours } from './queries/unit-hours.ts'

/** What can be done to this noun. */
export const commands: readonly AnyCommand[] = [
  addOrganisation,
  loadOds,
  addTeam,
  addUnit,
  changeUnitHours,
  setUnitBeds,
  addService,
  changeService,
  addStaff,
  inviteStaff,
  givePost,
  endPost,
  leave,
  recordAbsence,
  changeCover,
  makeAgreement,
  setAgreementEnd,
  setProvider,
  endProvider,
  endAccountLink,
  revokeSession,
  makeClient,
  newClientSecret,
  setClientKeys,
  addPartner,
  endPartner,
  addDoor,
  endDoor,
  revokeClient,
]
/** What can be asked about this noun. */
export const queries: readonly AnyQuery[] = [
  organisations,
  organisation,
  service,
  serviceChoices,
  agreements,
  agreementsEnding,
  myTeam,
  staffChoices,
  staffMember,
  staffSessions,
  leaverParts,
  staffQueue,
  unitHours,
  signInSettings,
  clients,
  partners,
  fhirOrganisation,
  fhirPractitioner,
  fhirRole,
  fhirService,
  fhirUnit,
]

export { resourceMaps } from './fhir.ts'
/** Role cards, for whoever gives posts (seeding, the first start of a live installation) and for the check. */
export { roleCard, roleCards } from './role-cards.ts'
