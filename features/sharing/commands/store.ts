import type { Instant } from '#core/kernel/time.ts'
import type { SharingDecision } from '#core/sharing/decision.ts'
import type { Decider, TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

const SHARING = `insert into tc.sharing_decision (id, person_id, recipient_service_id, referral_id, answer, items, how, who_was_there, language, review_on,
    legal_basis, confidentiality_route, takes_part, capacity, withdrawn, decided_at, recorded_by, organisation_id, team_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    (select ctx.now()), (select ctx.actor()), (select ctx.organisation()), (select ctx.team()))`
const ASK_TO_STOP = 'select acl.ask_to_stop($1, $2) as asked'

/** Writes one answer about one recipient service. */
export const storeSharing = (
  tx: Tx,
  id: string,
  said: SharingDecision,
  about: { personId: string; serviceId: string; referralId: string | null },
): Promise<number> =>
  tx.write(SHARING, [
    id,
    about.personId,
    about.serviceId,
    about.referralId,
    said.answer,
    said.items,
    said.how,
    said.whoWasThere,
    said.language,
    said.reviewOn,
    said.legalBasis,
    said.confidentialityRoute,
    said.takesPart,
    said.capacity,
    said.withdrawn,
  ])

/** After a "no": the service's team is asked to stop using what it was told. True where there was anything to stop. */
export const askToStop = async (tx: Tx, decisionId: string, by: Decider): Promise<boolean> =>
  (await tx.row<{ asked: number }>(ASK_TO_STOP, [decisionId, by.newId()]))?.asked === 1

/** What is said about sharing is of the shared class, as the answer itself. */
export const sharingLine = (personId: string, at: Instant, what: string, aboutId: string): TimelineLine => ({
  personId,
  at,
  what,
  aboutId,
  classBit: 4,
})
