import { dayOf } from '#core/kernel/time.ts'
import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference, status } from '#platform/fhir/params.ts'
import {
  coded,
  extension,
  HL7_CODES,
  ourWord,
  refer,
  UK_CORE_CODES,
  UK_CORE_PROFILE,
} from '#platform/fhir/words.ts'
import { fhirStay, type StayRow } from './queries/fhir-stay.ts'

/** UK Core's own list of destinations, version 1.0.1; what the data dictionary has beside it is said under the record's system. */
const DESTINATIONS: ReadonlySet<string> = new Set(
  '19 29 30 37 38 48 49 50 51 52 53 54 65 66 79 84 85 87 88 98 99'.split(' '),
)
const METHODS: ReadonlySet<string> = new Set('1 3 4 5 6 7 8 9'.split(' '))

const code = (list: ReadonlySet<string>, system: string, of: string, held: string) =>
  list.has(held) ? coded(`${UK_CORE_CODES}${system}`, held) : ourWord(of, held)

const encounter = defineMap<StayRow>({
  type: 'Encounter',
  profile: `${UK_CORE_PROFILE}UKCore-Encounter`,
  says: 'A hospital stay, with the ward it is on now; moves between wards are not shown.',
  query: fhirStay,
  search: {
    ...aliases(['patient', 'subject'], reference('people', 'Patient', 'subject', 'the person')),
    status: status(
      'stays',
      { 'in-progress': ['open'], onleave: ['leave'], finished: ['ended', 'happened'] },
      'in progress, on leave, or finished',
    ),
    date: date('when', 'some of it was then'),
    'episode-of-care': reference('episodes', 'EpisodeOfCare', 'episodeOfCare', 'the support it belongs to'),
  },
  resource: (row) => ({
    resourceType: 'Encounter',
    id: row.id,
    extension:
      row.endMethod === null
        ? []
        : [
            extension(`${UK_CORE_PROFILE}Extension-UKCore-DischargeMethod`, {
              valueCodeableConcept: code(
                METHODS,
                'UKCore-DischargeMethodEngland',
                'end-method',
                row.endMethod,
              ),
            }),
          ],
    identifier:
      row.visitNumber === null
        ? []
        : [{ system: `urn:throughcare:visit:${row.organisationId}`, value: row.visitNumber }],
    status: row.endedAt !== null ? 'finished' : row.onLeave ? 'onleave' : 'in-progress',
    class: { system: `${HL7_CODES}v3-ActCode`, code: 'IMP', display: 'inpatient encounter' },
    subject: refer('Patient', row.personId),
    period: {
      start: row.admittedKnownTo === 'day' ? dayOf(row.admittedAt) : row.admittedAt,
      end: row.endedAt !== null && row.endedKnownTo === 'day' ? dayOf(row.endedAt) : row.endedAt,
    },
    reasonCode: row.reason === null ? [] : [{ text: row.reason }],
    hospitalization:
      row.endDestination === null
        ? undefined
        : {
            dischargeDisposition: code(
              DESTINATIONS,
              'UKCore-DischargeDestinationEngland',
              'end-destination',
              row.endDestination,
            ),
          },
    location: [{ location: refer('Location', row.unitId, row.unit) }],
    serviceProvider: refer('Organization', row.organisationId),
  }),
})

export const resourceMaps: readonly ResourceMap[] = [encounter]
