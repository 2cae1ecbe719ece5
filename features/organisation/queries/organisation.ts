import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Named } from './staff-choices.ts'

export interface TeamShown extends Named {
  readonly kind: string
  readonly hours: string
  readonly telephone: string
  readonly manager: string | null
  readonly units: readonly {
    readonly id: string
    readonly name: string
    readonly kind: string
    readonly code: string
    /** Within how many hours after leaving its people are met, as it holds now. */
    readonly hours: number
    /** The asker may change them. */
    readonly changes: boolean
  }[]
  readonly services: readonly Named[]
}

export interface OneOrganisation {
  readonly organisationId: string
  readonly name: string
  readonly kind: string
  readonly odsCode: string | null
  readonly charityNumber: string | null
  /** The asker may add teams and wards here. */
  readonly builds: boolean
  /** It is the asker's own. */
  readonly own: boolean
  /** Open ones. */
  readonly teams: readonly TeamShown[]
  /** Who may be named a team's manager; empty for whoever adds no team here. */
  readonly staff: readonly Named[]
}

const ONE = `select o.id as "organisationId", o.name, o.kind, o.ods_code as "odsCode", o.charity_number as "charityNumber",
    ctx.may_build(o.id) as builds, o.id = (select ctx.organisation()) as own
  from tc.organisation o where o.id = $1`
const TEAMS = `select t.id, t.name, t.kind, t.hours, t.telephone, (select s.name from tc.staff s where s.id = t.manager_staff_id) as manager,
    coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'kind', u.kind, 'code', u.code,
        'hours', coalesce((select h.hours from tc.unit_hours h where h.unit_id = u.id order by h.version desc limit 1), u.safety_hours),
        'changes', ctx.may_build(u.organisation_id) or (ctx.has_right('service.manage') and u.team_id = any ((select ctx.grantees())::uuid[]))) order by u.name) from tc.unit u where u.team_id = t.id), '[]') as units,
    coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.name) from tc.service s where s.team_id = t.id), '[]') as services
  from tc.team t where t.organisation_id = $1 and t.closed_at is null order by t.name limit 500`
const STAFF = `select s.id, s.name from tc.staff s
 where ctx.may_build($1) and s.organisation_id = $1 and (s.left_at is null or s.left_at > (select ctx.now())) order by s.name limit 1000`

/** One organisation with its open teams, their wards or houses, and their services. */
export const organisation = defineQuery<{ organisationId: string }, OneOrganisation | undefined>({
  name: 'organisation.read',
  title: 'An organisation with its teams, wards and services',
  input: z.strictObject({ organisationId: z.uuid() }),
  right: [
    'referral.send',
    'referral.read',
    'board.read',
    'tasks.read',
    'insight.read',
    'service.manage',
    'organisation.manage',
    'sharing.agreement',
  ],
  async run(tx, i) {
    const [one, teams, staff] = await Promise.all([
      tx.row<Omit<OneOrganisation, 'teams' | 'staff'>>(ONE, [i.organisationId]),
      tx.rows<TeamShown>(TEAMS, [i.organisationId]),
      tx.rows<Named>(STAFF, [i.organisationId]),
    ])
    return one && { ...one, teams, staff }
  },
  shows: () => [],
})
