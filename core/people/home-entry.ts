import * as z from 'zod/mini'

/**
 * How to get into somebody's home is shown this soon after a second factor: minutes. Our own proposal, unsigned. The row rule holds the
 * same number (database/access/84-home-entry.sql).
 */
export const HOME_ENTRY_AFRESH_MINUTES = 10

/** What helps somebody in: a key safe code, who holds a key, how to ring. 1 to 500 characters. */
export const homeEntryWords = z.string().check(z.trim(), z.minLength(1), z.maxLength(500))
