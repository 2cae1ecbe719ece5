import type * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'

/** Input against its shape; the first answer at fault is named, never repeated. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): Result<T> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return ok(parsed.data)
  const field = parsed.error.issues[0]?.path.join('.') ?? ''
  return refuse('INPUT_NOT_UNDERSTOOD', field === '' ? {} : { field })
}
