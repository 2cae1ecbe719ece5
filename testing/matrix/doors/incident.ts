import type { Doors } from '../door.ts'

/** What a team wrote is its own, also of somebody it has only added or supports no more: then without who it is about. */
export const incident: Doors = {
  'GET /app/incidents': { verb: 'list', rights: ['incident.record | incident.read'] },
  'GET /app/incidents/:id': {
    verb: 'see',
    rights: ['incident.record | incident.read'],
    by: 'incidentId',
    opens: ['row'],
  },
  'GET /app/incidents/:id/correct': {
    verb: 'see',
    rights: ['incident.record | incident.read'],
    by: 'incidentId',
    opens: ['row'],
  },
  'GET /app/incidents/new': {
    verb: 'list',
    rights: [],
    neverRefused: 'lists what is its author’s own, or nothing of anybody',
  },
  'GET /app/people/:id/incident': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/incidents/:id/correct': {
    verb: 'write',
    rights: ['incident.record | incident.read'],
    by: 'incidentId',
    opens: ['row'],
  },
  'POST /app/incidents/new': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'POST /app/people/:id/incident': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  // whoever reads an incident of their team may put right what it says, also after support has ended (74-day.sql)
  'command incident.correct': {
    verb: 'write',
    rights: ['incident.record'],
    by: 'incidentId',
    opens: ['row'],
  },
  'command incident.record': {
    verb: 'write',
    rights: ['incident.record'],
    by: 'personId',
    opens: ['write-own'],
  },
  'query incident.counts': { verb: 'count', rights: ['incident.read'] },
  'query incident.list': { verb: 'list', rights: ['incident.record | incident.read'] },
  'query incident.read': {
    verb: 'see',
    rights: ['incident.record | incident.read'],
    by: 'incidentId',
    opens: ['row'],
  },
}
