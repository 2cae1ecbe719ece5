import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import type { JobWork } from '#platform/jobs/jobs.ts'
import { confirm, end, remove } from './commands/settle.ts'
import { DO_JOB, READ_JOB, upload, WAITS } from './commands/upload.ts'
import { doImport } from './do-job.ts'
import { KINDS } from './kinds/index.ts'
import { imports, oneImport } from './queries/imports.ts'
import { standing } from './queries/standing.ts'
import { readImport } from './read-job.ts'

/** What can be done with a spreadsheet. */
export const commands: readonly AnyCommand[] = [upload, confirm, end, remove]
/** What can be asked about spreadsheets. */
export const queries: readonly AnyQuery[] = [imports, oneImport, standing]
/** What the worker does with one, in the name of whoever handed it in or confirmed it. */
export const jobs: JobWork = { [READ_JOB]: readImport, [DO_JOB]: doImport }

/** The kinds of spreadsheet, each with its columns and how a row of it is read; and what the list of tasks says while one waits. */
export { KINDS as kinds, WAITS as waitsWords }
