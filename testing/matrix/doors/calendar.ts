import type { Doors } from '../door.ts'

/** What the forms of this page carry, so that what answers is the right and not the form. */
const SENT = { feedId: '0195f0ff-0000-7000-8000-0000000000a2' }

const ANOTHERS =
  'a feed of one’s own: none of the matrix has made one, and features/calendar/calendar.test.ts does'

export const calendar: Doors = {
  'GET /app/settings/calendar': { verb: 'list', rights: ['contact.read'] },
  'POST /app/settings/calendar/make': {
    verb: 'write',
    rights: ['contact.read'],
    input: () => ({ ...SENT, kind: 'mine' }),
    mayRefuse: 'its id is used once',
  },
  'POST /app/settings/calendar/end': {
    verb: 'write',
    rights: ['contact.read'],
    input: () => ({ ...SENT }),
    neverAllowed: ANOTHERS,
  },
  'command calendar.make-feed': {
    verb: 'write',
    rights: ['contact.read'],
    input: () => ({ kind: 'mine', tokenSha256: 'ab'.repeat(32) }),
    mayRefuse: 'its id and its address are used once',
  },
  'command calendar.end-feed': { verb: 'write', rights: ['contact.read'], neverAllowed: ANOTHERS },
  'query calendar.feeds': { verb: 'list', rights: ['contact.read'] },
}
