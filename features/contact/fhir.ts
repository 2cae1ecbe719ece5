import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference, status } from '#platform/fhir/params.ts'
import { HL7_CODES, ourWord, refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { fhirHappened } from './queries/fhir-happened.ts'
import { type ContactFhirRow, fhirPlanned } from './queries/fhir-planned.ts'

const STATUS = {
  planned: 'booked',
  happened: 'fulfilled',
  'no answer': 'noshow',
  'did not happen': 'cancelled',
  void: 'cancelled',
} as const

const people = aliases(['patient', 'subject'], reference('people', 'Patient', 'subject', 'the person'))

const encounter = defineMap<ContactFhirRow>({
  type: 'Encounter',
  profile: `${UK_CORE_PROFILE}UKCore-Encounter`,
  says: 'A visit or call that happened; its notes, worries and doses are not shown.',
  query: fhirHappened,
  search: people,
  resource: (row) => ({
    resourceType: 'Encounter',
    id: row.id,
    status: 'finished',
    class: {
      system: `${HL7_CODES}v3-ActCode`,
      ...(row.mode === 'phone' || row.mode === 'video'
        ? { code: 'VR', display: 'virtual' }
        : { code: 'HH', display: 'home health' }),
    },
    type: [ourWord('contact', row.mode)],
    subject: refer('Patient', row.personId),
    episodeOfCare: row.episodeId === null ? [] : [refer('EpisodeOfCare', row.episodeId)],
    participant: row.byStaffId === null ? [] : [{ individual: refer('Practitioner', row.byStaffId) }],
    appointment: [refer('Appointment', row.id)],
    period: { start: row.happenedAt },
    serviceProvider: refer('Organization', row.teamId),
  }),
})

const appointment = defineMap<ContactFhirRow>({
  type: 'Appointment',
  profile: `${UK_CORE_PROFILE}UKCore-Appointment`,
  says: 'A visit or call as it was planned, within its window, and what became of it.',
  query: fhirPlanned,
  search: {
    ...aliases(['patient', 'actor'], reference('people', 'Patient', 'participant.actor', 'the person')),
    practitioner: reference('staff', 'Practitioner', 'participant.actor', 'who goes'),
    status: status(
      'states',
      {
        booked: ['planned'],
        fulfilled: ['happened', 'went'],
        noshow: ['no answer', 'did not'],
        cancelled: ['did not happen', 'void', 'moved', 'stopped'],
      },
      'booked, fulfilled, noshow or cancelled',
    ),
    date: date('when', 'when it begins'),
  },
  resource: (row) => ({
    resourceType: 'Appointment',
    id: row.id,
    status: STATUS[row.state],
    cancelationReason:
      row.whyNot === null || STATUS[row.state] !== 'cancelled' ? undefined : { text: row.whyNot },
    appointmentType: ourWord('contact', row.mode),
    start: row.fromAt,
    end: row.untilAt,
    participant: [
      { actor: refer('Patient', row.personId), status: 'accepted' },
      ...(row.staffId === null ? [] : [{ actor: refer('Practitioner', row.staffId), status: 'accepted' }]),
    ],
  }),
})

export const resourceMaps: readonly ResourceMap[] = [encounter, appointment]
