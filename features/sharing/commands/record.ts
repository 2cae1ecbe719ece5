import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import {
  decideSharing,
  earlierAnswerStands,
  type SharingDecision,
  sharingAnswerShape,
} from '#core/sharing/decision.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { askToStop, sharingLine, storeSharing } from './store.ts'

const input = z.object({
  decisionId: z.uuid(),
  personId: z.uuid(),
  serviceId: z.uuid(),
  /** The referral it was asked about, if there is one. */
  referralId: z.uuid().nullable().default(null),
  sharing: sharingAnswerShape,
})

const FACTS = `select
    (select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1) as may_write,
    exists (select from tc.service where id = $2) as service_there,
    $3::uuid is null or exists (select from tc.referral r where r.id = $3 and r.person_id = $1 and r.service_id = $2) as referral_fits,
    (select d.answer from tc.sharing_decision d where d.person_id = $1 and d.recipient_service_id = $2
      order by d.decided_at desc, d.id desc limit 1) as last_answer`

interface Facts {
  may_write: boolean | null
  service_there: boolean
  referral_fits: boolean
  last_answer: SharingDecision['answer'] | null
}

/**
 * What a person said about sharing with one service, apart from a referral: a "no" that kept one from being sent, or the
 * answer to what could not be asked before. It holds from the next request on; after a "no" the service is asked to stop using what it was told.
 * Refuses: NOT_FOUND_OR_NOT_YOURS, SHARING_ANSWER_STANDS, and those of `decideSharing`.
 */
export const recordSharing = defineCommand({
  name: 'sharing.record',
  version: 1,
  title: 'Record what a person said about sharing with a service',
  input,
  right: 'sharing.record',
  people: (i) => [i.personId],
  load: async (tx, i) => (await tx.row<Facts>(FACTS, [i.personId, i.serviceId, i.referralId]))!,
  decide(facts, i, by) {
    if (!facts.may_write || !facts.service_there || !facts.referral_fits)
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.last_answer !== null && earlierAnswerStands(facts.last_answer, i.sharing.answer)) {
      return refuse('SHARING_ANSWER_STANDS', {
        field: 'sharing.answer',
        params: { answer: facts.last_answer },
      })
    }
    const said = decideSharing(i.sharing, dayOf(by.now))
    const tookBack = facts.last_answer === 'yes' || facts.last_answer === 'some'
    return said.ok ? ok({ ...said.value, withdrawn: said.value.answer === 'no' && tookBack }) : said
  },
  async store(tx, said, i, by) {
    await storeSharing(tx, i.decisionId, said, i)
    if (said.answer === 'no') await askToStop(tx, i.decisionId, by)
    return {
      made: { decisionId: i.decisionId },
      timeline: [sharingLine(i.personId, by.now, 'sharing answer recorded', i.decisionId)],
    }
  },
})
