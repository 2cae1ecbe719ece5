import * as z from 'zod'
import { contactPointShape } from '#core/people/contact-point.ts'
import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference, status } from '#platform/fhir/params.ts'
import { coded, HL7_CODES, ourWord, refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { telecomOf } from './fhir-telecom.ts'
import { type AuditRow, fhirAudit } from './queries/fhir-audit.ts'
import { type CarerRow, fhirCarer } from './queries/fhir-carer.ts'
import { type FlagRow, fhirFlag } from './queries/fhir-flag.ts'
import { fhirMedicine, type MedicineFhirRow } from './queries/fhir-medicine.ts'
import { fhirProvenance, type ProvenanceRow } from './queries/fhir-provenance.ts'

const of = (path: string) =>
  aliases(['patient', 'subject'], reference('people', 'Patient', path, 'the person it is about'))

const relatedPerson = defineMap<CarerRow>({
  type: 'RelatedPerson',
  profile: `${UK_CORE_PROFILE}UKCore-RelatedPerson`,
  says: 'A carer that the asker’s own team wrote down. Whether and what they may be told is a matter between the person and the team and is not shown.',
  query: fhirCarer,
  search: { patient: reference('people', 'Patient', 'patient', 'the person they care for') },
  resource: (row) => ({
    resourceType: 'RelatedPerson',
    id: row.id,
    active: row.active,
    patient: refer('Patient', row.personId),
    relationship: [{ text: row.relation }],
    name: [{ text: row.name }],
    telecom: (z.array(contactPointShape).safeParse(row.contactPoints).data ?? []).flatMap(telecomOf),
  }),
})

const flag = defineMap<FlagRow>({
  type: 'Flag',
  profile: `${UK_CORE_PROFILE}UKCore-Flag`,
  says: 'What staff should do to be safe, until its last day. Why it stands is read by the team that wrote it and is not shown here.',
  query: fhirFlag,
  search: {
    ...of('subject'),
    status: status('states', { active: ['active'], inactive: ['over'] }, 'active until its last day'),
  },
  resource: (row) => ({
    resourceType: 'Flag',
    id: row.id,
    status: row.active ? 'active' : 'inactive',
    category: [coded(`${HL7_CODES}flag-category`, 'safety', 'Safety')],
    code: { text: row.action },
    subject: refer('Patient', row.personId),
    period: { start: row.recordedAt, end: row.expiresOn },
    author: refer('Organization', row.teamId),
  }),
})

const medicationStatement = defineMap<MedicineFhirRow>({
  type: 'MedicationStatement',
  profile: `${UK_CORE_PROFILE}UKCore-MedicationStatement`,
  says: 'A medicine as somebody said it: their words, who said so, as of when. It is no prescription and no instruction.',
  query: fhirMedicine,
  search: {
    ...of('subject'),
    status: status('states', { active: ['taken'], stopped: ['stopped'] }, 'taken, or stopped'),
  },
  resource: (row) => ({
    resourceType: 'MedicationStatement',
    id: row.id,
    status: row.endedOn === null ? 'active' : 'stopped',
    medicationCodeableConcept: { text: row.name },
    subject: refer('Patient', row.personId),
    effectivePeriod: row.endedOn === null ? undefined : { end: row.endedOn },
    dateAsserted: row.asOf,
    informationSource: { display: row.saidBy },
    note: [
      { text: `Prescriber: ${row.prescriber}` },
      ...(row.endedSaidBy === null ? [] : [{ text: `Stopped, said by: ${row.endedSaidBy}` }]),
    ],
    dosage: [{ text: `${row.dose}, ${row.when}`, asNeededBoolean: row.asNeeded }],
  }),
})

const provenance = defineMap<ProvenanceRow>({
  type: 'Provenance',
  profile: `${UK_CORE_PROFILE}UKCore-Provenance`,
  says: 'A line of the person’s timeline: what was written, when it happened and who wrote it. Never its text.',
  query: fhirProvenance,
  search: {
    patient: reference('people', 'Patient', 'target', 'the person it is about'),
    target: reference('people', 'Patient', 'target', 'the person it is about'),
    recorded: date('when', 'when it happened'),
  },
  resource: (row) => ({
    resourceType: 'Provenance',
    id: row.id,
    target: [refer('Patient', row.personId)],
    recorded: row.at,
    activity: ourWord('timeline', row.what),
    agent: [
      {
        type: coded(`${HL7_CODES}provenance-participant-type`, 'author', 'Author'),
        who:
          row.byName === null
            ? {
                identifier: { system: 'urn:throughcare:actor', value: row.byId },
                display: 'A machine or the person',
              }
            : refer('Practitioner', row.byId, row.byName),
        onBehalfOf: refer('Organization', row.teamId),
      },
    ],
  }),
})

/** What an action did, in HL7's letters; a command's name is ours. */
const actionOf = (row: AuditRow): string =>
  row.outcome === 'shown' ? 'R' : row.outcome === 'done' ? 'U' : 'E'

const auditEvent = defineMap<AuditRow>({
  type: 'AuditEvent',
  profile: `${UK_CORE_PROFILE}UKCore-AuditEvent`,
  says: 'Who has looked at or changed something of a person, for whoever holds the right to read the audit. The person must be named.',
  query: fhirAudit,
  ids: 'any',
  search: {
    patient: reference('people', 'Patient', 'entity.what', 'the person it is about; must be sent'),
    date: date('when', 'when it happened'),
  },
  resource: (row) => ({
    resourceType: 'AuditEvent',
    id: row.id,
    type: { system: `${HL7_CODES}audit-event-type`, code: 'rest', display: 'RESTful Operation' },
    subtype: [{ system: 'urn:throughcare:action', code: row.action.replaceAll(' ', '-') }],
    action: actionOf(row),
    recorded: row.at,
    outcome: row.outcome === 'shown' || row.outcome === 'done' ? '0' : '4',
    outcomeDesc: row.outcome,
    purposeOfEvent: [{ text: row.purpose }],
    agent: [
      {
        who: {
          identifier: { system: 'urn:throughcare:actor', value: row.actorId },
          display: row.who ?? 'The person or a carer',
        },
        requestor: true,
      },
    ],
    source: {
      observer: refer('Organization', row.organisationId, row.organisation) ?? { display: 'Throughcare' },
    },
    entity: [{ what: refer('Patient', row.personId) }],
  }),
})

export const factMaps: readonly ResourceMap[] = [
  relatedPerson,
  flag,
  medicationStatement,
  provenance,
  auditEvent,
]
