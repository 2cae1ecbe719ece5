import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { dueOnOf } from '../commands/review.ts'
import type { DueReview } from '../rows.ts'
import type { ReviewLine } from './plan.ts'

export interface ReviewsOfPerson {
  readonly personId: string
  /** Null when the asker knows nobody of this id. */
  readonly name: string | null
  /** The earliest first. */
  readonly due: readonly DueReview[]
  readonly done: readonly ReviewLine[]
}

// what the safety net holds, as far as the asker may see it
const DUE = `select split_part(o.key, ':', 2) as kind, o.about_id as "aboutId", min(o.gap_from) as at, min(s.name) as service
  from net.obligation o left join tc.episode e on e.id = o.about_id left join tc.service s on s.id = coalesce(e.service_id, o.about_id)
 where o.person_id = $1 and o.kind = 'N9' group by o.key, o.about_id order by 3, 1 limit 50`
const DONE = `select r.id, r.kind, r.about_id as "aboutId", r.due_on as "dueOn", r.looked_at as "lookedAt", r.changed, r.next_on as "nextOn", r.done_at as "doneAt", w.name as by
  from tc.review r left join tc.staff w on w.id = r.done_by where r.person_id = $1 order by r.done_at desc, r.id desc limit 20`

const NAME = 'select display_name as name from tc.person where id = $1'

/** What falls due for being looked at again, and what was. */
export const reviewsOfPerson = defineQuery<{ personId: string }, ReviewsOfPerson>({
  name: 'review.of-person',
  title: 'What is looked at again, and when',
  input: z.strictObject({ personId: z.uuid() }),
  right: ['people.read', 'review.record'],
  async run(tx, { personId }) {
    const [due, done, person] = await Promise.all([
      tx.rows<Omit<DueReview, 'dueOn'> & { readonly at: Instant }>(DUE, [personId]),
      tx.rows<ReviewLine>(DONE, [personId]),
      tx.row<{ name: string }>(NAME, [personId]),
    ])
    return {
      personId,
      name: person?.name ?? null,
      due: due.map(({ at, ...d }) => ({ ...d, dueOn: dueOnOf(at) as Day })),
      done,
    }
  },
  shows: ({ name, due, done, personId }) => (name !== null || due.length + done.length > 0 ? [personId] : []),
})
