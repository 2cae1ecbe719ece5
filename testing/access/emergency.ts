import type { World } from '../personas.ts'
import type { Dice } from '../random-rows.ts'
import { insert, newId } from '../sql.ts'

/** Emergency access and sharing without agreement, for the judge of access: source facts in plain SQL, standings in plain loops. */
export interface EmergencyFact {
  readonly id: string
  readonly personId: string
  readonly staffId: string
  readonly postId: string
  readonly organisationId: string
  readonly deskId: string | null
  readonly from: number
  readonly until: number
}
export interface WithoutFact {
  readonly id: string
  readonly personId: string
  readonly serviceId: string
  readonly teamId: string
  readonly organisationId: string
  readonly deskId: string | null
  readonly items: readonly string[]
  readonly from: number
  readonly until: number
}

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`
export const EMERGENCIES = `select id, person_id as "personId", staff_id as "staffId", post_id as "postId", organisation_id as "organisationId",
  desk_organisation_id as "deskId", ${ms('opened_at')} as "from", ${ms('coalesce(closed_at, until_at)')} as "until" from tc.emergency_access`
export const WITHOUTS = `select id, person_id as "personId", recipient_service_id as "serviceId", team_id as "teamId", organisation_id as "organisationId",
  desk_organisation_id as "deskId", items, ${ms('from_at')} as "from", ${ms('least(ended_at, until_at)')} as "until" from tc.sharing_without`

/** The ids that one staff member carries in one post for what they opened in an emergency. */
export const emergencyIds = (
  emergencies: readonly EmergencyFact[],
  asker: { readonly staffId: string; readonly postId: string },
  now: number,
): string[] =>
  emergencies
    .filter((e) => e.staffId === asker.staffId && e.postId === asker.postId && now < e.until)
    .map((e) => e.id)

export const standingsOfEmergency = (
  facts: { readonly emergencies: readonly EmergencyFact[]; readonly withouts: readonly WithoutFact[] },
  personId: string,
) => [
  ...facts.emergencies
    .filter((e) => e.personId === personId)
    .map((e) => ({
      when: 'one staff member opened the record in an emergency, for at most 60 minutes',
      sourceId: e.id,
      from: e.from,
      until: e.until,
      holders: { 'whoever opened it, in that post': e.id },
    })),
  ...facts.withouts
    .filter((w) => w.personId === personId)
    .map((w) => ({
      when: 'it was shared with one service without agreement, and that has not ended',
      sourceId: w.id,
      from: w.from,
      until: w.until,
      serviceId: w.serviceId,
      items: w.items,
      holders: { 'the service': w.serviceId },
    })),
]

const ITEMS = [
  ['identity'],
  ['identity', 'core'],
  ['core', 'shared'],
  ['core', 'drug-and-alcohol'],
  ['core', 'shared', 'drug-and-alcohol'],
]

/** Rows of both acts and of looks at them, thrown together at random over people who are there already. */
export async function randomEmergencies(world: World, d: Dice, people: readonly string[]): Promise<void> {
  const staff = Object.values(world.staff)
  for (const personId of people) {
    for (let n = d.upTo(3); n > 0; n--) {
      const by = d.one(staff)
      const id = newId()
      // about the moments at which a matrix looks
      const opened = d.one([2, 2, 5, 5, 12]) - d.one([0, 10, 50, 59, 60, 61]) / 1440
      await insert(world.client, 'tc.emergency_access', {
        id,
        person_id: personId,
        staff_id: by.id,
        post_id: by.postId,
        team_id: by.teamId,
        organisation_id: by.organisationId,
        reason_kind: 'danger to life now',
        reason: 'Found on the floor',
        opened_at: world.at(opened),
        until_at: world.at(opened + 60 / 1440),
        closed_at: d.chance(0.2) ? world.at(opened + 5 / 1440) : null,
        second_look_due_at: world.at(opened + 1),
        desk_organisation_id: d.one(Object.values(world.organisations)),
      })
      if (d.chance(0.4)) await looked(world, d, personId, id, 'emergency access')
    }
    for (let n = d.upTo(3); n > 0; n--) {
      const by = d.one(staff)
      const id = newId()
      const from = d.day(-3, 6)
      const until = from + 0.5 + d.day(0, 8)
      await insert(world.client, 'tc.sharing_without', {
        id,
        person_id: personId,
        recipient_service_id: d.one(Object.values(world.services)),
        items: d.one(ITEMS),
        ground: 'serious harm to the person',
        weighed: 'Harm against what they want',
        weighed_by: by.id,
        capacity: 'not asked',
        told: 'yes',
        least: 'Nothing less will do',
        from_at: world.at(from),
        until_at: world.at(until),
        ...(d.chance(0.2) && { ended_at: world.at(from + 0.25), ended_by: by.id }),
        second_look_due_at: world.at(from + 1),
        recorded_by: by.id,
        team_id: by.teamId,
        organisation_id: by.organisationId,
        desk_organisation_id: d.one(Object.values(world.organisations)),
      })
      if (d.chance(0.4)) await looked(world, d, personId, id, 'sharing without agreement')
    }
  }
}

async function looked(
  world: World,
  d: Dice,
  personId: string,
  aboutId: string,
  about: string,
): Promise<void> {
  const by = d.one(Object.values(world.staff))
  await insert(world.client, 'tc.second_look', {
    id: newId(),
    about_id: aboutId,
    about,
    person_id: personId,
    verdict: 'right',
    words: 'It was needed',
    by_staff_id: by.id,
    team_id: by.teamId,
    organisation_id: by.organisationId,
    at: world.at(d.day(0, 9)),
  })
}
