import * as z from 'zod'
import type { StayId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideOffer } from '#core/safetynet/handover.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { actingTeam, loadCandidate, loadLead, MAY_ASK, mayAsk, waits } from '../facts.ts'

const input = z.strictObject({
  offerId: z.uuid(),
  personId: z.uuid(),
  /** 'lead': the lead of the way out. 'carry on': whoever goes on after it is closed. */
  what: z.enum(['lead', 'carry on']),
  teamId: z.uuid(),
  staffId: z.uuid(),
  note: z.string().trim().max(1000).default(''),
})
const ADD = `insert into tc.lead_handover (id, what, stay_id, person_id, organisation_id, team_id, by_staff_id, to_team_id, to_staff_id, note, offered_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

/**
 * Offers the lead, or asks somebody to carry on at the end, by name. Nothing moves until they accept. Refuses as `decideOffer`, and
 * NOT_ALLOWED where the post may only close and the lead is offered.
 */
export const offerLead = defineCommand({
  name: 'lead.offer',
  version: 1,
  title: 'Ask somebody by name to lead, or to carry on',
  input,
  right: MAY_ASK,
  people: (i) => [i.personId],
  reliesOn: (i) => [i.staffId, i.teamId],
  async load(tx, i) {
    const [facts, candidate] = await Promise.all([
      loadLead(tx, i.personId),
      loadCandidate(tx, i.staffId, i.teamId, i.personId),
    ])
    return { facts, candidate }
  },
  decide({ facts, candidate }, i, by) {
    if (!candidate) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (!mayAsk(i.what, by.asker.rights)) return refuse('NOT_ALLOWED')
    const team = actingTeam(facts)
    const acting = { staffId: by.asker.actorId, grantees: by.asker.grantees }
    const stayId = facts.lead?.stayId ?? null
    const decided = decideOffer(
      i.what,
      team,
      stayId,
      facts.transition !== null,
      waits(facts, i.what) !== undefined,
      candidate,
      i.note,
      acting,
    )
    return decided.ok && team !== null
      ? ok({ team: team as string, stayId: stayId as StayId | null })
      : refused(decided)
  },
  async store(tx, { team, stayId }, i, by) {
    await tx.write(ADD, [
      i.offerId,
      i.what,
      stayId,
      i.personId,
      by.asker.organisationId,
      team,
      by.asker.actorId,
      i.teamId,
      i.staffId,
      i.note,
      by.now,
    ])
    return {
      made: { offerId: i.offerId, personId: i.personId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: i.what === 'lead' ? 'lead offered' : 'asked to carry on',
          aboutId: i.offerId,
          classBit: 2,
        },
      ],
    }
  },
})

const refused = (decided: ReturnType<typeof decideOffer>) => (decided.ok ? refuse('LEAD_NOT_YOURS') : decided)
