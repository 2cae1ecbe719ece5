import { afterAll, beforeAll, expect, it } from 'vitest'
import { addMinutes, type Instant, instant } from '#core/kernel/time.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { seededRandom } from '#testing/random.ts'
import { aTeller, type Teller } from '#testing/telling.ts'
import { cannotWait } from './cannot-wait.ts'

const SEED = 2_026
const PEOPLE = 40
/** Of them worries and contacts whose hours are over: 50 that may never be folded away. */
const CRITICAL = 50
const MOST_A_DAY = 12
const STEP_MINUTES = 15
const MONDAY = instant('2026-03-02T07:00:00Z')
const STEPS = (7 * 24 * 60) / STEP_MINUTES

let product: Product
let world: World
let teller: Teller
beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  teller = await aTeller(product)
})
afterAll(async () => {
  await teller?.stop()
  await product?.stop()
})

interface Planted {
  readonly team: 'medication' | 'maple'
  readonly personId: string
  readonly key: string
  readonly kind: string
  readonly critical: boolean
  readonly step: number
  readonly lastsSteps: number
}

/** Two workers on duty a day in each team, 8am to 2pm and 2pm to 8pm; a chain of two behind them; the rest goes out of hours. */
async function setDuty(team: 'medication' | 'maple', staff: readonly string[]): Promise<void> {
  const [teamId, organisationId] =
    team === 'maple'
      ? [world.teams.maple, world.organisations.northside]
      : [world.teams.medication, world.organisations.riverside]
  const weekly = JSON.stringify(
    [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '08:00', until: '20:00' })),
  )
  await product.superuser.query(
    `insert into tc.duty_team (team_id, organisation_id, weekly, on_bank_holidays, chain_version, out_words, out_email, set_at, set_by) values ($1, $2, $3, true, 1, 'Ring the crisis line', 'duty@crisis.example', now(), $4)`,
    [teamId, organisationId, weekly, staff[0]],
  )
  for (const [i, id] of staff.slice(-2).entries())
    await product.superuser.query(
      `insert into tc.duty_chain (team_id, organisation_id, version, place, staff_id, set_at, set_by) values ($1, $2, 1, $3, $4, now(), $4)`,
      [teamId, organisationId, i + 1, id],
    )
  for (let day = 0; day < 7; day += 1)
    for (const half of [0, 1])
      await product.superuser.query(
        `insert into tc.duty_shift (id, team_id, organisation_id, from_at, until_at, staff_id, set_at, set_by) values ($1, $2, $3, $4, $5, $6, now(), $6)`,
        [
          freshId(),
          teamId,
          organisationId,
          addMinutes(MONDAY, 60 + day * 1440 + half * 360),
          addMinutes(MONDAY, 60 + day * 1440 + (half + 1) * 360),
          staff[(day + half) % (staff.length - 2)],
        ],
      )
}

it('folds what is one thing for whoever reads it, and none of 50 critical ones, with the gaps put down as the net would', {
  timeout: 120_000,
}, async () => {
  const { bytes } = seededRandom(SEED)
  const below = (n: number): number => {
    const [a = 0, b = 0] = bytes(2)
    return (a * 256 + b) % n
  }
  const extra = await Promise.all(
    ['Una', 'Val', 'Wim'].map((n) => world.hires(`${n} Ward`, world.teams.maple)),
  )
  await setDuty(
    'medication',
    [world.staff.sam, world.staff.ade, world.staff.kit, world.staff.lin].map((s) => s.id),
  )
  await setDuty('maple', [...extra.map((s) => s.id), world.staff.jo.id, world.staff.wyn.id])
  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, i) => world.person(`Folded ${i}`)))

  const planted: Planted[] = []
  const plant = (n: number, kind: string, prefix: string, step: number, critical: boolean) => {
    const person = people[n % PEOPLE]!
    planted.push({
      team: n % 2 === 0 ? 'medication' : 'maple',
      personId: person.id,
      key: `${prefix}${planted.length}`,
      kind,
      critical,
      step,
      lastsSteps: 4 + below(32),
    })
  }
  // a working day's hour of the week, weekends too
  const aStep = () => below(7) * 96 + 8 + below(40)
  for (let n = 0; n < 30; n += 1) plant(n, 'N11', 'N11:worry:', aStep(), true)
  for (let n = 0; n < CRITICAL - 30; n += 1) plant(n, 'N4', 'N4:met:', aStep(), true)
  // what cannot wait and may be folded: several of one kind about one person within hours, for everybody
  for (let n = 0; n < PEOPLE; n += 1) {
    const step = aStep()
    for (let again = 0; again < 3; again += 1) plant(n, 'N4', 'N4:booked:', step + again, false)
  }

  for (let step = 0; step < STEPS; step += 1) {
    const now: Instant = addMinutes(MONDAY, step * STEP_MINUTES)
    await product.setNow(now)
    for (const p of planted.filter((one) => one.step === step))
      await teller.gap(p.personId, {
        key: p.key,
        kind: p.kind,
        gap_from: now,
        about_id: p.personId,
        team_id: world.teams[p.team],
        organisation_id: p.team === 'maple' ? world.organisations.northside : world.organisations.riverside,
      })
    const done = planted.filter((one) => one.step + one.lastsSteps === step).map((one) => one.key)
    if (done.length > 0)
      await product.superuser.query('delete from net.obligation where key = any ($1)', [done])
    await teller.round()
    // most are acknowledged by whoever was told, within the quarter of an hour
    if (below(10) < 8)
      await product.superuser.query(
        `update tc.notice set acknowledged_at = ctx.clock(), acknowledged_by = to_staff[1]
          where acknowledged_at is null and closed_at is null and cardinality(to_staff) > 0`,
      )
  }

  const perDay = await product.superuser.query<{ n: number; day: string }>(
    `select count(*)::int as n, (n.told_at at time zone 'Europe/London')::date::text as day from tc.notice n cross join unnest(n.to_staff) s(id)
      where n.folded_into is null group by s.id, 2 order by 1 desc`,
  )
  const critical = cannotWait()
    .things.filter((t) => t.critical)
    .map((t) => t.id)
  const told = await product.superuser.query<{
    keys: number
    folded: number
    all_folded: number
    notices: number
  }>(
    `select count(distinct obligation_key) filter (where definition = any ($1))::int as keys,
       count(*) filter (where definition = any ($1) and folded_into is not null)::int as folded,
       count(*) filter (where folded_into is not null)::int as all_folded, count(*)::int as notices from tc.notice`,
    [critical],
  )
  const row = told.rows[0]!
  process.stdout.write(
    `folding: ${PEOPLE} people, seed ${SEED}, ${planted.length} gaps; ${row.notices} notices, ${row.all_folded} folded; most for one worker in a day ${perDay.rows[0]?.n}; critical told ${row.keys} of ${CRITICAL}, folded ${row.folded}\n`,
  )
  expect(row.keys).toBe(CRITICAL)
  expect(row.folded).toBe(0)
  expect(row.all_folded).toBeGreaterThan(20)
  expect(perDay.rows[0]?.n).toBeLessThanOrEqual(MOST_A_DAY)
  expect(perDay.rows[0]?.n).toBeGreaterThan(2)
})
