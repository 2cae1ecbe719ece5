import type { Instant } from '#core/kernel/time.ts'
import type { Pen } from './pen.ts'
import type { ReferralStory } from './referral-story.ts'
import {
  CLIENTS,
  clientId,
  ORGANISATIONS,
  type Rows,
  SERVICES,
  staffId,
  TEAMS,
  WARD_RECORD,
} from './world.ts'

const ENDPOINT_ID = '0193f10a-0000-7000-8000-000000000001'
const RECORD_ID = clientId(CLIENTS.length + 1)

/** The ward record's own address, where it is told that a referral it sent went on. Nothing leaves a practice installation. */
export const partnerRows = (at: Instant): Rows => ({
  partner_endpoint: [
    {
      id: ENDPOINT_ID,
      organisation_id: ORGANISATIONS.northside.id,
      name: WARD_RECORD.name,
      address: 'https://record.northside.example/hooks/referral',
      listed_at: at,
      listed_by: staffId('una'),
    },
  ],
})

/** A referral that the ward's record sent as FHIR and follows: it is as it was, but that a system brought it and what else it said. */
export function cameFromWardRecord(pen: Pen, { row, referralId, story: { personId } }: ReferralStory): void {
  const sentAt = row.sent_at as Instant
  const seenAt = row.seen_at as Instant
  const said = 'Dr Asha Invented, Maple ward'
  Object.assign(row, {
    source: 'api',
    from_client_id: RECORD_ID,
    from_said: `${WARD_RECORD.name}: ${said}`,
    from_staff_id: staffId('wyn'),
  })
  const about = {
    person_id: personId,
    organisation_id: ORGANISATIONS.northside.id,
  }
  const asks = row.asks as { reason: { text?: string } }
  pen.add('referral_original', {
    id: pen.id(sentAt),
    referral_id: referralId,
    ...about,
    team_id: TEAMS.maple.id,
    form: 'FHIR',
    sender_id: 'urn:northside:referral|R-20417',
    raw: JSON.stringify(
      {
        resourceType: 'ServiceRequest',
        identifier: [{ system: 'urn:northside:referral', value: 'R-20417' }],
        status: 'active',
        intent: 'order',
        priority: 'routine',
        code: {
          coding: [{ system: 'http://snomed.info/sct', code: '306206005', display: 'Referral to service' }],
          text: asks.reason.text,
        },
        subject: { reference: `Patient/${personId}` },
        requester: { display: said },
        performer: [{ reference: `HealthcareService/${SERVICES.medication.id}` }],
        authoredOn: sentAt,
      },
      null,
      2,
    ),
    unmapped: [
      { path: 'ServiceRequest.code.coding[0].system', text: 'http://snomed.info/sct' },
      { path: 'ServiceRequest.code.coding[0].code', text: '306206005' },
      { path: 'ServiceRequest.code.coding[0].display', text: 'Referral to service' },
      { path: 'ServiceRequest.authoredOn', text: sentAt },
    ],
    for_receiver: true,
    received_at: sentAt,
    received_by: RECORD_ID,
  })
  const subscriptionId = pen.id(sentAt)
  const following = { organisation_id: about.organisation_id, client_id: RECORD_ID, endpoint_id: ENDPOINT_ID }
  pen.add('subscription', {
    id: subscriptionId,
    ...following,
    referral_id: referralId,
    criteria: `Task?focus=ServiceRequest/${referralId}`,
    reason: 'The ward follows its referral',
    state: 'active',
    made_at: sentAt,
    told_version: row.version,
    next_try_at: seenAt,
  })
  for (const [outcome, went, minutes] of [
    ['503', false, 0],
    ['200', true, 1],
  ] as const)
    pen.add('partner_try', {
      id: pen.id(seenAt),
      subscription_id: subscriptionId,
      ...following,
      at: new Date(Date.parse(seenAt) + minutes * 60_000).toISOString(),
      outcome,
      went,
    })
  for (const line of pen.rows().timeline ?? [])
    if (line.what === 'referral sent')
      Object.assign(line, { what: 'referral sent by another system', by_id: RECORD_ID })
}
