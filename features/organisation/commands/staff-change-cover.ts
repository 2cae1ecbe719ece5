import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant, Interval } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { decideAbsence, decideCover } from '#core/people/staff.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { touchedBy } from '../touched.ts'
import { absenceOf, COVER_AWAY } from './staff-record-absence.ts'

/** `seen`: what the form showed, in place of a version: whoever saves second is told. */
const input = z.strictObject({
  absenceId: z.uuid(),
  staffId: z.uuid(),
  coverStaffId: z.uuid().nullable(),
  until: instantShape,
  seen: z.strictObject({ coverStaffId: z.uuid().nullable(), until: instantShape }),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly from_at: Instant
  readonly until_at: Instant
  readonly cover_staff_id: string | null
  readonly works_here: boolean
  readonly cover_is_here: boolean
  readonly cover_away: readonly Interval[]
}

const FACTS = `select a.from_at, a.until_at, a.cover_staff_id, ctx.works_here(a.staff_id) as works_here,
    exists (select from tc.post_holder h join tc.post p on p.id = h.post_id
             where h.staff_id = $3 and p.organisation_id = (select ctx.organisation())
               and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))) as cover_is_here,
    ${COVER_AWAY} as cover_away
  from tc.staff_absence a left join tc.staff cover on cover.id = $3 where a.id = $1 and a.staff_id = $2`
const CHANGE = `update tc.staff_absence set cover_staff_id = $2, until_at = $3
  where id = $1 and cover_staff_id is not distinct from $4 and until_at = $5`

/** Another colleague covers, nobody does any more, or the absence ends on another day than was thought. */
export const changeCover = defineCommand<Input, Facts | undefined, null>({
  name: 'staff.change-cover',
  version: 1,
  title: 'Change who covers an absence, or when it ends',
  input,
  right: 'staff.manage',
  people: () => [],
  changes: (i) => [i.staffId],
  reliesOn: (i) => (i.coverStaffId === null || i.coverStaffId === i.staffId ? [] : [i.coverStaffId]),
  load: (tx, i) => tx.row<Facts>(FACTS, [i.absenceId, i.staffId, i.coverStaffId]),
  decide(absence, i, by): Result<null> {
    if (!absence?.works_here) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (absence.until_at <= by.now) return refuse('ABSENCE_OVER')
    if (absence.cover_staff_id !== i.seen.coverStaffId || absence.until_at !== i.seen.until)
      return refuse('STALE_VERSION')
    const decided = decideAbsence(absenceOf({ ...i, from: absence.from_at }))
    if (!decided.ok) return decided
    if (i.coverStaffId === null) return ok(null)
    if (!absence.cover_is_here) return refuse('COVER_NOT_HERE', { field: 'cover' })
    // an absence that only ends sooner is no new promise of cover
    if (i.coverStaffId === absence.cover_staff_id && i.until <= absence.until_at) return ok(null)
    // what is over cannot be covered any more
    return decideCover(absence.cover_away, {
      from: absence.from_at > by.now ? absence.from_at : by.now,
      until: i.until,
    })
  },
  async store(tx, _decision, i) {
    const [, touched] = await Promise.all([
      expectWritten(
        tx.write(CHANGE, [i.absenceId, i.coverStaffId, i.until, i.seen.coverStaffId, i.seen.until]),
      ),
      touchedBy(tx, i.staffId),
    ])
    return { made: { absenceId: i.absenceId, staffId: i.staffId, touched } }
  },
})
