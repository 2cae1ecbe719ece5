import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference } from '#platform/fhir/params.ts'
import { coded, HL7_CODES, ourWord, refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { type ConsentRow, fhirConsent } from './queries/fhir-consent.ts'

const answered = (row: ConsentRow): boolean => ['yes', 'some', 'no'].includes(row.answer)

/** What was said, and whether a later answer to the same service stands now. */
const statusOf = (row: ConsentRow): string =>
  row.replaced
    ? 'inactive'
    : !answered(row)
      ? 'proposed'
      : row.answer === 'no' && !row.withdrawn
        ? 'rejected'
        : 'active'

const consent = defineMap<ConsentRow>({
  type: 'Consent',
  profile: `${UK_CORE_PROFILE}UKCore-Consent`,
  says: 'An answer about sharing with one service, as it was given. It is shown, never decided by: who may see what is decided by the record.',
  query: fhirConsent,
  search: {
    ...aliases(['patient'], reference('people', 'Patient', 'patient', 'the person')),
    date: date('when', 'when they answered'),
  },
  resource: (row) => ({
    resourceType: 'Consent',
    id: row.id,
    meta: { lastUpdated: row.decidedAt },
    status: statusOf(row),
    scope: coded(`${HL7_CODES}consentscope`, 'patient-privacy', 'Privacy Consent'),
    category: [coded(`${HL7_CODES}v3-ActCode`, 'IDSCL', 'information disclosure')],
    patient: refer('Patient', row.personId),
    dateTime: row.decidedAt,
    organization: [refer('Organization', row.organisationId)],
    policyRule: { text: `Legal basis: ${row.legalBasis}` },
    provision: {
      type: row.answer === 'no' ? 'deny' : answered(row) ? 'permit' : undefined,
      period: row.reviewOn === null ? undefined : { end: row.reviewOn },
      actor: [
        {
          role: coded(`${HL7_CODES}v3-ParticipationType`, 'IRCP', 'information recipient'),
          reference: refer('Organization', row.serviceTeamId, row.service),
        },
      ],
      code: [ourWord('sharing', row.answer), ...row.items.map((item) => ourWord('sharing-item', item))],
    },
  }),
})

export const resourceMaps: readonly ResourceMap[] = [consent]
