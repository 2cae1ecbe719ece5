import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Result } from '#core/kernel/result.ts'
import type { Done } from '#platform/commands/door.ts'
import {
  aHistoryTemplate,
  aStage,
  type Cast,
  castOf,
  HISTORY_START,
  type Name,
  rowsOf,
  type Stage,
  seededIds,
} from '#testing/history-world.ts'
import { must } from '#testing/product.ts'
import { seededRandom } from '#testing/random.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'

/**
 * Two commands that meet on one fact are sent at once. Whatever comes first, they must leave what one after the other would
 * have left: both orders are run too, on people and staff of their own with the same beginning.
 */
const ROUNDS = Number(process.env.ROUNDS ?? (process.env.LONG === '1' ? 500 : 32))
const HOUR = 3_600_000
const NOW = HISTORY_START + 30 * HOUR
const iso = (ms: number) => new Date(ms).toISOString()

/** One beginning with its own person and staff. */
interface Setting {
  readonly cast: Cast
  readonly personId: string
  readonly stayId: string
  readonly referralId: string
  readonly episodeId: string
  /** Planned: the one whose window has begun, and the next. */
  readonly contacts: readonly { id: string; from: number; version: number }[]
  readonly newId: () => string
  send(by: Name, command: string, input: object): Promise<Result<Done>>
}
type Sending = (s: Setting) => Promise<Result<Done>>
type Beginning = 'on the ward' | 'referred' | 'taken on' | 'at home'

let stage: Stage
beforeAll(async () => {
  stage = await aStage(await aHistoryTemplate())
})
afterAll(() => stage?.product.stop())

const ASKS = { reason: { state: 'known', text: 'Company while learning to take medicines.' } }
const refer: Sending = (s) =>
  s.send('jan', 'referral.send', {
    referralId: s.referralId,
    personId: s.personId,
    serviceId: stage.world.services.medication,
    stayId: s.stayId,
    asks: ASKS,
    sharing: { answer: 'yes' },
  })
const accept =
  (worker: Name): Sending =>
  (s) =>
    s.send('liz', 'referral.accept', {
      personId: s.personId,
      referralId: s.referralId,
      episodeId: s.episodeId,
      version: 1,
      start: { kind: 'date', on: '2026-03-02' },
      keyWorkerId: s.cast[worker].id,
    })
const acceptNow =
  (worker: Name): Sending =>
  (s) =>
    s.send('liz', 'referral.accept', {
      personId: s.personId,
      referralId: s.referralId,
      episodeId: s.episodeId,
      version: 1,
      start: { kind: 'date', on: iso(NOW).slice(0, 10) },
      keyWorkerId: s.cast[worker].id,
    })

let seed = 90_000
async function begin(beginning: Beginning): Promise<Setting> {
  seed += 1
  const newId = seededIds(seed)
  const cast = await castOf(stage, newId)
  const { below } = seededRandom(seed)
  const nine = `999${String(below(1_000_000)).padStart(6, '0')}`
  const check = (11 - ([...nine].reduce((sum, d, i) => sum + Number(d) * (10 - i), 0) % 11)) % 11
  const send: Setting['send'] = (by, command, input) =>
    stage.product.act(cast[by].token, command, input, newId())
  const setting = {
    cast,
    personId: newId(),
    stayId: newId(),
    referralId: newId(),
    episodeId: newId(),
    newId,
    send,
  }
  const { personId, stayId } = setting
  await stage.setClock(HISTORY_START)
  const details = {
    names: [{ kind: 'legal', given: 'Somebody', family: `Invented${seed}` }],
    nhsNumber:
      check < 10 ? { status: 'given-not-verified', number: `${nine}${check}` } : { status: 'not-known' },
    birth: { state: 'known', on: '1984-05-17' },
    addresses: [],
    contactPoints: [],
    communication: { answer: 'not-asked' },
    characteristics: {},
    carers: [],
  }
  must(await send('jan', 'person.register', { personId, details }))
  must(
    await send('joe', 'stay.open', {
      stayId,
      personId,
      unitId: stage.world.unitId,
      visitNumber: null,
      admittedAt: iso(HISTORY_START - 50 * HOUR),
      admittedKnownTo: 'minute',
      homeArea: { area: 'Northside' },
      distance: { miles: 20 },
      reason: { words: 'Unwell' },
      source: 'by hand',
      movedFrom: null,
    }),
  )
  if (beginning !== 'on the ward') must(await refer({ ...setting, contacts: [] }))
  if (beginning === 'taken on' || beginning === 'at home')
    must(await accept('bea')({ ...setting, contacts: [] }))
  await stage.setClock(HISTORY_START + 2 * HOUR)
  if (beginning === 'at home')
    must(
      await send('joe', 'stay.end', {
        stayId,
        personId,
        version: 1,
        endedAt: iso(HISTORY_START + HOUR),
        endedKnownTo: 'minute',
        endSource: 'by hand',
      }),
    )
  await stage.setClock(NOW)
  const contacts = await rowsOf<{ id: string; from: number; version: number }>(
    stage.product.superuser,
    `select id, extract(epoch from window_from_at)::float8 * 1000 as "from", version from tc.contact where person_id = $1 and window_until_at > $2 and state = 'planned' order by window_from_at`,
    [personId, new Date(NOW - 10 * HOUR)],
  )
  return { ...setting, contacts }
}

const away =
  (manager: Name, who: Name, cover: Name | null = null): Sending =>
  (s) =>
    s.send(manager, 'staff.record-absence', {
      absenceId: s.newId(),
      staffId: s.cast[who].id,
      kind: 'sick',
      from: iso(NOW - HOUR),
      until: iso(NOW + 80 * HOUR),
      coverStaffId: cover && s.cast[cover].id,
    })
const leaves =
  (manager: Name, who: Name): Sending =>
  (s) =>
    s.send(manager, 'staff.leave', { staffId: s.cast[who].id, leftAt: null, version: 1 })
const contact = (s: Setting, which: number) => s.contacts[which] ?? { id: s.newId(), from: NOW, version: 1 }
const assign =
  (worker: Name): Sending =>
  (s) => {
    const { id, version } = contact(s, 3)
    return s.send('liz', 'contact.assign', {
      personId: s.personId,
      contactId: id,
      version,
      staffId: s.cast[worker].id,
    })
  }
const keyWorker =
  (worker: Name): Sending =>
  (s) =>
    s.send('liz', 'episode.name-key-worker', {
      personId: s.personId,
      episodeId: s.episodeId,
      staffId: s.cast[worker].id,
      version: 1,
    })
const plan =
  (worker: Name): Sending =>
  (s) =>
    s.send('liz', 'contact.plan', {
      personId: s.personId,
      episodeId: s.episodeId,
      contactId: s.newId(),
      mode: 'phone',
      fromAt: iso(NOW + 5 * HOUR),
      untilAt: iso(NOW + 6 * HOUR),
      staffId: s.cast[worker].id,
    })
const move: Sending = (s) => {
  const { id, version, from } = contact(s, 8)
  return s.send('liz', 'contact.move', {
    personId: s.personId,
    contactId: id,
    version,
    fromAt: iso(from - 48 * HOUR),
    untilAt: iso(from - 47 * HOUR),
  })
}
const record: Sending = (s) => {
  const { id, version, from } = contact(s, 0)
  return s.send('bea', 'contact.record', {
    personId: s.personId,
    contactId: id,
    version,
    record: { happened: 'yes', at: iso(from), mode: 'visit', by: [s.cast.bea.id], person: 'seen', doses: [] },
  })
}
const resolve: Sending = (s) => {
  const { id, version } = contact(s, 0)
  return s.send('ann', 'contact.resolve', {
    personId: s.personId,
    contactId: id,
    version,
    what: 'rearranged',
    inWords: 'Tomorrow',
  })
}
const backInHospital: Sending = (s) =>
  s.send('joe', 'stay.open', {
    stayId: s.newId(),
    personId: s.personId,
    unitId: stage.world.unitId,
    visitNumber: null,
    admittedAt: iso(NOW - HOUR),
    admittedKnownTo: 'minute',
    homeArea: 'not known',
    distance: 'not known',
    reason: 'not known',
    source: 'by hand',
    movedFrom: null,
  })
const withdraw: Sending = (s) =>
  s.send('jan', 'referral.withdraw', {
    personId: s.personId,
    referralId: s.referralId,
    version: 1,
    reason: 'Went to family',
  })
const decline: Sending = (s) =>
  s.send('ann', 'referral.decline', {
    personId: s.personId,
    referralId: s.referralId,
    version: 1,
    reason: 'Full',
    onward: { kind: 'introduction', to: 'The library group' },
  })
const ask: Sending = (s) =>
  s.send('ann', 'referral.ask', {
    personId: s.personId,
    referralId: s.referralId,
    messageId: s.newId(),
    version: 1,
    question: 'Which days?',
  })

const PAIRS: readonly (readonly [string, Beginning, Sending, Sending])[] = [
  ['a worker’s absence, and a visit given to them', 'taken on', away('liz', 'ann'), assign('ann')],
  ['a worker’s absence, and their being named key worker', 'at home', away('liz', 'ann'), keyWorker('ann')],
  ['a sender’s absence, and their referral', 'on the ward', away('wes', 'jan'), refer],
  ['a sender’s leaving, and their referral', 'on the ward', leaves('wes', 'jan'), refer],
  ['a worker’s leaving, and a visit given to them', 'taken on', leaves('liz', 'ann'), assign('ann')],
  ['a worker’s leaving, and their being named key worker', 'at home', leaves('liz', 'ann'), keyWorker('ann')],
  ['a worker’s leaving, and a call planned for them', 'taken on', leaves('liz', 'ann'), plan('ann')],
  ['a worker’s absence, and being taken on with them', 'referred', away('liz', 'ann'), acceptNow('ann')],
  ['a worker’s absence, and a visit of theirs moved into it', 'taken on', away('liz', 'bea'), move],
  [
    'an absence with cover, and the cover’s leaving',
    'taken on',
    away('liz', 'bea', 'cal'),
    leaves('liz', 'cal'),
  ],
  ['two absences that cover each other', 'taken on', away('liz', 'bea', 'cal'), away('liz', 'cal', 'bea')],
  ['taking on, and withdrawing', 'referred', acceptNow('bea'), withdraw],
  ['taking on, and declining', 'referred', acceptNow('bea'), decline],
  ['a question, and withdrawing', 'referred', ask, withdraw],
  ['back in hospital, and a visit recorded', 'at home', backInHospital, record],
  ['a visit recorded, and settled as missed', 'at home', record, resolve],
]

/** Everything about the person that these commands can change, with every id replaced by what it is in this setting. */
async function left(s: Setting, results: readonly Result<Done>[]): Promise<string> {
  const db = stage.product.superuser
  const [row] = await rowsOf<{ rows: Record<string, object[]> }>(
    db,
    `select jsonb_build_object(
      'obligation', (select jsonb_agg(o) from net.obligation o where o.person_id = $1),
      'transition', (select jsonb_agg(t) from tc.transition t where t.person_id = $1),
      'referral', (select jsonb_agg(jsonb_build_array(r.word, r.version, r.way_onward, r.closed_at)) from tc.referral r where r.person_id = $1),
      'episode', (select jsonb_agg(jsonb_build_array(e.state, e.key_worker_staff_id, e.first_contact_at, e.version)) from tc.episode e where e.person_id = $1),
      'contact', (select jsonb_agg(jsonb_build_array(c.window_from_at, c.state, c.staff_id, c.version, c.resolution_what)) from tc.contact c where c.person_id = $1),
      'stay', (select jsonb_agg(jsonb_build_array(y.admitted_at, y.ended_at)) from tc.stay y where y.person_id = $1),
      'absence', (select jsonb_agg(jsonb_build_array(a.staff_id, a.cover_staff_id)) from tc.staff_absence a where a.staff_id = any ($2)),
      'left', (select jsonb_agg(jsonb_build_array(f.id, f.left_at)) from tc.staff f where f.id = any ($2) and f.left_at is not null),
      'access', (select jsonb_agg(jsonb_build_array(x.grantee_id, x.classes, x.basis)) from acl.access x where x.person_id = $1)) as rows`,
    [s.personId, Object.values(s.cast).map((a) => a.id)],
  )
  const names = new Map<string, string>(
    Object.values(s.cast).flatMap(
      (a) =>
        [
          [a.id, a.name],
          [a.postId, `${a.name}'s post`],
        ] as const,
    ),
  )
  for (const [name, id] of Object.entries({
    person: s.personId,
    stay: s.stayId,
    referral: s.referralId,
    episode: s.episodeId,
  }))
    names.set(id, name)
  for (const c of await rowsOf<{ id: string; at: Date }>(
    db,
    'select id, window_from_at as at from tc.contact where person_id = $1',
    [s.personId],
  ))
    names.set(c.id, `contact ${c.at.toISOString()}`)
  for (const world of [stage.world.teams, stage.world.services, stage.world.organisations])
    for (const [name, id] of Object.entries(world)) names.set(id, name)
  const named = (value: object) =>
    JSON.stringify(value).replaceAll(
      /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
      (id) => names.get(id) ?? 'another',
    )
  const tables = Object.entries(row?.rows ?? {}).map(([name, rows]) =>
    [name, ...(rows ?? []).map(named).sort()].join('\n  '),
  )
  return [results.map((r) => (r.ok ? 'done' : r.refusal.code)).join(' and '), ...tables].join('\n')
}

/** The lines that only one of the two has. */
function unlike(one: string, other: string): string[] {
  const [a, b] = [one.split('\n'), other.split('\n')]
  return [
    ...a.filter((line) => !b.includes(line)).map((line) => `in turn: ${line}`),
    ...b.filter((line) => !a.includes(line)).map((line) => `at once: ${line}`),
  ].slice(0, 12)
}

const PER_PAIR = Math.ceil(ROUNDS / PAIRS.length)
let rounds = 0
const came = new Map<string, number>()

test.each(PAIRS)(
  '%s',
  async (pair, beginning, one, other) => {
    const inTurn = async (first: Sending, second: Sending, swapped: boolean): Promise<string> => {
      const s = await begin(beginning)
      const a = await first(s)
      const b = await second(s)
      return left(s, swapped ? [b, a] : [a, b])
    }
    const orders = [await inTurn(one, other, false), await inTurn(other, one, true)]
    expect(
      orders.some((o) => o.startsWith('done')),
      'the pair is worth racing',
    ).toBe(true)
    for (let round = 0; round < PER_PAIR; round += 1) {
      const s = await begin(beginning)
      const sent = round % 2 === 0 ? [one, other] : [other, one]
      const [first, second] = await Promise.all(sent.map((send) => send(s)))
      const now = await left(s, round % 2 === 0 ? [first!, second!] : [second!, first!])
      rounds += 1
      const order = orders.indexOf(now)
      came.set(
        orders[0] === orders[1] ? 'either' : order === 0 ? 'first' : 'second',
        (came.get(orders[0] === orders[1] ? 'either' : order === 0 ? 'first' : 'second') ?? 0) + 1,
      )
      if (order < 0)
        expect(
          orders.map((o) => unlike(o, now)),
          `${pair}, round ${round}: neither order leaves this`,
        ).toEqual([])
      expect(
        (await compareWithStored(stage.product.superuser, { personIds: [s.personId] })).map((x) => x.words),
      ).toEqual([])
      expect(await wrongTransitions(stage.product.superuser, [s.personId])).toEqual([])
    }
  },
  process.env.LONG === '1' ? 3_600_000 : 120_000,
)

afterAll(() =>
  console.log(
    `races: ${rounds} rounds over ${PAIRS.length} pairs; as if in the first order ${came.get('first') ?? 0}, in the second ${came.get('second') ?? 0}, orders alike ${came.get('either') ?? 0}`,
  ),
)
