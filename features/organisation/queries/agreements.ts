import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Named } from './staff-choices.ts'

export interface AgreementShown {
  readonly agreementId: string
  readonly version: number
  readonly organisationId: string
  readonly organisation: string
  readonly fromAt: Instant
  readonly untilAt: Instant | null
  /** Who set the end last, or made it; null for one that was loaded with the data. */
  readonly by: string | null
  readonly byAt: Instant | null
  /** People with an open referral between the two: those whom an end touches. Null for whoever may not set one. */
  readonly people: number | null
}

export interface Agreements {
  /** Newest beginning first. */
  readonly agreements: readonly AgreementShown[]
  /** Organisations with a team here, and no agreement with the asker's that stands. Empty for whoever may not make one. */
  readonly without: readonly Named[]
}

const LIST = `select g.id as "agreementId", g.version, o.id as "organisationId", o.name as organisation, g.from_at as "fromAt", g.until_at as "untilAt",
    (select s.name from tc.staff s where s.id = coalesce(g.changed_by, g.made_by)) as by, coalesce(g.changed_at, g.made_at) as "byAt",
    case when (select ctx.has_right('sharing.agreement')) then (select count(*)::int from acl.people_between(o.id, true)) end as people
  from tc.sharing_agreement g
  join tc.organisation o on o.id = case when g.organisation_a = (select ctx.organisation()) then g.organisation_b else g.organisation_a end
 where (select ctx.organisation()) in (g.organisation_a, g.organisation_b)
 order by g.from_at desc, o.name limit 300`
const WITHOUT = `select o.id, o.name from tc.organisation o
 where (select ctx.has_right('sharing.agreement')) and o.id <> (select ctx.organisation())
   and exists (select from tc.team t where t.organisation_id = o.id and t.closed_at is null)
   and not exists (select from tc.sharing_agreement g
        where g.organisation_a = least(o.id, (select ctx.organisation())) and g.organisation_b = greatest(o.id, (select ctx.organisation()))
          and (g.until_at is null or g.until_at > (select ctx.now()) and g.until_at > g.from_at))
 order by o.name limit 500`

/** Who reads them: whoever makes them, and whoever sends or answers under them. */
export const READS_AGREEMENTS = [
  'sharing.agreement',
  'organisation.manage',
  'service.manage',
  'referral.send',
  'referral.answer',
]

/** The sharing agreements of the asker's organisation, those that are over too. */
export const agreements = defineQuery<Record<string, never>, Agreements>({
  name: 'agreement.list',
  title: 'Sharing agreements of your organisation',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: READS_AGREEMENTS,
  async run(tx) {
    const [rows, without] = await Promise.all([tx.rows<AgreementShown>(LIST), tx.rows<Named>(WITHOUT)])
    return { agreements: rows, without }
  },
  shows: () => [],
})
