import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { uuidv7 } from '#core/kernel/ids.ts'
import { ok, type Result } from '#core/kernel/result.ts'
import { type Instant, toEpochMs } from '#core/kernel/time.ts'
import type { Done } from '#platform/commands/door.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'

/** The door, as the command line or a listener reaches it: in the same process or over HTTP. */
export interface FeedDoor {
  send(command: string, id: string, input: unknown): Promise<Result<Done>>
  ask(query: string, input: unknown): Promise<Result<unknown>>
  /** True in a live installation, where a message marked training or debugging (MSH-11) is refused. */
  readonly live?: boolean
  /** Of a message that is tried again: what sets its commands apart from those that were refused before. */
  readonly again?: string
}

/** Sends a command whose id is that of this message and this input: the same again is known, anything else is new. */
export async function send<Made>(
  door: FeedDoor,
  item: Hl7Item,
  name: string,
  input: unknown,
  made: z.ZodType<Made>,
): Promise<Result<{ made: Made; replayed: boolean }>> {
  const done = await door.send(
    name,
    idFrom(undefined, name, item.raw, JSON.stringify(input), ...(door.again ? [door.again] : [])),
    input,
  )
  return done.ok ? ok({ made: made.parse(done.value.made), replayed: done.value.replayed }) : done
}

/**
 * An id made from content alone: the same parts give the same id, and different parts never do.
 * Shape: UUIDv7, its time that of the event where one is handed in (ids of rows then sort), else part of the digest.
 */
export function idFrom(at: Instant | undefined, ...from: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of from) hash.update(`${part.length}:${part}`)
  const digest = hash.digest()
  return uuidv7(
    at === undefined ? digest.readUIntBE(16, 5) : Math.max(0, toEpochMs(at)),
    digest.subarray(0, 10),
  )
}
