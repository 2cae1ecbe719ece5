import * as z from 'zod'
import { decideAct } from '#core/referral/answer.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { line, loadForAct } from './facts.ts'

const input = z.object({
  personId: z.uuid(),
  referralId: z.uuid(),
  messageId: z.uuid(),
  version: z.int(),
  question: z.string().trim().min(1).max(20_000),
})

const MESSAGE = `insert into tc.referral_message (id, referral_id, person_id, kind, body, at, by_staff_id, team_id)
  values ($1, $2, $3, 'question', $4, (select ctx.now()), (select ctx.actor()), (select ctx.team()))`
// the first question that waits counts: a second one does not put the clock back
const ASKED = `update tc.referral set word = 'question asked',
    question_asked_at = case when word = 'question asked' then question_asked_at else (select ctx.now()) end,
    seen_at = coalesce(seen_at, (select ctx.now())), seen_by = coalesce(seen_by, (select ctx.actor())), version = version + 1
  where id = $1 and version = $2`

/** The service asks the sender something. The reply-by date goes on. */
export const ask = defineCommand({
  name: 'referral.ask',
  version: 1,
  title: 'Ask the sender a question',
  input,
  right: 'referral.answer',
  people: (i) => [i.personId],
  load: async (tx, i) => ({ referral: await loadForAct(tx, i.referralId, i.personId) }),
  decide: ({ referral }, i) => decideAct(referral, 'ask', i.version),
  async store(tx, _word, i, by) {
    const message = tx.write(MESSAGE, [i.messageId, i.referralId, i.personId, i.question])
    await Promise.all([message, expectWritten(tx.write(ASKED, [i.referralId, i.version]))])
    return {
      made: { referralId: i.referralId, messageId: i.messageId },
      timeline: [line(i.personId, by.now, 'referral question asked', i.referralId)],
    }
  },
})
