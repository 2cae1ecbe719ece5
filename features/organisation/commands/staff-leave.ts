import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten, type TimelineLine } from '#platform/commands/command.ts'
import { peopleTouched, touchesAsShown } from '../touched.ts'

/**
 * `leftAt` null means now. `moveToStaffId`: a colleague of the asker's team to whom what they own moves by the same act;
 * null leaves it to the team, with the gap on its board. `seenPeople`: how many it touches, as shown before it was confirmed.
 */
const input = z.strictObject({
  staffId: z.uuid(),
  leftAt: z.nullable(instantShape),
  version: z.int().min(1),
  moveToStaffId: z.uuid().nullable().optional(),
  seenPeople: z.int().min(0).optional(),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly left_at: Instant | null
  readonly mine: boolean
  readonly to_is_here: boolean
  readonly people: readonly string[]
}
interface Decision {
  readonly leftAt: Instant
  readonly people: readonly string[]
}

const FACTS = `select left_at, ctx.may_staff(organisation_id) as mine,
    $2::uuid is null or exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.staff s on s.id = h.staff_id
       where h.staff_id = $2 and p.team_id = (select ctx.team()) and h.from_at <= (select ctx.now())
         and (h.until_at is null or h.until_at > (select ctx.now())) and (s.left_at is null or s.left_at > (select ctx.now()))) as to_is_here
  from tc.staff where id = $1`
const LEAVE = 'update tc.staff set left_at = $2, version = version + 1 where id = $1 and version = $3'
// posts in other organisations end by leaving itself: nobody who has left can act in any
const END_POSTS = `update tc.post_holder h set until_at = greatest($2::timestamptz, h.from_at) where h.staff_id = $1
  and (h.until_at is null or h.until_at > $2) and (select ctx.may_staff(p.organisation_id) from tc.post p where p.id = h.post_id)`

// what they own moves at once, whatever their last day; visits up to it stay theirs. Only rows of the asker's own team.
const MOVE_EPISODES = `update tc.episode e set version = e.version + 1,
    key_worker_staff_id = case when e.key_worker_staff_id = $1 then $2 else e.key_worker_staff_id end,
    visitors = coalesce((select jsonb_agg(case when l ->> 'staffId' = $1::text then jsonb_set(l, '{staffId}', to_jsonb($2::text)) else l end order by n)
       from jsonb_array_elements(e.visitors) with ordinality as v (l, n)), '[]')
  where e.service_id in (select s.id from tc.service s where s.team_id = (select ctx.team())) and e.state = 'open'
    and (e.key_worker_staff_id = $1 or e.visitors @> jsonb_build_array(jsonb_build_object('staffId', $1::text)))
  returning e.id, e.person_id, e.class_bit, e.key_worker_staff_id = $2 as key_worker`
const MOVE_CONTACTS = `update tc.contact set staff_id = $2, version = version + 1
  where staff_id = $1 and state = 'planned' and on_day >= ($3::timestamptz at time zone 'Europe/London')::date and window_from_at >= $3
    and team_id = any ((select ctx.grantees())::uuid[])
  returning id, person_id, class_bit`
const MOVE_APPOINTMENTS = `update tc.appointment set goes_staff_id = $2, version = version + 1
  where goes_staff_id = $1 and state = 'planned' and starts_at >= $3 and team_id = (select ctx.team())
  returning id, person_id, class_bit`
// what is another team's is asked of its manager: the asker gives away only what is their own team's
const ASK_TEAMS = 'select net.ask_leaver_teams($1) as n'
const END_SESSIONS = "select ctx.end_sessions_of($1, null, 'left') as n"
const MOVE_TASKS = 'update tc.task set staff_id = $2 where staff_id = $1 and done_at is null'

interface Moved {
  readonly id: string
  readonly person_id: string
  readonly class_bit: number
}
type MovedEpisode = Moved & { readonly key_worker: boolean }

/** One line a person, about one of their rows. */
const linesOf = (moved: readonly Moved[], what: string, at: Instant): readonly TimelineLine[] =>
  [...new Map(moved.map((m) => [m.person_id, m])).values()].map((m) => ({
    personId: m.person_id,
    at,
    what,
    aboutId: m.id,
    classBit: m.class_bit,
  }))

/**
 * A staff member leaves: what they own moves to a named colleague, or becomes a gap of their team from that moment, and they
 * can sign in no more. Referrals they sent and people whom they lead stay in their name, and what is another team's is a task of its
 * manager. Refuses: STAFF_HAS_LEFT, STAFF_LEAVES_BEFORE, QUEUE_TO_THEMSELVES, QUEUE_NOT_HERE,
 * ABSENCE_TOUCHES_TOO_MANY, STALE_VERSION.
 */
export const leave = defineCommand<Input, Facts | undefined, Decision>({
  name: 'staff.leave',
  version: 1,
  title: 'Record that a staff member leaves',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  changes: (i) => [i.staffId],
  reliesOn: (i) => (i.moveToStaffId && i.moveToStaffId !== i.staffId ? [i.moveToStaffId] : []),
  async load(tx, i) {
    const [row, people] = await Promise.all([
      tx.row<Omit<Facts, 'people'>>(FACTS, [i.staffId, i.moveToStaffId ?? null]),
      peopleTouched(tx, i.staffId),
    ])
    return row && { ...row, people }
  },
  decide(staff, i, by): Result<Decision> {
    if (!staff?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (staff.left_at !== null && staff.left_at <= by.now) return refuse('STAFF_HAS_LEFT')
    const leftAt = i.leftAt ?? by.now
    if (dayOf(leftAt) < dayOf(by.now)) return refuse('STAFF_LEAVES_BEFORE', { field: 'leftAt' })
    if (i.moveToStaffId === i.staffId) return refuse('QUEUE_TO_THEMSELVES', { field: 'moveTo' })
    if (!staff.to_is_here) return refuse('QUEUE_NOT_HERE', { field: 'moveTo' })
    const { people } = staff
    return touchesAsShown(people.length, i.seenPeople) ?? ok({ leftAt, people })
  },
  async store(tx, { leftAt, people }, i, by) {
    const to = i.moveToStaffId ?? null
    const movesFrom = leftAt > by.now ? leftAt : by.now
    const [episodes, contacts, tasks, appointments] =
      to === null
        ? [[], [], 0, []]
        : await Promise.all([
            tx.rows<MovedEpisode>(MOVE_EPISODES, [i.staffId, to]),
            tx.rows<Moved>(MOVE_CONTACTS, [i.staffId, to, movesFrom]),
            tx.write(MOVE_TASKS, [i.staffId, to]),
            tx.rows<Moved>(MOVE_APPOINTMENTS, [i.staffId, to, movesFrom]),
          ])
    await Promise.all([
      expectWritten(tx.write(LEAVE, [i.staffId, leftAt, i.version])),
      tx.write(END_POSTS, [i.staffId, leftAt]),
      // whoever comes back is never let in by a session of before; with a later day the request itself refuses from then on
      leftAt <= by.now ? tx.row(END_SESSIONS, [i.staffId]) : undefined,
    ])
    const asked = await tx.row<{ n: number }>(ASK_TEAMS, [i.staffId])
    return {
      made: {
        staffId: i.staffId,
        touched: people.length,
        teamsAsked: asked?.n ?? 0,
        moved: episodes.length + contacts.length + tasks + appointments.length,
      },
      // those who rest on somebody else from now on are worked out again too
      people,
      timeline: [
        ...episodes.flatMap((e) => (e.key_worker ? linesOf([e], 'key worker named', by.now) : [])),
        ...linesOf(contacts, 'contact given to another worker', by.now),
        ...linesOf(appointments, 'appointment: who goes along changed', by.now),
      ],
    }
  },
})
