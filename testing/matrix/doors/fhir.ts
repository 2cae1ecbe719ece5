import type { Doors, MatrixDoor } from '../door.ts'

/** The questions behind the resources, each asked about one person, and the routes that ask them. */
const about = (rights: readonly string[], more: Partial<MatrixDoor> = {}): MatrixDoor => ({
  verb: 'search',
  rights,
  by: 'personId',
  opens: ['known'],
  input: (ids) => ({ people: [ids.personId], limit: 200, count: true }),
  ...more,
})

const DIRECTORY = [
  'people.read | referral.read | plan.read | board.read | tasks.read | report.read | staff.manage | service.manage | organisation.manage | organisation.load',
]
const directory: MatrixDoor = { verb: 'list', rights: DIRECTORY, input: () => ({ limit: 200, count: true }) }

export const fhir: Doors = {
  'query people.fhir-person': about(['people.read'], {
    opens: ['identity'],
    input: (ids) => ({ ids: [ids.personId], limit: 200, count: true }),
  }),
  'query people.fhir-carer': about(['people.read']),
  'query people.fhir-flag': about(['people.read']),
  'query medicine.fhir-statement': about(['medicines.read']),
  'query people.fhir-provenance': about(['people.read']),
  'query people.fhir-audit': about(['audit.read']),
  'query referral.fhir-referral': about(['referral.read']),
  'query stay.fhir-stay': about(['people.read | stay.record']),
  'query contact.fhir-planned': about(['contact.read']),
  'query contact.fhir-happened': about(['contact.read']),
  'query episode.fhir-episode': about(['people.read | contact.read | episode.manage']),
  'query plan.fhir-plan': about(['plan.read']),
  'query goal.fhir-goal': about(['plan.read | goals.record']),
  'query goal.fhir-appointment': about(['plan.read | goals.record']),
  'query sharing.fhir-consent': about(['people.read']),
  'query organisation.fhir-organisation': directory,
  'query organisation.fhir-practitioner': directory,
  'query organisation.fhir-role': directory,
  'query organisation.fhir-service': directory,
  'query organisation.fhir-unit': directory,
  'GET /api/fhir/R4/:type': about(['referral.read'], {
    // whoever a referral is about is told beside it alone
    leavesOut: ['tc.person', 'tc.person_name', 'tc.person_core', 'tc.contact_point'],
    at: { type: 'ServiceRequest' },
    input: (ids) => ({ patient: ids.personId ?? '', _count: '200', _include: 'ServiceRequest:subject' }),
  }),
  'POST /api/fhir/R4/:type/_search': about(['people.read'], {
    at: { type: 'Patient' },
    input: (ids) => ({ _id: ids.personId ?? '', _revinclude: 'Flag:patient' }),
    // a search that finds nobody is an answer
    opens: ['identity'],
  }),
  'GET /api/fhir/R4/:type/:resource': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    at: { type: 'Patient' },
    opens: ['identity'],
  },
  'GET /api/fhir/R4/:type/:resource/_history': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    at: { type: 'Patient' },
    opens: ['identity'],
  },
  'GET /api/fhir/R4/:type/:resource/_history/:version': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    at: { type: 'Patient', version: '1' },
    opens: ['identity'],
    neverAllowed: 'asks for a version of which nobody knows',
  },
}
