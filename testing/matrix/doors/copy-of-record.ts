import type { Doors, MatrixDoor } from '../door.ts'

const ANY = 'subject-access.release | serious-harm.decide | people.read'
const DESK = 'subject-access.release | people.read'
const TWO_PEOPLE =
  'a leaving that somebody proposed: none of the matrix leaves, and features/copy-of-record/leaving.test.ts goes the whole way'

const byRequest = (verb: MatrixDoor['verb'], rights: string, more: Partial<MatrixDoor> = {}): MatrixDoor => ({
  verb,
  rights: [rights],
  by: 'requestId',
  opens: ['row'],
  ...more,
})
const command = (rights: string): MatrixDoor => byRequest('write', rights, { opens: ['row', 'known'] })
const onParts = (rights: string, input: Record<string, unknown> = {}): MatrixDoor =>
  byRequest('write', rights, {
    opens: ['row', 'known'],
    input: (ids) => ({ partIds: [ids.partId], ...input }),
  })
const form = (verb: MatrixDoor['verb'], rights = DESK): MatrixDoor =>
  byRequest(verb, rights, { opens: ['row', 'known'] })
/** None of the matrix is released, and that is said to whoever answers the request alone; features/copy-of-record/pages/pages.test.ts reads one. */
const given = byRequest('print', DESK, {
  opens: ['row', 'known'],
  mayRefuse: 'it is read by whoever answers the request',
})
const leaves = (more: Partial<MatrixDoor> = {}): MatrixDoor => ({
  verb: 'write',
  rights: ['organisation.manage | tasks.read'],
  neverAllowed: TWO_PEOPLE,
  ...more,
})

export const copyOfRecord: Doors = {
  'GET /app/copies': { verb: 'list', rights: [ANY] },
  'GET /app/copies/:id': byRequest('see', ANY),
  'GET /app/copies/:id/end': form('see'),
  'GET /app/copies/:id/extend': form('see'),
  'GET /app/copies/:id/file': given,
  'GET /app/copies/:id/hand-over': form('see'),
  'GET /app/copies/:id/harm': form('see', 'serious-harm.decide'),
  'GET /app/copies/:id/identity': form('see'),
  'GET /app/copies/:id/others': form('see'),
  'GET /app/copies/:id/paper': given,
  'GET /app/copies/:id/propose': form('see'),
  'GET /app/copies/ask': { verb: 'list', rights: ['subject-access.release'] },
  'GET /app/people/:id/copy': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'GET /app/people/:id/copy/ask': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/copies/:id/end': form('write'),
  'POST /app/copies/:id/extend': form('write'),
  'POST /app/copies/:id/gather': command(DESK),
  'POST /app/copies/:id/hand-over': form('write'),
  'POST /app/copies/:id/harm': form('write', 'serious-harm.decide'),
  'POST /app/copies/:id/identity': form('write'),
  'POST /app/copies/:id/others': form('write'),
  'POST /app/copies/:id/propose': form('write'),
  'POST /app/copies/:id/release': command(DESK),
  'POST /app/copies/ask': { verb: 'write', rights: ['subject-access.release'] },
  'POST /app/people/:id/copy/ask': {
    verb: 'write',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'command copy.ask': {
    verb: 'write',
    rights: [DESK],
    by: 'personId',
    opens: ['write-own'],
    input: (ids) => ({ who: { by: 'id', personId: ids.personId } }),
  },
  'command copy.check-identity': command(DESK),
  'command copy.decide-harm': onParts('serious-harm.decide', { register: '12A3456E' }),
  'command copy.decide-others': onParts(DESK),
  'command copy.end': command('subject-access.release'),
  'command copy.extend': command('subject-access.release'),
  'command copy.gather': command(DESK),
  'command copy.hand-over': command(DESK),
  'command copy.propose': onParts(DESK),
  'command copy.release': command(DESK),
  'query copy.request': byRequest('see', ANY),
  'query copy.requests': { verb: 'list', rights: [ANY] },
  'GET /app/organisations/:id/leaving': leaves({ verb: 'see' }),
  'GET /app/organisations/:id/leaving/close': leaves({ verb: 'see' }),
  'GET /app/organisations/:id/leaving/file': leaves({ verb: 'print' }),
  'GET /app/organisations/:id/leaving/manifest': leaves({ verb: 'see' }),
  'GET /app/organisations/:id/leaving/propose': leaves({ verb: 'see' }),
  'POST /app/organisations/:id/leaving/close': leaves(),
  'POST /app/organisations/:id/leaving/confirm': leaves({ input: (ids) => ({ leavingId: ids.personId }) }),
  'POST /app/organisations/:id/leaving/propose': leaves(),
  'POST /app/organisations/:id/leaving/take-back': leaves({ input: (ids) => ({ leavingId: ids.personId }) }),
  'command organisation.close-leaving': leaves(),
  'command organisation.confirm-leaving': leaves(),
  'command organisation.propose-leaving': leaves(),
  'command organisation.take-back-leaving': leaves(),
  'query organisation.leaving': { verb: 'list', rights: ['organisation.manage | tasks.read'] },
  'query organisation.leaving-export': {
    verb: 'list',
    rights: ['organisation.manage | tasks.read'],
    neverAllowed: TWO_PEOPLE,
  },
}
