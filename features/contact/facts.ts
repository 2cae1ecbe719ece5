import type { ContactRecord, ContactVersion } from '#core/contact/contact.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { PathwayDefinition } from '#core/pathway/definition.ts'
import { type ContactRow, definitionOf } from '#features/episode/index.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** One contact with what its episode says about it. */
export interface ContactFacts {
  readonly row: ContactRow & {
    readonly service_id: string | null
    readonly organisation_id: string
    readonly team_id: string
    readonly class_bit: number
    readonly ours: boolean
    /** The team may still write about this person: after support has ended its records are read only. */
    readonly writable: boolean
    readonly pathway_id: string | null
    readonly pathway_version: number | null
    readonly sha256: string | null
    readonly first_contact_at: Instant | null
    readonly referral_id: string | null
    readonly planned_until_on: Day | null
    readonly episode_state: 'open' | 'ended' | null
  }
  /** Null for a contact outside any episode. */
  readonly definition: PathwayDefinition | null
}

const CONTACT = `select c.id, c.person_id, c.episode_id, c.state, c.window_from_at, c.window_until_at, c.mode, c.slot_key, c.slot_from_at, c.slot_mode,
    c.staff_id, c.happened_at, c.seen, c.why_not, c.by_staff_id, c.also_by, c.no_answer_at, c.resolved_at, c.resolved_by, c.resolution_what,
    c.resolution, c.recorded_at, c.version, c.service_id, c.organisation_id, c.team_id, c.class_bit, c.team_id = any ((select ctx.grantees())::uuid[]) as ours,
    (select true from acl.access a where a.person_id = c.person_id and (a.classes & 256) <> 0 limit 1) is not null as writable,
    e.pathway_id, e.pathway_version, v.sha256, e.first_contact_at, e.referral_id, e.planned_until_on, e.state as episode_state
  from tc.contact c left join tc.episode e on e.id = c.episode_id
  left join tc.pathway_version v on v.pathway_id = e.pathway_id and v.version = e.pathway_version
  where c.id = $1 and c.person_id = $2`

/** Undefined when it does not exist, is about somebody else, or is hidden: alike. */
export async function loadContact(
  tx: Tx,
  contactId: string,
  personId: string,
): Promise<ContactFacts | undefined> {
  const row = await tx.row<ContactFacts['row']>(CONTACT, [contactId, personId])
  if (!row) return undefined
  const { pathway_id: pathwayId, pathway_version: version, sha256 } = row
  const pinned = pathwayId !== null && version !== null && sha256 !== null
  return { row, definition: pinned ? await definitionOf(tx, { pathwayId, version, sha256 }) : null }
}

/** What was loaded when it is the asker's own team's to change; else absent and hidden are alike. Refuses CONTACT_READ_ONLY beside. */
export function ourContact(facts: ContactFacts | undefined): Result<ContactFacts> {
  if (!facts?.row.ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
  return facts.row.writable ? ok(facts) : refuse('CONTACT_READ_ONLY')
}

/** Minutes after its window at which a contact with nothing written counts as missed. */
export const missedAfter = (definition: PathwayDefinition | null): number =>
  definition?.support.kind === 'schedule' ? definition.support.missedAfterMinutes : 0

/** Whether this pathway asks about medicines. */
export const askedAt = (
  definition: PathwayDefinition | null,
): PathwayDefinition['medicineSupport']['askedAt'] => definition?.medicineSupport.askedAt ?? 'never'

export interface Medicine {
  readonly id: string
  readonly name: string
}
const MEDICINES = `select id, name from tc.medicine where person_id = $1
  and (ended_on is null or ended_on > ((select ctx.now()) at time zone 'Europe/London')::date) order by recorded_at, id`

/** The present list, as far as the asker may see it. */
export const loadMedicines = (tx: Tx, personId: string): Promise<Medicine[]> =>
  tx.rows<Medicine>(MEDICINES, [personId])

interface Correction {
  was: ContactRecord
  at: Instant
  by_staff_id: string
}
const CORRECTIONS =
  'select was, at, by_staff_id from tc.contact_correction where contact_id = $1 order by at, id'

/** Records that were corrected, oldest first. */
export const loadEarlier = async (tx: Tx, contactId: string): Promise<ContactVersion[]> =>
  (await tx.rows<Correction>(CORRECTIONS, [contactId])).map((c, i) => ({
    version: i + 1,
    record: c.was,
    writtenAt: c.was.at,
    writtenBy: c.was.by[0] ?? (c.by_staff_id as ContactVersion['writtenBy']),
    why: null,
  }))

const TEAM_STAFF = `select count(distinct h.staff_id)::int as n from tc.post_holder h join tc.post p on p.id = h.post_id join tc.staff s on s.id = h.staff_id
  where p.team_id = (select ctx.team()) and h.staff_id = any ($1::uuid[]) and h.from_at <= (select ctx.now())
    and (h.until_at is null or h.until_at > (select ctx.now())) and (s.left_at is null or s.left_at > (select ctx.now()))`

/** Whether each of these holds a post in the asker's team now. */
export async function allOurs(tx: Tx, staffIds: readonly string[]): Promise<boolean> {
  const wanted = [...new Set(staffIds)]
  if (wanted.length === 0) return true
  return (await tx.row<{ n: number }>(TEAM_STAFF, [wanted]))?.n === wanted.length
}
const KNOWN_STAFF = 'select count(*)::int as n from tc.staff where id = any ($1::uuid[])'

/** Whether each of these is a staff member at all: somebody who has left may have made a visit. */
export async function allKnown(tx: Tx, staffIds: readonly string[]): Promise<boolean> {
  const wanted = [...new Set(staffIds)]
  return (await tx.row<{ n: number }>(KNOWN_STAFF, [wanted]))?.n === wanted.length
}
