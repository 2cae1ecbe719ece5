import { afterAll, beforeAll, expect, it } from 'vitest'
import { nhsCheckDigit } from '#core/people/nhs-number.ts'
import { workbook } from '#platform/spreadsheet/list-file.ts'
import { sheetRows } from '#platform/spreadsheet/read.ts'
import { aWorld, CARE_RIGHTS } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { csvOf, doJobs } from '#testing/spreadsheets.ts'

const LONG = process.env.LONG !== undefined
const ROWS = Number(process.env.COUNT ?? (LONG ? 50_000 : 400))
/** The rows of the spreadsheet that are not sound, by its own numbers. */
const BAD = [7, Math.floor(ROWS / 2), ROWS - 3]

let site: Site
let token: string
beforeAll(async () => {
  site = await aSite()
  const world = await aWorld(site.product.superuser)
  await site.product.setNow('2026-03-05T09:00:00.000Z')
  const rights = [...CARE_RIGHTS, 'import.spreadsheet']
  token = await site.product.signIn((await world.hires('Lin Many', world.teams.medication, rights)).email)
})
afterAll(() => site?.stop())

/** A number of the 999 range with its check digit; those that have none are stepped over. */
function* numbers(): Generator<string> {
  for (let n = 100_000; ; n += 1) {
    const nine = `999${String(n).padStart(6, '0')}`
    const check = nhsCheckDigit(nine)
    if (check !== null) yield `${nine}${check}`
  }
}

function sheet(): string[][] {
  const rows: string[][] = [
    ['NHS number', 'Family name', 'Given name', 'Birth date', 'Mobile', 'Postcode', 'Address'],
  ]
  const number = numbers()
  for (let n = 2; n <= ROWS + 1; n += 1) {
    const born = `${String((n % 28) + 1).padStart(2, '0')}/${String((n % 12) + 1).padStart(2, '0')}/${1940 + (n % 60)}`
    const row = [
      number.next().value!,
      `Invented${n}`,
      `Given${n % 977}`,
      born,
      '07700 900123',
      'M19 2AB',
      `${n} Example Road`,
    ]
    if (n === BAD[0]) row[3] = '31/02/1980'
    if (n === BAD[1]) row[0] = '9991000000'
    if (n === BAD[2]) row[4] = '7700900123'
    rows.push(row)
  }
  return rows
}

it(`takes ${ROWS} rows in with three that are not, and the same file again without effect`, {
  timeout: 3_600_000,
}, async () => {
  const count = async () =>
    (await site.product.rows<{ n: number }>('select count(*)::int as n from tc.person'))[0]!.n
  const before = await count()
  const all = sheet()
  const content = Buffer.from(csvOf(all)).toString('base64')
  const hand = async () => {
    const importId = freshId()
    must(
      await site.product.act(token, 'import.upload', {
        importId,
        kind: 'people',
        fileName: 'many.csv',
        content,
      }),
    )
    return importId
  }
  const counts = async (importId: string) => {
    const found = must(await site.product.ask(token, 'import.one', { importId })) as {
      import: Record<string, number | string> & { version: number }
      rows: { n: number }[]
    }
    return found
  }
  const rss: number[] = []
  // what whoever waits is shown of how far it is
  const progress: number[] = []
  const sampling = setInterval(() => {
    rss.push(process.memoryUsage().rss)
    site.product
      .rows<{ n: number }>(
        'select rows_done + rows_failed as n from tc.import order by uploaded_at desc limit 1',
      )
      .then(
        ([row]) => row && progress.push(row.n),
        () => {},
      )
  }, 250)
  const seconds = async (work: () => Promise<unknown>) => {
    const from = performance.now()
    await work()
    return (performance.now() - from) / 1000
  }
  const importId = await hand()
  const reading = await seconds(() => doJobs(site.product))
  const read = await counts(importId)
  expect(read.import).toMatchObject({ state: 'ready', read: ROWS, new: ROWS - 3, problem: 3 })
  expect(read.rows.map((r) => r.n)).toEqual(BAD)
  expect(await count()).toBe(before)
  must(await site.product.act(token, 'import.confirm', { importId, version: read.import.version }))
  const taking = await seconds(() => doJobs(site.product))
  clearInterval(sampling)
  expect((await counts(importId)).import).toMatchObject({ state: 'done', done: ROWS - 3, failed: 0 })
  expect(await count()).toBe(before + ROWS - 3)

  const steps = [...new Set(progress)].filter((n) => n > 0 && n < ROWS - 3)
  expect(steps).toEqual([...steps].sort((a, b) => a - b))
  expect(steps.length).toBeGreaterThanOrEqual(Math.min(3, ROWS / 200))

  // the same list as Excel, only read
  const xlsx = await workbook([{ name: 'x', heads: 1, rows: all }])
  let xlsxRows = 0
  const readingXlsx = await seconds(async () => {
    for await (const row of sheetRows(xlsx)) xlsxRows = row.n
  })
  expect(xlsxRows).toBe(ROWS + 1)

  const again = await hand()
  await doJobs(site.product)
  expect((await counts(again)).import).toMatchObject({ new: 0, changed: 0, unchanged: ROWS - 3, problem: 3 })
  expect(await count()).toBe(before + ROWS - 3)

  const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
  const early = Math.max(...rss.slice(0, Math.max(1, Math.floor(rss.length / 5))))
  const late = Math.max(...rss.slice(Math.floor((rss.length * 4) / 5)))
  process.stdout.write(
    `import: ${ROWS} rows${LONG ? '' : ' (short; the long form takes 50000)'}, read and held against the record in ${reading.toFixed(1)} s, taken in in ${taking.toFixed(1)} s (${Math.round(ROWS / taking)} rows a second), rows to mend ${BAD.join(', ')}; progress shown ${steps.length} times on the way; the same as Excel (${(xlsx.length / 1024 / 1024).toFixed(1)} MB) read in ${readingXlsx.toFixed(1)} s; RSS of the first fifth ${mb(early)} MB, of the last ${mb(late)} MB, peak ${mb(Math.max(...rss))} MB\n`,
  )
  // flat: what it holds does not grow with the rows that are done
  expect(late - early).toBeLessThan(150 * 1024 * 1024)
})
