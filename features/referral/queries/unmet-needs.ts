import * as z from 'zod'
import { addMonths, dayOf, type Instant, startOfDay } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface UnmetNeed {
  readonly id: string
  readonly at: Instant
  readonly need: string
  readonly area: string
  readonly missing: string
  /** The service that could not take somebody on; null where none was asked. */
  readonly service: string | null
  /** The referral it was written in, while the asker may read it. */
  readonly referralId: string | null
  /** Who it is about, while the asker may know that. */
  readonly personId: string | null
  readonly personName: string | null
}

export interface UnmetNeeds {
  readonly since: Instant
  /** Newest first. */
  readonly needs: readonly UnmetNeed[]
  /** There are more in these months than are shown. */
  readonly more: boolean
}

const MOST = 200

// the function gives the needs of the team without the person; who it was comes under the row rules, or not at all
const NEEDS = `select n.id, n.at, n.need, n.area, n.missing, n.service, r.id as "referralId", p.id as "personId", p.display_name as "personName"
  from tc.unmet_needs($1, $2) n
  left join tc.unmet_need u on u.id = n.id
  left join tc.referral r on r.id = u.referral_id
  left join tc.person p on p.id = u.person_id
 order by n.at desc, n.id desc`

const input = z.strictObject({ months: z.int().min(1).max(24) })

/** What the asker's team could not find for people in the last months: need, area, what was missing. */
export const unmetNeeds = defineQuery<{ months: number }, UnmetNeeds>({
  name: 'unmet-need.list',
  title: 'Needs that your service could not meet',
  input,
  right: 'report.read',
  async run(tx, i) {
    const since = startOfDay(addMonths(dayOf((await tx.asker).now), -i.months))
    const rows = await tx.rows<UnmetNeed>(NEEDS, [since, MOST + 1])
    return { since, needs: rows.slice(0, MOST), more: rows.length > MOST }
  },
  shows: ({ needs }) => needs.flatMap((n) => n.personId ?? []),
})
