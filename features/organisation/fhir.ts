import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { reference } from '#platform/fhir/params.ts'
import { coded, HL7_CODES, ODS_CODE, ourWord, refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { fhirOrganisation, type OrganisationRow } from './queries/fhir-organisation.ts'
import { fhirPractitioner, type PractitionerRow } from './queries/fhir-practitioner.ts'
import { fhirRole, type RoleRow } from './queries/fhir-role.ts'
import { fhirService, type ServiceRow } from './queries/fhir-service.ts'
import { fhirUnit, type UnitRow } from './queries/fhir-unit.ts'

const name = { kind: 'string', field: 'name', says: 'the name begins so' } as const
const phone = (telephone: string | null) =>
  telephone === null || telephone === '' ? [] : [{ system: 'phone', value: telephone, use: 'work' }]

const organization = defineMap<OrganisationRow>({
  type: 'Organization',
  profile: `${UK_CORE_PROFILE}UKCore-Organization`,
  says: 'An organisation with its ODS code or charity number, or a team, which is part of one.',
  query: fhirOrganisation,
  search: {
    identifier: { kind: 'token', field: 'codes', system: ODS_CODE, says: 'the ODS code' },
    name,
    partof: reference('partOf', 'Organization', 'partOf', 'the organisation that a team is part of'),
  },
  resource: (row) => ({
    resourceType: 'Organization',
    id: row.id,
    identifier: [
      ...(row.odsCode === null ? [] : [{ system: ODS_CODE, value: row.odsCode }]),
      ...(row.charityNumber === null
        ? []
        : [{ system: 'https://register-of-charities.charitycommission.gov.uk', value: row.charityNumber }]),
    ],
    active: row.active,
    type: [
      row.partOf === null
        ? { ...coded(`${HL7_CODES}organization-type`, 'prov', 'Healthcare Provider'), text: row.kind }
        : { ...coded(`${HL7_CODES}organization-type`, 'dept', 'Hospital Department'), text: row.kind },
    ],
    name: row.name,
    telecom: phone(row.telephone),
    partOf: refer('Organization', row.partOf),
  }),
})

const practitioner = defineMap<PractitionerRow>({
  type: 'Practitioner',
  profile: `${UK_CORE_PROFILE}UKCore-Practitioner`,
  says: 'A staff member by name. Professional registration numbers are not held.',
  query: fhirPractitioner,
  search: { name },
  resource: (row) => ({
    resourceType: 'Practitioner',
    id: row.id,
    active: row.active,
    name: [{ text: row.name }],
  }),
})

const practitionerRole = defineMap<RoleRow>({
  type: 'PractitionerRole',
  profile: `${UK_CORE_PROFILE}UKCore-PractitionerRole`,
  says: 'Who holds which post in which team, and from when until when.',
  query: fhirRole,
  search: {
    practitioner: reference('staff', 'Practitioner', 'practitioner', 'the staff member'),
    organization: reference('teams', 'Organization', 'organization', 'the team'),
  },
  resource: (row) => ({
    resourceType: 'PractitionerRole',
    id: row.id,
    active: row.active,
    period: { start: row.fromAt, end: row.untilAt },
    practitioner: refer('Practitioner', row.staffId, row.staffName),
    organization: refer('Organization', row.teamId, row.teamName),
    code: [{ text: row.title }],
    telecom: phone(row.telephone),
  }),
})

const healthcareService = defineMap<ServiceRow>({
  type: 'HealthcareService',
  profile: `${UK_CORE_PROFILE}UKCore-HealthcareService`,
  says: 'A service that takes referrals: what it accepts, and where it ends.',
  query: fhirService,
  search: {
    name,
    organization: reference(
      'organisations',
      'Organization',
      'providedBy',
      'the organisation or team that provides it',
    ),
  },
  resource: (row) => ({
    resourceType: 'HealthcareService',
    id: row.id,
    active: row.active,
    providedBy: refer('Organization', row.teamId),
    name: row.name,
    comment: row.accepts,
    extraDetails: row.boundary,
    telecom: phone(row.telephone),
    availabilityExceptions: row.hours,
  }),
})

const location = defineMap<UnitRow>({
  type: 'Location',
  profile: `${UK_CORE_PROFILE}UKCore-Location`,
  says: 'A ward or another unit, by name and code. Addresses of units are not held.',
  query: fhirUnit,
  search: {
    name,
    organization: reference('organisations', 'Organization', 'managingOrganization', 'the organisation'),
  },
  resource: (row) => ({
    resourceType: 'Location',
    id: row.id,
    identifier: [{ system: 'urn:throughcare:unit', value: row.code }],
    status: 'active',
    name: row.name,
    mode: 'instance',
    type: [ourWord('unit', row.kind)],
    telecom: phone(row.telephone),
    physicalType: coded(
      `${HL7_CODES}location-physical-type`,
      row.kind === 'ward' ? 'wa' : 'bu',
      row.kind === 'ward' ? 'Ward' : 'Building',
    ),
    managingOrganization: refer('Organization', row.organisationId),
  }),
})

export const resourceMaps: readonly ResourceMap[] = [
  organization,
  practitioner,
  practitionerRole,
  healthcareService,
  location,
]
