import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { type Acting, decideAccept, decideDecline, decideTakeBack } from '#core/safetynet/handover.ts'
import { type Decider, defineCommand, expectWritten, type TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { type LeadFacts, loadCandidate, loadLead, MAY_ASK, mayAsk, type OfferShown } from '../facts.ts'

const about = { offerId: z.uuid(), personId: z.uuid(), version: z.int().min(1) }
type About = { readonly offerId: string; readonly personId: string; readonly version: number }

const ANSWER = `update tc.lead_handover set answer = $3, answered_at = $4, answered_by = $5, reason = $6, version = version + 1
  where id = $1 and version = $2 and answer is null`

const offerOf = (facts: LeadFacts, i: About): OfferShown | undefined =>
  facts.offers.find((o) => o.id === i.offerId)
const acting = (by: Decider): Acting => ({ staffId: by.asker.actorId, grantees: by.asker.grantees })

async function answered(tx: Tx, i: About, by: Decider, answer: string, reason: string | null, what: string) {
  await expectWritten(tx.write(ANSWER, [i.offerId, i.version, answer, by.now, by.asker.actorId, reason]))
  const line: TimelineLine = { personId: i.personId, at: by.now, what, aboutId: i.offerId, classBit: 2 }
  return { made: { offerId: i.offerId, personId: i.personId }, timeline: [line] }
}

const ASKED_MAY = ['transition.lead', 'referral.answer', 'episode.manage']

/**
 * Accepts the lead, or to carry on, by name: only the one who was asked. A lead accepted before leaving begins at the minute of
 * leaving; after it, now. Refuses as `decideAccept`.
 */
export const acceptLead = defineCommand({
  name: 'lead.accept',
  version: 1,
  title: 'Accept the lead, or to carry on, by name',
  input: z.strictObject(about),
  right: ASKED_MAY,
  people: (i) => [i.personId],
  async load(tx, i) {
    const facts = await loadLead(tx, i.personId)
    const offer = offerOf(facts, i)
    const candidate = offer && (await loadCandidate(tx, offer.toStaffId, offer.toTeamId, i.personId))
    return { facts, offer, post: candidate?.post ?? null }
  },
  decide({ facts, offer, post }, i, by) {
    if (!offer) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const now = { stayId: facts.lead?.stayId ?? null, open: facts.transition !== null || facts.lead !== null }
    return decideAccept(offer, now, i.version, post, by.asker.rights.includes('transition.lead'), acting(by))
  },
  store: (tx, offer, i, by) =>
    answered(tx, i, by, 'accepted', null, offer.what === 'lead' ? 'lead accepted' : 'agreed to carry on'),
})

/** Declines by name, with a reason: the lead stays where it is. Refuses as `decideDecline`. */
export const declineLead = defineCommand({
  name: 'lead.decline',
  version: 1,
  title: 'Decline the lead, or to carry on, with a reason',
  input: z.strictObject({ ...about, reason: z.string().trim().max(1000) }),
  right: ASKED_MAY,
  people: (i) => [i.personId],
  load: async (tx, i) => offerOf(await loadLead(tx, i.personId), i),
  decide: (offer, i, by) =>
    offer ? decideDecline(offer, i.version, i.reason, acting(by)) : refuse('NOT_FOUND_OR_NOT_YOURS'),
  store: (tx, reason, i, by) => answered(tx, i, by, 'declined', reason, 'lead declined'),
})

/** The team that asked takes it back before it is answered. Refuses as `decideTakeBack`. */
export const withdrawLead = defineCommand({
  name: 'lead.withdraw',
  version: 1,
  title: 'Take back what somebody was asked',
  input: z.strictObject(about),
  right: MAY_ASK,
  people: (i) => [i.personId],
  load: async (tx, i) => offerOf(await loadLead(tx, i.personId), i),
  decide(offer, i, by) {
    if (!offer) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return mayAsk(offer.what, by.asker.rights)
      ? decideTakeBack(offer, i.version, acting(by))
      : refuse('NOT_ALLOWED')
  },
  store: (tx, _offer, i, by) => answered(tx, i, by, 'withdrawn', null, 'offer of the lead taken back'),
})
