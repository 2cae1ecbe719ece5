import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { decideAct } from '#core/referral/answer.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { line, loadForAct } from './facts.ts'

const input = z.object({ personId: z.uuid(), referralId: z.uuid() })

const SEEN = `update tc.referral set word = 'seen', seen_at = (select ctx.now()), seen_by = (select ctx.actor()), version = version + 1
  where id = $1 and word = 'sent'`

/**
 * The service has opened it, by name. A second opening changes nothing and is no refusal.
 * A page that is only looked at changes no record: the inbox row's button sends this.
 */
export const see = defineCommand({
  name: 'referral.see',
  version: 1,
  title: 'Open a referral sent to us',
  input,
  right: ['referral.read', 'referral.answer'],
  people: (i) => [i.personId],
  load: async (tx, i) => ({ referral: await loadForAct(tx, i.referralId, i.personId) }),
  decide({ referral }) {
    const word = decideAct(referral, 'see', null)
    return word.ok ? ok({ first: referral?.word === 'sent' }) : word
  },
  async store(tx, { first }, i, by) {
    if (!first) return { made: { referralId: i.referralId, firstOpened: false } }
    await tx.write(SEEN, [i.referralId])
    return {
      made: { referralId: i.referralId, firstOpened: true },
      timeline: [line(i.personId, by.now, 'referral seen', i.referralId)],
    }
  },
})
