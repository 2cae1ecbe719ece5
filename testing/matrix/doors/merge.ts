import type { Doors } from '../door.ts'

const TWO =
  'leads on only once two records stand as one, which is asked after that change and held in features/merge/merge.test.ts'

/** What two records are compared by, told to the desk that was asked about both: docs/decisions/0030-merge.md. No row of the access table says so yet. */
const COMPARED = ['tc.person', 'tc.person_name', 'tc.contact_point', 'tc.person_core']

export const merge: Doors = {
  'GET /app/merges': { verb: 'list', rights: ['people.merge'], ofPair: COMPARED },
  'GET /app/merges/:id': {
    verb: 'see',
    rights: ['people.merge'],
    by: 'mergeId',
    opens: ['row'],
    ofPair: COMPARED,
  },
  'GET /app/merges/compare/:one/:other': {
    verb: 'see',
    rights: ['people.merge'],
    by: 'personId',
    opens: ['pair'],
    ofPair: COMPARED,
  },
  'POST /app/merges/:id/confirm': {
    verb: 'write',
    rights: ['people.merge'],
    by: 'mergeId',
    opens: ['row'],
    input: (ids) => ({ keepId: ids.keepId, awayId: ids.awayId }),
    ofPair: COMPARED,
  },
  'POST /app/merges/:id/take-back': {
    verb: 'write',
    rights: ['people.merge'],
    by: 'mergeId',
    opens: ['row'],
    input: (ids) => ({ keepId: ids.keepId, awayId: ids.awayId }),
    ofPair: COMPARED,
  },
  'POST /app/merges/:id/undo': {
    verb: 'write',
    rights: ['people.merge'],
    by: 'mergeId',
    opens: ['row'],
    input: (ids) => ({ keepId: ids.keepId, awayId: ids.awayId }),
    ofPair: COMPARED,
  },
  'POST /app/merges/compare/:one/:other': {
    verb: 'write',
    rights: ['people.merge'],
    by: 'personId',
    opens: ['pair'],
    ofPair: COMPARED,
  },
  'command merge.confirm': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'command merge.propose': {
    verb: 'write',
    rights: ['people.merge'],
    by: 'personId',
    opens: ['pair'],
    ofPair: COMPARED,
  },
  'command merge.take-back': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'command merge.undo': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'query merge.compare': {
    verb: 'see',
    rights: ['people.merge'],
    by: 'personId',
    opens: ['pair'],
    ofPair: COMPARED,
  },
  'query merge.desk': { verb: 'list', rights: ['people.merge'], ofPair: COMPARED },
  'query merge.pair': {
    verb: 'see',
    rights: ['people.merge'],
    by: 'mergeId',
    opens: ['row'],
    ofPair: COMPARED,
  },
  'query people.kept-as': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
    neverAllowed: TWO,
  },
}
