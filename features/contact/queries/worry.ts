import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Sheet } from './sheet.ts'

export interface OneWorry {
  readonly id: string
  readonly personId: string
  readonly person: string | null
  readonly what: string
  readonly told: string | null
  readonly toldAt: Instant | null
  readonly raisedAt: Instant
  readonly raisedBy: string
  readonly done: string | null
  readonly doneAt: Instant | null
  readonly doneBy: string | null
  readonly version: number
  readonly ours: boolean
  readonly now: Instant
  readonly ring: Sheet['ring']
}

const WORRY = `select w.id, w.person_id as "personId", p.display_name as person, w.what, w.told, w.told_at as "toldAt", w.raised_at as "raisedAt", s.name as "raisedBy",
    w.done_text as done, w.done_at as "doneAt", d.name as "doneBy", w.version, w.team_id = any ((select ctx.grantees())::uuid[]) as ours, (select ctx.now()) as now
  from tc.worry w join tc.staff s on s.id = w.raised_by left join tc.staff d on d.id = w.done_by left join tc.person p on p.id = w.person_id where w.id = $1`
const RING = `select distinct t.name, t.telephone, t.hours, t.id = w.team_id as ours from tc.worry w left join tc.contact c on c.id = w.contact_id
  left join tc.episode e on e.id = c.episode_id left join tc.referral r on r.id = e.referral_id join tc.team t on t.id = r.from_team_id or t.id = w.team_id
  where w.id = $1 order by ours, t.name`

/** One worry, with who to ring about it. */
export const worry = defineQuery({
  name: 'worry.one',
  title: 'One worry',
  input: z.object({ worryId: z.uuid() }),
  right: 'contact.read',
  async run(tx, { worryId }): Promise<OneWorry | null> {
    const [row, ring] = await Promise.all([
      tx.row<Omit<OneWorry, 'ring'>>(WORRY, [worryId]),
      tx.rows<Sheet['ring'][number]>(RING, [worryId]),
    ])
    return row ? { ...row, ring } : null
  },
  shows: (w) => (w ? [w.personId] : []),
})
