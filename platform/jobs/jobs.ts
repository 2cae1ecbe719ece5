import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Door } from '#platform/commands/door.ts'
import { startLoop } from '#platform/database/loop.ts'

/** One job in hand. `token`: at the door it is whoever asked for the job, in the post they asked in, with what that post may do now. */
export interface Job {
  readonly id: string
  readonly ref: string
  readonly token: string
  readonly door: Door
  /** True once the worker is to end: a job then throws `Stopped` where it may be taken up again. */
  stopped(): boolean
}

/** A job that was put down because the worker ends. It is taken up again. */
export class Stopped extends Error {}

/** What is done with each kind of job. A job that throws is taken again after two minutes, five times at most: it must bear being done twice. */
export type JobWork = Readonly<Record<string, (job: Job) => Promise<void>>>

/** Between two renewals of a job in hand. */
const KEEP_MS = 30_000

const sha256 = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Takes one job, if any waits, and does it. False when none waits. `client`: as tc_job. */
export async function doOneJob(
  client: pg.Client | pg.Pool,
  door: Door,
  work: JobWork,
  stopped: () => boolean = () => false,
): Promise<boolean> {
  const token = `jt_${randomBytes(32).toString('base64url')}`
  const taken = await client.query<{ id: string; kind: string; ref: string }>(
    'select id, kind, ref from jobs.take($1, $2)',
    [Object.keys(work), sha256(token)],
  )
  const job = taken.rows[0]
  if (!job) return false
  const keeping = setInterval(() => {
    client.query('select jobs.keep($1)', [sha256(token)]).catch(() => {})
  }, KEEP_MS)
  try {
    await work[job.kind]?.({ id: job.id, ref: job.ref, token, door, stopped })
    await client.query('select jobs.finish($1)', [sha256(token)])
  } catch (cause) {
    if (!(cause instanceof Stopped)) throw cause
  } finally {
    clearInterval(keeping)
  }
  return true
}

export interface JobsOptions {
  readonly login: pg.ClientConfig
  readonly door: Door
  readonly work: JobWork
  /** Between two looks for a job. */
  readonly everyMs: number
  failed?(cause: Error): void
}

/** Does jobs one after another, until stopped: a stop waits for the job in hand until its next look at `stopped`. */
export const startJobs = (o: JobsOptions): { stop(): Promise<void> } =>
  startLoop(
    { login: o.login, name: 'jobs', againMs: 1000, ...(o.failed && { failed: o.failed }) },
    async ({ client, stopped, nap }) => {
      while (!stopped()) if (!(await doOneJob(client, o.door, o.work, stopped))) await nap(o.everyMs)
    },
  )
