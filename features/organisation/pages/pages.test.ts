import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let lin: string
let sam: string
let dot: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date() })
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{organisation.manage}' where id = $1",
    [world.staff.dot.postId],
  )
  ;[lin, sam, dot] = (await Promise.all(
    [world.staff.lin, world.staff.sam, world.staff.dot].map((s) => site.product.signIn(s.email)),
  )) as [string, string, string]
}, 120_000)
afterAll(() => site.stop())

const hidden = (body: string, name: string, after = ''): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body.slice(Math.max(0, body.indexOf(after))))?.[1] ?? ''
const see = async (path: string, token: string) => {
  const page = await site.get(path, token)
  expect(page.status, path).toBe(200)
  expect(pageProblems(page.body), path).toEqual([])
  return page.body
}
const drafted = (body: string) =>
  Object.fromEntries(
    ['commandId', 'draftForm', 'draftAbout', 'draftVersion'].map((n) => [
      n,
      hidden(body, n, 'data-autosave'),
    ]),
  )
const days = (name: string, on: Date) => ({
  [`${name}-day`]: String(on.getUTCDate()),
  [`${name}-month`]: String(on.getUTCMonth() + 1),
  [`${name}-year`]: String(on.getUTCFullYear()),
})
const inDays = (n: number) => new Date(Date.now() + n * 86_400_000)

describe('my team', () => {
  it('shows who is there; only a manager sees why somebody is away, and may change anything', async () => {
    const form = drafted(await see('/app/team/staff/absence', lin))
    const typed = { ...form, staffId: world.staff.kit.id, kind: 'sick', cover: '' }
    const wrong = await site.post('/app/team/staff/absence', { ...typed, ...days('from', inDays(1)) }, lin)
    expect(wrong.status).toBe(422)
    expect(pageProblems(wrong.body)).toEqual([])
    expect(wrong.body).toContain('Enter the last day away')
    const again = {
      ...typed,
      ...drafted(wrong.body),
      ...days('from', inDays(1)),
      ...days('until', inDays(3)),
    }
    const done = await site.post('/app/team/staff/absence', again, lin)
    expect(done).toMatchObject({ status: 303, to: '/app/team/staff?done=absence&people=0' })
    expect(
      (await site.post('/app/team/staff/absence', again, lin)).status,
      'a second press is the same press',
    ).toBe(303)
    expect((await site.product.superuser.query('select from tc.staff_absence')).rowCount).toBe(1)

    const managers = await see(done.to!, lin)
    expect(managers).toContain('It touches 0 people')
    expect(managers).toContain('sick')
    expect(managers).toContain('No cover')
    const workers = await see('/app/team/staff', sam)
    expect(workers).toContain('Kit Moran')
    expect(workers).not.toContain('sick')
    expect(workers).not.toContain('Record an absence')
    expect((await site.get('/app/team/staff/absence', sam)).status).toBe(403)

    const change = /\/app\/team\/absences\/[\w-]+/.exec(managers)![0]
    const body = await see(change, lin)
    const answer = {
      commandId: hidden(body, 'commandId'),
      staffId: hidden(body, 'staffId'),
      seenCover: hidden(body, 'seenCover'),
      seenUntil: hidden(body, 'seenUntil'),
      cover: world.staff.ade.id,
      ...days('until', inDays(2)),
    }
    expect((await site.post(change, answer, lin)).to).toBe('/app/team/staff?done=cover&people=0')
    expect(
      (await site.post(change, { ...answer, commandId: freshId() }, lin)).status,
      'saved in between',
    ).toBe(409)
    expect(await see('/app/team/staff', lin)).toContain('Ade Bello')
  })

  it('adds somebody, gives a post, makes a set-up code once, and lets them go', async () => {
    const form = drafted(await see('/app/team/staff/add', lin))
    expect(
      (
        await site.post(
          '/app/team/staff/add',
          { ...form, name: 'Ona Field', email: world.staff.sam.email },
          lin,
        )
      ).status,
    ).toBe(409)
    const added = await site.post(
      '/app/team/staff/add',
      {
        ...drafted(await see('/app/team/staff/add', lin)),
        name: 'Ona Field',
        email: 'ona@riverside.example',
      },
      lin,
    )
    expect(added.status).toBe(303)
    const member = await see(added.to!, lin)
    expect(member).toContain('They hold no post')
    const post = {
      commandId: hidden(member, 'commandId', `${added.to}/post`),
      teamId: world.teams.medication,
      role: 'peer-worker',
      supervisedBy: '',
    }
    expect((await site.post(`${added.to}/post`, { ...post, role: '' }, lin)).status).toBe(422)
    expect((await site.post(`${added.to}/post`, post, lin)).to).toBe(added.to)
    expect(await see(added.to!, lin)).toContain('Peer worker')

    const invited = await site.post(`${added.to}/invite`, { commandId: freshId() }, lin)
    const code = /<code[^>]*>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){4})<\/code>/.exec(invited.body)?.[1]
    expect(code).toBeDefined()
    const browser = site.browser('198.51.100.7')
    expect(
      (await browser.post('/sign-in/set-up', { code: code!, password: 'copper kettle on the roof' })).to,
    ).toBe('/sign-in/set-up/second-factor')
    expect(
      JSON.stringify((await site.product.superuser.query('select * from audit.command')).rows),
      'no table holds the code',
    ).not.toContain(code)

    const now = await see(added.to!, lin)
    const end = {
      commandId: hidden(now, 'commandId', `${added.to}/end-post`),
      holderId: hidden(now, 'holderId'),
      seenUntil: '',
    }
    expect((await site.post(`${added.to}/end-post`, end, lin)).to).toBe(added.to)
    const gone = await site.post(`${added.to}/leave`, { commandId: freshId(), version: '1' }, lin)
    expect(gone.to).toBe('/app/team/staff?done=leave&people=0')
    expect(await see(added.to!, lin)).toContain('This staff member has left')
    expect((await site.get(added.to!, sam)).status).toBe(403)
  })
})

describe('a service', () => {
  it('says what it offers to everybody, and shows both texts to whoever saves second', async () => {
    const path = `/app/services/${world.services.medication}`
    expect(await see(path, dot)).toContain('Not a crisis service')
    expect(await see(path, dot)).not.toContain(`${path}/change`)
    expect((await site.get(`${path}/change`, sam)).status).toBe(404)
    const form = await see(`${path}/change`, lin)
    const answers = {
      ...drafted(form),
      version: hidden(form, 'version'),
      accepts: 'Adults at home too',
      boundaryStatement: 'Not a crisis service',
      capacity: '31',
      origin: '',
    }
    must(
      await site.product.act(lin, 'service.change', {
        serviceId: world.services.medication,
        version: 1,
        accepts: 'Typed by somebody else',
        boundaryStatement: 'Not a crisis service',
        capacity: 30,
        origin: null,
        pilotFromOn: null,
        pilotUntilOn: null,
        reviewOn: null,
      }),
    )
    const stale = await site.post(`${path}/change`, answers, lin)
    expect(stale.status).toBe(409)
    expect(pageProblems(stale.body)).toEqual([])
    expect(stale.body).toContain('Typed by somebody else')
    expect(stale.body).toContain('Adults at home too')
    const done = await site.post(
      `${path}/change`,
      { ...answers, ...drafted(stale.body), version: hidden(stale.body, 'version', 'data-autosave') },
      lin,
    )
    expect(done.to).toBe(`${path}?done=1`)
    expect(await see(done.to!, lin)).toContain('Adults at home too')
    expect((await site.get(`/app/services/${freshId()}`, lin)).status).toBe(404)
  })
})

describe('organisations', () => {
  it('are listed, filtered in the URL, and added by whoever may', async () => {
    expect(await see('/app/organisations?kind=trust', lin)).not.toContain('Harbour House</')
    expect(await see('/app/organisations', lin)).not.toContain('Add an organisation')
    const form = drafted(await see('/app/organisations/add', dot))
    expect(
      (
        await site.post(
          '/app/organisations/add',
          { ...form, name: 'Lantern', kind: 'voluntary', odsCode: '', charityNumber: '12' },
          dot,
        )
      ).status,
    ).toBe(422)
    const again = drafted(await see('/app/organisations/add', dot))
    expect(
      (
        await site.post(
          '/app/organisations/add',
          { ...again, name: 'Lantern', kind: 'voluntary', odsCode: '', charityNumber: '1234567' },
          dot,
        )
      ).to,
    ).toBe('/app/organisations?done=1')
    expect(await see('/app/organisations?done=1', lin)).toContain('Lantern')
    expect(
      (await site.post('/app/organisations/add', { commandId: freshId(), name: 'X', kind: 'voluntary' }, lin))
        .status,
    ).toBe(403)
  })
})
