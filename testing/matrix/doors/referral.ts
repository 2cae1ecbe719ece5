import type { Doors } from '../door.ts'
import type { Ids } from '../things.ts'

const BY_MACHINES =
  'another system’s alone: a member of staff is refused, and what it sends is asked for as a machine in the tests of its own'

const FHIR = { 'content-type': 'application/fhir+json' }
const packed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
const A_UUID = '0195f0ff-0000-7000-8000-000000000004'
const aRequest = (ids: Ids) => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { text: 'A few words' },
  subject: { reference: `Patient/${ids.personId}` },
  performer: [{ reference: `HealthcareService/${ids.serviceId}` }],
})
const aMessage = (ids: Ids) => ({
  resourceType: 'Bundle',
  type: 'message',
  entry: [
    {
      fullUrl: 'urn:uuid:0195f0ff-0000-7000-8000-000000000005',
      resource: {
        resourceType: 'MessageHeader',
        eventCoding: {
          system: 'https://fhir.nhs.uk/CodeSystem/message-events-bars',
          code: 'servicerequest-request',
        },
        source: { endpoint: 'urn:example:sender' },
        focus: [{ reference: `urn:uuid:${A_UUID}` }],
      },
    },
    { fullUrl: `urn:uuid:${A_UUID}`, resource: aRequest(ids) },
  ],
})

export const referral: Doors = {
  'GET /app/people/:id/referrals': {
    verb: 'see',
    rights: ['people.read'],
    by: 'personId',
    opens: ['identity'],
  },
  'POST /api/fhir/R4': {
    verb: 'write',
    rights: ['referral.send'],
    neverAllowed: BY_MACHINES,
    sends: (ids) => ({
      headers: FHIR,
      body: {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          {
            fullUrl: `urn:uuid:${A_UUID}`,
            resource: aRequest(ids),
            request: { method: 'POST', url: 'ServiceRequest' },
          },
        ],
      },
    }),
  },
  'POST /api/fhir/R4/$process-message': {
    verb: 'write',
    rights: ['referral.send'],
    neverAllowed: BY_MACHINES,
    sends: (ids) => ({
      headers: {
        ...FHIR,
        'x-request-id': A_UUID,
        'x-correlation-id': A_UUID,
        'nhsd-target-identifier': packed({ system: 'urn:throughcare:service', value: ids.serviceId }),
        'nhsd-end-user-organisation': packed({ resourceType: 'Organization' }),
      },
      body: aMessage(ids),
    }),
  },
  'POST /api/fhir/R4/:type': {
    verb: 'write',
    rights: ['referral.send'],
    neverAllowed: BY_MACHINES,
    sends: (ids) => ({ url: '/api/fhir/R4/ServiceRequest', headers: FHIR, body: aRequest(ids) }),
  },
  // the team that sent it takes it back; without the version that was read it is told so, and nothing happens
  'PUT /api/fhir/R4/:type/:resource': {
    verb: 'write',
    rights: ['referral.send'],
    by: 'referralId',
    opens: ['row'],
    sends: (ids) => ({
      url: `/api/fhir/R4/Task/${ids.referralId}`,
      headers: FHIR,
      body: {
        resourceType: 'Task',
        id: ids.referralId,
        status: 'cancelled',
        intent: 'order',
        statusReason: { text: 'A few words' },
      },
    }),
    mayRefuse: 'only the team that sent it acts on it by this',
  },
  'command referral.follow': { verb: 'write', rights: ['referral.read'], neverAllowed: BY_MACHINES },
  'command referral.keep': {
    verb: 'write',
    rights: ['referral.send'],
    neverAllowed: BY_MACHINES,
    input: () => ({ why: 'REFERRAL_NOT_READ' }),
  },
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
    mayRefuse: 'what another system sent is read by the two parties alone, whoever else reads the referral',
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
