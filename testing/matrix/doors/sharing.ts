import type { Doors } from '../door.ts'

export const sharing: Doors = {
  'GET /app/people/:id/carers/:carer/told': {
    verb: 'see',
    rights: ['people.read'],
    by: 'carerId',
    opens: ['identity', 'row'],
  },
  'GET /app/people/:id/deputies/:deputy/end': {
    verb: 'see',
    rights: ['people.read'],
    by: 'deputyId',
    opens: ['identity', 'row'],
  },
  'GET /app/people/:id/deputies/new': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'GET /app/people/:id/sharing': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'GET /app/people/:id/sharing/:service': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity', 'service'],
  },
  'GET /app/people/:id/sharing/:service/stop': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity', 'service'],
  },
  'POST /app/people/:id/carers/:carer/told': {
    verb: 'write',
    rights: ['people.read'],
    by: 'carerId',
    opens: ['identity', 'row'],
  },
  'POST /app/people/:id/deputies/:deputy/end': {
    verb: 'write',
    rights: ['people.read'],
    by: 'deputyId',
    opens: ['identity', 'row'],
  },
  'POST /app/people/:id/deputies/new': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/people/:id/sharing/:service': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity', 'service'],
  },
  'POST /app/people/:id/sharing/:service/stop': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity', 'service', 'write-own'],
  },
  'command carer.choose': {
    verb: 'write',
    rights: ['sharing.record | people.details'],
    by: 'carerId',
    opens: ['write-own', 'row'],
  },
  'command deputy.add': {
    verb: 'write',
    rights: ['sharing.record | people.details'],
    by: 'personId',
    opens: ['write-own'],
  },
  'command deputy.end': {
    verb: 'write',
    rights: ['sharing.record | people.details'],
    by: 'deputyId',
    opens: ['write-own', 'row'],
  },
  'command sharing.stop': { verb: 'write', rights: ['sharing.record'], by: 'personId', opens: ['write-own'] },
  'query sharing.of-person': { verb: 'see', rights: ['people.read'], by: 'personId', opens: ['known'] },
  'query sharing.seen-by': { verb: 'see', rights: ['people.read'], by: 'personId', opens: ['known'] },
}
