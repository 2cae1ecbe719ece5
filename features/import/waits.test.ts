import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPage, textIn } from '#testing/page.ts'
import { aWorld, CARE_RIGHTS, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { csvOf, doJobs } from '#testing/spreadsheets.ts'

let site: Site
let world: World
let lin: string
let pat: { readonly id: string; readonly email: string }
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow('2026-03-05T09:00:00.000Z')
  const rights = [...CARE_RIGHTS, 'import.spreadsheet', 'staff.manage', 'service.manage']
  lin = await site.product.signIn((await world.hires('Lin Keys', world.teams.medication, rights)).email)
  pat = await world.hires('Pat Leaves', world.teams.medication, rights)
})
afterAll(() => site?.stop())

const HEAD = ['NHS number', 'Family name', 'Given name', 'Birth date']
async function handIn(token: string, text: string, fileName = 'people.csv'): Promise<string> {
  const importId = freshId()
  const content = Buffer.from(text).toString('base64')
  must(await site.product.act(token, 'import.upload', { importId, kind: 'people', fileName, content }))
  return importId
}
const outside = async (token = lin) => textIn((await openPage(site, '/app/tasks?show=outside', token)).body)
const openTasks = (importId: string) =>
  site.product.rows<{ kind: string; staff: string | null }>(
    'select k.kind, s.name as staff from tc.task k left join tc.staff s on s.id = k.staff_id where k.about_id = $1 and k.done_at is null',
    [importId],
  )
const version = async (importId: string) =>
  (must(await site.product.ask(lin, 'import.one', { importId })) as { import: { version: number } }).import
    .version

it('a spreadsheet is on a list with its owner from the minute it comes until it is taken in or away, whatever becomes of it', async () => {
  const sound = await handIn(lin, csvOf([HEAD, ['9990000344', 'Okafor', 'Amara', '31/12/1980']]))
  expect(await openTasks(sound)).toEqual([{ kind: 'spreadsheet', staff: 'Lin Keys' }])
  expect(await outside()).toMatch(
    /What waits A spreadsheet was handed in .* Waiting less than an hour .* Who has it Lin Keys See what was read/,
  )
  await doJobs(site.product)
  expect(await openTasks(sound)).toHaveLength(1)
  must(await site.product.act(lin, 'import.confirm', { importId: sound, version: await version(sound) }))
  await doJobs(site.product)
  expect(await openTasks(sound)).toEqual([])

  const unread = await handIn(lin, 'BEGIN:VCALENDAR\r\n', 'diary.ics')
  await doJobs(site.product)
  expect(await openTasks(unread)).toEqual([{ kind: 'spreadsheet', staff: 'Lin Keys' }])
  expect(await outside()).toContain('could not be read')
  expect(textIn((await openPage(site, `/app/import/${unread}`, lin)).body)).toContain(
    'This is a calendar, not a list.',
  )
  must(await site.product.act(lin, 'import.remove', { importId: unread, version: await version(unread) }))
  expect(await openTasks(unread)).toEqual([])
})

it('one whose reading comes to a stop stays on the list, says that it stands still, and a colleague can take it away', async () => {
  const token = await site.product.signIn(pat.email)
  const stopped = await handIn(token, csvOf([HEAD, ['9990000123', 'Hallam', 'Tom', '01/03/1975']]))
  // five tries, none of which came to an end
  await site.product.superuser.query('update jobs.job set tried = 5 where ref = $1', [stopped])
  expect(await doJobs(site.product)).toBe(0)
  await site.product.setNow('2026-03-05T09:30:00.000Z')
  expect(await outside()).toContain('Pat Leaves')
  expect(textIn((await openPage(site, `/app/import/${stopped}`, lin)).body)).toContain('It stands still')
  // whoever handed it in leaves: it goes to a colleague by the same act
  const [of] = await site.product.rows<{ keys: string; version: number }>(
    "select (select id from tc.staff where name = 'Lin Keys') as keys, version from tc.staff where id = $1",
    [pat.id],
  )
  must(
    await site.product.act(lin, 'staff.leave', {
      staffId: pat.id,
      leftAt: null,
      version: of!.version,
      moveToStaffId: of!.keys,
    }),
  )
  expect(await openTasks(stopped)).toEqual([{ kind: 'spreadsheet', staff: 'Lin Keys' }])
  must(await site.product.act(lin, 'import.remove', { importId: stopped, version: await version(stopped) }))
  expect(await openTasks(stopped)).toEqual([])
})

it('all that waits from outside stands in one place, with who has it, since when and the way there', async () => {
  const add = (kind: string, what: string) =>
    site.product.superuser.query(
      `insert into tc.task (id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
       values (gen_random_uuid(), $1, $2, $3, gen_random_uuid(), $4, ctx.clock() - interval '3 days', ctx.clock())`,
      [world.organisations.riverside, world.teams.medication, kind, what],
    )
  await add('kept message', 'A hospital message waits.')
  await add('kept message', 'A referral from another system waits.')
  await add('spreadsheet rows', 'A spreadsheet has one row.')
  await add('message failed', 'A message did not go out.')
  await add('partner not reached', 'The partner’s system was not reached.')
  await add('leaver', 'Somebody leaves.')
  const page = await openPage(site, '/app/tasks?show=outside', lin)
  const words = textIn(page.body)
  for (const what of [
    'A hospital message waits.',
    'A referral from another system waits.',
    'A spreadsheet has one row.',
    'A message did not go out.',
    'The partner’s system was not reached.',
  ])
    expect(words).toContain(`${what} Waiting 3 days`)
  expect(words).not.toContain('Somebody leaves.')
  expect(words).toContain('Who has it Riverside medication support')
  for (const way of ['/app/messages/', '/app/import/']) expect(page.body).toContain(`href="${way}`)
  // that page is for whoever keeps the machine logins: nobody else is led to a closed one
  const partners = `/app/organisations/${world.organisations.riverside}/partners`
  expect([(await site.get(partners, lin)).status, page.body.includes(partners)]).toEqual([403, false])
  const keeper = await world.hires('Kay Keeper', world.teams.medication, ['tasks.read', 'client.manage'])
  const theirs = await openPage(site, '/app/tasks?show=outside', await site.product.signIn(keeper.email))
  expect(theirs.body).toContain(`href="${partners}`)
})

it('a file of two gigabytes is refused before it is sent, and nothing is read for somebody who is not signed in', async () => {
  await site.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = site.app.server.address() as AddressInfo
  const send = (cookie: string) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const request = http.request(
        {
          port,
          method: 'POST',
          path: '/app/import',
          headers: {
            host: 'localhost:4310',
            origin: 'http://localhost:4310',
            cookie,
            'content-type': 'multipart/form-data; boundary=x',
            'content-length': 2 ** 31,
          },
        },
        (answer) => {
          let body = ''
          answer.on('data', (part) => {
            body += part
          })
          answer.on('end', () => {
            request.destroy()
            resolve({ status: answer.statusCode, body })
          })
        },
      )
      request.on('error', reject)
      request.write('--x\r\n')
    })
  const large = await send(`throughcare=${lin}`)
  expect(large.status).toBe(413)
  expect(textIn(large.body)).toContain('That is too large to take in.')
  expect((await send('throughcare=nobody')).status).not.toBe(413)
  expect(await site.product.rows('select from tc.import where file_bytes > 1000000')).toEqual([])
})

it('tells nobody who is known elsewhere: the preview and the end say the same of them as of somebody whom nobody knows', async () => {
  const known = await world.person('Mara Elsewhere')
  await world.registers(known, world.teams.maple, 0)
  await site.product.superuser.query("update tc.person set born_on = '1980-12-31' where id = $1", [known.id])
  await site.product.superuser.query('select acl.refresh($1)', [[known.id]])
  const rows = [
    // the very person, by number, birth date and name
    [known.nhsNumber, 'Elsewhere', 'Mara', '31/12/1980'],
    // by name and birth date alone
    ['', 'Elsewhere', 'Mara', '31/12/1980'],
    // somebody whom nobody knows
    ['9990000484', 'Nowhere', 'Nobody', '01/02/1970'],
  ]
  const seen: unknown[] = []
  for (const row of rows) {
    const importId = await handIn(lin, csvOf([HEAD, row]))
    await doJobs(site.product)
    const before = must(await site.product.ask(lin, 'import.one', { importId, show: 'new' })) as Seen
    must(await site.product.act(lin, 'import.confirm', { importId, version: before.import.version }))
    await doJobs(site.product)
    const after = must(await site.product.ask(lin, 'import.one', { importId, show: 'new' })) as Seen
    const again = await handIn(lin, csvOf([HEAD, row]))
    await doJobs(site.product)
    const repeat = must(await site.product.ask(lin, 'import.one', { importId: again, show: 'new' })) as Seen
    seen.push([before, after, repeat].map(plain))
  }
  expect(seen[0]).toEqual(seen[2])
  expect(seen[1]).toEqual(seen[2])
  expect(JSON.stringify(seen[2])).toContain('"new":1')
})

interface Seen {
  readonly import: Readonly<Record<string, unknown>> & { readonly version: number }
  readonly rows: readonly { readonly verdict: string; readonly said: unknown; readonly outcome: unknown }[]
}
/** What whoever handed it in reads, without what differs by the hour and the file. */
const plain = ({ import: i, rows }: Seen) => ({
  import: Object.fromEntries(
    ['state', 'read', 'new', 'changed', 'unchanged', 'problem', 'done', 'failed', 'version'].map((k) => [
      k,
      i[k],
    ]),
  ),
  rows: rows.map(({ verdict, said, outcome }) => ({ verdict, said, outcome })),
})
