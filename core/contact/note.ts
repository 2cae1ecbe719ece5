import type { StaffId } from '../kernel/ids.ts'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'

/** One version of a note. Append-only: a correction is the next version and names the reason; nothing is overwritten. */
export interface NoteVersion {
  readonly version: number
  readonly text: string
  readonly by: StaffId
  readonly at: Instant
  readonly why: string | null
}

/**
 * The next version of a note (the first when `versions` is empty).
 * Refuses: NOTE_EMPTY, STALE_VERSION, CORRECTION_NEEDS_WHY, CORRECTION_CHANGES_NOTHING.
 */
export function decideWriteNote(
  versions: readonly NoteVersion[],
  write: { text: string; sawVersion: number; why: string | null; by: StaffId; now: Instant },
): Result<NoteVersion> {
  const last = versions.at(-1)
  if (write.text.trim() === '') return refuse('NOTE_EMPTY', { field: 'text' })
  if (write.sawVersion !== (last?.version ?? 0)) return refuse('STALE_VERSION', { field: 'sawVersion' })
  if (last) {
    if (last.text === write.text) return refuse('CORRECTION_CHANGES_NOTHING', { field: 'text' })
    if ((write.why ?? '').trim() === '') return refuse('CORRECTION_NEEDS_WHY', { field: 'why' })
  }
  return ok({
    version: (last?.version ?? 0) + 1,
    text: write.text,
    by: write.by,
    at: write.now,
    why: last ? write.why : null,
  })
}
