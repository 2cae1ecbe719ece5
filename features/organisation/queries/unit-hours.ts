import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** One ward with the hours within which its people are met after leaving, and how they came about. */
export interface UnitHours {
  readonly unitId: string
  readonly name: string
  readonly organisationId: string
  readonly organisation: string
  /** 72, or 168 for 7 days. */
  readonly hours: number
  /** 0 while the ward has the hours with which it was added. */
  readonly version: number
  /** The national code of the kind of beds; null while nobody has said. */
  readonly beds: string | null
  /** The asker builds the ward's organisation. */
  readonly builds: boolean
  /** The asker builds the ward's organisation, or runs its team and manages it. */
  readonly mayChange: boolean
  /** The newest first. */
  readonly changes: readonly {
    readonly version: number
    readonly hours: number
    readonly why: string
    readonly fromAt: Instant
    readonly by: string | null
  }[]
}

const UNIT = `select u.id as "unitId", u.name, u.organisation_id as "organisationId", o.name as organisation, u.safety_hours as first, u.bed_class as beds,
    ctx.may_build(u.organisation_id) and ctx.has_right('organisation.manage') as builds,
    ctx.may_build(u.organisation_id) or (ctx.has_right('service.manage') and u.team_id = any ((select ctx.grantees())::uuid[])) as "mayChange"
  from tc.unit u join tc.organisation o on o.id = u.organisation_id where u.id = $1`
const CHANGES = `select h.version, h.hours, h.why, h.from_at as "fromAt", s.name as by
  from tc.unit_hours h left join tc.staff s on s.id = h.by_staff_id where h.unit_id = $1 order by h.version desc limit 50`

/** Within which hours a ward's people are met after leaving, since when, and why it was changed. */
export const unitHours = defineQuery<{ unitId: string }, UnitHours | undefined>({
  name: 'unit.hours',
  title: 'The hours after leaving of a ward',
  input: z.strictObject({ unitId: z.uuid() }),
  right: ['organisation.manage', 'service.manage'],
  async run(tx, { unitId }) {
    const [unit, changes] = await Promise.all([
      tx.row<Omit<UnitHours, 'changes' | 'hours' | 'version'> & { readonly first: number }>(UNIT, [unitId]),
      tx.rows<UnitHours['changes'][number]>(CHANGES, [unitId]),
    ])
    if (!unit) return undefined
    const { first, ...shown } = unit
    return { ...shown, hours: changes[0]?.hours ?? first, version: changes[0]?.version ?? 0, changes }
  },
  shows: () => [],
})
