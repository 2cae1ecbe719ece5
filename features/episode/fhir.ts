import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference, status } from '#platform/fhir/params.ts'
import { refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { type EpisodeFhirRow, fhirEpisode } from './queries/fhir-episode.ts'

const states = (codes: readonly [string, string, string]) =>
  status(
    'states',
    { [codes[0]]: ['open'], [codes[1]]: ['paused'], [codes[2]]: ['ended'] },
    `${codes[0]}, ${codes[1]} while it is paused, or ${codes[2]}`,
  )

const episodeOfCare = defineMap<EpisodeFhirRow>({
  type: 'EpisodeOfCare',
  profile: `${UK_CORE_PROFILE}UKCore-EpisodeOfCare`,
  says: 'Support by a service. Its steps, stages and outcome are not shown.',
  query: fhirEpisode,
  search: {
    patient: reference('people', 'Patient', 'patient', 'the person'),
    status: states(['active', 'onhold', 'finished']),
    date: date('when', 'some of it was then'),
    'incoming-referral': reference(
      'referrals',
      'ServiceRequest',
      'referralRequest',
      'the referral it came from',
    ),
    'care-manager': reference('workers', 'Practitioner', 'careManager', 'the key worker'),
  },
  resource: (row) => ({
    resourceType: 'EpisodeOfCare',
    id: row.id,
    status: row.state === 'ended' ? 'finished' : row.paused ? 'onhold' : 'active',
    type: [{ text: row.service }],
    patient: refer('Patient', row.personId),
    managingOrganization: refer('Organization', row.organisationId),
    period: { start: row.startedAt, end: row.endedAt },
    referralRequest: row.referralId === null ? [] : [refer('ServiceRequest', row.referralId)],
    careManager: refer('Practitioner', row.keyWorkerId, row.keyWorker),
    team: [refer('CareTeam', row.id)],
  }),
})

const careTeam = defineMap<EpisodeFhirRow>({
  type: 'CareTeam',
  profile: `${UK_CORE_PROFILE}UKCore-CareTeam`,
  says: 'The team that supports the person, with the key worker: one for each EpisodeOfCare, of the same id.',
  query: fhirEpisode,
  search: {
    ...aliases(['patient', 'subject'], reference('people', 'Patient', 'subject', 'the person')),
    status: states(['active', 'suspended', 'inactive']),
    participant: reference('workers', 'Practitioner', 'participant.member', 'the key worker'),
  },
  resource: (row) => ({
    resourceType: 'CareTeam',
    id: row.id,
    status: row.state === 'ended' ? 'inactive' : row.paused ? 'suspended' : 'active',
    name: row.service,
    subject: refer('Patient', row.personId),
    period: { start: row.startedAt, end: row.endedAt },
    participant: [
      ...(row.keyWorkerId === null
        ? []
        : [
            {
              role: [{ text: 'Key worker' }],
              member: refer('Practitioner', row.keyWorkerId, row.keyWorker),
              onBehalfOf: refer('Organization', row.teamId),
            },
          ]),
      { member: refer('Organization', row.teamId) },
    ],
    managingOrganization: [refer('Organization', row.organisationId)],
  }),
})

export const resourceMaps: readonly ResourceMap[] = [episodeOfCare, careTeam]
