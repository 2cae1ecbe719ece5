import {
  type Act,
  aboutStay,
  DAY,
  dayOf,
  HOUR,
  iso,
  mine,
  of,
  one,
  pick,
  present,
  type Scene,
  someone,
  ward,
} from './history-scene.ts'
import { NAMES, type Name } from './history-world.ts'

const standing = (scene: Scene) => mine(scene, scene.s.deaths)[0]
/** Sometimes somebody who has the right and not the place to use it. */
const decider = (scene: Scene): Name =>
  scene.d.chance(0.85) ? scene.d.one(present(scene, ['wes', 'liz'])) : scene.d.one(NAMES)

export const reportDeath: Act = (scene) => {
  const death = standing(scene)
  const { d, world } = scene
  const team = d.one([world.teams.maple, world.teams.maple, world.teams.medication, world.teams.north])
  return one(someone(scene, team), 'death.report', {
    reportId: scene.newId(),
    personId: scene.personId,
    version: death?.version ?? 0,
    said: 'Their sister rang.',
    happenedOn: d.chance(0.5) ? dayOf(scene.now - d.upTo(3) * DAY) : null,
  })
}

export const confirmDeath: Act = (scene) => {
  const death = standing(scene)
  return death?.state === 'reported'
    ? one(decider(scene), 'death.confirm', {
        decisionId: scene.newId(),
        personId: scene.personId,
        version: death.version,
        why: 'The coroner’s office rang back.',
      })
    : null
}

export const undoDeath: Act = (scene) => {
  const death = standing(scene)
  return death && death.state !== 'none'
    ? one(decider(scene), 'death.undo', {
        decisionId: scene.newId(),
        personId: scene.personId,
        version: death.version,
        alive: death.state === 'reported' || scene.d.chance(0.6),
        why: 'It was somebody of the same name.',
      })
    : null
}

export const afterDeath: Act = (scene) => {
  const death = standing(scene)
  const gap = pick(
    scene,
    mine(scene, scene.s.gaps).filter((g) => g.key.startsWith('N11:after-death:')),
  )
  return death?.state === 'confirmed' && death.decisionId && gap && of(scene, gap.teamId).length > 0
    ? one(someone(scene, gap.teamId), 'death.after-done', {
        afterId: scene.newId(),
        personId: scene.personId,
        decisionId: death.decisionId,
        did: 'Rang the family, cancelled what was booked, wrote to the pharmacy.',
      })
    : null
}

const stayOf = (scene: Scene, open: boolean) =>
  pick(
    scene,
    mine(scene, scene.s.stays).filter((x) => (x.endedAt === null) === open),
  )

/** They did not leave after all. */
export const endUndone: Act = (scene) => {
  return aboutStay(scene, stayOf(scene, false), 'stay.end-undone', 'undoneId', (stay) => ({
    version: stay.version,
    why: 'The taxi turned round.',
  }))
}

export const leaveStarts: Act = (scene) => {
  return aboutStay(scene, stayOf(scene, true), 'stay.leave-start', 'leaveId', (stay) => ({
    kind: scene.d.one(['overnight leave', 'short leave', 'away without leave']),
    fromAt: iso(Math.max(stay.at, scene.now - scene.d.upTo(6) * HOUR)),
    expectedBackAt: scene.d.chance(0.5) ? iso(scene.now + scene.d.upTo(30) * HOUR + HOUR) : null,
  }))
}

export const leaveEnds: Act = (scene) => {
  const leave = pick(scene, mine(scene, scene.s.leaves))
  return leave
    ? one(ward(scene), 'stay.leave-back', {
        leaveId: leave.id,
        stayId: leave.stayId,
        personId: leave.personId,
        backAt: iso(scene.now),
      })
    : null
}

export const soonerEnds: Act = (scene) => {
  return aboutStay(
    scene,
    pick(
      scene,
      mine(scene, scene.s.stays).filter((x) => x.sooner),
    ),
    'stay.sooner-contact-end',
    'endId',
    () => ({ reason: 'Their brother stays with them for the first week.' }),
  )
}

/** The ward itself books the first contact. */
export const wardPlans: Act = (scene) => {
  const stay = stayOf(scene, scene.d.chance(0.3))
  if (!stay) return null
  const from = scene.now + (1 + scene.d.upTo(60)) * HOUR
  const by = ward(scene)
  return one(by, 'stay.plan-contact', {
    contactId: scene.newId(),
    stayId: stay.id,
    personId: stay.personId,
    mode: scene.d.one(['visit', 'phone', 'video']),
    fromAt: iso(from),
    untilAt: iso(from + HOUR),
    staffId: scene.d.chance(0.8) ? scene.cast[scene.d.one(of(scene, scene.world.teams.maple))].id : null,
  })
}

export const supportsSaid: Act = (scene) => {
  return aboutStay(scene, stayOf(scene, true), 'stay.supports-in-place', 'inPlaceId', () => ({
    overrideReason: scene.d.chance(0.6) ? 'The prescriber will ring tonight.' : null,
  }))
}
