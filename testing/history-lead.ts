import {
  type Act,
  aboutStay,
  HOUR,
  iso,
  mine,
  of,
  one,
  pick,
  present,
  type Scene,
  someone,
} from './history-scene.ts'
import type { Name } from './history-world.ts'
import { NAMES } from './history-world.ts'

/** What is said of the lead: named, offered by name, answered, taken back, and at the end who carries on and the closing. */
const nameOf = (scene: Scene, staffId: string): Name | undefined =>
  NAMES.find((n) => scene.cast[n].id === staffId)
const wayOut = (scene: Scene) => mine(scene, scene.s.waysOut)[0]

/** The team that leads now, as a worker would know it: whoever accepted last, else the ward. */
const leadingTeam = (scene: Scene): string => {
  const inside = mine(scene, scene.s.stays).some((x) => x.endedAt === null)
  const accepted = mine(scene, scene.s.offers).filter((o) => o.what === 'lead' && o.answer === 'accepted')
  return inside ? scene.world.teams.maple : (accepted.at(-1)?.toTeamId ?? scene.world.teams.maple)
}

const withSomebody = (scene: Scene, teamId: string) => {
  const names = of(scene, teamId)
  return names.length === 0 ? undefined : scene.cast[scene.d.one(names)]
}

export const nameLead: Act = (scene) => {
  // nobody leads where nothing has begun
  if (!wayOut(scene) && mine(scene, scene.s.stays).every((x) => x.endedAt !== null)) return null
  const teamId = leadingTeam(scene)
  const chosen = withSomebody(scene, scene.d.chance(0.9) ? teamId : scene.world.teams.north)
  return chosen
    ? one(someone(scene, teamId), 'lead.name', {
        nameId: scene.newId(),
        personId: scene.personId,
        teamId: chosen.teamId,
        staffId: chosen.id,
        why: 'Knows them well.',
      })
    : null
}

export const offerLead: Act = (scene) => {
  if (!wayOut(scene)) return null
  const { north, maple, medication } = scene.world.teams
  const teamId = leadingTeam(scene)
  const asked = withSomebody(scene, scene.d.one([north, north, north, maple, medication]))
  return asked
    ? one(someone(scene, teamId), 'lead.offer', {
        offerId: scene.newId(),
        personId: scene.personId,
        what: 'lead',
        teamId: asked.teamId,
        staffId: asked.id,
        note: 'Lives in your area.',
      })
    : null
}

const open = (scene: Scene, what?: 'lead' | 'carry on') =>
  pick(
    scene,
    mine(scene, scene.s.offers).filter((o) => o.answer === null && (what === undefined || o.what === what)),
  )

export const acceptLead: Act = (scene) => {
  const offer = open(scene)
  const by = offer && nameOf(scene, offer.toStaffId)
  return offer && by
    ? one(by, 'lead.accept', { offerId: offer.id, personId: offer.personId, version: offer.version })
    : null
}

export const declineLead: Act = (scene) => {
  const offer = open(scene)
  const by = offer && nameOf(scene, offer.toStaffId)
  return offer && by
    ? one(by, 'lead.decline', {
        offerId: offer.id,
        personId: offer.personId,
        version: offer.version,
        reason: 'No room this month.',
      })
    : null
}

export const takeBackLead: Act = (scene) => {
  const offer = open(scene)
  return offer
    ? one(someone(scene, offer.teamId), 'lead.withdraw', {
        offerId: offer.id,
        personId: offer.personId,
        version: offer.version,
      })
    : null
}

/** Asks somebody to carry on, has them agree and closes, as far as the record allows: three commands, often refused. */
export const closeWayOut: Act = (scene) => {
  const way = wayOut(scene)
  if (!way || mine(scene, scene.s.stays).some((x) => x.endedAt === null)) return null
  // where only a referral opened it, whoever sent the oldest that goes on answers for now
  const [sender] = way.stayId === null ? mine(scene, scene.s.referrals) : []
  // and once they have met the person, the team that supports does
  const support =
    sender?.word === 'started'
      ? mine(scene, scene.s.episodes).find((e) => e.state === 'open' && e.serviceId === sender.serviceId)
      : undefined
  const teamId = support?.teamId ?? sender?.fromTeamId ?? leadingTeam(scene)
  const lead =
    sender === undefined
      ? mine(scene, scene.s.offers)
          .filter((o) => o.what === 'lead' && o.answer === 'accepted')
          .at(-1)
      : undefined
  const closer = (lead && nameOf(scene, lead.toStaffId)) ?? someone(scene, teamId)
  const asked = scene.cast[closer]
  const offerId = scene.newId()
  const about = { personId: scene.personId }
  return [
    ...one(closer, 'lead.offer', {
      ...about,
      offerId,
      what: 'carry on',
      teamId: asked.teamId,
      staffId: asked.id,
      note: 'Goes on with the monthly visit.',
    }),
    ...one(closer, 'lead.accept', { ...about, offerId, version: 1 }),
    ...one(closer, 'transition.close', {
      ...about,
      closingId: scene.newId(),
      transitionId: way.id,
      words: `Carries on from ${iso(scene.now).slice(0, 10)}.`,
    }),
  ]
}

/** They did not leave after all, and somebody had said that they would lead. */
export const undoneAfterYes: Act = (scene) => {
  const yes = mine(scene, scene.s.offers).some((o) => o.what === 'lead' && o.answer === 'accepted')
  if (!scene.wholeNet || !yes) return null
  const left = mine(scene, scene.s.stays).findLast((x) => x.endedAt !== null)
  return aboutStay(scene, left, 'stay.end-undone', 'undoneId', (stay) => ({
    version: stay.version,
    why: 'The flat was not ready.',
  }))
}

/** A team whose yes was for a leaving that did not happen says who of it leads the next one. */
export const sayAgain: Act = (scene) => {
  const asked = pick(
    scene,
    mine(scene, scene.s.gaps).filter((g) => g.key.startsWith('N1a:again:')),
  )
  const chosen = asked && withSomebody(scene, asked.teamId)
  return asked && chosen
    ? one(someone(scene, asked.teamId), 'lead.name', {
        nameId: scene.newId(),
        personId: scene.personId,
        teamId: asked.teamId,
        staffId: chosen.id,
        why: 'We still come.',
      })
    : null
}

/** Managers whose own posts nobody ends, with the teams of their organisation. */
const managers = (scene: Scene): readonly (readonly [Name, readonly string[]])[] => {
  const { maple, north, medication } = scene.world.teams
  return [
    ['wes', [maple, north]],
    ['liz', [medication]],
  ]
}

/** Somebody's post ends, now or soon: oftenest of one who was named, asked or covers. */
export const endPost: Act = (scene) => {
  if (!scene.wholeNet) return null
  const [by, teams] = scene.d.one(managers(scene))
  const named = new Set([
    ...scene.s.offers.map((o) => o.toStaffId),
    ...scene.s.absences.flatMap((a) => a.coverId ?? []),
  ])
  const open = scene.s.posts.filter(
    (p) => teams.includes(p.teamId) && p.untilAt === null && p.staffId !== scene.cast[by].id,
  )
  const post =
    pick(
      scene,
      open.filter((p) => named.has(p.staffId)),
    ) ?? pick(scene, open)
  return post
    ? one(by, 'staff.end-post', {
        staffId: post.staffId,
        holderId: post.id,
        until: scene.d.chance(0.5) ? null : iso(scene.now + (1 + scene.d.upTo(60)) * HOUR),
        seenUntil: null,
      })
    : null
}

/** Somebody is given a post in a team of their organisation: whoever lost theirs there, or anybody. */
export const givePost: Act = (scene) => {
  if (!scene.wholeNet) return null
  const [by, teams] = scene.d.one(managers(scene))
  const teamId = scene.d.one(teams)
  const ended = scene.s.posts.filter((p) => p.teamId === teamId && p.untilAt !== null)
  const others = present(
    scene,
    teams.flatMap((t) => of(scene, t)),
  ).filter((n) => n !== by)
  const staffId = pick(scene, ended)?.staffId ?? scene.cast[scene.d.one(others)].id
  return one(by, 'staff.give-post', {
    postId: scene.newId(),
    holderId: scene.newId(),
    staffId,
    teamId,
    role: teamId === scene.world.teams.medication ? 'peer-worker' : 'ward-coordinator',
    from: null,
    until: scene.d.chance(0.7) ? null : iso(scene.now + (1 + scene.d.upTo(90)) * HOUR),
    supervisedBy: null,
  })
}
