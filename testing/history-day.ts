import { type Act, HOUR, iso, of, one, type Scene, someone } from './history-scene.ts'
import type { Name } from './history-world.ts'

/** Planned contacts to come of one team, whoever they are about: a round is of several people. */
const round = (scene: Scene) => {
  const ahead = scene.s.contacts.filter((c) => c.state === 'planned' && !c.resolved && c.from > scene.now)
  const first = ahead.length === 0 ? undefined : scene.d.one(ahead.slice(0, 12))
  return first
    ? ahead.filter((c) => c.teamId === first.teamId && c.staffId === first.staffId).slice(0, 5)
    : []
}

/** A round, or some of it, goes to others; now and then nobody can take a visit. */
export const coverRound: Act = (scene) => {
  const visits = round(scene)
  const teamId = visits[0]?.teamId
  if (teamId === undefined) return null
  return one(someone(scene, teamId), 'contact.cover-round', {
    items: visits.map((c) => ({
      contactId: c.id,
      personId: c.personId,
      version: c.version,
      staffId: scene.d.chance(0.25) ? null : scene.cast[scene.d.one(of(scene, teamId))].id,
      why: 'Nobody has room that morning.',
    })),
  })
}

/** Somebody of medication support leaves, and a colleague takes what they own by the same act. */
export const leaverHandsOn: Act = (scene) => {
  const team: readonly Name[] = ['ann', 'bea', 'cal']
  const [who, to] = [scene.d.one(team), scene.d.one(team)]
  const staff = scene.s.staff.find((x) => x.id === scene.cast[who].id)
  if (!staff || staff.leftAt !== null || who === to) return null
  return one('liz', 'staff.leave', {
    staffId: staff.id,
    leftAt: scene.d.chance(0.5) ? null : iso(scene.now + scene.d.upTo(60) * HOUR),
    version: staff.version,
    moveToStaffId: scene.cast[to].id,
  })
}
