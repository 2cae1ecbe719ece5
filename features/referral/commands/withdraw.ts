import * as z from 'zod'
import { decideAct } from '#core/referral/answer.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { line, loadForAct } from './facts.ts'
import { tellPartnerBack } from './tell-partner.ts'

const input = z.object({
  personId: z.uuid(),
  referralId: z.uuid(),
  version: z.int(),
  reason: z.string().trim().min(1).max(2000),
})

const WITHDRAWN = `update tc.referral set word = 'withdrawn', withdrawn_at = (select ctx.now()), withdrawn_reason = $3, closed_at = (select ctx.now()),
    question_asked_at = null, version = version + 1
  where id = $1 and version = $2`

/** The sender takes it back before it is answered. */
export const withdraw = defineCommand({
  name: 'referral.withdraw',
  version: 1,
  title: 'Withdraw a referral',
  input,
  right: 'referral.send',
  people: (i) => [i.personId],
  load: async (tx, i) => ({ referral: await loadForAct(tx, i.referralId, i.personId) }),
  decide: ({ referral }, i) => decideAct(referral, 'withdraw', i.version),
  async store(tx, _word, i, by) {
    await Promise.all([
      expectWritten(tx.write(WITHDRAWN, [i.referralId, i.version, i.reason])),
      tellPartnerBack(tx, i, by),
    ])
    return {
      made: { referralId: i.referralId },
      timeline: [line(i.personId, by.now, 'referral withdrawn', i.referralId)],
    }
  },
})
