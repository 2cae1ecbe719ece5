import type { Doors } from '../door.ts'

export const gap: Doors = {
  'GET /app/gaps': { verb: 'list', rights: ['board.read'] },
  'GET /app/gaps/take-over': { verb: 'list', rights: ['board.read | people.read'] },
  'GET /app/notices': { verb: 'list', rights: ['board.read | tasks.read'] },
  'GET /app/practice/sent': { verb: 'list', rights: ['board.read | tasks.read | people.read | report.read'] },
  'GET /app/settings/notices': { verb: 'list', rights: ['board.read | tasks.read'] },
  'GET /app/tasks': { verb: 'list', rights: ['tasks.read'] },
  'GET /app/tasks/:id': { verb: 'see', rights: ['tasks.read'], by: 'taskId', opens: ['identity', 'row'] },
  'POST /app/gaps/take-over': { verb: 'write', rights: ['board.read | people.read'] },
  'POST /app/notices/acknowledge': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'POST /app/settings/notices': { verb: 'write', rights: ['board.read | tasks.read'] },
  'POST /app/tasks/:id': { verb: 'write', rights: ['tasks.read'], by: 'taskId', opens: ['identity', 'row'] },
  'command gap.take-over': { verb: 'write', rights: ['gap.take-over'], by: 'personId', opens: ['write-own'] },
  'command notice.acknowledge': {
    verb: 'write',
    rights: ['board.read | tasks.read'],
    by: 'noticeId',
    opens: ['row'],
  },
  'command notify.set-wishes': { verb: 'write', rights: ['board.read | tasks.read'] },
  'command task.done': { verb: 'write', rights: ['tasks.read'], by: 'taskId', opens: ['write-own', 'row'] },
  'query notice.mine': { verb: 'list', rights: ['board.read | tasks.read'] },
  'query notify.practice-sent': {
    verb: 'list',
    rights: ['board.read | tasks.read | people.read | report.read'],
  },
  'query notify.wishes': { verb: 'list', rights: ['board.read | tasks.read'] },
  'query safetynet.board': { verb: 'list', rights: ['board.read'] },
  'query safetynet.for-person': {
    verb: 'see',
    rights: ['board.read | people.read'],
    by: 'personId',
    opens: ['gap'],
  },
  'query safetynet.open-of-person': {
    verb: 'see',
    rights: ['board.read | people.read'],
    by: 'personId',
    opens: ['gap'],
  },
  'query task.list': { verb: 'list', rights: ['tasks.read'] },
  'query task.one': { verb: 'see', rights: ['tasks.read'], by: 'taskId', opens: ['row'] },
}
