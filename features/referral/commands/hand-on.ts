import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideHandOn, type HandOnFacts } from '#core/referral/answer.ts'
import type { Asks } from '#core/referral/asks.ts'
import { decideSend } from '#core/referral/send.ts'
import type { Word } from '#core/referral/words.ts'
import { defineCommand } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { line } from './facts.ts'
import { loadForSend, storeReferral } from './send-facts.ts'

const input = z.object({
  personId: z.uuid(),
  /** The referral that was not taken on. */
  referralId: z.uuid(),
  newReferralId: z.uuid(),
  /** The service it suggested, as the sender read it. */
  serviceId: z.uuid(),
  stayId: z.uuid().nullable().default(null),
})

interface Declined {
  word: Word
  way_onward: HandOnFacts['wayOnward']
  onward_service_id: string | null
  handed_on: boolean
  answer_before: string | null
  asks: Asks
  urgent: boolean
}

const DECLINED = `select r.word, r.way_onward, r.onward_service_id, r.asks, r.urgent,
    exists (select from tc.referral n where n.person_id = r.person_id and n.service_id = r.onward_service_id
             and n.from_team_id = r.from_team_id and n.sent_at >= r.answered_at) as handed_on,
    (select d.answer from tc.sharing_decision d where d.person_id = r.person_id and d.recipient_service_id = r.service_id
      order by d.decided_at desc, d.id desc limit 1) as answer_before
  from tc.referral r
  where r.id = $1 and r.person_id = $2 and r.from_team_id = any ((select ctx.grantees())::uuid[])`

const loadDeclined = (tx: Tx, referralId: string, personId: string) =>
  tx.row<Declined>(DECLINED, [referralId, personId])

/**
 * Sends the same referral to the service that the one before suggested: nothing typed again. The person has not been
 * asked about this service, and the record says so. The refusals are those of `decideHandOn` and `decideSend`.
 */
export const handOn = defineCommand({
  name: 'referral.hand-on',
  version: 1,
  title: 'Send the same referral to the service that was suggested',
  input,
  right: 'referral.send',
  people: (i) => [i.personId],
  reliesOn: (i) => [i.serviceId],
  async load(tx, i) {
    const declined = loadDeclined(tx, i.referralId, i.personId)
    const send = loadForSend(tx, i.personId, i.serviceId, i.stayId)
    return { declined: await declined, send: await send }
  },
  decide({ declined, send }, i, by) {
    if (!declined) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (by.asker.kind !== 'staff') return refuse('REFERRAL_NEEDS_A_SENDER')
    if (declined.onward_service_id !== i.serviceId) return refuse('REFERRAL_NOT_HANDED_ON')
    const may = decideHandOn({
      word: declined.word,
      wayOnward: declined.way_onward,
      handedOn: declined.handed_on,
      answerBefore: declined.answer_before,
    })
    if (!may.ok) return may
    const notAsked = { answer: 'not asked', items: [], how: '', whoWasThere: '', language: '' } as const
    const sending = decideSend(
      send,
      { asks: declined.asks, sharing: { ...notAsked, items: [] } },
      by.now,
      englandHolidays,
    )
    return sending.ok ? ok({ sending: sending.value, urgent: declined.urgent }) : sending
  },
  async store(tx, { sending, urgent }, i, by) {
    const { sharingDecisionId } = await storeReferral(
      tx,
      sending,
      {
        referralId: i.newReferralId,
        personId: i.personId,
        serviceId: i.serviceId,
        stayId: i.stayId,
        urgent,
        source: 'form',
      },
      by,
    )
    return {
      made: { referralId: i.newReferralId, sharingDecisionId, replyByAt: sending.replyByAt },
      timeline: [line(i.personId, by.now, 'referral sent', i.newReferralId)],
    }
  },
})
