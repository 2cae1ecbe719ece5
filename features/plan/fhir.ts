import { SECTION_KEYS, SECTIONS } from '#core/plan/plan.ts'
import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference, status } from '#platform/fhir/params.ts'
import { refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { fhirPlan, type PlanFhirRow } from './queries/fhir-plan.ts'

const carePlan = defineMap<PlanFhirRow>({
  type: 'CarePlan',
  profile: `${UK_CORE_PROFILE}UKCore-CarePlan`,
  says: 'A leaving and staying-well plan in its newest version, each section in plain words and in the person’s own. Earlier versions, who has received it and the safety plan are not shown.',
  query: fhirPlan,
  search: {
    ...aliases(['patient', 'subject'], reference('people', 'Patient', 'subject', 'the person')),
    status: status('states', { active: ['held'] }, 'always active: the newest version'),
    date: date('when', 'when that version was written'),
  },
  resource: (row) => ({
    resourceType: 'CarePlan',
    id: row.id,
    identifier: [{ system: 'urn:throughcare:plan-version', value: String(row.version) }],
    status: 'active',
    intent: 'plan',
    title: 'Leaving and staying-well plan',
    subject: refer('Patient', row.personId),
    encounter: refer('Encounter', row.stayId),
    created: row.at,
    author: refer('Practitioner', row.byStaffId),
    contributor: [refer('Organization', row.teamId)],
    note: [
      ...SECTION_KEYS.flatMap((key) => {
        const { words = '', own = '' } = row.sections[key] ?? {}
        return [
          ...(words === '' ? [] : [{ text: `${SECTIONS[key]}: ${words}` }]),
          ...(own === '' ? [] : [{ text: `${SECTIONS[key]}, in their own words: ${own}` }]),
        ]
      }),
      ...row.named.map(({ name, role }) => ({ text: `Is to have it: ${name}, ${role}` })),
    ],
  }),
})

export const resourceMaps: readonly ResourceMap[] = [carePlan]
