import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { decideName } from '#core/safetynet/handover.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadCandidate, loadLead } from '../facts.ts'

const input = z.strictObject({
  nameId: z.uuid(),
  personId: z.uuid(),
  teamId: z.uuid(),
  staffId: z.uuid(),
  why: z.string().trim().max(500).default(''),
})
const ADD = `insert into tc.lead_named (id, stay_id, person_id, organisation_id, team_id, staff_id, why, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

/** The ward, or the team that leads after it, names one of its own as lead. Refuses as `decideName`. */
export const nameLead = defineCommand({
  name: 'lead.name',
  version: 1,
  title: 'Name the lead of somebody’s way out of hospital',
  input,
  right: 'transition.lead',
  people: (i) => [i.personId],
  reliesOn: (i) => [i.staffId],
  async load(tx, i) {
    const [facts, candidate] = await Promise.all([
      loadLead(tx, i.personId),
      loadCandidate(tx, i.staffId, i.teamId, i.personId),
    ])
    return { facts, candidate }
  },
  decide({ facts, candidate }, _i, by) {
    if (!candidate) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const acting = { staffId: by.asker.actorId, grantees: by.asker.grantees }
    return decideName(facts.lead, candidate, acting, facts.again)
  },
  async store(tx, lead, i, by) {
    await tx.write(ADD, [
      i.nameId,
      lead.stayId,
      i.personId,
      by.asker.organisationId,
      lead.teamId,
      i.staffId,
      i.why,
      by.now,
      by.asker.actorId,
    ])
    return {
      made: { nameId: i.nameId, personId: i.personId },
      timeline: [{ personId: i.personId, at: by.now, what: 'lead named', aboutId: i.nameId, classBit: 2 }],
    }
  },
})
