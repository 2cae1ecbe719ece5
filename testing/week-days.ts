import { addMinutes, type Instant, instant } from '#core/kernel/time.ts'
import { freshId } from './product.ts'
import type { Teller } from './telling.ts'
import type { Where } from './ward.ts'
import { type Critical, on, refer, type Scene, type Supported, takenOn, WEEK_FROM } from './week-scene.ts'

const STEP = 15
const STEPS = (7 * 24 * 60) / STEP
const KINDS = ['someone at home unsafe', 'too many tablets taken', 'thoughts of ending life'] as const

/** The worries, the visits at which nobody answers, and every other visit of the week as it happens. */
export function visitsOf(scene: Scene, home: readonly Supported[], house: readonly Supported[]): void {
  const taken = new Set<string>()
  const visits = (s: Supported, day: number) =>
    s.contacts.filter((c) => c.fromAt.startsWith(`2026-03-${String(day).padStart(2, '0')}`))
  const at = (c: { fromAt: Instant }) => addMinutes(c.fromAt, 15 * (1 + scene.below(4)))
  const plan = (when: Instant, what: () => Promise<unknown>) => scene.plan.push({ at: when, what })
  const record = (
    s: Supported,
    contactId: string,
    when: Instant,
    happened: 'yes' | 'no answer',
    worries: object[] = [],
  ) => {
    const who = s.workers[scene.below(3)]!
    const person = happened === 'yes' ? { person: 'seen', doses: [] } : {}
    taken.add(contactId)
    plan(when, () =>
      scene.act(who, 'contact.record', {
        personId: s.personId,
        contactId,
        version: 1,
        record: { happened, at: when, mode: 'visit', by: [who.id], ...person },
        worries,
      }),
    )
  }
  const planted = (key: string, what: Critical['what'], settle: () => Promise<unknown>) => {
    scene.critical.push({ key, what })
    scene.settle.set(key, settle)
  }
  // two worries at one visit, thirteen times: one is as loud as the other
  const worried = [...home.slice(0, 10), ...house.slice(0, 3)]
  for (const [i, s] of worried.entries()) {
    const day = 5 + (i % 7)
    const c = visits(s, day)[scene.below(2)] ?? visits(s, day)[0]
    if (!c) throw new Error(`no visit on ${day} March`)
    const raised = KINDS.slice(0, 2).map((kind) => ({ id: freshId(), kind, told: { told: 'nobody yet' } }))
    record(s, c.id, at(c), 'yes', raised)
    for (const { id } of raised)
      planted(`N11:worry:${id}`, 'worry', () =>
        scene.act(s.workers[0]!, 'worry.settle', {
          personId: s.personId,
          worryId: id,
          version: 1,
          done: 'The ward came.',
          told: { who: 'the ward', at: null },
        }),
      )
  }
  // nobody answers in the morning nor in the evening
  for (const [i, s] of home.slice(6, 14).entries()) {
    const [first, second] = visits(s, 5 + ((i + 3) % 7)).filter((c) => !taken.has(c.id))
    if (!first || !second) throw new Error('two visits a day were planned')
    record(s, first.id, at(first), 'no answer')
    record(s, second.id, at(second), 'no answer')
    planted(`E:no-answer:${second.id}`, 'no answer twice', async () => {
      for (const { id } of [first, second])
        await scene.act(s.workers[0]!, 'contact.resolve', {
          personId: s.personId,
          contactId: id,
          version: 2,
          what: 'found safe by someone else',
          inWords: 'Their sister was with them.',
        })
    })
  }
  for (const s of [...home.slice(0, 14), ...house])
    for (const c of s.contacts)
      if (!taken.has(c.id) && c.fromAt > WEEK_FROM && c.fromAt < addMinutes(WEEK_FROM, STEPS * STEP - 120))
        record(s, c.id, at(c), 'yes')
}

/** Of sixteen on the ward twelve leave and are not met in time, four of them on Friday at 4pm; two more are met. */
export async function leavings(scene: Scene, ward: readonly Where[]): Promise<void> {
  const { world, act } = scene
  const { jo, noor } = world.staff
  const times = [
    '02 15:00',
    '03 11:00',
    '04 16:00',
    '04 15:15',
    '05 11:00',
    '05 23:30',
    '06 16:00',
    '06 16:00',
    '06 16:00',
    '06 16:00',
    '07 11:00',
    '08 14:00',
    '06 16:00',
    '07 15:00',
  ]
  for (const [i, time] of times.entries()) {
    const s = ward[i]!
    const leftAt = on(Number(time.slice(0, 2)), time.slice(3))
    const handedOver = i % 4 !== 2
    const booked = i % 3 !== 1
    const met = i >= 12
    if (i >= 4 && i < 10) await nearby(scene, s, leftAt, i)
    const offer = async () => {
      const offerId = freshId()
      const about = { offerId, personId: s.personId }
      await act(jo, 'lead.offer', {
        ...about,
        what: 'lead',
        teamId: world.teams.north,
        staffId: noor.id,
        note: 'Lives in your area.',
      })
      await act(noor, 'lead.accept', { ...about, version: 1 })
    }
    const book = (from: Instant) =>
      act(handedOver ? noor : jo, 'stay.plan-contact', {
        ...s,
        contactId: freshId(),
        mode: 'visit',
        fromAt: from,
        untilAt: addMinutes(from, 60),
        staffId: handedOver ? noor.id : jo.id,
      })
    const leave = async () => {
      await act(jo, 'stay.end', {
        ...s,
        version: 1,
        endedAt: leftAt,
        endedKnownTo: 'minute',
        endSource: 'by hand',
      })
      if (handedOver) await offer()
      if (booked) await book(addMinutes(leftAt, 71 * 60))
    }
    scene.plan.push({ at: leftAt, what: leave })
    if (!handedOver) scene.settle.set(`N1a:lead:${s.stayId}`, offer)
    // whoever is told that nothing is booked books the last hour that keeps the promise
    const lastHour = addMinutes(leftAt, 71 * 60)
    scene.settle.set(`N4:booked:${s.stayId}`, async () => {
      if (lastHour > scene.now()) await book(lastHour)
    })
    const meet = () =>
      act(jo, 'stay.met-after-leaving', { ...s, contactId: freshId(), mode: 'phone', at: scene.now() })
    if (met) scene.plan.push({ at: addMinutes(leftAt, 27 * 60), what: meet })
    else {
      const key = `N4:met:${s.stayId}`
      scene.critical.push({ key, what: 'nobody met them' })
      scene.settle.set(key, meet)
    }
  }
  // referred, and nobody answers until both sides were told that it is late
  for (const s of ward.slice(10, 14)) {
    const referralId = await refer(scene, s.personId, world.services.north, s.stayId)
    scene.settle.set(`E:referral-late:${referralId}`, () =>
      act(noor, 'referral.decline', {
        personId: s.personId,
        referralId,
        version: 1,
        reason: 'No worker in that area.',
        onward: { kind: 'introduction', to: 'The library group' },
      }),
    )
  }
}

/** Medication support has taken them on, and hears of the day of leaving as it comes near, and again when it is moved. */
async function nearby(scene: Scene, s: Where, leftAt: Instant, n: number): Promise<void> {
  const { world, act } = scene
  const referralId = await refer(scene, s.personId, world.services.medication, s.stayId)
  await takenOn(scene, 'medication', s.personId, referralId, leftAt.slice(0, 10), n)
  const dated = (version: number, plannedOn: string) => () =>
    act(world.staff.jo, 'stay.plan-leaving', {
      ...s,
      planId: freshId(),
      version,
      readyOn: null,
      plannedOn,
      why: version === 0 ? '' : 'The flat is ready now.',
    })
  const day = leftAt.slice(0, 10)
  scene.plan.push({ at: addMinutes(leftAt, -50 * 60), what: dated(0, '2026-03-20') })
  scene.plan.push({ at: addMinutes(leftAt, -24 * 60 + 15 * n), what: dated(1, day) })
}

/** Somebody says that they died: one in two it was a mistake. */
export function deaths(
  scene: Scene,
  who: readonly { readonly personId: string }[],
  team: 'medication' | 'maple',
): void {
  const { world, act } = scene
  const by = team === 'maple' ? world.staff.jo : world.staff.sam
  const manager = team === 'maple' ? world.staff.wyn : world.staff.lin
  for (const [i, { personId }] of who.entries()) {
    const reportId = freshId()
    const key = `N11:death:${reportId}`
    scene.plan.push({
      at: on(team === 'maple' ? 7 : 9, i === 0 ? '10:30' : '15:45'),
      what: () =>
        act(by, 'death.report', {
          reportId,
          personId,
          version: 0,
          said: 'Their sister rang.',
          happenedOn: null,
        }),
    })
    scene.critical.push({ key, what: 'death reported' })
    scene.settle.set(key, () => {
      const decision = { decisionId: freshId(), personId, version: 1, why: 'Rang the hospital.' }
      return i === 0
        ? act(manager, 'death.confirm', decision)
        : act(manager, 'death.undo', { ...decision, alive: true })
    })
  }
}

interface Told {
  readonly id: string
  readonly person_id: string
  readonly key: string
  /** What it is about and to whom, but for the person: the same in every run. */
  readonly label: string
  readonly readers: readonly string[]
}
const STANDING = `select n.id, n.person_id, n.obligation_key as key, concat_ws(' ', n.definition, n.level, n.team_id, to_char(n.told_at, 'DD HH24:MI')) as label,
    array(select unnest(n.to_staff) union select m.to_staff_id from tc.message_out m where m.notice_id = n.id and m.to_staff_id is not null order by 1) as readers
  from tc.notice n where n.closed_at is null and n.acknowledged_at is null and n.folded_into is null`

/**
 * The week, a quarter of an hour at a time: what happens, a round of the telling, and those who were told. Four of five acknowledge
 * by the next round; one or two hours later, or next morning, somebody does what is owed.
 */
export async function live(scene: Scene, teller: Teller): Promise<void> {
  const { product } = scene
  const labelled = (told: Told): Told => ({
    ...told,
    label: `${scene.people.indexOf(told.person_id)} ${told.label}`,
  })
  const plan = [...scene.plan].sort((a, b) => (a.at < b.at ? -1 : 1))
  const seen = new Set<string>()
  const settling = new Set<string>()
  let next = 0
  for (let step = 0; step <= STEPS; step += 1) {
    const now = addMinutes(WEEK_FROM, step * STEP)
    // by night each half hour, when nobody is at a visit
    if (step % 2 === 1 && (now.slice(11) < '06' || now.slice(11) > '22')) continue
    await scene.moveTo(now)
    for (; next < plan.length && plan[next]!.at <= now; next += 1) {
      // what lay before the week is done at its own hour
      if (plan[next]!.at < WEEK_FROM) await scene.moveTo(plan[next]!.at)
      await plan[next]!.what()
    }
    if (step === 0) await scene.moveTo(now)
    await teller.round()
    const standing = (await product.rows<Told>(STANDING)).map(labelled)
    // ids are new in each run: nothing may hang on their order
    for (const told of standing.sort((a, b) => (a.label < b.label ? -1 : 1))) {
      const below = (n: number) => fromLabel(told.label) % n
      const settle = scene.settle.get(told.key)
      if (settle && !settling.has(told.key)) {
        settling.add(told.key)
        insertSorted(plan, next, workingHour(addMinutes(now, STEP * (4 + below(6)))), settle)
      }
      if (seen.has(told.id)) continue
      seen.add(told.id)
      const reader = told.readers[below(Math.max(1, told.readers.length))]
      if (reader !== undefined && below(5) < 4)
        insertSorted(plan, next, addMinutes(now, STEP), () =>
          scene.acknowledges(reader, told.id, told.person_id),
        )
    }
  }
}

/** A number that is the same for the same words. */
function fromLabel(label: string): number {
  let h = 2_166_136_261
  for (const c of label) h = Math.imul(h ^ (c.codePointAt(0) ?? 0), 16_777_619) >>> 0
  return h >>> 8
}

function insertSorted(
  plan: { readonly at: Instant; readonly what: () => Promise<unknown> }[],
  after: number,
  at: Instant,
  what: () => Promise<unknown>,
): void {
  const place = plan.findIndex((p, i) => i >= after && p.at > at)
  plan.splice(place === -1 ? plan.length : place, 0, { at, what })
}

/** By day as it is; what waits over the night is done at 9am. */
function workingHour(at: Instant): Instant {
  const hour = Number(at.slice(11, 13))
  if (hour >= 8 && hour < 19) return at
  const day = hour < 8 ? at : addMinutes(at, 24 * 60)
  return instant(`${day.slice(0, 10)}T09:00:00Z`)
}
