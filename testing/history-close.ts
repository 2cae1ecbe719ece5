import { closeWayOut } from './history-lead.ts'
import {
  type Act,
  DAY,
  dayOf,
  iso,
  mine,
  of,
  one,
  type Scene,
  type Sent,
  someone,
  waits,
  ward,
} from './history-scene.ts'
import { tidy } from './history-support.ts'

/**
 * A way out that comes to its end: whoever is concerned does what stands open, once around, so that it may be closed. What one round
 * makes possible (the stay has ended, somebody leads) the next round uses. Often something still stands open: then closing is refused.
 */
export const windUp: Act = (scene) => {
  const all = [
    ...undoDeath(scene),
    ...endStay(scene),
    ...answerReferrals(scene),
    ...(tidy(scene) ?? []),
    ...mine(scene, scene.s.gaps).flatMap((gap) => keep(scene, gap)),
  ]
  return all.length > 0 ? all : null
}

export const closeAtLast: Act = (scene) => closeWayOut(scene)

/** The ward writes down a stay that began and ended just before the closing, of which nobody knew then. */
export const lateStay =
  (closedAt: number): Act =>
  (scene) => {
    const { personId, world } = scene
    const stayId = scene.newId()
    const by = ward(scene)
    return [
      ...one(by, 'stay.open', {
        stayId,
        personId,
        unitId: world.unitId,
        visitNumber: null,
        admittedAt: iso(closedAt - 90_000),
        admittedKnownTo: 'minute',
        homeArea: 'not known',
        distance: 'not known',
        reason: 'not known',
        source: 'by hand',
        movedFrom: null,
      }),
      ...one(by, 'stay.end', {
        stayId,
        personId,
        version: 1,
        endedAt: iso(closedAt - 30_000),
        endedKnownTo: 'minute',
        endSource: 'by hand',
      }),
    ]
  }

function undoDeath(scene: Scene): Sent[] {
  const death = mine(scene, scene.s.deaths)[0]
  if (!death || death.state === 'none') return []
  return one('wes', 'death.undo', {
    decisionId: scene.newId(),
    personId: scene.personId,
    version: death.version,
    alive: true,
    why: 'It was somebody of the same name.',
  })
}

function endStay(scene: Scene): Sent[] {
  return mine(scene, scene.s.stays)
    .filter((x) => x.endedAt === null)
    .flatMap((stay) =>
      one(ward(scene), 'stay.end', {
        stayId: stay.id,
        personId: stay.personId,
        version: stay.version,
        endedAt: iso(Math.max(stay.at, scene.now - 60_000)),
        endedKnownTo: 'minute',
        endSource: 'by hand',
      }),
    )
}

function answerReferrals(scene: Scene): Sent[] {
  return mine(scene, scene.s.referrals)
    .filter((r) => waits(r.word) && of(scene, r.fromTeamId).length > 0)
    .flatMap((r) =>
      one(someone(scene, r.fromTeamId), 'referral.withdraw', {
        personId: r.personId,
        referralId: r.id,
        version: r.version,
        reason: 'Support at home has begun.',
      }),
    )
}

/** What keeps one open gap, where somebody of the history can. */
function keep(scene: Scene, gap: { key: string; teamId: string }): Sent[] {
  const { personId } = scene
  const [kind, what, id = '', recipientId] = gap.key.split(':')
  if (kind === 'N8' && id !== '' && what !== 'none') return handPlanOver(scene, what ?? '', id)
  switch (`${kind}:${what}`) {
    case 'N1a:lead':
      return lead(scene)
    case 'N1b:episode':
    case 'N2:episode':
      return episodeAsleep(scene, id)
    case 'N2:worker':
      return worker(scene, id)
    case 'N4:booked':
    case 'N4:met':
      return one(ward(scene), 'stay.met-after-leaving', {
        contactId: scene.newId(),
        stayId: id,
        personId,
        mode: 'phone',
        at: iso(scene.now),
      })
    case 'N8:none':
      return writePlan(scene, id)
    case 'N11:proposal':
      return notNow(scene, id)
    default:
      return kind === 'N9' && of(scene, gap.teamId).length > 0 && recipientId === undefined
        ? one(someone(scene, gap.teamId), 'review.done', {
            personId,
            reviewId: scene.newId(),
            kind: what,
            aboutId: id,
            lookedAt: 'All of it',
            changed: '',
            nextOn: dayOf(scene.now + 200 * DAY),
          })
        : []
  }
}

/** The ward offers the lead to the community team by name, and its worker accepts. */
function lead(scene: Scene): Sent[] {
  const { cast, personId } = scene
  const taken = mine(scene, scene.s.offers).find((o) => o.what === 'lead' && o.answer === null)
  if (taken) {
    const by = Object.values(cast).find((a) => a.id === taken.toStaffId)
    return by ? one(by.name, 'lead.accept', { offerId: taken.id, personId, version: taken.version }) : []
  }
  const offerId = scene.newId()
  return [
    ...one(ward(scene), 'lead.offer', {
      offerId,
      personId,
      what: 'lead',
      teamId: cast.nat.teamId,
      staffId: cast.nat.id,
      note: 'Lives in your area.',
    }),
    ...one('nat', 'lead.accept', { offerId, personId, version: 1 }),
  ]
}

/** The support rests as the person asked, and has a key worker who answers for it. */
function episodeAsleep(scene: Scene, id: string): Sent[] {
  const e = scene.s.episodes.find((x) => x.id === id && x.state === 'open')
  const by = e && of(scene, e.teamId).length > 0 ? someone(scene, e.teamId) : undefined
  if (!e || !by) return []
  const about = { personId: e.personId, episodeId: e.id }
  const named = one(by, 'episode.name-key-worker', {
    ...about,
    version: e.version,
    staffId: scene.cast[by].id,
  })
  const reason = { reason: 'Asked for quiet days', untilOn: dayOf(scene.now + 20 * DAY) }
  return [...named, ...one(by, 'episode.no-next-contact', { ...about, version: e.version + 1, ...reason })]
}

function worker(scene: Scene, id: string): Sent[] {
  const c = scene.s.contacts.find((x) => x.id === id)
  const by = c && of(scene, c.teamId).length > 0 ? someone(scene, c.teamId) : undefined
  return c && by
    ? one(by, 'contact.assign', {
        personId: c.personId,
        contactId: c.id,
        version: c.version,
        staffId: scene.cast[by].id,
      })
    : []
}

const writePlan = (scene: Scene, stayId: string): Sent[] => {
  const planId = scene.newId()
  return one(ward(scene), 'plan.write', {
    personId: scene.personId,
    planId,
    versionId: planId,
    stayId,
    version: 0,
    sections: { crisis: { words: 'Ring us.', own: '' } },
    named: [
      {
        id: scene.newId(),
        name: 'Dr Invented',
        role: 'GP',
        staffId: null,
        teamId: null,
        organisationId: null,
      },
    ],
  })
}

function handPlanOver(scene: Scene, planId: string, recipientId: string): Sent[] {
  const plan = scene.s.plans.find((p) => p.id === planId)
  return plan && of(scene, plan.teamId).length > 0
    ? one(someone(scene, plan.teamId), 'plan.hand-over', {
        personId: plan.personId,
        planId,
        version: plan.version,
        receiptId: scene.newId(),
        recipientId,
        way: 'handed over',
        how: 'In their hand',
        at: iso(scene.now),
      })
    : []
}

function notNow(scene: Scene, proposalId: string): Sent[] {
  const p = scene.s.proposals.find((x) => x.id === proposalId)
  const e = p && scene.s.episodes.find((x) => x.id === p.episodeId)
  return p && e && of(scene, e.teamId).length > 0
    ? one(someone(scene, e.teamId), 'episode.step-down-not-now', {
        personId: p.personId,
        episodeId: p.episodeId,
        proposalId,
        version: e.version,
      })
    : []
}
