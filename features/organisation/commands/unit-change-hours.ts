import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { holds } from '#platform/commands/asker.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({
  changeId: z.uuid(),
  unitId: z.uuid(),
  /** The newest change that was seen; 0 when the ward still has the hours with which it was added. */
  version: z.int().min(0),
  hours: z.union([z.literal(72), z.literal(168)]),
  why: z.string().max(500),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly organisation_id: string
  readonly builds: boolean
  readonly runs: boolean
  readonly version: number
  readonly hours: number
}

const FACTS = `select u.organisation_id, ctx.may_build(u.organisation_id) as builds, u.team_id = any ((select ctx.grantees())::uuid[]) as runs,
    coalesce(h.version, 0) as version, coalesce(h.hours, u.safety_hours) as hours
  from tc.unit u left join lateral (select x.version, x.hours from tc.unit_hours x where x.unit_id = u.id order by x.version desc limit 1) h on true
  where u.id = $1`
// two at once make the same version, and the second touches no row
const ADD = `insert into tc.unit_hours (id, unit_id, organisation_id, version, hours, why, from_at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (unit_id, version) do nothing`

/**
 * Changes in how many hours after leaving a ward's people are met: 72, or 7 days (NICE NG53 1.6.7). Dated: whoever left before keeps
 * what they were promised. By the ward's manager or whoever builds its organisation.
 * Refuses: UNIT_HOURS_SAME, UNIT_HOURS_NEED_WHY, STALE_VERSION.
 */
export const changeUnitHours = defineCommand<
  Input,
  Facts | undefined,
  { readonly organisationId: string; readonly version: number; readonly why: string }
>({
  name: 'unit.change-hours',
  version: 1,
  title: 'Change the hours after leaving of a ward',
  input,
  right: ['organisation.manage', 'service.manage'],
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.unitId]),
  decide(facts, i, by) {
    if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
    const may =
      facts &&
      ((facts.builds && holds(by.asker, 'organisation.manage')) ||
        (facts.runs && holds(by.asker, 'service.manage')))
    if (!facts || !may) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (i.version !== facts.version) return refuse('STALE_VERSION')
    if (i.hours === facts.hours) return refuse('UNIT_HOURS_SAME', { field: 'hours' })
    if (i.why.trim() === '') return refuse('UNIT_HOURS_NEED_WHY', { field: 'why' })
    return ok({ organisationId: facts.organisation_id, version: facts.version + 1, why: i.why.trim() })
  },
  async store(tx, { organisationId, version, why }, i, by) {
    await expectWritten(
      tx.write(ADD, [i.changeId, i.unitId, organisationId, version, i.hours, why, by.now, by.asker.actorId]),
    )
    return { made: { changeId: i.changeId, unitId: i.unitId, version } }
  },
})
