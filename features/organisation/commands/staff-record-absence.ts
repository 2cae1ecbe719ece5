import * as z from 'zod'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant, Interval } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { type Absence, decideAbsence, decideCover } from '#core/people/staff.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { touchedBy, touchesAsShown } from '../touched.ts'

export const ABSENCE_KINDS = ['leave', 'sick', 'training', 'other'] as const

/** `coverStaffId` null: nobody covers yet, and what the absent staff member owns is a gap from the start of the absence. */
const input = z.strictObject({
  absenceId: z.uuid(),
  staffId: z.uuid(),
  kind: z.enum(ABSENCE_KINDS),
  from: instantShape,
  until: instantShape,
  coverStaffId: z.uuid().nullable(),
  /** How many people it touches, as shown before it was confirmed. */
  seenPeople: z.int().min(0).optional(),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly works_here: boolean
  readonly left_at: Instant | null
  readonly cover_is_here: boolean
  readonly cover_away: readonly Interval[]
  readonly people: number
}

/** When the staff member whose row is called `cover` is not there: absences, and having left. */
export const COVER_AWAY = `coalesce((select json_agg(json_build_object(
      'from', to_char(x.from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'until', to_char(x.until_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) from (
      select a.from_at, a.until_at from tc.staff_absence a where a.staff_id = cover.id
      union all select cover.left_at, null where cover.left_at is not null) x), '[]')`
const FACTS = `select ctx.works_here(s.id) as works_here, s.left_at,
    exists (select from tc.post_holder h join tc.post p on p.id = h.post_id
             where h.staff_id = $2 and p.organisation_id = (select ctx.organisation())
               and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))) as cover_is_here,
    ${COVER_AWAY} as cover_away
  from tc.staff s left join tc.staff cover on cover.id = $2 where s.id = $1`
const ADD = `insert into tc.staff_absence (id, staff_id, kind, from_at, until_at, cover_staff_id, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`

export const absenceOf = (i: {
  readonly staffId: string
  readonly from: Instant
  readonly until: Instant
  readonly coverStaffId: string | null
}): Absence => ({
  staffId: i.staffId as StaffId,
  from: i.from,
  until: i.until,
  cover:
    i.coverStaffId === null ? { state: 'no cover' } : { state: 'covered', by: i.coverStaffId as StaffId },
})

/** Somebody is away from then until then, with a colleague who covers, or with nobody: then the gap is on the board at once. */
export const recordAbsence = defineCommand<Input, Facts | undefined, { readonly people: number }>({
  name: 'staff.record-absence',
  version: 1,
  title: 'Record an absence and who covers',
  input,
  right: 'staff.manage',
  people: () => [],
  changes: (i) => [i.staffId],
  reliesOn: (i) => (i.coverStaffId === null || i.coverStaffId === i.staffId ? [] : [i.coverStaffId]),
  async load(tx, i) {
    const [row, people] = await Promise.all([
      tx.row<Omit<Facts, 'people'>>(FACTS, [i.staffId, i.coverStaffId]),
      touchedBy(tx, i.staffId),
    ])
    return row && { ...row, people }
  },
  decide(staff, i, by): Result<{ readonly people: number }> {
    if (!staff) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (!staff.works_here) return refuse('ABSENCE_NOT_YOURS', { field: 'staffId' })
    if (staff.left_at !== null && staff.left_at <= by.now)
      return refuse('STAFF_HAS_LEFT', { field: 'staffId' })
    const decided = decideAbsence(absenceOf(i))
    if (!decided.ok) return decided
    if (i.coverStaffId !== null && !staff.cover_is_here) return refuse('COVER_NOT_HERE', { field: 'cover' })
    if (i.coverStaffId !== null) {
      const cover = decideCover(staff.cover_away, i)
      if (!cover.ok) return cover
    }
    return touchesAsShown(staff.people, i.seenPeople) ?? ok({ people: staff.people })
  },
  async store(tx, { people }, i, by) {
    await expectWritten(
      tx.write(ADD, [
        i.absenceId,
        i.staffId,
        i.kind,
        i.from,
        i.until,
        i.coverStaffId,
        by.now,
        by.asker.actorId,
      ]),
    )
    return { made: { absenceId: i.absenceId, staffId: i.staffId, touched: people } }
  },
})
