import type { OrganisationId, PersonId, StayId, UnitId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { EndSource, KnownTo, Stay, StayFacts, StaySource } from '#core/place/stay.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Decider, TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** A row of tc.stay as the statements of this folder select it. */
export interface StayRow {
  readonly id: string
  readonly person_id: string
  readonly organisation_id: string
  readonly unit_id: string
  readonly visit_number: string | null
  readonly admitted_at: string
  readonly admitted_known_to: KnownTo
  readonly ended_at: string | null
  readonly ended_known_to: KnownTo | null
  readonly end_source: EndSource | null
  readonly home_area: string | null
  readonly distance_miles: number | null
  readonly reason: string | null
  readonly reason_code: string | null
  readonly source: StaySource
  readonly version: number
  readonly team_id: string
}

/** The one statement by which a stay is read before it is changed: $1 its id. */
export const ONE_STAY = `select id, person_id, organisation_id, team_id, unit_id, visit_number, admitted_at, admitted_known_to,
  ended_at, ended_known_to, end_source, home_area, distance_miles, reason, reason_code, source, version
  from tc.stay where id = $1`

/** Ends an open stay of this version: $1 its id, $2 the version, then when, how exactly, where it was read, when the message was sent,
 * and the national codes of how they left and to where. */
export const END_STAY = `update tc.stay set ended_at = $3, ended_known_to = $4, end_source = $5, end_sent_at = $6,
  end_method = $7, end_destination = $8, version = version + 1
  where id = $1 and version = $2 and ended_at is null`

/** The decision to meet somebody sooner that holds now: $1 the stay. None when nobody decided it, or it was taken back. */
const SOONER_NOW = `select d.id from tc.sooner_contact d where d.stay_id = $1
  and not exists (select from tc.sooner_contact_end e where e.decision_id = d.id)`

/** Whether a stay is this person's and on a ward for which the asker works. */
export const isOurs = (stay: StayRow | undefined, personId: string, asker: Asker): stay is StayRow =>
  stay !== undefined && stay.person_id === personId && asker.grantees.includes(stay.team_id)

/** A stay, and the id of the decision to meet somebody sooner that holds in it; null when none does. */
export async function stayAndSooner(
  tx: Tx,
  stayId: string,
): Promise<{ stay: StayRow | undefined; decisionId: string | null }> {
  const [stay, decided] = await Promise.all([
    tx.row<StayRow>(ONE_STAY, [stayId]),
    tx.row<{ id: string }>(SOONER_NOW, [stayId]),
  ])
  return { stay, decisionId: decided?.id ?? null }
}

/** A line of the timeline about a stay as it is written now, of the shared class: the services that support the person read it. */
export const lineNow = (stay: StayRow, by: Decider, what: string, aboutId: string): TimelineLine => ({
  personId: stay.person_id,
  at: by.now,
  what,
  aboutId,
  classBit: 4,
})

export function stayOf(row: StayRow): Stay {
  const facts: StayFacts = {
    id: row.id as StayId,
    personId: row.person_id as PersonId,
    organisationId: row.organisation_id as OrganisationId,
    unitId: row.unit_id as UnitId,
    visitNumber: row.visit_number,
    admittedAt: row.admitted_at as Instant,
    admittedKnownTo: row.admitted_known_to,
    homeArea: homeAreaFrom(row.home_area),
    distance: row.distance_miles === null ? 'not known' : { miles: row.distance_miles },
    reason: reasonFrom(row.reason, row.reason_code),
    source: row.source,
  }
  if (row.ended_at === null) return { ...facts, state: 'open' }
  return {
    ...facts,
    state: 'ended',
    endedAt: row.ended_at as Instant,
    endedKnownTo: row.ended_known_to ?? 'minute',
    endSource: row.end_source ?? 'by hand',
  }
}

const NO_FIXED_ADDRESS = 'no fixed address'

const homeAreaFrom = (text: string | null): StayFacts['homeArea'] =>
  text === null ? 'not known' : text === NO_FIXED_ADDRESS ? NO_FIXED_ADDRESS : { area: text }

const reasonFrom = (words: string | null, code: string | null): StayFacts['reason'] =>
  words === null ? 'not known' : code === null ? { words } : { words, code }

/** The three facts as columns: home_area, distance_miles, reason, reason_code; null is "not known". */
export const factColumns = (stay: Pick<StayFacts, 'homeArea' | 'distance' | 'reason'>) => [
  stay.homeArea === 'not known'
    ? null
    : typeof stay.homeArea === 'string'
      ? stay.homeArea
      : stay.homeArea.area,
  stay.distance === 'not known' ? null : stay.distance.miles,
  stay.reason === 'not known' ? null : stay.reason.words,
  stay.reason === 'not known' ? null : (stay.reason.code ?? null),
]
