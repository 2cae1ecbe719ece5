import * as z from 'zod'
import { decideAct } from '#core/referral/answer.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { line, loadForAct } from './facts.ts'

const input = z.object({
  personId: z.uuid(),
  referralId: z.uuid(),
  messageId: z.uuid(),
  version: z.int(),
  answer: z.string().trim().min(1).max(20_000),
})

const MESSAGE = `insert into tc.referral_message (id, referral_id, person_id, kind, body, at, by_staff_id, team_id)
  values ($1, $2, $3, 'answer', $4, (select ctx.now()), (select ctx.answers_for()), (select ctx.team()))`
const ANSWERED = `update tc.referral set word = 'seen', question_asked_at = null, version = version + 1 where id = $1 and version = $2`

/** The sender answers what was asked; the referral is "seen" again and waits for the service. */
export const answerQuestion = defineCommand({
  name: 'referral.answer-question',
  version: 1,
  title: 'Answer a question about a referral',
  input,
  right: 'referral.send',
  people: (i) => [i.personId],
  load: async (tx, i) => ({ referral: await loadForAct(tx, i.referralId, i.personId) }),
  decide: ({ referral }, i) => decideAct(referral, 'answer question', i.version),
  async store(tx, _word, i, by) {
    const message = tx.write(MESSAGE, [i.messageId, i.referralId, i.personId, i.answer])
    await Promise.all([message, expectWritten(tx.write(ANSWERED, [i.referralId, i.version]))])
    return {
      made: { referralId: i.referralId, messageId: i.messageId },
      timeline: [line(i.personId, by.now, 'referral question answered', i.referralId)],
    }
  },
})
