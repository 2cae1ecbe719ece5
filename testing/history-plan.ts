import { type Act, DAY, dayOf, HOUR, iso, mine, of, one, pick, type Scene, someone } from './history-scene.ts'

type PlanInState = Scene['s']['plans'][number]

const gp = (scene: Scene) => ({
  id: scene.newId(),
  name: 'Dr Invented',
  role: 'GP',
  staffId: null,
  teamId: null,
  organisationId: null,
})
const named = (scene: Scene) => {
  const { d, cast, world } = scene
  const worker = d.one(['ann', 'bea', 'nat'] as const)
  const all = [
    gp(scene),
    { ...gp(scene), name: 'A worker', staffId: cast[worker].id, teamId: cast[worker].teamId },
    { ...gp(scene), name: 'A team', teamId: d.one([world.teams.medication, world.teams.maple]) },
  ]
  return all.filter((_, i) => i === 0 || d.chance(0.5))
}
const said = (scene: Scene) => ({ crisis: { words: `Ring us (${scene.d.upTo(1000)}).`, own: '' } })

/** The ward writes a plan for the stay, open or over; now and then a service writes one of its own. */
export const writePlan: Act = (scene) => {
  const { d, world } = scene
  const stay = pick(scene, mine(scene, scene.s.stays))
  const team = d.chance(0.8) ? world.teams.maple : d.one([world.teams.medication, world.teams.inReach])
  const planId = scene.newId()
  return one(someone(scene, team), 'plan.write', {
    personId: scene.personId,
    planId,
    versionId: planId,
    stayId: stay && d.chance(0.9) ? stay.id : null,
    version: 0,
    sections: said(scene),
    named: named(scene),
  })
}

const somePlan = (scene: Scene): PlanInState | undefined => pick(scene, mine(scene, scene.s.plans))

/** Its team writes the next version: sometimes one is named no more, sometimes somebody new is. */
export const rewritePlan: Act = (scene) => {
  const plan = somePlan(scene)
  if (!plan || of(scene, plan.teamId).length === 0) return null
  const { d } = scene
  const kept = plan.named.filter(() => d.chance(0.8))
  return one(someone(scene, plan.teamId), 'plan.write', {
    personId: plan.personId,
    planId: plan.id,
    versionId: scene.newId(),
    stayId: plan.stayId,
    version: plan.version,
    sections: said(scene),
    named: kept.length === 0 || d.chance(0.3) ? [...kept, { ...gp(scene), name: 'Dr Other' }] : kept,
  })
}

/** Somebody opens it: one who is named, or somebody else. */
export const openPlan: Act = (scene) => {
  const plan = somePlan(scene)
  if (!plan) return null
  return one(scene.d.one(['ann', 'bea', 'nat', 'jan'] as const), 'plan.open', {
    personId: plan.personId,
    planId: plan.id,
    version: plan.version > 1 && scene.d.chance(0.2) ? plan.version - 1 : plan.version,
  })
}

/** A worker of its team writes how it was handed over; sometimes of a version that has been replaced. */
export const handOver: Act = (scene) => {
  const plan = somePlan(scene)
  const whom = plan && scene.d.one(plan.named)
  if (!plan || !whom || of(scene, plan.teamId).length === 0) return null
  return one(someone(scene, plan.teamId), 'plan.hand-over', {
    personId: plan.personId,
    planId: plan.id,
    version: plan.version > 1 && scene.d.chance(0.2) ? plan.version - 1 : plan.version,
    receiptId: scene.newId(),
    recipientId: whom.id,
    way: scene.d.one(['handed over', 'posted']),
    how: 'In their hand',
    at: iso(Math.max(plan.at, scene.now - scene.d.upTo(5) * HOUR)),
  })
}

/** Something is looked at again, also before its day. */
export const review: Act = (scene) => {
  const due = pick(scene, mine(scene, scene.s.dueReviews))
  if (!due || of(scene, due.teamId).length === 0) return null
  const [, kind, aboutId] = due.key.split(':')
  return one(someone(scene, due.teamId), 'review.done', {
    personId: due.personId,
    reviewId: scene.newId(),
    kind,
    aboutId,
    lookedAt: 'All of it',
    changed: '',
    nextOn: scene.d.chance(0.7) ? dayOf(scene.now + (100 + scene.d.upTo(200)) * DAY) : null,
    notAgain: 'They will say when it changes',
  })
}

/** A service signs after how many weeks it looks at plans again, or switches it off. */
export const signReviews: Act = (scene) =>
  one('liz', 'review.sign', {
    settingId: scene.newId(),
    serviceId: scene.world.services.medication,
    kind: 'plan',
    weeks: scene.d.chance(0.8) ? scene.d.one([4, 12, 26]) : null,
    signedBy: 'Dr Signs',
    signedAs: 'Clinical lead',
    signedOn: dayOf(scene.now),
  })
