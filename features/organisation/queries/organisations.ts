import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import { ORGANISATION_KINDS } from '../commands/organisation-add.ts'

export interface OrganisationShown {
  readonly organisationId: string
  readonly name: string
  readonly kind: string
  readonly odsCode: string | null
  readonly charityNumber: string | null
  readonly services: readonly { readonly id: string; readonly name: string }[]
}

export interface OrganisationList {
  readonly organisations: readonly OrganisationShown[]
  readonly total: number
}

const PAGE = 100
const input = z.strictObject({ kind: z.enum(ORGANISATION_KINDS).nullable(), page: z.int().min(1).max(1000) })
type Input = z.infer<typeof input>

const LIST = `select o.id as "organisationId", o.name, o.kind, o.ods_code as "odsCode", o.charity_number as "charityNumber",
    coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.name)
      from tc.service_organisation so join tc.service s on s.id = so.service_id where so.organisation_id = o.id), '[]') as services
  from (select * from tc.organisation where $1::text is null or kind = $1 order by name, id limit $2 offset $3) o order by o.name, o.id`
const TOTAL = 'select count(*)::int as n from tc.organisation where $1::text is null or kind = $1'

/** The organisations of the partnership and those it knows by code, a hundred at a time. */
export const organisations = defineQuery<Input, OrganisationList>({
  name: 'organisation.list',
  title: 'Organisations, their codes and services',
  input,
  right: [
    'referral.send',
    'referral.read',
    'board.read',
    'tasks.read',
    'insight.read',
    'organisation.manage',
    'sharing.agreement',
  ],
  async run(tx, i) {
    const [rows, total] = await Promise.all([
      tx.rows<OrganisationShown>(LIST, [i.kind, PAGE, (i.page - 1) * PAGE]),
      tx.row<{ n: number }>(TOTAL, [i.kind]),
    ])
    return { organisations: rows, total: total?.n ?? 0 }
  },
  shows: () => [],
})

export const ORGANISATIONS_A_PAGE = PAGE
