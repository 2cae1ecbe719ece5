import type { Day, Instant } from '#core/kernel/time.ts'
import { REPLY_RULE_UNSAID, replyRuleShape } from '#core/referral/reply-by.ts'
import type { SendFacts, Sending } from '#core/referral/send.ts'
import type { SharingDecision } from '#core/sharing/decision.ts'
import { storeSharing } from '#features/sharing/index.ts'
import type { Decider } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { tellPartner } from './tell-partner.ts'

interface Row {
  may_send: boolean | null
  service_id: string | null
  capacity: number
  closed_at: Instant | null
  pilot_from_on: Day | null
  pilot_until_on: Day | null
  agreement_live: boolean | null
  reply_rule: unknown
  open_sent_at: Instant | null
  earlier_referral_id: string | null
  stay_fits: boolean
  last_answer: Pick<SharingDecision, 'answer' | 'items'> | null
}

const LOAD = `select
    (select true from acl.access a where a.person_id = $1 and (a.classes & 257) <> 0 limit 1) as may_send,
    s.id as service_id, s.capacity, t.closed_at, s.pilot_from_on, s.pilot_until_on,
    t.organisation_id = (select ctx.organisation()) or exists (
      select from tc.sharing_agreement g
       where g.organisation_a = least(t.organisation_id, (select ctx.organisation())) and g.organisation_b = greatest(t.organisation_id, (select ctx.organisation()))
         and g.from_at <= (select ctx.now()) and (g.until_at is null or g.until_at > (select ctx.now()))) as agreement_live,
    (select jsonb_path_query_first(v.body, '$.obligations[*] ? (@.from == "referral-sent").within')
       from tc.pathway_version v where v.pathway_id = s.pathway_id order by v.version desc limit 1) as reply_rule,
    (select r.sent_at from tc.referral r where r.person_id = $1 and r.service_id = $2
        and r.word in ('sent', 'seen', 'question asked', 'taken on', 'started') order by r.sent_at desc limit 1) as open_sent_at,
    (select r.id from tc.referral r where r.person_id = $1 and r.service_id = $2 order by r.sent_at desc, r.id desc limit 1) as earlier_referral_id,
    $3::uuid is null or exists (select from tc.stay y where y.id = $3 and y.person_id = $1) as stay_fits,
    (select jsonb_build_object('answer', d.answer, 'items', d.items) from tc.sharing_decision d
      where d.person_id = $1 and d.recipient_service_id = $2 order by d.decided_at desc, d.id desc limit 1) as last_answer
  from (select 1) one
  left join tc.service s on s.id = $2
  left join tc.team t on t.id = s.team_id`

/** What sending rests on, as far as the asker may see it. */
export async function loadForSend(
  tx: Tx,
  personId: string,
  serviceId: string,
  stayId: string | null,
): Promise<SendFacts> {
  const row = (await tx.row<Row>(LOAD, [personId, serviceId, stayId]))!
  const rule = replyRuleShape.safeParse(row.reply_rule)
  return {
    maySend: row.may_send === true,
    service:
      row.service_id === null
        ? null
        : {
            capacity: row.capacity,
            teamClosedAt: row.closed_at,
            pilotFromOn: row.pilot_from_on,
            pilotUntilOn: row.pilot_until_on,
          },
    agreementLive: row.agreement_live === true,
    replyRule: rule.success ? rule.data : REPLY_RULE_UNSAID,
    openSentAt: row.open_sent_at,
    earlierReferralId: row.earlier_referral_id,
    stayFits: row.stay_fits,
    lastAnswer: row.last_answer,
  }
}

const REFERRAL = `insert into tc.referral (id, person_id, service_id, from_organisation_id, from_team_id, from_staff_id, stay_id, earlier_referral_id,
    word, urgent, asks, sent_at, reply_by_at, source, recorded_at, from_client_id, from_said)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), (select ctx.answers_for()), $4, $5,
    'sent', $6, $7, (select ctx.now()), $8, $9, (select ctx.now()), $10, $11)`

export interface NewReferral {
  readonly referralId: string
  readonly personId: string
  readonly serviceId: string
  readonly stayId: string | null
  readonly urgent: boolean
  readonly source: 'form' | 'api'
  /** Of a machine's: its name, and whom its message names as sender. */
  readonly fromSaid?: string
}

/** Writes the referral and, unless an earlier answer stands, the sharing decision of its third screen. */
export async function storeReferral(
  tx: Tx,
  sending: Sending,
  referral: NewReferral,
  by: Decider,
): Promise<{ sharingDecisionId: string | null }> {
  const { referralId, personId, serviceId, stayId, urgent, source } = referral
  const sharingDecisionId = sending.sharing ? by.newId() : null
  const rows = [
    tx.write(REFERRAL, [
      referralId,
      personId,
      serviceId,
      stayId,
      sending.earlierReferralId,
      urgent,
      JSON.stringify(sending.asks),
      sending.replyByAt,
      source,
      by.asker.kind === 'machine' ? by.asker.actorId : null,
      referral.fromSaid ?? null,
    ]),
  ]
  if (sending.sharing && sharingDecisionId)
    rows.push(storeSharing(tx, sharingDecisionId, sending.sharing, { personId, serviceId, referralId }))
  // one that came from another system is not sent on to a third: messages between two records would have no end
  const telling =
    by.asker.kind === 'staff'
      ? tellPartner(tx, { referralId, personId, serviceId, urgent, asks: sending.asks }, by)
      : undefined
  await Promise.all([...rows, telling])
  return { sharingDecisionId }
}
