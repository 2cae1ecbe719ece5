import * as z from 'zod'
import { type Day, day } from '#core/kernel/time.ts'

/** A calendar day as text, or null where nobody knows it; days that do not exist fail the shape. */
export const daySaid = z.iso
  .date()
  .transform((text): Day => day(text))
  .nullable()
