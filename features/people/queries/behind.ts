import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** Whom a thing is about, for an asker who may see them now. */
export interface Behind {
  readonly id: string
  readonly personId: string
  readonly name: string
}

// each table by its key; the row rules hide what the asker may not see, and a hidden thing is about nobody
const BEHIND = `select a.id, p.id as "personId", p.display_name as name
  from unnest($1::uuid[]) as a (id)
  cross join lateral (
    select x.id as person_id from tc.person x where x.id = a.id
    union all select x.person_id from tc.stay x where x.id = a.id
    union all select x.person_id from tc.referral x where x.id = a.id
    union all select x.person_id from tc.episode x where x.id = a.id
    union all select x.person_id from tc.contact x where x.id = a.id
    union all select x.person_id from tc.worry x where x.id = a.id
    union all select x.person_id from tc.task x where x.id = a.id
    limit 1) b
  join tc.person p on p.id = b.person_id`

/** Whom these people, stays, referrals, episodes, contacts, worries and tasks are about. What is hidden is left out. */
export const behind = defineQuery({
  name: 'people.behind',
  title: 'Whom some things are about',
  input: z.object({ ids: z.array(z.uuid()).max(1000) }),
  right: 'people.read',
  run: (tx, { ids }): Promise<Behind[]> => tx.rows<Behind>(BEHIND, [ids]),
  shows: (found) => [...new Set(found.map((b) => b.personId))],
})
