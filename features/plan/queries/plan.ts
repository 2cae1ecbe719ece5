import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import {
  classOfTeam,
  PLANS_OF_PERSON,
  type PlanRow,
  RECEIPTS_OF_PLAN,
  type ReceiptRow,
  VERSIONS_OF_PLAN,
} from '../rows.ts'

/** A plan as it stands, with who has it. */
export interface PlanShown extends PlanRow {
  readonly ours: boolean
  readonly receipts: readonly ReceiptRow[]
}

export interface PlansOfPerson {
  readonly personId: string
  /** Null when the asker knows nobody of this id. */
  readonly name: string | null
  /** Newest first; each in its newest version. */
  readonly plans: readonly PlanShown[]
  /** The newest stay that the asker may see: what a new plan is about. */
  readonly stay: { readonly id: string; readonly endedAt: Instant | null } | null
}

const STAY = `select id, ended_at as "endedAt" from tc.stay where person_id = $1 order by ended_at is not null, admitted_at desc, id desc limit 1`

const NAME = 'select display_name as name from tc.person where id = $1'

/** The plans of one person that the asker may see, each with whoever has received it. */
export const plansOfPerson = defineQuery<{ personId: string }, PlansOfPerson>({
  name: 'plan.of-person',
  title: 'The plans of one person, and who has them',
  input: z.strictObject({ personId: z.uuid() }),
  right: 'plan.read',
  async run(tx, { personId }) {
    const [rows, stay, person, asker] = await Promise.all([
      tx.rows<PlanRow>(PLANS_OF_PERSON, [personId]),
      tx.row<NonNullable<PlansOfPerson['stay']>>(STAY, [personId]),
      tx.row<{ name: string }>(NAME, [personId]),
      tx.asker,
    ])
    const receipts = await Promise.all(rows.map((r) => tx.rows<ReceiptRow>(RECEIPTS_OF_PLAN, [r.planId])))
    const plans = rows.map((r, i) => ({ ...r, ours: r.teamId === asker.teamId, receipts: receipts[i] ?? [] }))
    return { personId, name: person?.name ?? null, plans, stay: stay ?? null }
  },
  shows: ({ name, plans, personId }) => (name !== null || plans.length > 0 ? [personId] : []),
})

/** Every version of one plan, newest first. */
export const planVersions = defineQuery<{ planId: string }, readonly PlanRow[]>({
  name: 'plan.versions',
  title: 'Every version of a plan',
  input: z.strictObject({ planId: z.uuid() }),
  right: 'plan.read',
  run: (tx, { planId }) => tx.rows<PlanRow>(VERSIONS_OF_PLAN, [planId]),
  shows: (versions) => versions.slice(0, 1).map((v) => v.personId),
})

export interface NameChoice {
  readonly staffId: string | null
  readonly teamId: string | null
  readonly organisationId: string | null
  readonly name: string
  readonly role: string
}

// who may be named: those who work with this person or accepted their lead as far as the asker sees, their teams, the asker's own team, and organisations
const STAFF = `select s.id as "staffId", t.id as "teamId", null as "organisationId", s.name, t.name as role
  from tc.episode e join tc.staff s on s.id = e.key_worker_staff_id join tc.team t on t.id = e.team_id
 where e.person_id = $1 and e.state = 'open' and s.left_at is null and (not t.drug_and_alcohol or $2 = 16)
 union
 select s.id, t.id, null, s.name, t.name from tc.lead_handover h join tc.staff s on s.id = h.to_staff_id join tc.team t on t.id = h.to_team_id
  where h.person_id = $1 and h.answer = 'accepted' and s.left_at is null and (not t.drug_and_alcohol or $2 = 16)
 union
 select s.id, p.team_id, null, s.name, t.name from tc.staff s join tc.post_holder h on h.staff_id = s.id join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id
  where p.team_id = (select ctx.team()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) and s.left_at is null
 order by 5, 4 limit 100`
const TEAMS = `select null as "staffId", t.id as "teamId", null as "organisationId", t.name, o.name as role
  from tc.team t join tc.organisation o on o.id = t.organisation_id where t.closed_at is null and (not t.drug_and_alcohol or $1 = 16) order by o.name, t.name limit 200`
const ORGANISATIONS = `select null as "staffId", null as "teamId", o.id as "organisationId", o.name, 'Organisation, by its own system' as role
  from tc.organisation o where o.kind not in ('commissioner') order by o.name limit 100`

/** Who can be named in a plan: staff members, teams and organisations; no drug-and-alcohol team or its staff in a plan that others read. */
export const namesForPlan = defineQuery<{ personId: string }, readonly NameChoice[]>({
  name: 'plan.names',
  title: 'Who can be named in a plan',
  input: z.strictObject({ personId: z.uuid() }),
  right: 'plan.write',
  async run(tx, { personId }) {
    const classBit = await classOfTeam(tx, (await tx.asker).teamId)
    const [staff, teams, organisations] = await Promise.all([
      tx.rows<NameChoice>(STAFF, [personId, classBit]),
      tx.rows<NameChoice>(TEAMS, [classBit]),
      tx.rows<NameChoice>(ORGANISATIONS),
    ])
    return [...staff, ...teams, ...organisations]
  },
  shows: () => [],
})

/** Reviews that were done, newest first. */
export interface ReviewLine {
  readonly id: string
  readonly kind: string
  readonly aboutId: string
  readonly dueOn: Day
  readonly lookedAt: string
  readonly changed: string
  readonly nextOn: Day | null
  readonly doneAt: Instant
  readonly by: string | null
}
