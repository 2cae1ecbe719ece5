import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { audit } from '#platform/commands/asking.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** Whether it would be shown to the asker now, and what their own team has written; never a word of it. */
export interface HomeEntryAbout {
  readonly personId: string
  /** The asker makes a visit today and has the person open to them. */
  readonly visitToday: boolean
  readonly ours: { readonly by: string; readonly at: Instant } | null
}

/** `second factor first`: the asker goes there today, and it is too long since they showed a second factor. */
export type HomeEntryShown =
  | {
      readonly state: 'shown'
      readonly personId: string
      readonly words: string
      readonly by: string
      readonly team: string
      readonly at: Instant
    }
  | { readonly state: 'second factor first'; readonly personId: string }

const OPEN = `(select true from acl.access a where a.person_id = $1 and (a.classes & 72) <> 0 limit 1)
  and (select ctx.has_right('home-entry')) and acl.visits_today($1)`
const ABOUT = `select coalesce(${OPEN}, false) as "visitToday", s.name as by, h.at
  from (values (1)) one(n) left join acl.home_entry_of_team($1) h on true left join tc.staff s on s.id = h.by_staff_id`
const SHOW = `select h.id, h.words, s.name as by, t.name as team, h.recorded_at as at
  from tc.home_entry h join tc.staff s on s.id = h.recorded_by join tc.team t on t.id = h.team_id
  where h.person_id = $1 and h.over_at is null order by h.recorded_at desc, h.id desc limit 1`
const STALE = `select true as stale where ${OPEN}
  and coalesce((select ctx.second_factor_at()) <= (select ctx.now()) - interval '10 minutes', true)`

const input = z.object({ personId: z.uuid() })

export const homeEntryAbout = defineQuery<{ personId: string }, HomeEntryAbout>({
  name: 'home-entry.about',
  title: 'Whether how to get in is shown to you today',
  input,
  right: 'home-entry',
  async run(tx, { personId }) {
    const row = await tx.row<{ visitToday: boolean; by: string | null; at: Instant | null }>(ABOUT, [
      personId,
    ])
    return {
      personId,
      visitToday: row?.visitToday ?? false,
      ours: row?.by && row.at ? { by: row.by, at: row.at } : null,
    }
  },
  shows: (about) => (about.visitToday || about.ours ? [about.personId] : []),
})

/**
 * How to get into one person's home: the newest that the asker may see, with an audit event of its own that names the row. Null where
 * nothing is written, and where it is not the asker's to see: both answer alike.
 */
export const homeEntryShow = defineQuery<{ personId: string }, HomeEntryShown | null>({
  name: 'home-entry.show',
  title: 'Show how to get into the person’s home',
  input,
  right: 'home-entry',
  async run(tx, { personId }) {
    const [row, stale] = await Promise.all([
      tx.row<{ id: string; words: string; by: string; team: string; at: Instant }>(SHOW, [personId]),
      tx.row<{ stale: boolean }>(STALE, [personId]),
    ])
    if (!row) return stale ? { state: 'second factor first', personId } : null
    const { id, ...shown } = row
    audit(tx, 'home-entry.shown', [personId], [id], 'shown')
    return { state: 'shown', personId, ...shown }
  },
  shows: (answer) => (answer ? [answer.personId] : []),
})
