import { refuse } from '#core/kernel/result.ts'
import { QueryRefused } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** A service that the asker may count. */
export interface ReportedService {
  readonly id: string
  readonly name: string
  readonly organisation: string
  readonly pathway: string
  readonly capacity: number
  /** The asker's own team runs it. */
  readonly own: boolean
}

const NAMED = `select s.id, s.name, o.name as organisation, s.pathway_id as pathway, s.capacity, s.id = any ((select ctx.grantees())::uuid[]) as own
  from tc.service s join tc.organisation o on o.id = s.organisation_id
  where ($1::text is null or s.id::text = lower($1) or s.pathway_id = $1) and tc.may_report(s.id)
  order by own desc, s.name, s.id`

/** Every service that the asker may count, their own team's first. */
export const reportedServices = (tx: Tx): Promise<ReportedService[]> =>
  tx.rows<ReportedService>(NAMED, [null])

/**
 * The service meant by an id or by the id of its pathway ("medication-support"); of several with one pathway, the one of
 * the asker's own team. Refuses NOT_FOUND_OR_NOT_YOURS, REPORT_SERVICE_UNCLEAR.
 */
export async function namedService(tx: Tx, named: string): Promise<ReportedService> {
  const rows = await tx.rows<ReportedService>(NAMED, [named])
  const own = rows.filter((row) => row.own)
  const meant = own.length === 1 ? own : rows
  const [only] = meant
  if (!only) throw new QueryRefused(refuse('NOT_FOUND_OR_NOT_YOURS', { field: 'service' }))
  if (meant.length > 1) {
    const services = meant.map((row) => `${row.name} (${row.id})`).join(', ')
    throw new QueryRefused(refuse('REPORT_SERVICE_UNCLEAR', { field: 'service', params: { services } }))
  }
  return only
}
