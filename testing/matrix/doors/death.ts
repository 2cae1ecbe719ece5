import type { Doors } from '../door.ts'

export const death: Doors = {
  'GET /app/people/:id/death': { verb: 'see', rights: ['people.read'], by: 'personId', opens: ['identity'] },
  'GET /app/people/:id/death/after': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'GET /app/people/:id/death/confirm': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'GET /app/people/:id/death/report': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'GET /app/people/:id/death/undo': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/people/:id/death/after': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/people/:id/death/confirm': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/people/:id/death/report': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/people/:id/death/undo': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'command death.after-done': {
    verb: 'write',
    rights: ['death.report'],
    by: 'personId',
    opens: ['write-own'],
    input: (ids) => ({ decisionId: ids.deathDecisionId }),
  },
  'command death.confirm': { verb: 'write', rights: ['death.confirm'], by: 'personId', opens: ['write-own'] },
  'command death.report': {
    verb: 'write',
    rights: ['death.report | import.hl7'],
    by: 'personId',
    opens: ['write-own'],
  },
  'command death.undo': { verb: 'write', rights: ['death.confirm'], by: 'personId', opens: ['write-own'] },
  'query death.of-person': { verb: 'see', rights: ['people.read'], by: 'personId', opens: ['identity'] },
}
