import { afterAll, beforeAll, expect, it } from 'vitest'
import { sheetRows } from '#platform/spreadsheet/read.ts'
import { aWorld } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let lin: string
beforeAll(async () => {
  site = await aSite()
  const world = await aWorld(site.product.superuser)
  await site.product.setNow('2026-03-05T09:00:00.000Z')
  lin = await site.product.signIn(world.staff.lin.email)
  for (const n of Array.from({ length: 35 }, (_, i) => i)) {
    const person = await world.person(
      n === 3 ? '=Robert <b>Drop</b>' : `Invented ${String(n).padStart(2, '0')}`,
    )
    await world.startsSupport(person, 0)
    await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  }
})
afterAll(() => site?.stop())

it('a list leaves whole, page after page, as CSV and as Excel with its cover, and the audit has its count', async () => {
  const page = await site.get('/app/people?list=team', lin)
  expect(page.body).toContain('Download this list')
  const csv = await site.get('/app/people?list=team&file=csv', lin)
  expect(csv.status).toBe(200)
  const lines = csv.body.replace('\uFEFF', '').trim().split('\r\n')
  expect(lines[0]).toBe('"Person","Age","Next contact","Last contact"')
  expect(lines).toHaveLength(36)
  expect(csv.body).toContain(`"'=Robert <b>Drop</b>"`)
  const xlsx = await site.app.inject({
    url: '/app/people?list=team&file=xlsx',
    cookies: { throughcare: lin },
  })
  expect(xlsx.headers['content-disposition']).toBe('attachment; filename="people-2026-03-05-my-team.xlsx"')
  const cover: string[] = []
  for await (const row of sheetRows(xlsx.rawPayload)) cover.push(row.cells.join(': '))
  expect(cover).toContain('Rows: 35')
  expect(cover.join('\n')).toContain('Made by: Lin Chau, Manager')
  expect(
    await site.product.rows(
      "select action, cardinality(person_ids) as named from audit.event where action like 'list taken out%' order by id",
    ),
  ).toEqual([
    { action: 'list taken out: 35 rows, csv', named: 0 },
    { action: 'list taken out: 35 rows, xlsx', named: 0 },
  ])
  // each page that the file was made of names whom it showed, as ever
  const [seen] = await site.product.rows<{ n: number }>(
    "select count(distinct p)::int as n from audit.event e, unnest(e.person_ids) p where e.action = 'GET /app/people'",
  )
  expect(seen?.n).toBe(35)
})

it.each([
  '/app/gaps',
  '/app/referrals?tab=sent',
  '/app/tasks',
  '/app/visits',
  '/app/team/unmet-needs',
  '/app/agreements',
  '/app/team/staff',
])('%s leaves as a file', async (path) => {
  const csv = await site.get(`${path}${path.includes('?') ? '&' : '?'}file=csv`, lin)
  expect([csv.status, csv.body.charCodeAt(0)]).toEqual([200, 0xfeff])
})
