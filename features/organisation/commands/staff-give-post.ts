import * as z from 'zod'
import type { OrganisationId, StaffId, TeamId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { decideGivePost } from '#core/people/post.ts'
import type { RoleCard } from '#core/people/role-card.ts'
import { instantShape } from '#core/people/shapes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { roleCard } from '../role-cards.ts'
import { asShown, touchedBy } from '../touched.ts'

/** `from` null means now. `seenPeople`: how many people it touches, as shown before it was confirmed. `until` and `supervisedBy` are for a secondment; a post at one's own employer may have an end too. */
const input = z.strictObject({
  postId: z.uuid(),
  holderId: z.uuid(),
  staffId: z.uuid(),
  teamId: z.uuid(),
  role: z.string().max(80),
  from: z.nullable(instantShape),
  until: z.nullable(instantShape),
  supervisedBy: z.uuid().nullable(),
  seenPeople: z.int().min(0).optional(),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly employer: OrganisationId
  readonly left_at: Instant | null
  readonly organisation: OrganisationId | null
  readonly holds_already: boolean
  readonly supervisor_there: boolean
  readonly people: number
}

interface Decision {
  readonly card: RoleCard
  readonly seconded: boolean
  readonly facts: Facts
  readonly from: Instant
}

const FACTS = `select s.organisation_id as employer, s.left_at,
    (select t.organisation_id from tc.team t where t.id = $2 and t.closed_at is null and ctx.may_staff(t.organisation_id)) as organisation,
    exists (select from tc.post_holder h join tc.post p on p.id = h.post_id
             where h.staff_id = $1 and p.team_id = $2 and p.role = $3 and (h.until_at is null or h.until_at > (select ctx.now()))) as holds_already,
    exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.team t on t.organisation_id = p.organisation_id
             where h.staff_id = $4 and t.id = $2 and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))) as supervisor_there
  from tc.staff s where s.id = $1`
const POST =
  'insert into tc.post (id, organisation_id, team_id, title, role, rights, voluntary) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing'
const HOLDER = `insert into tc.post_holder (id, post_id, staff_id, from_at, until_at, employed_by_organisation_id, supervised_by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`

const END_SESSIONS = "select ctx.end_sessions_of($1, null, 'posts changed') as n"

/**
 * Gives a staff member a post with its role card; their sessions end, and what they were typing waits for them. Rights are copied
 * from the card now, so that a later card changes nobody's.
 */
export const givePost = defineCommand<Input, Facts | undefined, Decision>({
  name: 'staff.give-post',
  version: 1,
  title: 'Give a staff member a post',
  input,
  right: ['staff.manage', 'organisation.manage'],
  people: () => [],
  changes: (i) => [i.staffId],
  reliesOn: (i) => [i.teamId],
  async load(tx, i) {
    const [row, people] = await Promise.all([
      tx.row<Omit<Facts, 'people'>>(FACTS, [i.staffId, i.teamId, i.role, i.supervisedBy]),
      touchedBy(tx, i.staffId),
    ])
    return row && { ...row, people }
  },
  decide(facts, i, by): Result<Decision> {
    if (!facts) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const from = i.from ?? by.now
    const decided = decideGivePost(
      {
        card: roleCard(i.role),
        employer: facts.employer,
        leftAt: facts.left_at,
        organisation: facts.organisation ?? undefined,
        supervisorIsThere: facts.supervisor_there,
        holdsAlready: facts.holds_already,
        giverRights: by.asker.rights,
      },
      {
        staffId: i.staffId as StaffId,
        teamId: i.teamId as TeamId,
        from,
        until: i.until,
        supervisedBy: i.supervisedBy as StaffId | null,
      },
    )
    if (!decided.ok) return decided
    return asShown(facts.people, i.seenPeople) ?? ok({ ...decided.value, facts, from })
  },
  async store(tx, { card, facts, from }, i, by) {
    await Promise.all([
      expectWritten(
        tx.write(POST, [
          i.postId,
          facts.organisation,
          i.teamId,
          card.title,
          card.id,
          card.rights,
          card.standing === 'volunteer',
        ]),
      ),
      expectWritten(
        tx.write(HOLDER, [i.holderId, i.postId, i.staffId, from, i.until, facts.employer, i.supervisedBy]),
      ),
      from <= by.now ? tx.row(END_SESSIONS, [i.staffId]) : undefined,
    ])
    return { made: { postId: i.postId, holderId: i.holderId, staffId: i.staffId, touched: facts.people } }
  },
})
