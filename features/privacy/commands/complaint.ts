import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { complaintDueAt } from '#core/place/task-due.ts'
import { emergencySearch, whatIsKnownShape } from '#core/sharing/emergency.ts'
import { defineCommand, staleVersion } from '#platform/commands/command.ts'
import { RAISED_BY } from '../words.ts'

const opening = z.strictObject({
  complaintId: z.uuid(),
  taskId: z.uuid(),
  who: whatIsKnownShape,
  raisedBy: z.enum(RAISED_BY),
  words: z.string().trim().min(10).max(2000),
})

/** Times one staff member may look for somebody in an hour. Ours, unsigned. */
const MOST_AN_HOUR = 15
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('complaint.open ' || (select ctx.actor())::text, 0))`
const LATELY = `select count(*)::int as tried from audit.command
  where actor_id = (select ctx.actor()) and name = 'complaint.open' and at > (select ctx.now()) - interval '1 hour'`
const FIND = 'select tc.find_for_complaint($1::jsonb) as id'
const OPEN = 'select net.open_complaint($1, $2, $3::jsonb, $4, $5, $6) as id'

interface OpeningFacts {
  readonly tried: number
  readonly personId: string | null
}

/**
 * Somebody complains about who looked at a record: the desk is told whose it is and who has looked, until it writes down what it found.
 * Only about somebody with whom the organisation had to do; of nobody, and of several who fit, the same words. On no timeline.
 * Refuses: those of `emergencySearch`, COMPLAINT_NO_ONE_FITS, TOO_MANY_TRIES.
 */
export const openComplaint = defineCommand<
  z.output<typeof opening>,
  OpeningFacts,
  { readonly personId: string; readonly search: string }
>({
  name: 'complaint.open',
  version: 1,
  title: 'Write down a complaint about who looked',
  input: opening,
  right: 'privacy.desk',
  // not known before the record's own matcher has looked; the store names who it is
  people: () => [],
  async load(tx, { who }) {
    const search = emergencySearch({ by: 'what is known', ...who })
    await tx.row(ONE_AT_A_TIME)
    const [lately, found] = await Promise.all([
      tx.row<{ tried: number }>(LATELY),
      search.ok ? tx.row<{ id: string | null }>(FIND, [JSON.stringify(search.value)]) : undefined,
    ])
    return { tried: lately?.tried ?? 0, personId: found?.id ?? null }
  },
  decide({ tried, personId }, { who }, by) {
    if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
    if (tried >= MOST_AN_HOUR) return refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } })
    const search = emergencySearch({ by: 'what is known', ...who })
    if (!search.ok) return search
    return personId === null
      ? refuse('COMPLAINT_NO_ONE_FITS', { field: 'family' })
      : ok({ personId, search: JSON.stringify(search.value) })
  },
  async store(tx, { personId, search }, i, by) {
    const due = complaintDueAt(by.now, englandHolidays)
    await tx.row(OPEN, [i.complaintId, i.taskId, search, i.raisedBy, i.words, due])
    return { made: { complaintId: i.complaintId }, people: [personId] }
  },
})

const closing = z.strictObject({ complaintId: z.uuid(), found: z.string().trim().min(10).max(2000) })

/** Ends a complaint with what was found; who it is about closes to the desk with it. Refuses: COMPLAINT_CLOSED. */
export const closeComplaint = defineCommand<
  z.output<typeof closing>,
  { readonly personId: string; readonly closed: boolean } | undefined,
  { readonly personId: string }
>({
  name: 'complaint.close',
  version: 1,
  title: 'Write down what was found of a complaint',
  input: closing,
  right: 'privacy.desk',
  people: () => [],
  load: (tx, i) =>
    tx.row(
      'select person_id as "personId", closed_at is not null as closed from tc.complaint where id = $1',
      [i.complaintId],
    ),
  decide(row, _i, by) {
    if (!row) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
    return row.closed ? refuse('COMPLAINT_CLOSED') : ok({ personId: row.personId })
  },
  async store(tx, { personId }, i) {
    const done = await tx.row<{ done: boolean }>('select net.close_complaint($1, $2) as done', [
      i.complaintId,
      i.found,
    ])
    if (done?.done !== true) staleVersion()
    return { made: { complaintId: i.complaintId }, people: [personId] }
  },
})
