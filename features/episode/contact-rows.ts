import type { Contact, ContactOutcome, ContactRecord, ContactVersion } from '#core/contact/contact.ts'
import type { ContactId, EpisodeId, PersonId, StaffId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Mode } from '#core/pathway/definition.ts'

export type StoredMode = Mode | 'accompanied first visit'

/** The columns of one contact as the rules need them. */
export interface ContactRow {
  readonly id: string
  readonly person_id: string
  readonly episode_id: string | null
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen' | 'void'
  readonly window_from_at: Instant
  readonly window_until_at: Instant
  readonly mode: StoredMode
  readonly slot_key: string | null
  readonly slot_from_at: Instant | null
  readonly slot_mode: StoredMode | null
  readonly staff_id: string | null
  readonly happened_at: Instant | null
  readonly seen: boolean | null
  readonly why_not: string | null
  readonly by_staff_id: string | null
  readonly also_by: readonly string[]
  readonly no_answer_at: readonly Instant[] | null
  readonly resolved_at: Instant | null
  readonly resolved_by: string | null
  readonly resolution_what: string | null
  readonly resolution: string | null
  readonly recorded_at: Instant | null
  readonly version: number
}

/** Our four ways to meet are three to the schedule: a first visit that somebody comes along to is a visit. */
export const planMode = (mode: StoredMode): Mode => (mode === 'accompanied first visit' ? 'visit' : mode)

/**
 * A stored contact as `core/contact` knows it. Doses stand in their own rows and are left out here.
 * `earlier`: records that were corrected, oldest first.
 * Shape: a planned contact whose outcome was written without any record has no version; its window counts as the plan's.
 */
export function contactOf(row: ContactRow, earlier: readonly ContactVersion[] = []): Contact {
  const record = recordOfRow(row)
  const written = (row.by_staff_id ?? row.resolved_by ?? '') as StaffId
  const versions: ContactVersion[] = record
    ? [
        ...earlier,
        {
          version: row.version,
          record,
          writtenAt: row.recorded_at ?? record.at,
          writtenBy: written,
          why: earlier.length > 0 ? 'corrected' : null,
        },
      ]
    : []
  const outcome: ContactOutcome | null =
    row.resolved_at !== null
      ? {
          what: (row.resolution_what ?? 'person did not want it') as ContactOutcome['what'],
          inWords: row.resolution ?? '',
          at: row.resolved_at,
          by: (row.resolved_by ?? written) as StaffId,
        }
      : null
  return {
    id: row.id as ContactId,
    personId: row.person_id as PersonId,
    episodeId: (row.episode_id ?? '') as EpisodeId,
    plan: {
      kind: 'planned',
      slotKey: row.slot_key ?? row.id,
      windowFrom: row.window_from_at,
      windowUntil: row.window_until_at,
      mode: planMode(row.mode),
      worker: row.staff_id as StaffId | null,
    },
    versions,
    outcome,
    offPlanAt: row.state === 'void' ? (row.recorded_at ?? row.window_from_at) : null,
  }
}

/** What a row says happened, or null while nobody has written. */
export function recordOfRow(row: ContactRow): ContactRecord | null {
  const by = [...(row.by_staff_id === null ? [] : [row.by_staff_id]), ...row.also_by] as StaffId[]
  const at = row.happened_at ?? row.recorded_at ?? row.window_from_at
  if (row.state === 'happened')
    return {
      happened: 'yes',
      at,
      mode: planMode(row.mode),
      by,
      person: row.seen === false ? 'spoken with' : 'seen',
      doses: [],
    }
  if (row.state === 'no answer')
    return { happened: 'no answer', at: row.no_answer_at?.[0] ?? at, mode: planMode(row.mode), by }
  if (row.state === 'did not happen' && row.why_not !== null && row.why_not !== NOTHING_WRITTEN)
    return { happened: 'no', at, reason: row.why_not as 'could not go', by }
  return null
}

/** Why a contact did not happen, when nobody ever wrote and somebody wrote afterwards what came of it. */
export const NOTHING_WRITTEN = 'nothing was written'
