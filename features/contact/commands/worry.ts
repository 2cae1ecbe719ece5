import * as z from 'zod'
import { decideSettleWorry, decideTellWorry, type Worry, type WorryKind } from '#core/contact/worry.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { words } from '#features/episode/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { toldAt } from '../shapes.ts'

interface Row {
  what: WorryKind
  told: string | null
  told_at: Instant | null
  raised_at: Instant
  raised_by: string
  done_text: string | null
  done_at: Instant | null
  done_by: string | null
  class_bit: number
  version: number
  ours: boolean
}
const WORRY = `select what, told, told_at, raised_at, raised_by, done_text, done_at, done_by, class_bit, version, team_id = any ((select ctx.grantees())::uuid[]) as ours
  from tc.worry where id = $1 and person_id = $2`

const load = (tx: Tx, worryId: string, personId: string): Promise<Row | undefined> =>
  tx.row<Row>(WORRY, [worryId, personId])

/** The worry as its changer saw it. Refuses STALE_VERSION before any rule speaks: who was told is not written over unseen. */
function worryAsSeen(row: Row | undefined, version: number): Result<{ worry: Worry; classBit: number }> {
  if (!row?.ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
  if (row.version !== version) return refuse('STALE_VERSION')
  const base = {
    kind: row.what,
    raisedAt: row.raised_at,
    raisedBy: row.raised_by as StaffId,
    told:
      row.told === null
        ? { told: 'nobody yet' as const }
        : { told: 'yes' as const, who: row.told, at: row.told_at ?? row.raised_at },
  }
  const worry: Worry =
    row.done_at === null
      ? { ...base, state: 'open' }
      : {
          ...base,
          state: 'settled',
          done: row.done_text ?? '',
          settledAt: row.done_at,
          settledBy: row.done_by as StaffId,
        }
  return ok({ worry, classBit: row.class_bit })
}

const TELL =
  'update tc.worry set told = $2, told_at = $3, version = version + 1 where id = $1 and done_at is null and version = $4'

/** Who was told about a worry, and when. Refuses: STALE_VERSION, WORRY_SETTLED, WORRY_NEEDS_TOLD, CONTACT_AHEAD. */
export const tellWorry = defineCommand({
  name: 'worry.tell',
  version: 2,
  title: 'Write who was told about a worry',
  input: z.object({ personId: z.uuid(), worryId: z.uuid(), who: words, at: toldAt, version: z.int() }),
  right: 'contact.record',
  people: (i) => [i.personId],
  load: (tx, i) => load(tx, i.worryId, i.personId),
  decide(row, i, by) {
    const found = worryAsSeen(row, i.version)
    if (!found.ok) return found
    const at = i.at ?? by.now
    if (at > by.now) return refuse('CONTACT_AHEAD', { field: 'at' })
    const told = decideTellWorry(found.value.worry, { who: i.who, at })
    return told.ok ? ok({ classBit: found.value.classBit, at }) : told
  },
  async store(tx, { classBit, at }, i) {
    await expectWritten(tx.write(TELL, [i.worryId, i.who, at, i.version]))
    return {
      made: { worryId: i.worryId },
      timeline: [{ personId: i.personId, at, what: 'worry told', aboutId: i.worryId, classBit }],
    }
  },
})

const SETTLE = `update tc.worry set done_text = $2, done_at = (select ctx.now()), done_by = (select ctx.actor()), told = coalesce($3, told), told_at = coalesce($4, told_at),
    version = version + 1
  where id = $1 and done_at is null and version = $5`

/**
 * What was done about a worry; only then is it off the board. Whoever was told can be written in the same act.
 * Refuses: STALE_VERSION, WORRY_SETTLED, WORRY_NEEDS_DONE, WORRY_NEEDS_TOLD, CONTACT_AHEAD.
 */
export const settleWorry = defineCommand({
  name: 'worry.settle',
  version: 2,
  title: 'Write what was done about a worry',
  input: z.object({
    personId: z.uuid(),
    worryId: z.uuid(),
    done: z.string().trim().max(2000),
    told: z.object({ who: words, at: toldAt }).nullable().default(null),
    version: z.int(),
  }),
  right: 'contact.record',
  people: (i) => [i.personId],
  load: (tx, i) => load(tx, i.worryId, i.personId),
  decide(row, i, by) {
    const found = worryAsSeen(row, i.version)
    if (!found.ok) return found
    const said = i.told && { who: i.told.who, at: i.told.at ?? by.now }
    if (said && said.at > by.now) return refuse('CONTACT_AHEAD', { field: 'told.at' })
    const told = said ? decideTellWorry(found.value.worry, said) : ok(found.value.worry)
    if (!told.ok) return told
    const settled = decideSettleWorry(told.value, {
      done: i.done,
      by: by.asker.actorId as StaffId,
      now: by.now,
    })
    return settled.ok ? ok({ classBit: found.value.classBit, said }) : settled
  },
  async store(tx, { classBit, said }, i, by) {
    await expectWritten(tx.write(SETTLE, [i.worryId, i.done, said?.who ?? null, said?.at ?? null, i.version]))
    return {
      made: { worryId: i.worryId },
      timeline: [{ personId: i.personId, at: by.now, what: 'worry settled', aboutId: i.worryId, classBit }],
    }
  },
})
