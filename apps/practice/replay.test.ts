import { afterAll, beforeAll, expect, it } from 'vitest'
import { storePathways } from '#apps/pathways.ts'
import { dayOf } from '#core/kernel/time.ts'
import { SENT_PERSON_ID } from '#testing/history-world.ts'
import { aProduct, type Product } from '#testing/product.ts'
import { absenceRows, dayActs, dayRows } from './day.ts'
import { asSeeder, loadPart } from './load.ts'
import { firstPart, type Journey, rowsOf, theRest } from './partnership.ts'
import type { Act } from './pen.ts'
import { rightsOf, seedingState, told } from './seed.ts'
import { emailOf, type Row, worldRows } from './world.ts'

/** One product loaded set-wise, one in which the same people's acts go through the door one by one. */
let loaded: Product
let replayed: Product
let journeys: readonly Journey[]
let beside: readonly Act[]

/** Tom, Priya, Lewis; somebody discharged whose way out is closed, somebody who leaves tomorrow with all in place, two still
 * supported (one whose step went on), somebody declined, one whose question waits; on the ward somebody who did not leave after
 * all, somebody held up, and somebody with a first contact still open; somebody left yesterday, and somebody settled long ago. */
const SAMPLE = [0, 39, 45, 61, 77, 78, 94, 96, 100, 117, 125, 190]

beforeAll(async () => {
  loaded = await aProduct()
  replayed = await aProduct()
  await replayed.superuser.query(SENT_PERSON_ID)
  const { now } = await seedingState(loaded.appConfig('postgres'))
  const with_ = told(now)
  const rest = [...theRest(with_)]
  journeys = [...firstPart(with_).slice(1, 4), ...SAMPLE.map((n) => rest[n]!)]
  beside = dayActs(with_)
  for (const product of [loaded, replayed]) {
    await storePathways(product.appPool, undefined)
    const rows = product === loaded ? rowsOf(journeys, { ...absenceRows(with_), ...dayRows(with_) }) : {}
    await asSeeder(product.appConfig('postgres'), (seeder) =>
      loadPart(seeder, { ...worldRows(dayOf(with_.now), rightsOf), ...rows }, 'done'),
    )
  }
}, 60_000)
afterAll(async () => {
  await loaded.stop()
  await replayed.stop()
})

it('leaves what the door leaves when the same acts go through it', { timeout: 180_000 }, async () => {
  const acts = [...journeys.flatMap((j) => j.pen.acts), ...beside].sort((a, b) => (a.at < b.at ? -1 : 1))
  const slots = new Map(
    journeys.flatMap((j) =>
      (j.pen.rows().contact ?? []).flatMap((c) => (c.slot_key === null ? [] : [[String(c.id), c] as const])),
    ),
  )
  for (const act of acts) {
    await replayed.setNow(act.at)
    const token = await replayed.signIn(emailOf(act.by))
    const done = await replayed.act(token, act.command, await asMade(act.input, slots))
    if (!done.ok)
      throw new Error(
        `${act.at} ${act.by} ${act.command}: ${JSON.stringify(done.refusal)} ${JSON.stringify(act.input)}`,
      )
  }
  const people = journeys.map((j) => j.personId)
  for (const [table, leftOut] of TABLES) {
    const [byLoading, byActing] = [
      await rowsIn(loaded, table, leftOut, people),
      await rowsIn(replayed, table, leftOut, people),
    ]
    expect(byActing, table).toEqual(byLoading)
  }
  console.info(
    `${acts.length} acts of ${people.length} people replayed; rows alike in ${TABLES.length} tables`,
  )
  expect((await rowsIn(loaded, 'tc.contact', [], people)).length).toBeGreaterThan(150)
  for (const table of FILLED)
    expect((await rowsIn(loaded, table, [], people)).length, table).toBeGreaterThan(0)
  expect((await rowsIn(loaded, 'net.obligation', [], people)).length).toBeGreaterThan(20)
})

/** Contacts are made by planning, so the door gives them ids of its own: the seeded id stands for what is in that slot. */
async function asMade(input: unknown, slots: ReadonlyMap<string, Row>): Promise<unknown> {
  const slot = slots.get(String((input as { contactId?: string }).contactId))
  if (!slot) return input
  const found = await replayed.superuser.query<{ id: string }>(
    `select id from tc.contact where episode_id = $1 and slot_key = $2 and window_from_at = $3 and state <> 'void'`,
    [slot.episode_id, slot.slot_key, slot.window_from_at],
  )
  return { ...(input as object), contactId: found.rows[0]?.id }
}

/** Every table a story fills and the two that are derived; beside `id` and `recorded_at`, what names a row by an id of the door's own. */
const TABLES: readonly (readonly [string, readonly string[]])[] = [
  ['tc.person', []],
  ['tc.person_name', ['id']],
  ['tc.person_name_key', []],
  ['tc.person_search', []],
  ['tc.person_core', []],
  ['tc.contact_point', ['id']],
  ['tc.person_characteristic', []],
  ['tc.carer', ['id']],
  ['tc.deputy', []],
  ['tc.home_entry', []],
  ['tc.safeguarding', []],
  ['tc.safeguarding_version', []],
  ['tc.told_us', []],
  ['tc.person_relation', ['id']],
  ['tc.medicine', []],
  ['tc.stay', []],
  ['tc.stay_leave', []],
  ['tc.death_report', []],
  ['tc.death_decision', []],
  ['tc.leaving_plan', []],
  ['tc.leaving_blocker', []],
  ['tc.plan', []],
  ['tc.plan_receipt', []],
  ['tc.safety_plan', []],
  ['tc.what_matters', []],
  ['tc.goal', []],
  ['tc.goal_step', []],
  ['tc.appointment', []],
  ['tc.referral', []],
  ['tc.referral_message', []],
  ['tc.unmet_need', ['id']],
  ['tc.sharing_decision', ['id']],
  ['tc.episode', []],
  ['tc.schedule_decision', ['id']],
  ['tc.stage_move', []],
  ['tc.step_down_proposal', []],
  ['tc.contact', ['id']],
  ['tc.dose_record', ['id', 'contact_id']],
  ['tc.note', ['contact_id']],
  ['tc.subject_request', []],
  ['tc.task', ['id']],
  ['tc.lead_handover', []],
  ['tc.transition_closing', []],
  ['tc.supports_in_place', []],
  ['tc.stay_end_undone', []],
  ['tc.review', []],
  ['tc.staff_absence', []],
  ['tc.incident', []],
  ['tc.incident_version', ['id']],
  ['tc.timeline', ['id', 'about_id']],
  ['tc.transition', []],
  ['acl.access', ['source_id']],
  ['net.obligation', ['key', 'about_id']],
]

/** Of these the sample has at least one row each: two empty tables are alike whatever the door does. */
const FILLED = [
  'tc.deputy',
  'tc.home_entry',
  'tc.safeguarding',
  'tc.safeguarding_version',
  'tc.told_us',
  ...['tc.leaving_plan', 'tc.leaving_blocker', 'tc.stay_leave', 'tc.death_report', 'tc.death_decision'],
  ...['tc.supports_in_place', 'tc.stay_end_undone', 'tc.lead_handover', 'tc.transition_closing', 'tc.review'],
  ...[
    'tc.plan',
    'tc.plan_receipt',
    'tc.safety_plan',
    'tc.what_matters',
    'tc.goal',
    'tc.goal_step',
    'tc.appointment',
  ],
  ...[
    'tc.staff_absence',
    'tc.incident',
    'tc.incident_version',
    'tc.step_down_proposal',
    'tc.stage_move',
    'tc.task',
  ],
]

async function rowsIn(
  product: Product,
  table: string,
  leftOut: readonly string[],
  people: readonly string[],
): Promise<string[]> {
  const about = `${table === 'tc.person' ? 'id' : 'person_id'} = any ($1::uuid[])`
  const where =
    table === 'tc.staff_absence'
      ? 'cardinality($1::uuid[]) > 0'
      : table.startsWith('tc.incident')
        ? `person_id is null or ${about}`
        : about
  const found = await product.superuser.query<{ j: Row }>(
    `select to_jsonb(t) - $2::text[] as j from ${table} t where ${where}`,
    [people, [...leftOut, 'recorded_at']],
  )
  return found.rows.map(({ j }) => textOf(j)).sort()
}

/** To the minute: acts begin on one, and the door writes a moment later. */
const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value))
    return new Date(value).toISOString().slice(0, 16)
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value as object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${k}:${textOf(v)}`)
      .join(' ')}}`
  return String(value)
}
