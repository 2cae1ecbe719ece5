import type { Doors } from '../door.ts'

export const report: Doors = {
  'GET /app/team': { verb: 'count', rights: ['report.read'] },
  'GET /app/team/report': { verb: 'count', rights: ['report.read'] },
  'query report.months': {
    verb: 'count',
    rights: ['report.read'],
    input: (ids) => ({ service: ids.serviceId, months: 3 }),
  },
  'query report.service': {
    verb: 'count',
    rights: ['report.read'],
    input: (ids) => ({ service: ids.serviceId, months: 3 }),
  },
  'query report.services': { verb: 'count', rights: ['report.read'] },
  'query team.today': { verb: 'count', rights: ['report.read'] },
}
