import {
  type Act,
  aboutStay,
  DAY,
  dayOf,
  HOUR,
  iso,
  mine,
  one,
  pick,
  type Scene,
  ward,
  wardOf,
} from './history-scene.ts'

import { NORTH_UNIT, SEVEN_DAY_UNIT } from './history-world.ts'

/** What a ward writes of the way out: dates, what stops it, and a decision to be met sooner. */
const stayNow = (scene: Scene) => mine(scene, scene.s.stays).find((x) => x.endedAt === null)

export const planLeaving: Act = (scene) => {
  const stay = stayNow(scene)
  if (!stay) return null
  const { d, now } = scene
  const ready = dayOf(now - d.upTo(3) * DAY)
  return one(wardOf(scene, stay), 'stay.plan-leaving', {
    planId: scene.newId(),
    stayId: stay.id,
    personId: stay.personId,
    version: stay.planVersion,
    readyOn: d.chance(0.4) ? ready : null,
    plannedOn: d.chance(0.8) ? dayOf(now + d.upTo(9) * DAY) : null,
    why: 'The flat is ready later.',
  })
}

export const addBlocker: Act = (scene) => {
  return aboutStay(scene, stayNow(scene), 'stay.add-blocker', 'blockerId', () => ({
    code: scene.d.chance(0.7) ? '18' : null,
    words: 'No key yet',
    whoActs: 'Housing',
    sinceOn: dayOf(scene.now),
  }))
}

export const endBlocker: Act = (scene) => {
  const blocker = pick(scene, mine(scene, scene.s.blockers))
  return blocker
    ? one(ward(scene), 'stay.end-blocker', {
        blockerId: blocker.id,
        stayId: blocker.stayId,
        personId: blocker.personId,
        endedOn: dayOf(scene.now),
      })
    : null
}

export const meetSooner: Act = (scene) => {
  return aboutStay(
    scene,
    pick(
      scene,
      mine(scene, scene.s.stays).filter((x) => !x.sooner),
    ),
    'stay.sooner-contact',
    'decisionId',
    () => ({ reason: 'Said that the first nights are hard.' }),
  )
}

/** To another ward, of the same team or of another one: the stay goes on, and everything of the way out with it. */
export const moveToAnotherWard: Act = (scene) => {
  const stay = stayNow(scene)
  if (!stay) return null
  const { d, now, world } = scene
  const to = [world.unitId, SEVEN_DAY_UNIT, NORTH_UNIT].filter((unitId) => unitId !== stay.unitId)
  return one(wardOf(scene, stay), 'stay.move', {
    moveId: scene.newId(),
    stayId: stay.id,
    personId: stay.personId,
    version: stay.version,
    unitId: d.one(to),
    movedAt: iso(Math.max(stay.at, now - d.upTo(12) * HOUR)),
    movedKnownTo: 'minute',
  })
}

export const leaveUnplanned: Act = (scene) => {
  return aboutStay(scene, stayNow(scene), 'stay.left-unplanned', 'leavingId', (stay) => ({
    version: stay.version,
    how: scene.d.one(['self-discharge', 'tribunal', 'other']),
    leftAt: iso(Math.max(stay.at, scene.now - scene.d.upTo(9) * HOUR)),
    leftKnownTo: 'minute',
    whereTo: scene.d.chance(0.5) ? 'A friend' : null,
    told: null,
    arranged: null,
  }))
}

/** The ward rings: sometimes about a stay that somebody left before they came back to hospital. */
export const metAtHome: Act = (scene) => {
  return aboutStay(
    scene,
    pick(
      scene,
      mine(scene, scene.s.stays).filter((x) => x.endedAt !== null),
    ),
    'stay.met-after-leaving',
    'contactId',
    (stay) => ({
      mode: scene.d.one(['phone', 'visit', 'video']),
      at: iso(Math.max(stay.endedAt ?? 0, scene.now - scene.d.upTo(30) * HOUR)),
    }),
  )
}
