import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Named } from './staff-choices.ts'

export interface ServiceChoices {
  /** Open teams of the asker's organisation. */
  readonly teams: readonly Named[]
  /** Pathways that are loaded here, in their newest version. */
  readonly pathways: readonly { readonly id: string; readonly title: string }[]
  /** Other organisations with a team here, which may run it too. */
  readonly partners: readonly Named[]
}

const TEAMS =
  'select id, name from tc.team where organisation_id = (select ctx.organisation()) and closed_at is null order by name limit 500'
const PATHWAYS =
  'select distinct on (pathway_id) pathway_id as id, title from tc.pathway_version order by pathway_id, version desc'
const PARTNERS = `select o.id, o.name from tc.organisation o
 where o.id <> (select ctx.organisation()) and exists (select from tc.team t where t.organisation_id = o.id and t.closed_at is null) order by o.name limit 100`

/** What the form of a new service chooses from. */
export const serviceChoices = defineQuery<Record<string, never>, ServiceChoices>({
  name: 'service.choices',
  title: 'Teams, pathways and organisations to choose from for a service',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: 'service.manage',
  async run(tx) {
    const [teams, pathways, partners] = await Promise.all([
      tx.rows<Named>(TEAMS),
      tx.rows<ServiceChoices['pathways'][number]>(PATHWAYS),
      tx.rows<Named>(PARTNERS),
    ])
    return { teams, pathways, partners }
  },
  shows: () => [],
})
