import type { Asks } from '#core/referral/asks.ts'
import { fhirPerson, resourceMaps } from '#features/people/index.ts'
import { type Decider, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { writeJson } from '#platform/fhir/json.ts'
import type { Resource } from '#platform/fhir/resource.ts'
import { barsHeaders, barsReferral, barsRevoked, type Outgoing } from '../bars-message.ts'
import { wordsOf } from '../fhir.ts'

interface Door {
  readonly id: string
  readonly system: string
  readonly value: string
  readonly service: string
}
const DOOR = `select d.id, d.target_system as system, d.target_value as value, s.name as service
  from tc.partner_door d join tc.partner_endpoint e on e.id = d.endpoint_id and e.ended_at is null join tc.service s on s.id = d.service_id
  where d.service_id = $1 and d.organisation_id = (select ctx.organisation()) and d.ended_at is null`
const FROM = `select f.name, t.id as "teamId", t.name as team, o.name as organisation, o.ods_code as "odsCode"
  from tc.team t join tc.organisation o on o.id = t.organisation_id, tc.staff f where t.id = (select ctx.team()) and f.id = (select ctx.answers_for())`
const WRITE = `insert into tc.partner_message (id, referral_id, person_id, organisation_id, team_id, door_id, tells, headers, body, made_at, next_try_at)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), $4, $5, $6::jsonb, $7, (select ctx.now()), (select ctx.now()))`

interface From {
  readonly name: string
  readonly teamId: string
  readonly team: string
  readonly organisation: string
  readonly odsCode: string | null
}

export interface ToTell {
  readonly referralId: string
  readonly personId: string
  readonly serviceId: string
  readonly urgent: boolean
  readonly asks: Asks
}

/**
 * Writes the message for the system in which a service reads its referrals, where one is listed, in the transaction of the sending: both
 * or neither. The worker sends it (`platform/notify/messages.ts`). What goes is what the sender sees and the person agreed to.
 */
export async function tellPartner(tx: Tx, referral: ToTell, by: Decider): Promise<void> {
  const door = await tx.row<Door>(DOOR, [referral.serviceId])
  if (!door) return
  const { personId, referralId, urgent, asks } = referral
  const [from, person] = await Promise.all([
    tx.row<From>(FROM),
    fhirPerson.run(tx, { ids: [personId], limit: 1, count: false }),
  ])
  const row = person.rows[0]
  const patient = resourceMaps.find(({ type }) => type === 'Patient')
  if (!from || !row || !patient) throw new Error('a referral is written by somebody who sees the person')
  const out: Outgoing = {
    id: by.newId(),
    referralId,
    at: by.now,
    urgent,
    service: door.service,
    target: { system: door.system, value: door.value },
    from,
    organisation: { name: from.organisation, odsCode: from.odsCode },
    patient: patient.resource(row as never) as Resource,
    asks: wordsOf(asks),
  }
  await expectWritten(
    tx.write(WRITE, [
      out.id,
      referralId,
      personId,
      door.id,
      'sent',
      JSON.stringify(barsHeaders(out)),
      writeJson(barsReferral(out, by.newId)),
    ]),
  )
}

const SENT = `select door_id as "doorId", headers, body from tc.partner_message where referral_id = $1 and tells = 'sent'`

/** The same for its taking back, where a message of it was made. */
export async function tellPartnerBack(
  tx: Tx,
  back: { readonly referralId: string; readonly personId: string; readonly reason: string },
  by: Decider,
): Promise<void> {
  const sent = await tx.row<{ doorId: string; headers: Record<string, string>; body: string }>(SENT, [
    back.referralId,
  ])
  if (!sent) return
  const id = by.newId()
  const headers = {
    ...sent.headers,
    'x-request-id': id,
    'use-context': (sent.headers['use-context'] ?? '').replace(/new$/, 'update'),
  }
  const body = barsRevoked(JSON.parse(sent.body) as Resource, { id, at: by.now, reason: back.reason })
  await expectWritten(
    tx.write(WRITE, [
      id,
      back.referralId,
      back.personId,
      sent.doorId,
      'taken back',
      JSON.stringify(headers),
      JSON.stringify(body),
    ]),
  )
}
