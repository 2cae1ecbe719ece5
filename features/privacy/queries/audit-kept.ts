import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** A signed checkpoint of the audit: numbers, hashes and instants, nobody's name. */
export interface CheckpointShown {
  readonly n: number
  readonly at: Instant
  /** The signed line itself, as `throughcare audit verify` reads it. */
  readonly line: string
}

const LIST = 'select n::int, at, line from audit.checkpoints($1)'
const input = z.strictObject({ all: z.boolean() })

/** The checkpoints that stand beside the chains, newest first: the last fifty, or all for a file. */
export const checkpoints = defineQuery<z.infer<typeof input>, readonly CheckpointShown[]>({
  name: 'privacy.checkpoints',
  title: 'The signed checkpoints of the audit',
  input,
  right: 'privacy.desk',
  run: (tx, { all }) => tx.rows<CheckpointShown>(LIST, [all ? 10_000 : 50]),
  shows: () => [],
})
