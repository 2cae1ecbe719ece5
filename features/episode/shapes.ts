import * as z from 'zod'
import { type Day, day, instant } from '#core/kernel/time.ts'

/** An instant with its offset, kept as UTC; a day; a text that says something. Shapes of what commands are sent. */
export const instantInput = z.iso.datetime({ offset: true }).transform((text) => instant(text))
export const dayInput = z.iso.date().transform((text): Day => day(text))
export const words = z.string().trim().min(1).max(2000)
