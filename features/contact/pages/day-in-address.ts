import { type Day, day } from '#core/kernel/time.ts'

/** The day that an address names; null when it names none or one that does not exist. */
export const dayFrom = (text: string | undefined): Day | null => {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  try {
    return day(text)
  } catch {
    return null
  }
}
