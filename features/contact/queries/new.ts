import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { loadEpisodeFor } from '../episode-facts.ts'
import { loadSheetMedicines, type Sheet, type SheetMedicine } from './sheet.ts'

/** What a form for a contact that is not on the plan begins with. */
export interface NewContact {
  readonly now: Instant
  readonly episodeId: string
  readonly personId: string
  readonly person: string | null
  readonly ours: boolean
  readonly open: boolean
  readonly asks: Sheet['asks']
  readonly medicines: readonly SheetMedicine[] | null
  readonly staff: Sheet['staff']
  readonly ring: Sheet['ring']
}

const HEAD =
  'select e.person_id, p.display_name from tc.episode e left join tc.person p on p.id = e.person_id where e.id = $1'
const STAFF = `select distinct s.id, s.name from tc.episode e join tc.post p on p.team_id = e.team_id join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
  where e.id = $1 and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) and (s.left_at is null or s.left_at > (select ctx.now()))
  order by s.name limit 100`
const RING = `select distinct t.name, t.telephone, t.hours, t.id = e.team_id as ours from tc.episode e left join tc.referral r on r.id = e.referral_id
  join tc.team t on t.id = r.from_team_id or t.id = e.team_id where e.id = $1 order by ours, t.name`

export const newContact = defineQuery({
  name: 'contact.new',
  title: 'What a contact that is not on the plan begins with',
  input: z.object({ episodeId: z.uuid() }),
  right: 'contact.read',
  async run(tx, { episodeId }): Promise<NewContact | null> {
    const [head, staff, ring] = await Promise.all([
      tx.row<{ person_id: string; display_name: string | null }>(HEAD, [episodeId]),
      tx.rows<Sheet['staff'][number]>(STAFF, [episodeId]),
      tx.rows<Sheet['ring'][number]>(RING, [episodeId]),
    ])
    if (!head) return null
    const [facts, medicines] = await Promise.all([
      loadEpisodeFor(tx, episodeId, head.person_id),
      loadSheetMedicines(tx, head.person_id),
    ])
    if (!facts) return null
    return {
      now: (await tx.asker).now,
      episodeId,
      personId: head.person_id,
      person: head.display_name,
      ours: facts.row.ours,
      open: facts.row.state === 'open',
      asks: facts.definition.medicineSupport.askedAt,
      medicines,
      staff,
      ring,
    }
  },
  shows: (found) => (found ? [found.personId] : []),
})
