import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { TakesPart } from '#core/sharing/basis.ts'
import type { Answer, SharingDecision } from '#core/sharing/decision.ts'
import { decideStop } from '#core/sharing/stop.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { askToStop, sharingLine, storeSharing } from './store.ts'

const short = z.string().trim().max(200).default('')
const input = z.object({
  decisionId: z.uuid(),
  personId: z.uuid(),
  serviceId: z.uuid(),
  how: short,
  whoWasThere: short,
  language: short,
})
type Input = z.infer<typeof input>

interface Facts {
  may_write: boolean | null
  service_there: boolean
  last_answer: Answer | null
  last_takes_part: TakesPart | null
}

const FACTS = `select
    (select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1) as may_write,
    exists (select from tc.service where id = $2) as service_there, d.answer as last_answer, d.takes_part as last_takes_part
  from (select 1) one
  left join lateral (select x.answer, x.takes_part from tc.sharing_decision x where x.person_id = $1 and x.recipient_service_id = $2
    order by (x.answer in ('yes', 'some', 'no')) desc, x.decided_at desc, x.id desc limit 1) d on true`

/**
 * The person takes back what one service may know, whatever opened it. It holds from the next request on, everywhere; the service is asked
 * to stop using what it was told; what was seen before stays in the audit.
 * Refuses: NOT_FOUND_OR_NOT_YOURS, SHARING_STOPPED_ALREADY.
 */
export const stopSharing = defineCommand<Input, Facts, SharingDecision>({
  name: 'sharing.stop',
  version: 1,
  title: 'Stop sharing with a service',
  input,
  right: 'sharing.record',
  people: (i) => [i.personId],
  load: async (tx, i) => (await tx.row<Facts>(FACTS, [i.personId, i.serviceId]))!,
  decide(facts, i, by) {
    if (!facts.may_write || !facts.service_there) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const last =
      facts.last_answer === null
        ? null
        : { answer: facts.last_answer, takesPart: facts.last_takes_part ?? 'not asked' }
    return decideStop({ last }, i, dayOf(by.now))
  },
  async store(tx, said, i, by) {
    await storeSharing(tx, i.decisionId, said, { ...i, referralId: null })
    const asked = await askToStop(tx, i.decisionId, by)
    return {
      made: { decisionId: i.decisionId, asked },
      timeline: [sharingLine(i.personId, by.now, 'sharing stopped', i.decisionId)],
    }
  },
})
