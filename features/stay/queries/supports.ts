import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import type { Support, SupportLine } from '#core/place/supports.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { ONE_STAY, type StayRow } from '../rows.ts'
import { loadSupports } from '../supports.ts'

/** The checklist of one stay: lines as the rows say them now, and whoever said that supports are in place. */
export interface SupportsShown {
  readonly stayId: string
  readonly personId: string
  readonly name: string | null
  readonly ours: boolean
  readonly ended: boolean
  readonly lines: readonly SupportLine[]
  readonly said: readonly {
    readonly id: string
    readonly at: Instant
    readonly by: string | null
    readonly openThen: readonly Support[]
    readonly reason: string | null
  }[]
}

const NAME = `select p.display_name as name, s.team_id = any ((select ctx.grantees())::uuid[]) as ours from tc.stay s left join tc.person p on p.id = s.person_id where s.id = $1`
const SAID = `select i.id, i.at, w.name as by, i.open_then as "openThen", i.override_reason as reason from tc.supports_in_place i
  left join tc.staff w on w.id = i.by_staff_id where i.stay_id = $1 order by i.at desc limit 20`

export const supportsOfStay = defineQuery<{ stayId: string }, SupportsShown | null>({
  name: 'stay.supports',
  title: 'What somebody needs on the day of leaving, and what is open',
  input: z.strictObject({ stayId: z.uuid() }),
  right: 'stay.record',
  async run(tx, { stayId }) {
    const [stay, named, said] = await Promise.all([
      tx.row<StayRow>(ONE_STAY, [stayId]),
      tx.row<{ name: string | null; ours: boolean }>(NAME, [stayId]),
      tx.rows<SupportsShown['said'][number]>(SAID, [stayId]),
    ])
    if (!stay || !named) return null
    return {
      stayId,
      personId: stay.person_id,
      ...named,
      ended: stay.ended_at !== null,
      lines: await loadSupports(tx, stayId, stay.person_id),
      said,
    }
  },
  shows: (shown) => (shown ? [shown.personId] : []),
})
