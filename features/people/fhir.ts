import type { Communication } from '#core/people/communication.ts'
import type { Address } from '#core/people/person.ts'
import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import {
  coded,
  extension,
  HL7_CODES,
  NHS_NUMBER,
  UK_CORE_CODES,
  UK_CORE_PROFILE,
} from '#platform/fhir/words.ts'
import { factMaps } from './fhir-facts.ts'
import { languageCode } from './fhir-languages.ts'
import { telecomOf } from './fhir-telecom.ts'
import { fhirPerson, type PersonRow } from './queries/fhir-person.ts'

const NAME_USE = { 'known-as': 'usual', legal: 'official', former: 'old' } as const
const ADDRESS_USE = { home: 'home', temporary: 'temp', 'care-of': 'temp' } as const

/** How sure a number is, in the words of the national code (UK Core, NHSNumberVerificationStatusEngland). */
const VERIFIED = {
  verified: ['01', 'Number present and verified'],
  'given-not-verified': ['02', 'Number present but not traced'],
} as const

const numberOf = (core: NonNullable<PersonRow['core']>) => {
  if (core.number === null || core.status === 'not-known') return []
  const [code, display] = VERIFIED[core.status]
  return [
    {
      extension: [
        extension(`${UK_CORE_PROFILE}Extension-UKCore-NHSNumberVerificationStatus`, {
          valueCodeableConcept: coded(
            `${UK_CORE_CODES}UKCore-NHSNumberVerificationStatusEngland`,
            code,
            display,
          ),
        }),
      ],
      system: NHS_NUMBER,
      value: core.number,
    },
  ]
}

const addressOf = (address: Address): object[] => {
  switch (address.kind) {
    case 'place':
      return [
        {
          use: ADDRESS_USE[address.use],
          line: address.lines,
          district: address.area,
          postalCode: address.postcode,
        },
      ]
    case 'no-fixed-address':
      return [{ use: 'home', text: 'No fixed address' }]
    case 'not-known':
      return []
  }
}

/** What they need so that they understand and are understood: an interpreter and languages; formats and support in words. */
const communicationOf = (communication: Communication) =>
  communication.answer !== 'needs'
    ? []
    : communication.needs.flatMap((need) =>
        need.need === 'interpreter' || need.need === 'language'
          ? [
              {
                ...(need.need === 'interpreter'
                  ? {
                      extension: [
                        extension('http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired', {
                          valueBoolean: true,
                        }),
                      ],
                    }
                  : {}),
                language: need.language,
              },
            ]
          : [],
      )

const patient = defineMap<PersonRow>({
  type: 'Patient',
  profile: `${UK_CORE_PROFILE}UKCore-Patient`,
  says: 'A person whom the asker may see. No gender and no protected characteristic is shown. Where core is closed there is no number and no address, and meta.security says restricted. Ways to reach them are told only where they said yes.',
  query: fhirPerson,
  search: {
    identifier: {
      kind: 'token',
      field: 'numbers',
      system: NHS_NUMBER,
      hides: true,
      says: 'the NHS number',
    },
    birthdate: {
      kind: 'date',
      days: true,
      field: 'born',
      hides: true,
      says: 'born on that day, or in that month or year',
    },
    name: { kind: 'string', field: 'name', hides: true, says: 'each word begins a word of their names' },
    family: { kind: 'string', field: 'family', hides: true, says: 'the family name begins so' },
    given: { kind: 'string', field: 'given', hides: true, says: 'the given name begins so' },
  },
  resource: (row) => ({
    resourceType: 'Patient',
    id: row.id,
    meta: row.core === null ? { security: [{ system: `${HL7_CODES}v3-Confidentiality`, code: 'R' }] } : {},
    identifier: row.core === null ? [] : numberOf(row.core),
    active: row.mergedInto === null,
    name: row.names.map(({ kind, given, family }) => ({
      use: NAME_USE[kind],
      family,
      given: given === null ? [] : [given],
    })),
    telecom: row.contactPoints.flatMap(telecomOf),
    birthDate: row.bornOn,
    ...(row.dead ? { deceasedBoolean: true } : {}),
    address: row.core === null ? [] : row.core.addresses.flatMap(addressOf),
    communication: communicationOf(row.communication).map(({ language, ...rest }) => ({
      ...rest,
      language: { ...coded('urn:ietf:bcp:47', languageCode(language)), text: language },
    })),
    link:
      row.mergedInto === null
        ? []
        : [{ other: { reference: `Patient/${row.mergedInto}` }, type: 'replaced-by' }],
  }),
})

export const resourceMaps: readonly ResourceMap[] = [patient, ...factMaps]
