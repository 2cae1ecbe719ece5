import type { World } from '../personas.ts'
import type { Dice } from '../random-rows.ts'
import { insert, newId } from '../sql.ts'

/** Requests for a copy with their parts, and complaints about who looked, thrown together at random over people who are there already. */
export async function randomCopies(world: World, d: Dice, people: readonly string[]): Promise<void> {
  const staff = Object.values(world.staff)
  for (const personId of people) {
    for (let n = d.upTo(2); n > 0; n--) {
      const by = d.one(staff)
      const day = d.day(-3, 2)
      await insert(world.client, 'tc.complaint', {
        id: newId(),
        person_id: personId,
        raised_by: 'the person',
        words: 'A neighbour knew of it',
        opened_by: by.id,
        team_id: by.teamId,
        organisation_id: by.organisationId,
        opened_at: world.at(day),
        due_at: world.at(day + 3),
      })
    }
    for (let n = d.upTo(3); n > 0; n--) {
      const by = d.one(staff)
      const id = newId()
      const gathered = d.chance(0.6)
      await insert(world.client, 'tc.subject_request', {
        id,
        asking_id: newId(),
        person_id: personId,
        organisation_id: by.organisationId,
        team_id: by.teamId,
        closed_team_id: d.chance(0.3) ? by.teamId : null,
        asked_on: '2026-03-01',
        asked_how: 'by phone',
        asked_what: '',
        identity_how: gathered ? 'Known to me' : null,
        identity_on: gathered ? '2026-03-02' : null,
        identity_by: gathered ? by.id : null,
        due_on: '2026-04-01',
        state: gathered ? 'gathered' : 'asked',
        recorded_at: world.at(0),
        recorded_by: by.id,
        gathered_at: gathered ? world.at(1) : null,
        gathered_by: gathered ? by.id : null,
      })
      for (let m = d.upTo(3); gathered && m > 0; m--)
        await insert(world.client, 'tc.subject_part', {
          id: newId(),
          request_id: id,
          person_id: personId,
          organisation_id: by.organisationId,
          table_name: 'tc.note',
          row_key: newId(),
          digest: 'd',
          proposed: d.chance(0.5) ? ['serious harm'] : [],
        })
    }
  }
}
