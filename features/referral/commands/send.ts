import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { refuse } from '#core/kernel/result.ts'
import { asksShape } from '#core/referral/asks.ts'
import { decideSend } from '#core/referral/send.ts'
import { sharingAnswerShape } from '#core/sharing/decision.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { line } from './facts.ts'
import { loadForSend, storeReferral } from './send-facts.ts'

const input = z.object({
  referralId: z.uuid(),
  personId: z.uuid(),
  serviceId: z.uuid(),
  /** The stay this is about; naming it opens the days around leaving (the transition). */
  stayId: z.uuid().nullable().default(null),
  urgent: z.boolean().default(false),
  asks: asksShape,
  /** What the person said about this service; the third of the four screens. */
  sharing: sharingAnswerShape,
  source: z.enum(['form', 'api']).default('api'),
})

/** Sends a referral with the person's answer about sharing, both or neither. The refusals are those of `decideSend`. */
export const send = defineCommand({
  name: 'referral.send',
  version: 1,
  title: 'Send a referral',
  input,
  right: 'referral.send',
  people: (i) => [i.personId],
  reliesOn: (i) => [i.serviceId],
  load: (tx, i) => loadForSend(tx, i.personId, i.serviceId, i.stayId),
  decide: (facts, i, by) =>
    by.asker.kind === 'staff'
      ? decideSend(facts, i, by.now, englandHolidays)
      : refuse('REFERRAL_NEEDS_A_SENDER'),
  async store(tx, sending, i, by) {
    const { sharingDecisionId } = await storeReferral(tx, sending, i, by)
    return {
      made: { referralId: i.referralId, sharingDecisionId, replyByAt: sending.replyByAt },
      timeline: [line(i.personId, by.now, 'referral sent', i.referralId)],
    }
  },
})
