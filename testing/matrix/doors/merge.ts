import type { Doors } from '../door.ts'

const TWO = 'a desk compares two records of which somebody asked it: features/merge/merge.test.ts'

export const merge: Doors = {
  'GET /app/merges': { verb: 'list', rights: ['people.merge'] },
  'GET /app/merges/:id': { verb: 'see', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'GET /app/merges/compare/:one/:other': { verb: 'see', rights: ['people.merge'], neverAllowed: TWO },
  'POST /app/merges/:id/confirm': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'POST /app/merges/:id/take-back': {
    verb: 'write',
    rights: ['people.merge'],
    by: 'mergeId',
    opens: ['row'],
  },
  'POST /app/merges/:id/undo': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'POST /app/merges/compare/:one/:other': { verb: 'write', rights: ['people.merge'], neverAllowed: TWO },
  'command merge.confirm': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'command merge.propose': {
    verb: 'write',
    rights: ['people.merge'],
    by: 'personId',
    opens: ['write-own'],
    neverAllowed: TWO,
  },
  'command merge.take-back': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'command merge.undo': { verb: 'write', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'query merge.compare': {
    verb: 'see',
    rights: ['people.merge'],
    by: 'personId',
    opens: ['identity'],
    neverAllowed: TWO,
  },
  'query merge.desk': { verb: 'list', rights: ['people.merge'] },
  'query merge.pair': { verb: 'see', rights: ['people.merge'], by: 'mergeId', opens: ['row'] },
  'query people.kept-as': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
    neverAllowed: TWO,
  },
}
