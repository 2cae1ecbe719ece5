import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { LIMITS } from '#platform/spreadsheet/limits.ts'
import { kindOf } from '../kinds/index.ts'
import { KIND_IDS } from '../kinds/kind.ts'

const input = z.strictObject({
  importId: z.uuid(),
  kind: z.enum(KIND_IDS),
  fileName: z.string().trim().min(1).max(200),
  /** The file as it is, in base64. */
  content: z
    .base64()
    .min(1)
    .max(Math.ceil(LIMITS.fileBytes / 3) * 4),
})
type Input = z.infer<typeof input>

const ADD = `insert into tc.import (id, kind, organisation_id, team_id, staff_id, file_name, file_bytes, uploaded_at, moved_at)
  values ($1, $2, (select ctx.organisation()), (select ctx.team()), (select ctx.actor()), $3, $4, (select ctx.now()), (select ctx.now()))`
const FILE = `insert into tc.import_file (import_id, organisation_id, team_id, content)
  values ($1, (select ctx.organisation()), (select ctx.team()), decode($2, 'base64'))`

// from the first minute it is on a list, with whoever handed it in: also when it cannot be read, is forgotten or comes to a stop
const TASK = `insert into tc.task (id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  values ($1, (select ctx.organisation()), (select ctx.team()), (select ctx.actor()), 'spreadsheet', $2, $3, $4, $5)`
/** What the list of tasks says of a spreadsheet until it is taken in or away. */
export const WAITS =
  'A spreadsheet was handed in and is not taken in yet. Look at what was read of it, then confirm it or take it away.'

/** What the worker knows the two jobs of a spreadsheet by; it stands in the audit as the purpose. */
export const READ_JOB = 'spreadsheet preview'
export const DO_JOB = 'spreadsheet'

/** Hands a spreadsheet in: it is read in the background and shown, row by row, before anything of the record changes. */
export const upload = defineCommand<Input, null, null>({
  name: 'import.upload',
  version: 1,
  title: 'Hand in a spreadsheet',
  input,
  right: 'import.spreadsheet',
  people: () => [],
  load: async () => null,
  decide(_facts, i, by) {
    const rights = kindOf(i.kind)?.rights
    // the rows are done in the name of whoever hands them in, which needs a person in a post
    if (by.asker.kind !== 'staff' || !rights?.every((right) => by.asker.rights.includes(right)))
      return refuse('NOT_ALLOWED')
    return ok(null)
  },
  async store(tx, _decision, i, by) {
    const added = tx.write(ADD, [i.importId, i.kind, i.fileName, Buffer.byteLength(i.content, 'base64')])
    await Promise.all([
      expectWritten(added),
      expectWritten(tx.write(FILE, [i.importId, i.content])),
      expectWritten(
        tx.write(TASK, [by.newId(), i.importId, WAITS, by.now, stayTaskDueAt(by.now, englandHolidays)]),
      ),
      tx.row('select jobs.enqueue($1, $2, $3)', [by.newId(), READ_JOB, i.importId]),
    ])
    return { made: { importId: i.importId } }
  },
})
