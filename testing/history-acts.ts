import { coverRound, leaverHandsOn } from './history-day.ts'
import {
  afterDeath,
  confirmDeath,
  endUndone,
  leaveEnds,
  leaveStarts,
  reportDeath,
  soonerEnds,
  supportsSaid,
  undoDeath,
  wardPlans,
} from './history-death.ts'
import {
  acceptLead,
  closeWayOut,
  declineLead,
  endPost,
  givePost,
  nameLead,
  offerLead,
  sayAgain,
  takeBackLead,
  undoneAfterYes,
} from './history-lead.ts'
import {
  addBlocker,
  endBlocker,
  leaveUnplanned,
  meetSooner,
  metAtHome,
  moveToAnotherWard,
  planLeaving,
} from './history-leaving.ts'
import { handOver, openPlan, review, rewritePlan, signReviews, writePlan } from './history-plan.ts'
import {
  type Act,
  DAY,
  dayOf,
  HOUR,
  iso,
  mine,
  of,
  one,
  pick,
  type Scene,
  type Sent,
  someone,
  teamOf,
  waits,
  wardOf,
} from './history-scene.ts'
import {
  agree,
  assign,
  assignLines,
  chain,
  close,
  correct,
  extendPlan,
  move,
  nameKeyWorker,
  noNextContact,
  note,
  pause,
  planExtra,
  propose,
  recordExtra,
  recordOne,
  resolveOne,
  resume,
  settleWorry,
  stepUp,
  takeOver,
  tidy,
} from './history-support.ts'
import { NAMES, type Name, SEVEN_DAY_UNIT } from './history-world.ts'
import type { Dice } from './random-rows.ts'

export type { Scene, Sent } from './history-scene.ts'

const register: Act = ({ d, newId, people, personId, twin }) => {
  const p = people.find((x) => x.id === personId)
  if (!p) return null
  if (personId === twin && p.registered) return null
  const again = p.registered
  const details = {
    names: [
      {
        kind: 'legal',
        given: 'Somebody',
        family: `Invented${(twin === undefined ? p : people[0]!).nhsNumber.slice(3, 9)}`,
      },
    ],
    nhsNumber:
      personId === twin ? { status: 'not-known' } : { status: 'given-not-verified', number: p.nhsNumber },
    birth: { state: 'known', on: '1984-05-17' },
    addresses: [],
    contactPoints: [],
    communication: { answer: 'not-asked' },
    characteristics: {},
    carers: [],
  }
  // somebody else adds the same person: the matcher joins them, whatever id was sent
  return one(again ? d.one(['nat', 'ann', 'hal'] as const) : 'jan', 'person.register', {
    personId: again ? newId() : p.id,
    details,
  })
}

const admit: Act = (scene) => {
  if (mine(scene, scene.s.stays).some((x) => x.endedAt === null)) return null
  const [far, why] = scene.d.chance(0.5) ? [{ miles: 20 }, { words: 'Unwell' }] : ['not known', 'not known']
  return one(someone(scene, scene.world.teams.maple), 'stay.open', {
    stayId: scene.newId(),
    personId: scene.personId,
    unitId: scene.d.chance(0.3) ? SEVEN_DAY_UNIT : scene.world.unitId,
    visitNumber: null,
    admittedAt: iso(scene.now - scene.d.upTo(30) * HOUR),
    admittedKnownTo: 'minute',
    homeArea: scene.d.chance(0.5) ? { area: 'Northside' } : 'not known',
    distance: far,
    reason: why,
    source: 'by hand',
    movedFrom: null,
  })
}

const leaveWard: Act = (scene) => {
  const stay = mine(scene, scene.s.stays).find((x) => x.endedAt === null)
  if (!stay) return null
  const left = Math.max(stay.at, scene.now - scene.d.upTo(20) * HOUR)
  // now and then only the day is known
  const midnight = Date.parse(`${iso(left).slice(0, 10)}T00:00:00.000Z`)
  const dayOnly = scene.d.chance(0.15) && midnight >= stay.at
  const endedAt = dayOnly ? midnight : left
  return one(wardOf(scene, stay), 'stay.end', {
    stayId: stay.id,
    personId: stay.personId,
    version: stay.version,
    endedAt: iso(endedAt),
    endedKnownTo: dayOnly ? 'day' : 'minute',
    endSource: 'by hand',
  })
}

const tellStay: Act = (scene) => {
  const stay = mine(scene, scene.s.stays).find((x) => x.endedAt === null && x.lacks)
  return stay
    ? one(wardOf(scene, stay), 'stay.tell', {
        stayId: stay.id,
        personId: stay.personId,
        version: stay.version,
        homeArea: { area: 'Westside' },
      })
    : null
}

const doTask: Act = (scene) => {
  const task = pick(scene, mine(scene, scene.s.tasks))
  return task && of(scene, task.teamId).length > 0
    ? one(someone(scene, task.teamId), 'task.done', {
        taskId: task.id,
        personId: task.personId,
        doneText: 'Rang and wrote it down.',
      })
    : null
}

function said({ sharing, d }: Scene): Record<string, unknown> {
  if (sharing === 'not asked') return { answer: 'not asked' }
  const answer = d.one(['yes', 'yes', 'some', 'not asked', 'ask me later', 'could not be asked'])
  return { answer, items: answer === 'some' ? ['core'] : [] }
}
const ASKS = { reason: { state: 'known', text: 'Company while learning to take medicines.' } }

const refer: Act = (scene) => {
  const { services } = scene.world
  const stay = mine(scene, scene.s.stays).find((x) => x.endedAt === null)
  const open = mine(scene, scene.s.referrals)
    .filter((r) => waits(r.word))
    .map((r) => r.serviceId)
  const all = [
    services.medication,
    services.medication,
    services.medication,
    services.north,
    services.inReach,
    services.housing,
  ]
  const free = all.filter((id) => !open.includes(id))
  const serviceId = scene.d.one(free.length > 0 ? free : all)
  const from =
    !scene.strangers || scene.d.chance(0.95)
      ? someone(scene, scene.world.teams.maple)
      : scene.d.one(['nat', 'liz'] as const)
  return one(from, 'referral.send', {
    referralId: scene.newId(),
    personId: scene.personId,
    serviceId,
    stayId: stay && scene.d.chance(0.8) ? stay.id : null,
    urgent: scene.d.chance(0.2),
    asks: ASKS,
    sharing: said(scene),
  })
}

const sharingLater: Act = (scene) => {
  const referral = pick(scene, mine(scene, scene.s.referrals))
  if (!referral || scene.sharing === 'not asked') return null
  const sharing = scene.d.chance(0.2) ? { answer: 'no' } : said(scene)
  return one(someone(scene, scene.world.teams.maple), 'sharing.record', {
    decisionId: scene.newId(),
    personId: scene.personId,
    serviceId: referral.serviceId,
    referralId: referral.id,
    sharing,
  })
}

const waiting = (scene: Scene) =>
  pick(
    scene,
    mine(scene, scene.s.referrals).filter((r) => waits(r.word)),
  )
const see: Act = (scene) => {
  const r = waiting(scene)
  return r
    ? one(someone(scene, teamOf(scene, r.serviceId)), 'referral.see', {
        personId: r.personId,
        referralId: r.id,
      })
    : null
}
const ask: Act = (scene) => {
  const r = waiting(scene)
  return r
    ? one(someone(scene, teamOf(scene, r.serviceId)), 'referral.ask', {
        personId: r.personId,
        referralId: r.id,
        messageId: scene.newId(),
        version: r.version,
        question: 'Which days?',
      })
    : null
}
const answer: Act = (scene) => {
  const r = mine(scene, scene.s.referrals).find((x) => x.word === 'question asked')
  return r
    ? one(someone(scene, r.fromTeamId), 'referral.answer-question', {
        personId: r.personId,
        referralId: r.id,
        messageId: scene.newId(),
        version: r.version,
        answer: 'Mondays.',
      })
    : null
}
const accept: Act = (scene) => {
  const r = waiting(scene)
  if (!r) return null
  const team = teamOf(scene, r.serviceId)
  const on = dayOf(scene.now + scene.d.one([0, 0, 0, 1, 5]) * DAY)
  const start = scene.d.chance(0.8) ? { kind: 'date', on } : { kind: 'queue', place: 2, expectedOn: on }
  const keyWorkerId = scene.d.chance(0.7) ? scene.cast[scene.d.one(of(scene, team))].id : null
  return one(someone(scene, team), 'referral.accept', {
    personId: r.personId,
    referralId: r.id,
    episodeId: scene.newId(),
    version: r.version,
    start,
    keyWorkerId,
  })
}
const decline: Act = (scene) => {
  const r = waiting(scene)
  if (!r) return null
  const onward = scene.d.one([
    { kind: 'introduction', to: 'The library group' },
    { kind: 'unmet need', need: 'A room', area: 'Northside', missing: 'A vacancy' },
    {
      kind: 'hand-on',
      serviceId:
        r.serviceId === scene.world.services.north
          ? scene.world.services.medication
          : scene.world.services.north,
    },
  ])
  return one(someone(scene, teamOf(scene, r.serviceId)), 'referral.decline', {
    personId: r.personId,
    referralId: r.id,
    version: r.version,
    reason: 'No worker in that area.',
    onward,
  })
}
const handOn: Act = (scene) => {
  const r = mine(scene, scene.s.referrals).find((x) => x.wayOnward === 'hand-on')
  return r
    ? one(someone(scene, r.fromTeamId), 'referral.hand-on', {
        personId: r.personId,
        referralId: r.id,
        newReferralId: scene.newId(),
        serviceId: r.onwardServiceId,
        stayId: null,
      })
    : null
}
const withdraw: Act = (scene) => {
  const r = waiting(scene)
  return r
    ? one(someone(scene, r.fromTeamId), 'referral.withdraw', {
        personId: r.personId,
        referralId: r.id,
        version: r.version,
        reason: 'Went to family.',
      })
    : null
}

/** Managers of the ward and of medication support record it for their own organisation's staff. */
const managed: readonly (readonly [Name, readonly Name[]])[] = [
  ['wes', ['jan', 'joe', 'nat']],
  ['liz', ['ann', 'bea', 'cal']],
]
const absence: Act = (scene) => {
  const [by, team] = scene.d.one(managed)
  const staff = scene.d.one(team)
  const cover = scene.d.chance(0.5) ? scene.d.one(team.filter((n) => n !== staff)) : null
  const from = scene.now + (scene.d.upTo(72) - 24) * HOUR
  return one(by, 'staff.record-absence', {
    absenceId: scene.newId(),
    staffId: scene.cast[staff].id,
    kind: 'leave',
    from: iso(from),
    until: iso(from + (1 + scene.d.upTo(90)) * HOUR),
    coverStaffId: cover && scene.cast[cover].id,
  })
}
const changeCover: Act = (scene) => {
  const a = pick(
    scene,
    scene.s.absences.filter((x) => x.until > scene.now),
  )
  const found = a && managed.find(([, team]) => team.some((n) => scene.cast[n].id === a.staffId))
  if (!a || !found) return null
  const cover = scene.d.chance(0.6)
    ? scene.d.one(found[1].filter((n) => scene.cast[n].id !== a.staffId))
    : null
  const until = scene.d.chance(0.5) ? a.until : Math.max(a.from, scene.now) + (1 + scene.d.upTo(50)) * HOUR
  return one(found[0], 'staff.change-cover', {
    absenceId: a.id,
    staffId: a.staffId,
    coverStaffId: cover && scene.cast[cover].id,
    until: iso(until),
    seen: { coverStaffId: a.coverId, until: iso(a.until) },
  })
}
const leaver: Act = (scene) => {
  const [by, team] = scene.d.one(managed)
  const who = scene.s.staff.find((x) => x.id === scene.cast[scene.d.one(team)].id)
  if (!who || who.leftAt !== null) return null
  return one(by, 'staff.leave', {
    staffId: who.id,
    leftAt: scene.d.chance(0.7) ? null : iso(scene.now + scene.d.upTo(60) * HOUR),
    version: who.version,
  })
}

/** Acts with how often each is tried; those early in a person's way out are tried often, so that histories get far. */
export const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [3, admit],
  [6, leaveWard],
  [2, tellStay],
  [3, planLeaving],
  [1, addBlocker],
  [1, endBlocker],
  [2, meetSooner],
  [3, moveToAnotherWard],
  [2, leaveUnplanned],
  [2, metAtHome],
  [2, nameLead],
  [5, offerLead],
  [4, undoneAfterYes],
  [4, sayAgain],
  [4, endPost],
  [2, givePost],
  [6, acceptLead],
  [1, declineLead],
  [1, takeBackLead],
  [4, closeWayOut],
  [2, reportDeath],
  [5, confirmDeath],
  [4, undoDeath],
  [5, afterDeath],
  [2, endUndone],
  [1, leaveStarts],
  [2, leaveEnds],
  [1, soonerEnds],
  [2, wardPlans],
  [1, supportsSaid],
  [2, doTask],
  [5, refer],
  [1, sharingLater],
  [2, see],
  [2, ask],
  [3, answer],
  [8, accept],
  [3, decline],
  [3, handOn],
  [1, withdraw],
  [3, nameKeyWorker],
  [1, assignLines],
  [1, noNextContact],
  [1, extendPlan],
  [3, pause],
  [4, resume],
  [4, propose],
  [7, agree],
  [4, stepUp],
  [1, close],
  [14, recordOne],
  [4, resolveOne],
  [2, tidy],
  [3, chain],
  [2, assign],
  [2, move],
  [2, planExtra],
  [1, recordExtra],
  [2, correct],
  [3, settleWorry],
  [1, note],
  [2, takeOver],
  [3, absence],
  [2, changeCover],
  [1, leaver],
  [1, leaverHandsOn],
  [3, coverRound],
  [4, writePlan],
  [3, rewritePlan],
  [3, openPlan],
  [4, handOver],
  [2, review],
  [1, signReviews],
  [1, register],
]

export const firstAct = register

/** One act that can be tried now, by its weight. */
export function chooseAct(scene: Scene): readonly Sent[] {
  const total = ACTS.reduce((sum, [weight]) => sum + weight, 0)
  for (let tries = 0; tries < 60; tries += 1) {
    let at = scene.d.upTo(total)
    const found = ACTS.find(([weight]) => {
      at -= weight
      return at < 0
    })
    const sent = found?.[1](scene)
    if (sent) return sent
  }
  return []
}

/** Sometimes the wrong person sends it, or an older page: what must be refused and leave nothing behind. */
export function spoil(sent: Sent, d: Dice): Sent {
  if (typeof sent.input.version === 'number' && d.chance(0.5))
    return { ...sent, input: { ...sent.input, version: sent.input.version - 1 } }
  return { ...sent, by: d.one(NAMES) }
}
