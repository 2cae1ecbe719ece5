import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWeek, type Week } from '#testing/week.ts'
import { cannotWait } from './cannot-wait.ts'

const SEED = 2_026
const MOST_A_DAY = 12
/** A round of the telling comes each quarter of an hour here. */
const MOST_LATE_MINUTES = 15

let week: Week
beforeAll(async () => {
  week = await aWeek(SEED)
}, 60_000)
afterAll(() => week?.stop())

/** Everybody whom an interrupting notice reached: who it names, and each who was mailed of it as one of a team. */
const REACHED = `reached as (
    select n.id, n.told_at, s.id as staff_id from tc.notice n cross join unnest(n.to_staff) s(id) where n.folded_into is null
    union select n.id, n.told_at, m.to_staff_id from tc.message_out m join tc.notice n on n.id = m.notice_id where m.to_staff_id is not null)`

it('gives no worker more than 12 interrupting notices a day, and tells each of 50 critical things in time, unfolded', {
  timeout: 180_000,
}, async () => {
  const { product, critical } = week
  expect(week.people).toHaveLength(40)
  expect(new Set(critical.map((c) => c.key)).size).toBe(50)
  await week.run()

  const perDay = await product.rows<{ name: string; day: string; n: number }>(
    `with ${REACHED}, days as (select r.*, (r.told_at at time zone 'Europe/London')::date::text as day from reached r)
     select f.name, d.day, count(*)::int as n from days d join tc.staff f on f.id = d.staff_id group by f.name, d.staff_id, d.day order by n desc, f.name, d.day`,
  )
  const kinds = await product.rows<{ what: string; n: number }>(
    `select definition || case when folded_into is null then '' else ' folded' end as what, count(*)::int as n from tc.notice group by 1 order by 1`,
  )
  const ways = (
    await product.rows<Record<'team' | 'post' | 'outside' | 'next' | 'acknowledged', number>>(
      `select count(*) filter (where to_key like 'team:%')::int as team, count(*) filter (where to_key like 'post:%' and cardinality(to_staff) = 2)::int as post,
         count(*) filter (where because = 'out of hours')::int as outside, count(*) filter (where level > 1)::int as next,
         count(*) filter (where acknowledged_at is not null)::int as acknowledged from tc.notice`,
    )
  )[0]!
  process.stdout.write(
    `week: ${week.people.length} people, seed ${SEED}, ${week.commands()} commands; ${kinds.map((k) => `${k.what} ${k.n}`).join(', ')}; ${JSON.stringify(ways)}; most in a day: ${perDay
      .slice(0, 6)
      .map((p) => `${p.name} ${p.day} ${p.n}`)
      .join(', ')}\n`,
  )

  // each critical thing was told within a round of its beginning, and none stood folded under another
  const told = new Map(
    (
      await product.rows<{ key: string; late: number; folded: boolean }>(
        `select obligation_key as key, extract(epoch from min(told_at) - min(gap_from))::float8 / 60 as late, bool_or(folded_into is not null) as folded from tc.notice group by obligation_key`,
      )
    ).map((n) => [n.key, n]),
  )
  expect(critical.filter((c) => !told.has(c.key))).toEqual([])
  expect(critical.filter((c) => told.get(c.key)!.late > MOST_LATE_MINUTES)).toEqual([])
  expect(critical.filter((c) => told.get(c.key)!.folded)).toEqual([])
  const never = cannotWait()
    .things.filter((t) => t.critical)
    .map((t) => t.id)
  expect(kinds.filter((k) => never.some((id) => k.what === `${id} folded`))).toEqual([])

  // it was a week in which everybody was needed, by each way there is
  for (const [way, n] of Object.entries(ways)) expect(n, way).toBeGreaterThan(0)
  for (const what of ['leave-date-near', 'no-lead', 'contact-not-booked', 'referral-late'])
    expect(kinds.find((k) => k.what === what)?.n, what).toBeGreaterThan(0)

  expect(perDay[0]!.n).toBeGreaterThan(2)
  expect(perDay.filter((p) => p.n > MOST_A_DAY)).toEqual([])
})
