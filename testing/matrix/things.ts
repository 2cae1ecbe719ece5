import { freshId } from '#testing/product.ts'
import type { Asker } from '#testing/safetynet-oracle-facts.ts'

/**
 * The ids by which doors are asked about one person: their own, and of one row of each kind they have. By the name that an
 * input or an address uses.
 */
export type Ids = Readonly<Record<string, string>>

/** Which row an id names: where the door goes by it, the row itself must be open. */
export const TABLE_OF: Readonly<Record<string, string>> = {
  personId: 'tc.person',
  stayId: 'tc.stay',
  blockerId: 'tc.leaving_blocker',
  offerId: 'tc.lead_handover',
  referralId: 'tc.referral',
  episodeId: 'tc.episode',
  contactId: 'tc.contact',
  noteId: 'tc.note',
  worryId: 'tc.worry',
  taskId: 'tc.task',
  goalId: 'tc.goal',
  stepId: 'tc.goal_step',
  appointmentId: 'tc.appointment',
  incidentId: 'tc.incident',
  medicineId: 'tc.medicine',
  planId: 'tc.plan',
  reviewId: 'tc.review',
  proposalId: 'tc.step_down_proposal',
  decisionId: 'tc.sooner_contact',
  deathDecisionId: 'tc.death_decision',
  reportId: 'tc.death_report',
  leaveId: 'tc.stay_leave',
  noticeId: 'tc.notice',
  carerId: 'tc.carer',
  deputyId: 'tc.deputy',
  wordId: 'tc.person_word',
  shownId: 'tc.shown_as_team',
  deviceId: 'identity.person_device',
  emergencyId: 'tc.emergency_access',
  sharingId: 'tc.sharing_without',
  mergeId: 'tc.merge',
  requestId: 'tc.subject_request',
  partId: 'tc.subject_part',
  safeguardingId: 'tc.safeguarding',
  toldId: 'tc.told_us',
}

/** Rows that hang on a chosen row, and the column by which they do. */
const HANGS_ON: Readonly<Record<string, readonly [column: string, on: string]>> = {
  blockerId: ['stay_id', 'stayId'],
  decisionId: ['stay_id', 'stayId'],
  leaveId: ['stay_id', 'stayId'],
  proposalId: ['episode_id', 'episodeId'],
  contactId: ['episode_id', 'episodeId'],
  stepId: ['goal_id', 'goalId'],
}

const TEAM_OF: Readonly<Record<string, string>> = {
  'tc.referral': 'from_team_id',
  'tc.goal_step': 'null::uuid',
  'tc.person': 'null::uuid',
  'tc.subject_part': 'null::uuid',
}

/** One row of each kind for each person; those of the team named first where there is one. */
export async function idsOf(
  client: Asker,
  people: readonly { id: string; team: string }[],
): Promise<Map<string, Ids>> {
  const found = new Map<string, Record<string, string>>(people.map((p) => [p.id, { personId: p.id }]))
  for (const [name, table] of Object.entries(TABLE_OF)) {
    if (name === 'personId') continue
    const hangs = HANGS_ON[name]
    const key = table === 'tc.plan' ? 'plan_id' : 'id'
    const person = table === 'tc.merge' ? 'keep_id' : 'person_id'
    const { rows } = await client.query(
      `select ${key} as id, ${person} as "personId", ${TEAM_OF[table] ?? 'team_id'} as "teamId", ${hangs ? hangs[0] : 'null::uuid'} as "on" from ${table} where ${person} = any ($1) order by id`,
      [people.map((p) => p.id)],
    )
    const byPerson = Map.groupBy(
      rows as { id: string; personId: string; teamId: string | null; on: string | null }[],
      (r) => r.personId,
    )
    for (const { id: personId, team } of people) {
      const ids = found.get(personId) as Record<string, string>
      const all = byPerson.get(personId) ?? []
      const hanging = hangs ? all.filter((r) => r.on === ids[hangs[1]]) : all
      const one = hanging.find((r) => r.teamId === team) ?? hanging[0] ?? all[0]
      ids[name] = one?.id ?? freshId()
    }
  }
  return found
}

/** The same names with ids of nothing in their place. */
export const absentIds = (ids: Ids): Ids =>
  Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, name in TABLE_OF ? freshId() : id]))
