import type { Doors } from '../door.ts'

/** It names nobody of the record, so it is closed to everybody alike: of what `access_ask` says the words in it are judged. */
const ASKS = 'the one who asked, their manager and the desk: features/privacy/emergency.test.ts'
const COMPLAINTS = 'the desk of the organisation that was asked: features/privacy/complaint.test.ts'
const EVERYBODY = 'every role has one of these rights, and it shows nothing but one’s own'
const BARE = 'a bare form, or what is its author’s own; what it is sent to asks for the right'

export const privacy: Doors = {
  'GET /app/ask-for-access': { verb: 'list', rights: [], neverRefused: BARE },
  'GET /app/asked': {
    verb: 'list',
    rights: ['people.read | tasks.read | board.read | insight.read | sharing.agreement | privacy.desk'],
    neverRefused: EVERYBODY,
  },
  'GET /app/audit': { verb: 'list', rights: ['privacy.desk'] },
  'GET /app/audit/checkpoints': { verb: 'list', rights: ['privacy.desk'] },
  'GET /app/audit/checkpoints/download': { verb: 'list', rights: ['privacy.desk'] },
  'GET /app/audit/complaints/:id': { verb: 'see', rights: ['privacy.desk'], neverAllowed: COMPLAINTS },
  'GET /app/audit/complaints/new': { verb: 'list', rights: ['privacy.desk'] },
  'GET /app/audit/asks/:id': {
    verb: 'see',
    rights: ['people.read | tasks.read | board.read | insight.read | sharing.agreement | privacy.desk'],
    neverAllowed: ASKS,
  },
  'GET /app/audit/emergencies/:id': {
    verb: 'see',
    rights: ['privacy.desk | emergency.access'],
    by: 'emergencyId',
    opens: ['row'],
  },
  'GET /app/audit/people/:id': { verb: 'see', rights: ['privacy.desk'], by: 'personId', opens: ['identity'] },
  'GET /app/audit/without/:id': {
    verb: 'see',
    rights: ['privacy.desk | sharing.record | people.read'],
    by: 'sharingId',
    opens: ['row'],
  },
  'GET /app/emergency': { verb: 'list', rights: ['emergency.access'] },
  'GET /app/people/:id/emergency': { verb: 'list', rights: ['emergency.access'] },
  'GET /app/people/:id/share-without': {
    verb: 'see',
    rights: ['sharing.record', 'people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /app/ask-for-access': { verb: 'write', rights: [], neverRefused: BARE },
  'POST /app/audit/complaints/:id': { verb: 'write', rights: ['privacy.desk'], neverAllowed: COMPLAINTS },
  'POST /app/audit/complaints/new': { verb: 'write', rights: ['privacy.desk'] },
  'POST /app/audit/asks/:id': {
    verb: 'write',
    rights: ['people.read | tasks.read | board.read | insight.read | sharing.agreement | privacy.desk'],
    neverAllowed: ASKS,
  },
  'POST /app/audit/emergencies/:id': {
    verb: 'write',
    rights: ['privacy.desk | emergency.access'],
    by: 'emergencyId',
    opens: ['row'],
  },
  'POST /app/audit/without/:id': {
    verb: 'write',
    rights: ['privacy.desk | sharing.record | people.read'],
    by: 'sharingId',
    opens: ['row'],
  },
  'POST /app/audit/without/:id/end': {
    verb: 'write',
    rights: ['sharing.record | privacy.desk'],
    by: 'sharingId',
    opens: ['row'],
  },
  'POST /app/audit/without/:id/told': {
    verb: 'write',
    rights: ['sharing.record'],
    by: 'sharingId',
    opens: ['row'],
  },
  'POST /app/emergency': { verb: 'write', rights: ['emergency.access'] },
  'POST /app/emergency/close': {
    verb: 'write',
    rights: ['emergency.access'],
    by: 'emergencyId',
    opens: ['row'],
    input: (ids) => ({ emergencyId: ids.emergencyId }),
    mayRefuse: 'it is closed by whoever opened it, while it lasts',
  },
  'POST /app/people/:id/emergency': { verb: 'write', rights: ['emergency.access'] },
  'POST /app/people/:id/share-without': {
    verb: 'write',
    rights: ['sharing.record', 'people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'command complaint.close': { verb: 'write', rights: ['privacy.desk'], neverAllowed: COMPLAINTS },
  'command complaint.open': {
    verb: 'write',
    rights: ['privacy.desk'],
    input: () => ({ who: { bornOn: null }, raisedBy: 'the person' }),
  },
  'query complaint.one': { verb: 'see', rights: ['privacy.desk'], neverAllowed: COMPLAINTS },
  'query privacy.checkpoints': { verb: 'list', rights: ['privacy.desk'] },
  'command access.answer': {
    verb: 'write',
    rights: ['staff.manage | tasks.read | privacy.desk'],
    neverAllowed: ASKS,
  },
  'command access.ask': {
    verb: 'write',
    rights: ['people.read | tasks.read | board.read | insight.read | sharing.agreement'],
    neverRefused: EVERYBODY,
    input: () => ({ page: null }),
  },
  'command emergency.close': {
    verb: 'write',
    rights: ['emergency.access'],
    by: 'emergencyId',
    opens: ['row'],
    mayRefuse: 'it is closed by whoever opened it, while it lasts',
  },
  'command emergency.open': { verb: 'write', rights: ['emergency.access'] },
  'command emergency.second-look': {
    verb: 'write',
    rights: ['emergency.second-look'],
    by: 'emergencyId',
    opens: ['row'],
    input: (ids) => ({ about: 'emergency access', aboutId: ids.emergencyId }),
  },
  'command sharing-without.end': {
    verb: 'write',
    rights: ['sharing.record | privacy.desk'],
    by: 'sharingId',
    opens: ['row'],
  },
  'command sharing-without.record': {
    verb: 'write',
    rights: ['sharing.record'],
    by: 'personId',
    opens: ['write-own'],
  },
  'command sharing-without.told': {
    verb: 'write',
    rights: ['sharing.record'],
    by: 'sharingId',
    opens: ['row'],
  },
  'query access.asked': {
    verb: 'see',
    rights: ['people.read | tasks.read | board.read | insight.read | sharing.agreement | privacy.desk'],
    neverAllowed: ASKS,
  },
  'query access.mine': {
    verb: 'list',
    rights: ['people.read | tasks.read | board.read | insight.read | sharing.agreement | privacy.desk'],
    neverRefused: EVERYBODY,
  },
  'query emergency.one': {
    verb: 'see',
    rights: ['privacy.desk | emergency.access'],
    by: 'emergencyId',
    opens: ['row'],
  },
  'query emergency.reviewers': { verb: 'list', rights: ['emergency.access | sharing.record'] },
  'query privacy.desk': { verb: 'list', rights: ['privacy.desk'] },
  'query privacy.looked-at': { verb: 'see', rights: ['privacy.desk'], by: 'personId', opens: ['identity'] },
  'query sharing-without.choices': { verb: 'list', rights: ['sharing.record'] },
  'query sharing-without.one': {
    verb: 'see',
    rights: ['privacy.desk | sharing.record | people.read'],
    by: 'sharingId',
    opens: ['row'],
  },
}
