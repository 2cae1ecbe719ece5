import type { KeyObject } from 'node:crypto'
import type pg from 'pg'
import { startLoop } from '#platform/database/loop.ts'
import {
  appendCheckpoint,
  type Heads,
  makeCheckpoint,
  parseCheckpoint,
  readHeads,
  readLines,
} from './checkpoint.ts'

/** A checkpoint at least so often, and after so many events. */
export const EVERY_MS = 5 * 60_000
export const EVERY_ROWS = 10_000
const LOOK_EVERY_MS = 5_000

export interface CheckpointOptions {
  /** tc_witness on another host; in practice mode the worker's tc_job. */
  readonly login: pg.ClientConfig
  readonly key: KeyObject
  /** Where the checkpoints of these chains lie. */
  folderOf(chain: string): string
  /** Signed on the host of the database itself. */
  readonly oneHost: boolean
  failed?(cause: Error): void
}

/** Signs the chains' ends as they now stand and keeps the line here and in the database. Null when none is due. */
export async function checkpointNow(
  client: pg.ClientBase,
  o: Omit<CheckpointOptions, 'login'>,
  due: (heads: Heads, last: string | undefined) => boolean = () => true,
): Promise<string | null> {
  const heads = readHeads((await client.query('select audit.heads() as heads')).rows[0]?.heads)
  const folder = o.folderOf(heads.chain)
  const last = readLines(folder).at(-1)
  if (!due(heads, last)) return null
  const line = makeCheckpoint(heads, last, o.key, new Date().toISOString(), o.oneHost)
  appendCheckpoint(folder, line)
  await client.query('select audit.keep_checkpoint($1)', [line])
  return line
}

/** Whether it is time: five minutes or ten thousand events since the last one, and something new to sign. */
export function isDue(heads: Heads, last: string | undefined, nowMs: number): boolean {
  const before = last === undefined ? undefined : parseCheckpoint(last)
  if (!before) return true
  const rows = heads.sealed - before.sealed
  return rows !== 0 && (rows >= EVERY_ROWS || nowMs - Date.parse(before.at) >= EVERY_MS)
}

/** Signs checkpoints until stopped, over a connection of its own. */
export const startCheckpoints = (o: CheckpointOptions): { stop(): Promise<void> } =>
  startLoop({ ...o, name: 'checkpoints', againMs: LOOK_EVERY_MS }, async ({ client, stopped, nap }) => {
    while (!stopped()) {
      await checkpointNow(client, o, (heads, last) => isDue(heads, last, Date.now()))
      await nap(LOOK_EVERY_MS)
    }
  })
