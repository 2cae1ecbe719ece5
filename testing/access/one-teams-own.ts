import type { StaffMember, World } from '../personas.ts'
import { insert, newId } from '../sql.ts'

const teamOf = (s: StaffMember) => ({ organisation_id: s.organisationId, team_id: s.teamId })

/** A safeguarding record with its words, and what the person told one team: some live and some over, by teams thrown together at random. */
export async function someOfOneTeam(world: World, personId: string, keeps: StaffMember): Promise<void> {
  const { client } = world
  // by the id and not by dice, so that the other rows stay the same for the same seed
  const others = Object.values(world.staff)
  const n = Number.parseInt(personId.slice(-2), 16)
  const other = others[n % others.length] ?? keeps
  for (const [i, who] of [keeps, other].entries()) {
    const at = world.at((n % 4) - 2)
    const over = i === 1 && n % 3 === 0 ? { over_at: world.at(3), over_by: who.id } : {}
    const written = { ...teamOf(who), recorded_at: at, recorded_by: who.id, ...over }
    const safeguardingId = newId()
    await insert(client, 'tc.safeguarding', {
      id: safeguardingId,
      person_id: personId,
      ring: 'Ring the named lead',
      ...written,
    })
    await insert(client, 'tc.safeguarding_version', {
      id: newId(),
      safeguarding_id: safeguardingId,
      person_id: personId,
      version: 1,
      words: 'What is known of it',
      ...teamOf(who),
      at,
      by_staff_id: who.id,
    })
    await insert(client, 'tc.told_us', {
      id: newId(),
      person_id: personId,
      words: 'For this team alone',
      ...written,
    })
  }
}
