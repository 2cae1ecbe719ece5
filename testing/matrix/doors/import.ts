import type { Doors, MatrixDoor } from '../door.ts'

const RIGHT = ['import.spreadsheet']
const OF_A_TEAM =
  'a spreadsheet that somebody handed in: none of the matrix did, and features/import/people.test.ts goes the whole way, another organisation and another team too'

const ofOne = (verb: MatrixDoor['verb']): MatrixDoor => ({ verb, rights: RIGHT, neverAllowed: OF_A_TEAM })

export const spreadsheets: Doors = {
  'GET /app/import': { verb: 'list', rights: RIGHT },
  'GET /app/import/template': {
    verb: 'list',
    rights: RIGHT,
    at: { '?': '{"kind":"people"}' },
  },
  'GET /app/import/:id': ofOne('see'),
  'GET /app/import/:id/rows': ofOne('print'),
  'POST /app/import': {
    verb: 'write',
    rights: RIGHT,
    neverAllowed: 'takes a file, which the matrix does not send: features/import/people.test.ts does',
  },
  'POST /app/import/:id/confirm': ofOne('write'),
  'POST /app/import/:id/remove': ofOne('write'),
  'command import.upload': {
    verb: 'write',
    rights: RIGHT,
    input: () => ({ content: 'TmFtZQ==' }),
    neverAllowed: 'needs the rights of its kind beside this one: features/import/people.test.ts',
  },
  'command import.confirm': ofOne('write'),
  'command import.end': ofOne('write'),
  'command import.remove': ofOne('write'),
  'query import.list': { verb: 'list', rights: RIGHT },
  'query import.one': ofOne('see'),
  'query import.standing': { verb: 'list', rights: RIGHT, input: () => ({ people: [] }) },
}
