import type { HistoryState } from './history-state.ts'
import { type Cast, type Name, NAMES } from './history-world.ts'
import type { World } from './personas.ts'
import type { Dice } from './random-rows.ts'

/** One command as somebody sends it. */
export interface Sent {
  readonly by: Name
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What an act is chosen from. */
export interface Scene {
  readonly s: HistoryState
  readonly d: Dice
  readonly newId: () => string
  readonly now: number
  readonly world: World
  readonly cast: Cast
  readonly personId: string
  /** In registration order; each with its number and birth date. */
  readonly people: readonly { id: string; nhsNumber: string; registered: boolean }[]
  /** What a person is asked about sharing; 'any' in a history that is not about access. */
  readonly sharing: 'any' | 'not asked'
  /** Whether somebody who does not know the person may try. */
  readonly strangers: boolean
}
type Act = (scene: Scene) => readonly Sent[] | null

const HOUR = 3_600_000
const DAY = 24 * HOUR
const iso = (ms: number) => new Date(ms).toISOString()
const dayOf = (ms: number) => iso(ms).slice(0, 10)
const one = (by: Name, command: string, input: Record<string, unknown>): Sent[] => [{ by, command, input }]

/** Who works in a team of the history's own cast. */
const of = (scene: Scene, teamId: string): Name[] => NAMES.filter((n) => scene.cast[n].teamId === teamId)
const someone = (scene: Scene, teamId: string): Name => scene.d.one(present(scene, of(scene, teamId)))
/** Those who have not left, or whoever there was. */
function present(scene: Scene, names: readonly Name[]): readonly Name[] {
  const here = names.filter((n) => !scene.s.staff.some((x) => x.id === scene.cast[n].id && x.leftAt !== null && x.leftAt <= scene.now))
  return here.length > 0 ? here : names
}
const mine = <T extends { personId: string }>(scene: Scene, rows: readonly T[]): T[] => rows.filter((r) => r.personId === scene.personId)
const pick = <T>(scene: Scene, rows: readonly T[]): T | undefined => (rows.length === 0 ? undefined : scene.d.one(rows))
const teamOf = (scene: Scene, serviceId: string): string => {
  const { services, teams } = scene.world
  return serviceId === services.medication ? teams.medication : serviceId === services.north ? teams.north : serviceId === services.inReach ? teams.inReach : teams.harbour
}
const openEpisode = (scene: Scene) => pick(scene, mine(scene, scene.s.episodes).filter((e) => e.state === 'open'))
const waits = (word: string) => ['sent', 'seen', 'question asked'].includes(word)

const register: Act = ({ d, newId, people, personId }) => {
  const p = people.find((x) => x.id === personId)
  if (!p) return null
  const again = p.registered
  const details = {
    names: [{ kind: 'legal', given: 'Somebody', family: `Invented${p.nhsNumber.slice(3, 9)}` }],
    nhsNumber: { status: 'given-not-verified', number: p.nhsNumber }, birth: { state: 'known', on: '1984-05-17' },
    addresses: [], contactPoints: [], communication: { answer: 'not-asked' }, characteristics: {}, carers: [],
  }
  // somebody else adds the same person: the matcher joins them, whatever id was sent
  return one(again ? d.one(['nat', 'ann', 'hal'] as const) : 'jan', 'person.register', { personId: again ? newId() : p.id, details })
}

const admit: Act = (scene) => {
  if (mine(scene, scene.s.stays).some((x) => x.endedAt === null)) return null
  const [far, why] = scene.d.chance(0.5) ? [{ miles: 20 }, { words: 'Unwell' }] : ['not known', 'not known']
  return one(someone(scene, scene.world.teams.maple), 'stay.open', {
    stayId: scene.newId(), personId: scene.personId, unitId: scene.world.unitId, visitNumber: null, admittedAt: iso(scene.now - scene.d.upTo(30) * HOUR), admittedKnownTo: 'minute',
    homeArea: scene.d.chance(0.5) ? { area: 'Northside' } : 'not known', distance: far, reason: why, source: 'by hand', movedFrom: null,
  })
}

const leaveWard: Act = (scene) => {
  const stay = mine(scene, scene.s.stays).find((x) => x.endedAt === null)
  if (!stay) return null
  const endedAt = Math.max(stay.at, scene.now - scene.d.upTo(20) * HOUR)
  return one(someone(scene, scene.world.teams.maple), 'stay.end', { stayId: stay.id, personId: stay.personId, version: stay.version, endedAt: iso(endedAt), endedKnownTo: 'minute', endSource: 'by hand' })
}

const tellStay: Act = (scene) => {
  const stay = mine(scene, scene.s.stays).find((x) => x.endedAt === null && x.lacks)
  return stay ? one(someone(scene, scene.world.teams.maple), 'stay.tell', { stayId: stay.id, personId: stay.personId, version: stay.version, homeArea: { area: 'Westside' } }) : null
}

const doTask: Act = (scene) => {
  const task = pick(scene, mine(scene, scene.s.tasks))
  return task && of(scene, task.teamId).length > 0 ? one(someone(scene, task.teamId), 'task.done', { taskId: task.id, personId: task.personId, doneText: 'Rang and wrote it down.' }) : null
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
  const open = mine(scene, scene.s.referrals).filter((r) => waits(r.word)).map((r) => r.serviceId)
  const all = [services.medication, services.medication, services.medication, services.north, services.inReach, services.housing]
  const free = all.filter((id) => !open.includes(id))
  const serviceId = scene.d.one(free.length > 0 ? free : all)
  const from = !scene.strangers || scene.d.chance(0.95) ? someone(scene, scene.world.teams.maple) : scene.d.one(['nat', 'liz'] as const)
  return one(from, 'referral.send', {
    referralId: scene.newId(), personId: scene.personId, serviceId, stayId: stay && scene.d.chance(0.8) ? stay.id : null, urgent: scene.d.chance(0.2), asks: ASKS, sharing: said(scene),
  })
}

const sharingLater: Act = (scene) => {
  const referral = pick(scene, mine(scene, scene.s.referrals))
  if (!referral || scene.sharing === 'not asked') return null
  const sharing = scene.d.chance(0.2) ? { answer: 'no' } : said(scene)
  return one(someone(scene, scene.world.teams.maple), 'sharing.record', { decisionId: scene.newId(), personId: scene.personId, serviceId: referral.serviceId, referralId: referral.id, sharing })
}

const waiting = (scene: Scene) => pick(scene, mine(scene, scene.s.referrals).filter((r) => waits(r.word)))
const see: Act = (scene) => {
  const r = waiting(scene)
  return r ? one(someone(scene, teamOf(scene, r.serviceId)), 'referral.see', { personId: r.personId, referralId: r.id }) : null
}
const ask: Act = (scene) => {
  const r = waiting(scene)
  return r ? one(someone(scene, teamOf(scene, r.serviceId)), 'referral.ask', { personId: r.personId, referralId: r.id, messageId: scene.newId(), version: r.version, question: 'Which days?' }) : null
}
const answer: Act = (scene) => {
  const r = mine(scene, scene.s.referrals).find((x) => x.word === 'question asked')
  return r ? one(someone(scene, r.fromTeamId), 'referral.answer-question', { personId: r.personId, referralId: r.id, messageId: scene.newId(), version: r.version, answer: 'Mondays.' }) : null
}
const accept: Act = (scene) => {
  const r = waiting(scene)
  if (!r) return null
  const team = teamOf(scene, r.serviceId)
  const on = dayOf(scene.now + scene.d.one([0, 0, 0, 1, 5]) * DAY)
  const start = scene.d.chance(0.8) ? { kind: 'date', on } : { kind: 'queue', place: 2, expectedOn: on }
  const keyWorkerId = scene.d.chance(0.7) ? scene.cast[scene.d.one(of(scene, team))].id : null
  return one(someone(scene, team), 'referral.accept', { personId: r.personId, referralId: r.id, episodeId: scene.newId(), version: r.version, start, keyWorkerId })
}
const decline: Act = (scene) => {
  const r = waiting(scene)
  if (!r) return null
  const onward = scene.d.one([
    { kind: 'introduction', to: 'The library group' },
    { kind: 'unmet need', need: 'A room', area: 'Northside', missing: 'A vacancy' },
    { kind: 'hand-on', serviceId: r.serviceId === scene.world.services.north ? scene.world.services.medication : scene.world.services.north },
  ])
  return one(someone(scene, teamOf(scene, r.serviceId)), 'referral.decline', { personId: r.personId, referralId: r.id, version: r.version, reason: 'No worker in that area.', onward })
}
const handOn: Act = (scene) => {
  const r = mine(scene, scene.s.referrals).find((x) => x.wayOnward === 'hand-on')
  return r
    ? one(someone(scene, r.fromTeamId), 'referral.hand-on', { personId: r.personId, referralId: r.id, newReferralId: scene.newId(), serviceId: r.onwardServiceId, stayId: null })
    : null
}
const withdraw: Act = (scene) => {
  const r = waiting(scene)
  return r ? one(someone(scene, r.fromTeamId), 'referral.withdraw', { personId: r.personId, referralId: r.id, version: r.version, reason: 'Went to family.' }) : null
}

const nameKeyWorker: Act = (scene) => {
  const e = openEpisode(scene)
  return e ? one(someone(scene, e.teamId), 'episode.name-key-worker', { personId: e.personId, episodeId: e.id, version: e.version, staffId: scene.cast[scene.d.one(of(scene, e.teamId))].id }) : null
}
const assignLines: Act = (scene) => {
  const e = openEpisode(scene)
  const lines = e && [{ weekday: scene.d.one([null, 1, 3]), part: scene.d.one(['morning', 'evening']), staffId: scene.cast[scene.d.one(of(scene, e.teamId))].id }]
  return e ? one(someone(scene, e.teamId), 'episode.assign-contacts', { personId: e.personId, episodeId: e.id, version: e.version, lines }) : null
}
const noNextContact: Act = (scene) => {
  const e = openEpisode(scene)
  const untilOn = dayOf(scene.now + scene.d.one([2, 9, 20]) * DAY)
  return e ? one(someone(scene, e.teamId), 'episode.no-next-contact', { personId: e.personId, episodeId: e.id, version: e.version, reason: 'Asked for quiet days', untilOn }) : null
}
const extendPlan: Act = (scene) => {
  const e = openEpisode(scene)
  return e ? one(someone(scene, e.teamId), 'episode.extend-plan', { personId: e.personId, episodeId: e.id, untilOn: dayOf(scene.now + 21 * DAY) }) : null
}
const pause: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e || scene.s.pauses.some((p) => p.episodeId === e.id)) return null
  return one(someone(scene, e.teamId), 'episode.pause', {
    personId: e.personId, episodeId: e.id, pauseId: scene.newId(), reason: scene.d.one(['away', 'back in hospital', 'person asked']), fromAt: iso(scene.now - scene.d.upTo(20) * HOUR),
  })
}
const resume: Act = (scene) => {
  const p = pick(scene, mine(scene, scene.s.pauses))
  const e = p && scene.s.episodes.find((x) => x.id === p.episodeId)
  if (!p || !e) return null
  const backAt = iso(Math.max(p.from, scene.now - scene.d.upTo(6) * HOUR))
  return one(someone(scene, e.teamId), 'episode.resume', { personId: p.personId, episodeId: p.episodeId, pauseId: p.id, taskId: scene.newId(), backAt })
}

const STEPS = ['twice-daily', 'daily', 'three-a-week', 'weekly', 'telephone']
const propose: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e || scene.s.proposals.some((p) => p.episodeId === e.id)) return null
  return one(someone(scene, e.teamId), 'episode.propose-step-down', { personId: e.personId, episodeId: e.id, proposalId: scene.newId(), toStepId: STEPS[STEPS.indexOf(e.step ?? '') + 1] ?? 'daily' })
}
/** The board is cleared first, as it must be; then both agree. */
const agree: Act = (scene) => {
  const p = pick(scene, mine(scene, scene.s.proposals))
  const e = p && scene.s.episodes.find((x) => x.id === p.episodeId)
  if (!p || !e) return null
  const by = someone(scene, e.teamId)
  const said = { personId: p.personId, episodeId: p.episodeId, proposalId: p.id }
  const at = iso(scene.now)
  if (!p.agreed && scene.d.chance(0.5)) return one(by, 'episode.person-agrees', { ...said, at, how: 'at the visit' })
  if (scene.d.chance(0.15)) return one(by, 'episode.step-down-not-now', said)
  const how = { at, how: 'by phone' }
  return [
    ...(tidy(scene) ?? []),
    ...one(by, 'episode.agree-step-down', {
      ...said, decisionId: scene.newId(), fromOn: dayOf(scene.now + 2 * DAY), personAgreed: how, agreedBy: { ...how, staffId: scene.cast.wes.id }, version: e.version,
    }),
  ]
}
const stepUp: Act = (scene) => {
  const e = openEpisode(scene)
  return e && e.step !== 'twice-daily' && e.step !== null
    ? one(someone(scene, e.teamId), 'episode.step-up', { personId: e.personId, episodeId: e.id, decisionId: scene.newId(), toStepId: 'twice-daily', because: 'Doses forgotten' })
    : null
}
const close: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e) return null
  const seenKeys = scene.s.gaps.filter((g) => g.personId === e.personId).map((g) => g.key)
  const handover = { to: { kind: 'outside', named: 'Dr Price', ofOrganisation: 'Hill surgery' }, how: 'rang', at: iso(scene.now) }
  return one(someone(scene, e.teamId), 'episode.close', { personId: e.personId, episodeId: e.id, outcomeId: 'moved-on', destinationId: 'home-with-team', handover, seenKeys, version: e.version })
}

type Contact = HistoryState['contacts'][number]
const ahead = (scene: Scene) => mine(scene, scene.s.contacts).filter((c) => c.state === 'planned' && c.from > scene.now)
const begun = (scene: Scene) => mine(scene, scene.s.contacts).filter((c) => c.state === 'planned' && c.from <= scene.now && !c.resolved)
const missed = (scene: Scene) => mine(scene, scene.s.contacts).filter((c) => !c.resolved && (c.state === 'no answer' || c.state === 'did not happen' || (c.state === 'planned' && c.until + HOUR < scene.now)))

function record(scene: Scene, c: Contact, happened: 'yes' | 'no answer' | 'no'): Sent[] {
  const by = someone(scene, c.teamId)
  const at = iso(Math.min(scene.now, c.from + 10 * 60_000))
  const made = { happened, at, by: [scene.cast[by].id] }
  const record = happened === 'yes' ? { ...made, mode: 'visit', person: 'seen', doses: [] } : happened === 'no' ? { ...made, reason: 'could not go' } : { ...made, mode: 'visit' }
  const worry = { id: scene.newId(), kind: 'someone at home unsafe', told: scene.d.chance(0.5) ? { told: 'nobody yet' } : { told: 'yes', who: 'the ward', at } }
  const worries = happened !== 'no' && scene.d.chance(0.15) ? [worry] : []
  return one(by, 'contact.record', { personId: c.personId, contactId: c.id, version: c.version, record, worries })
}
const recordOne: Act = (scene) => {
  const c = pick(scene, begun(scene))
  return c ? record(scene, c, scene.d.one(['yes', 'yes', 'yes', 'no answer', 'no'])) : null
}
const resolve = (scene: Scene, c: Contact): Sent[] =>
  one(someone(scene, c.teamId), 'contact.resolve', { personId: c.personId, contactId: c.id, version: c.version, what: 'rearranged', inWords: 'Saw them the next day.' })
const resolveOne: Act = (scene) => {
  const c = pick(scene, missed(scene))
  return c ? resolve(scene, c) : null
}
const tidy: Act = (scene) => {
  const planned = begun(scene).filter((c) => c.until <= scene.now).slice(0, 8).flatMap((c) => record(scene, c, 'yes'))
  const over = missed(scene).filter((c) => c.state !== 'planned').slice(0, 6).flatMap((c) => resolve(scene, c))
  const worries = mine(scene, scene.s.worries).flatMap((w) => one(someone(scene, w.teamId), 'worry.settle', { personId: w.personId, worryId: w.id, done: 'The ward came.', told: { who: 'the ward', at: iso(scene.now) } }))
  const tasks = mine(scene, scene.s.tasks).filter((t) => of(scene, t.teamId).length > 0).flatMap((t) => one(someone(scene, t.teamId), 'task.done', { taskId: t.id, personId: t.personId, doneText: 'Done.' }))
  const all = [...planned, ...over, ...worries, ...tasks]
  return all.length > 0 ? all : null
}
const chain: Act = (scene) => {
  const c = mine(scene, scene.s.contacts).find((x) => x.state === 'no answer' && !x.resolved)
  return c
    ? one(someone(scene, c.teamId), 'contact.no-answer-step', {
        personId: c.personId, contactId: c.id, doneId: scene.newId(), stepId: scene.d.one(['ring', 'try-again', 'manager']), at: iso(scene.now), found: scene.d.one(['no answer', 'answered', 'told']),
      })
    : null
}
const assign: Act = (scene) => {
  const c = pick(scene, ahead(scene).slice(0, 4))
  return c ? one(someone(scene, c.teamId), 'contact.assign', { personId: c.personId, contactId: c.id, version: c.version, staffId: scene.cast[scene.d.one(of(scene, c.teamId))].id }) : null
}
const move: Act = (scene) => {
  const c = pick(scene, ahead(scene).slice(0, 4))
  const from = c && c.from + scene.d.one([0, 24, 72]) * HOUR
  return c && from ? one(someone(scene, c.teamId), 'contact.move', { personId: c.personId, contactId: c.id, version: c.version, fromAt: iso(from), untilAt: iso(from + HOUR) }) : null
}
const planExtra: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e) return null
  const from = Date.parse(`${dayOf(scene.now + scene.d.one([1, 3, 16]) * DAY)}T${scene.d.one(['11', '14'])}:${String(scene.d.upTo(60)).padStart(2, '0')}:00Z`)
  const staffId = scene.d.chance(0.25) ? null : scene.cast[scene.d.one(of(scene, e.teamId))].id
  return one(someone(scene, e.teamId), 'contact.plan', { personId: e.personId, episodeId: e.id, contactId: scene.newId(), mode: 'phone', fromAt: iso(from), untilAt: iso(from + HOUR), staffId })
}
const recordExtra: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e) return null
  const by = someone(scene, e.teamId)
  const record = { happened: 'yes', at: iso(scene.now - HOUR), mode: 'phone', by: [scene.cast[by].id], person: 'spoken with', doses: [] }
  return one(by, 'contact.record-extra', { personId: e.personId, episodeId: e.id, contactId: scene.newId(), record })
}
const correct: Act = (scene) => {
  const c = pick(scene, mine(scene, scene.s.contacts).filter((x) => x.state !== 'planned' && x.from < scene.now))
  if (!c) return null
  const by = someone(scene, c.teamId)
  const made = { at: iso(Math.min(scene.now, c.from + 5 * 60_000)), by: [scene.cast[by].id] }
  const record = c.state === 'happened' ? { ...made, happened: 'no', reason: 'could not go' } : { ...made, happened: 'yes', mode: 'visit', person: 'seen', doses: [] }
  return one(by, 'contact.correct', { personId: c.personId, contactId: c.id, version: c.version, record, why: 'Wrote about somebody else.' })
}
const settleWorry: Act = (scene) => {
  const w = pick(scene, mine(scene, scene.s.worries))
  if (!w) return null
  const about = { personId: w.personId, worryId: w.id }
  if (scene.d.chance(0.4)) return one(someone(scene, w.teamId), 'worry.tell', { ...about, who: 'the ward', at: iso(scene.now) })
  return one(someone(scene, w.teamId), 'worry.settle', { ...about, done: 'The ward came.', told: { who: 'the ward', at: iso(scene.now) } })
}
const note: Act = (scene) => {
  const e = openEpisode(scene)
  return e ? one(someone(scene, e.teamId), 'note.write', { personId: e.personId, noteId: scene.newId(), text: 'Made tea together.' }) : null
}
const takeOver: Act = (scene) => {
  const g = pick(scene, mine(scene, scene.s.gaps).filter((x) => of(scene, x.teamId).length > 0))
  return g ? one(someone(scene, g.teamId), 'gap.take-over', { personId: g.personId, key: g.key, reason: 'I will ring today.' }) : null
}

/** Managers of the ward and of medication support record it for their own organisation's staff. */
const managed: readonly (readonly [Name, readonly Name[]])[] = [['wes', ['jan', 'joe', 'nat']], ['liz', ['ann', 'bea', 'cal']]]
const absence: Act = (scene) => {
  const [by, team] = scene.d.one(managed)
  const staff = scene.d.one(team)
  const cover = scene.d.chance(0.5) ? scene.d.one(team.filter((n) => n !== staff)) : null
  const from = scene.now + (scene.d.upTo(72) - 24) * HOUR
  return one(by, 'staff.record-absence', {
    absenceId: scene.newId(), staffId: scene.cast[staff].id, kind: 'leave', from: iso(from), until: iso(from + (1 + scene.d.upTo(90)) * HOUR), coverStaffId: cover && scene.cast[cover].id,
  })
}
const changeCover: Act = (scene) => {
  const a = pick(scene, scene.s.absences.filter((x) => x.until > scene.now))
  const found = a && managed.find(([, team]) => team.some((n) => scene.cast[n].id === a.staffId))
  if (!a || !found) return null
  const cover = scene.d.chance(0.6) ? scene.d.one(found[1].filter((n) => scene.cast[n].id !== a.staffId)) : null
  const until = scene.d.chance(0.5) ? a.until : Math.max(a.from, scene.now) + (1 + scene.d.upTo(50)) * HOUR
  return one(found[0], 'staff.change-cover', {
    absenceId: a.id, staffId: a.staffId, coverStaffId: cover && scene.cast[cover].id, until: iso(until), seen: { coverStaffId: a.coverId, until: iso(a.until) },
  })
}
const leaver: Act = (scene) => {
  const [by, team] = scene.d.one(managed)
  const who = scene.s.staff.find((x) => x.id === scene.cast[scene.d.one(team)].id)
  if (!who || who.leftAt !== null) return null
  return one(by, 'staff.leave', { staffId: who.id, leftAt: scene.d.chance(0.7) ? null : iso(scene.now + scene.d.upTo(60) * HOUR), version: who.version })
}

/** Acts with how often each is tried; those early in a person's way out are tried often, so that histories get far. */
export const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [3, admit], [3, leaveWard], [2, tellStay], [2, doTask], [5, refer], [1, sharingLater], [2, see], [2, ask], [3, answer], [8, accept], [3, decline], [3, handOn], [1, withdraw],
  [3, nameKeyWorker], [1, assignLines], [1, noNextContact], [1, extendPlan], [3, pause], [4, resume], [4, propose], [7, agree], [4, stepUp], [1, close],
  [14, recordOne], [4, resolveOne], [2, tidy], [3, chain], [2, assign], [2, move], [2, planExtra], [1, recordExtra], [2, correct], [3, settleWorry], [1, note], [2, takeOver],
  [3, absence], [2, changeCover], [1, leaver], [1, register],
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
  if (typeof sent.input.version === 'number' && d.chance(0.5)) return { ...sent, input: { ...sent.input, version: sent.input.version - 1 } }
  return { ...sent, by: d.one(NAMES) }
}

