import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storePathways } from '#apps/pathways.ts'
import { addDays, at, type Day, day, dayOf } from '#core/kernel/time.ts'
import { aProduct, must, type Product } from '#testing/product.ts'
import { countReport } from '#testing/report-count.ts'
import { asSeeder, clientRows, loadPart } from './load.ts'
import { partnerRows } from './partner-story.ts'
import { DISCHARGED, discharged, everybody, firstPart, kitAway, rowsOf, theRest } from './partnership.ts'
import { rightsOf, told } from './seed.ts'
import { type Rows, SERVICES, worldRows } from './world.ts'

const FIRST_DAY = day('2026-11-22')
const DAYS = 400
/** In the short run every sixteenth of the 400 days, so that all seasons are met; with LONG=1 each one. */
const EVERY = process.env.LONG ? 1 : 16
/** Seeded whole: month ends, 29 February, the days of both clock changes and those beside, a year's first and last. */
const WHOLE = [
  '2024-02-29',
  '2024-03-31',
  '2025-10-26',
  '2026-02-28',
  '2026-03-29',
  '2026-03-30',
  '2026-05-31',
  '2026-08-31',
  '2026-10-25',
  '2026-11-22',
  '2026-12-31',
  '2027-01-01',
] as const
const IN_SHORT = 1

interface Report {
  readonly asOf: string
  readonly discharged: number
  readonly readmissions: { readonly within30Days: number }
  readonly readmissionsAfterLeavingHospital: { readonly within30Days: number }
}

async function emptyProduct(on: Day): Promise<{ product: Product; token: string }> {
  const product = await aProduct()
  await storePathways(product.appPool, undefined)
  const { rows, tokens } = clientRows(at(on, '09:00'), rightsOf)
  await asSeeder(product.appConfig('postgres'), (seeder) =>
    loadPart(seeder, { ...worldRows(on, rightsOf), ...rows }, 'done'),
  )
  return { product, token: tokens[0]!.token }
}

/** The product's report and the test's own count, which shares no code with it; they must agree before anything is said of either. */
async function bothReports(product: Product, token: string, asOf: Day): Promise<Report> {
  const report = must(
    await product.ask(token, 'report.service', { service: 'medication-support', months: 8, asOf }),
  ) as Report
  const counted = await countReport(product.superuser as never, {
    serviceId: SERVICES.medication.id,
    asOf,
    months: 8,
  })
  expect(report).toMatchObject({
    asOf,
    discharged: counted.discharged,
    readmissions: counted.readmissions,
    readmissionsAfterLeavingHospital: counted.readmissionsAfterLeavingHospital,
  })
  return report
}

const only = (rows: Rows, ...tables: string[]): Rows =>
  Object.fromEntries(Object.entries(rows).filter(([table]) => tables.includes(table)))

describe('the constructed figure: 39 discharged in eight months, nobody back within 30 days', () => {
  let product: Product
  let token: string
  beforeAll(async () => {
    ;({ product, token } = await emptyProduct(addDays(FIRST_DAY, -400)))
  })
  afterAll(() => product.stop())

  it(`holds for ${DAYS / EVERY} of ${DAYS} days of seeding, one after the other`, {
    timeout: 600_000,
  }, async () => {
    const people = everybody(FIRST_DAY).slice(0, DISCHARGED)
    await load(product, only(rowsOf([...discharged(told(at(FIRST_DAY, '12:00')), people)]), 'person'))
    const { definition } = told(at(FIRST_DAY, '12:00'))
    for (let n = 0; n < DAYS; n += EVERY) {
      const on = addDays(FIRST_DAY, n)
      const noon = at(on, '12:00')
      const rows = rowsOf([...discharged({ definition, now: noon, visits: false }, people)])
      await product.superuser.query(
        'delete from tc.episode; delete from tc.sharing_decision; delete from tc.referral; delete from tc.stay',
      )
      await load(product, only(rows, 'stay', 'referral', 'episode'))
      await product.setNow(noon)
      expect(await bothReports(product, token, on), on).toMatchObject({
        discharged: 39,
        readmissions: { within30Days: 0 },
        readmissionsAfterLeavingHospital: { within30Days: 0 },
      })
    }
  })

  it('counts one more discharge as 40, and a stay that begins 20 days after support ended as 1', async () => {
    const on = addDays(FIRST_DAY, DAYS - EVERY)
    const one = await product.superuser.query<{ id: string }>(
      'select id from tc.episode order by ended_at desc limit 1',
    )
    await product.superuser.query(
      `insert into tc.episode (id, person_id, service_id, organisation_id, team_id, pathway_id, pathway_version, state, started_at, start_on, stage_id, stage_since_at, ended_at, outcome, destination, handover_to)
       select gen_random_uuid(), person_id, service_id, organisation_id, team_id, pathway_id, pathway_version, 'ended', started_at + interval '1 hour', start_on, stage_id, stage_since_at, ended_at - interval '25 days', outcome, destination, handover_to
         from tc.episode where id = $1`,
      [one.rows[0]!.id],
    )
    expect(await bothReports(product, token, on)).toMatchObject({
      discharged: 40,
      readmissions: { within30Days: 0 },
    })
    await product.superuser.query(
      `insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, admitted_at, source, recorded_at, recorded_by)
       select gen_random_uuid(), e.person_id, s.organisation_id, s.team_id, s.unit_id, e.ended_at + interval '20 days', 'by hand', now(), s.recorded_by
         from tc.episode e join tc.stay s on s.person_id = e.person_id where e.ended_at < $1::timestamptz - interval '40 days' order by e.ended_at desc limit 1`,
      [at(on, '12:00')],
    )
    expect(await bothReports(product, token, on)).toMatchObject({
      discharged: 40,
      readmissions: { within30Days: 1 },
    })
  })
})

describe('a whole partnership, as the first start makes it', () => {
  const days = process.env.LONG ? WHOLE : WHOLE.filter((_, n) => n % Math.ceil(WHOLE.length / IN_SHORT) === 0)
  it.each(days)(
    'seeded on %s prints 39 and 0, with nothing owed in the future of its own making',
    { timeout: 600_000 },
    async (text) => {
      const noon = at(day(text), '12:00')
      const with_ = told(noon)
      const { product, token } = await emptyProduct(dayOf(noon))
      try {
        await product.setNow(noon)
        await asSeeder(product.appConfig('postgres'), async (seeder) => {
          await loadPart(seeder, { ...partnerRows(noon), ...rowsOf(firstPart(with_)) }, 'running')
          await loadPart(seeder, rowsOf([...theRest(with_)], { staff_absence: [kitAway(with_)] }), 'done')
        })
        expect(await bothReports(product, token, day(text))).toMatchObject({
          discharged: 39,
          readmissions: { within30Days: 0 },
          readmissionsAfterLeavingHospital: { within30Days: 0 },
        })
        const late = await product.superuser.query<{ n: number }>(
          `select (select count(*) from tc.contact where recorded_at > $1 or happened_at > $1) + (select count(*) from tc.timeline where at > $1) + (select count(*) from tc.stay where admitted_at > $1 or ended_at > $1) as n`,
          [noon],
        )
        expect(Number(late.rows[0]!.n), 'things that would have happened after seeding').toBe(0)
        const gaps = await product.superuser.query<{ kind: string }>(
          'select distinct kind from net.obligation where gap_from <= $1 and gap_until > $1 order by 1',
          [noon],
        )
        expect(gaps.rows.map((g) => g.kind)).toEqual(expect.arrayContaining(['N1b', 'N2', 'N5', 'N7']))
      } finally {
        await product.stop()
      }
    },
  )
})

async function load(product: Product, rows: Rows): Promise<void> {
  for (const [table, list] of Object.entries(rows)) {
    const columns = Object.keys(list[0] ?? {}).join(', ')
    await product.superuser.query(
      `insert into tc.${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::tc.${table}, $1)`,
      [JSON.stringify(list)],
    )
  }
}
