import type { Doors } from '../door.ts'

const BY_MACHINES =
  'another system’s alone: a member of staff is refused, and what it sends is asked for as a machine in the tests of its own'

export const referral: Doors = {
  'GET /app/people/:id/referrals': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /api/fhir/R4': { verb: 'write', rights: ['referral.send'], neverAllowed: BY_MACHINES },
  'POST /api/fhir/R4/$process-message': {
    verb: 'write',
    rights: ['referral.send'],
    neverAllowed: BY_MACHINES,
  },
  'POST /api/fhir/R4/:type': { verb: 'write', rights: ['referral.send'], neverAllowed: BY_MACHINES },
  'PUT /api/fhir/R4/:type/:resource': {
    verb: 'write',
    rights: ['referral.send'],
    neverAllowed: BY_MACHINES,
  },
  'command referral.follow': { verb: 'write', rights: ['referral.read'], neverAllowed: BY_MACHINES },
  'command referral.keep': { verb: 'write', rights: ['referral.send'], neverAllowed: BY_MACHINES },
  'command referral.receive': { verb: 'write', rights: ['referral.send'], neverAllowed: BY_MACHINES },
  'command referral.stop-following': {
    verb: 'write',
    rights: ['referral.read'],
    neverAllowed: BY_MACHINES,
  },
  'query referral.original': {
    verb: 'see',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  // of the team that sent it; for anybody else a list without anything on it
  'query referral.sent-on': { verb: 'list', rights: ['referral.read'], input: () => ({}) },
  // of the sender's own team: whoever else reads the referral has no act on it here
  'query referral.own': {
    verb: 'see',
    rights: ['referral.send'],
    by: 'referralId',
    opens: ['row'],
    input: () => ({ senderId: null }),
    mayRefuse: 'only the team that sent it acts on it by this',
  },
  'GET /app/referrals': { verb: 'list', rights: ['referral.read | referral.answer'] },
  'GET /app/referrals/:id': { verb: 'see', rights: ['referral.read'], by: 'referralId', opens: ['row'] },
  'GET /app/referrals/:id/accept': {
    verb: 'see',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'GET /app/referrals/:id/answer': {
    verb: 'see',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'GET /app/referrals/:id/ask': { verb: 'see', rights: ['referral.read'], by: 'referralId', opens: ['row'] },
  'GET /app/referrals/:id/decline': {
    verb: 'see',
    rights: ['referral.read', 'referral.answer'],
    by: 'referralId',
    opens: ['row'],
  },
  'GET /app/referrals/:id/sent': { verb: 'see', rights: ['referral.read'], by: 'referralId', opens: ['row'] },
  'GET /app/referrals/:id/sharing': {
    verb: 'see',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'GET /app/referrals/:id/withdraw': {
    verb: 'see',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'GET /app/referrals/draft/:commandId/:step': {
    verb: 'list',
    rights: [],
    neverAllowed: 'an unfinished form is its author’s alone, and nobody in the matrix has begun one',
    neverRefused: 'lists what is its author’s own, or nothing of anybody',
  },
  'GET /app/referrals/new': { verb: 'list', rights: ['referral.send'] },
  // what its team could not find, without the person for whom
  'GET /app/team/unmet-needs': { verb: 'list', rights: ['report.read'], ofOwnTeam: ['tc.unmet_need'] },
  'POST /app/referrals/:id/accept': {
    verb: 'write',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/:id/answer': {
    verb: 'write',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/:id/ask': {
    verb: 'write',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/:id/decline': {
    verb: 'write',
    rights: ['referral.read', 'referral.answer'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/:id/hand-on': {
    verb: 'write',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/:id/open': {
    verb: 'write',
    rights: ['referral.read | referral.answer'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/:id/sharing': {
    verb: 'write',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/:id/withdraw': {
    verb: 'write',
    rights: ['referral.read'],
    by: 'referralId',
    opens: ['row'],
  },
  'POST /app/referrals/draft/:commandId/:step': {
    verb: 'write',
    rights: [],
    neverAllowed: 'an unfinished form is its author’s alone, and nobody in the matrix has begun one',
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'POST /app/referrals/new': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'command referral.accept': {
    verb: 'write',
    rights: ['referral.answer'],
    by: 'referralId',
    opens: ['write-own', 'row'],
  },
  'command referral.answer-question': {
    verb: 'write',
    rights: ['referral.send'],
    by: 'referralId',
    opens: ['write-own', 'row'],
  },
  'command referral.ask': {
    verb: 'write',
    rights: ['referral.answer'],
    by: 'referralId',
    opens: ['write-own', 'row'],
  },
  'command referral.decline': {
    verb: 'write',
    rights: ['referral.answer'],
    by: 'referralId',
    opens: ['write-own', 'row'],
  },
  'command referral.hand-on': {
    verb: 'write',
    rights: ['referral.send'],
    by: 'referralId',
    opens: ['write-own', 'row'],
  },
  'command referral.see': {
    verb: 'write',
    rights: ['referral.read | referral.answer'],
    by: 'referralId',
    // that it was seen is no work begun
    opens: ['row'],
  },
  'command referral.send': { verb: 'write', rights: ['referral.send'], by: 'personId', opens: ['write-own'] },
  'command referral.withdraw': {
    verb: 'write',
    rights: ['referral.send'],
    by: 'referralId',
    opens: ['write-own', 'row'],
  },
  'command sharing.record': {
    verb: 'write',
    rights: ['sharing.record'],
    by: 'personId',
    opens: ['write-own'],
  },
  'query referral.about-person': { verb: 'see', rights: ['referral.send'], by: 'personId', opens: ['known'] },
  'query referral.for-person': {
    verb: 'see',
    rights: ['referral.read'],
    by: 'personId',
    opens: ['known'],
    leavesOut: ['tc.person'],
  },
  'query referral.inbox': { verb: 'list', rights: ['referral.read | referral.answer'] },
  'query referral.onward-services': {
    verb: 'see',
    rights: ['referral.answer'],
    by: 'referralId',
    opens: ['row'],
  },
  'query referral.page': { verb: 'see', rights: ['referral.read'], by: 'referralId', opens: ['row'] },
  'query referral.sent': { verb: 'list', rights: ['referral.read'] },
  'query referral.services': { verb: 'list', rights: ['referral.send'] },
  // what its team could not find, without the person for whom
  'query unmet-need.list': { verb: 'list', rights: ['report.read'], ofOwnTeam: ['tc.unmet_need'] },
}
