import { type Act, DAY, dayOf, HOUR, iso, mine, one, pick, type Scene, someone } from './history-scene.ts'

/** What a ward writes of the way out: dates, what stops it, and a decision to be met sooner. */
const ward = (scene: Scene) => someone(scene, scene.world.teams.maple)
const stayNow = (scene: Scene) => mine(scene, scene.s.stays).find((x) => x.endedAt === null)

export const planLeaving: Act = (scene) => {
  const stay = stayNow(scene)
  if (!stay) return null
  const { d, now } = scene
  const ready = dayOf(now - d.upTo(3) * DAY)
  return one(ward(scene), 'stay.plan-leaving', {
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
  const stay = stayNow(scene)
  if (!stay) return null
  return one(ward(scene), 'stay.add-blocker', {
    blockerId: scene.newId(),
    stayId: stay.id,
    personId: stay.personId,
    code: scene.d.chance(0.7) ? '18' : null,
    words: 'No key yet',
    whoActs: 'Housing',
    sinceOn: dayOf(scene.now),
  })
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
  const stay = pick(
    scene,
    mine(scene, scene.s.stays).filter((x) => !x.sooner),
  )
  return stay
    ? one(ward(scene), 'stay.sooner-contact', {
        decisionId: scene.newId(),
        stayId: stay.id,
        personId: stay.personId,
        reason: 'Said that the first nights are hard.',
      })
    : null
}

export const leaveUnplanned: Act = (scene) => {
  const stay = stayNow(scene)
  return stay
    ? one(ward(scene), 'stay.left-unplanned', {
        leavingId: scene.newId(),
        stayId: stay.id,
        personId: stay.personId,
        version: stay.version,
        how: scene.d.one(['self-discharge', 'tribunal', 'other']),
        leftAt: iso(Math.max(stay.at, scene.now - scene.d.upTo(9) * HOUR)),
        leftKnownTo: 'minute',
        whereTo: scene.d.chance(0.5) ? 'A friend' : null,
        told: null,
        arranged: null,
      })
    : null
}

/** The ward rings: sometimes about a stay that somebody left before they came back to hospital. */
export const metAtHome: Act = (scene) => {
  const stay = pick(
    scene,
    mine(scene, scene.s.stays).filter((x) => x.endedAt !== null),
  )
  return stay
    ? one(ward(scene), 'stay.met-after-leaving', {
        contactId: scene.newId(),
        stayId: stay.id,
        personId: stay.personId,
        mode: scene.d.one(['phone', 'visit', 'video']),
        at: iso(Math.max(stay.endedAt ?? 0, scene.now - scene.d.upTo(30) * HOUR)),
      })
    : null
}
