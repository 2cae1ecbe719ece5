import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { readNhsNumber } from '#core/people/nhs-number.ts'
import { type Decider, defineCommand, expectWritten } from '#platform/commands/command.ts'
import { mayBeHl7 } from '../may-be-hl7.ts'

interface KeptRow {
  readonly id: string
  readonly done: boolean
  readonly task_id: string | null
  readonly begins: string
}
const KEPT = `select k.id, k.done_at is not null as done, t.id as task_id, left(k.raw, 100) as begins from tc.kept_message k
  left join tc.task t on t.about_id = k.id and t.kind = 'kept message' and t.done_at is null where k.id = $1`

/** One that waits on a list of the asker's own team: a machine is not asked later why, so it decides nothing here. */
function waits(row: KeptRow | undefined, by: Decider): Result<KeptRow> {
  if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
  if (!row) return refuse('NOT_FOUND_OR_NOT_YOURS')
  return row.done ? refuse('MESSAGE_ALREADY_DONE') : ok(row)
}

const again = z.strictObject({
  keptId: z.uuid(),
  /** What the desk found out of who is meant; null where nothing: the message is then tried as it stands. */
  who: z
    .strictObject({
      nhsNumber: z.string().max(20),
      family: z.string().trim().max(200),
      bornOn: z.iso.date().nullable(),
    })
    .nullable(),
})
const AGAIN =
  'update tc.kept_message set again_at = $2, again_by = $3, said = $4 where id = $1 and done_at is null'

/**
 * Asks that a message be tried again: as it stands (a ward was added since), or as a message of the person whom these two identifiers
 * name. It is filed by the feed that brought it, with its rights, and the answer says nothing of who is known.
 */
export const messageAgain = defineCommand<z.infer<typeof again>, KeptRow | undefined, KeptRow>({
  name: 'message.again',
  version: 1,
  title: 'Have a hospital message tried again',
  input: again,
  right: 'tasks.read',
  people: () => [],
  load: (tx, i) => tx.row<KeptRow>(KEPT, [i.keptId]),
  decide(row, { who }, by) {
    const open = waits(row, by)
    if (!open.ok) return open
    // no feed brought it, so none would try it
    if (!mayBeHl7(open.value.begins)) return refuse('MESSAGE_NOT_TRIED')
    if (who === null) return open
    if (readNhsNumber(who.nhsNumber).kind !== 'valid')
      return refuse('MESSAGE_NEEDS_NUMBER', { field: 'nhsNumber' })
    if (who.family === '' && who.bornOn === null) return refuse('MESSAGE_NEEDS_TWO', { field: 'family' })
    return open
  },
  async store(tx, row, { who }, by) {
    const number = who && readNhsNumber(who.nhsNumber)
    const said = who && number?.kind === 'valid' ? { ...who, nhsNumber: number.number } : null
    await expectWritten(tx.write(AGAIN, [row.id, by.now, by.asker.actorId, said && JSON.stringify(said)]))
    return { made: { keptId: row.id } }
  },
})

const aside = z.strictObject({ keptId: z.uuid(), reason: z.string().trim().max(2000) })
const ASIDE =
  "update tc.kept_message set done_at = $2, done_by = $3, done_how = 'set aside', done_text = $4 where id = $1 and done_at is null"
const DONE = 'update tc.task set done_at = $2, done_by = $3, done_text = $4 where id = $1 and done_at is null'

/** Sets a message aside with a reason: nothing of it is filed. It stays readable, with who said so and why. */
export const messageAside = defineCommand<z.infer<typeof aside>, KeptRow | undefined, KeptRow>({
  name: 'message.set-aside',
  version: 1,
  title: 'Set a hospital message aside',
  input: aside,
  right: 'tasks.read',
  people: () => [],
  load: (tx, i) => tx.row<KeptRow>(KEPT, [i.keptId]),
  decide(row, { reason }, by) {
    const open = waits(row, by)
    return open.ok && reason === '' ? refuse('MESSAGE_NEEDS_REASON', { field: 'reason' }) : open
  },
  async store(tx, row, { reason }, by) {
    const values = [by.now, by.asker.actorId, reason]
    await Promise.all([
      expectWritten(tx.write(ASIDE, [row.id, ...values])),
      ...(row.task_id === null ? [] : [tx.write(DONE, [row.task_id, ...values])]),
    ])
    return { made: { keptId: row.id } }
  },
})
