import type { Asker } from '#testing/safetynet-oracle-facts.ts'
import { insert, newId } from '#testing/sql.ts'

/** A visit that somebody made on a day: over and settled, so that it opens nothing of the person by itself. */
export const visitMade = (
  client: Asker,
  personId: string,
  by: { readonly id: string; readonly teamId: string; readonly organisationId: string },
  at: Date,
  more: Record<string, unknown> = {},
): Promise<void> =>
  insert(client, 'tc.contact', {
    id: newId(),
    person_id: personId,
    organisation_id: by.organisationId,
    team_id: by.teamId,
    class_bit: 4,
    on_day: at.toISOString().slice(0, 10),
    window_from_at: at,
    window_until_at: new Date(at.getTime() + 3_600_000),
    mode: 'visit',
    staff_id: by.id,
    planned_at: at,
    state: 'happened',
    happened_at: at,
    by_staff_id: by.id,
    resolved_at: at,
    ...more,
  })
