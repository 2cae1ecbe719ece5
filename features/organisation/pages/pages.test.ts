import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayOf, fromEpochMs } from '#core/kernel/time.ts'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { fieldIn, openPage } from '#testing/page.ts'
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

const see = async (path: string, token: string) => (await openPage(site, path, token)).body
const drafted = (body: string) =>
  Object.fromEntries(
    ['commandId', 'draftForm', 'draftAbout', 'draftVersion'].map((n) => [
      n,
      fieldIn(body, n, 'data-autosave'),
    ]),
  )
/** A day as its three boxes, by the calendar of London, as the screens count. */
const days = (name: string, on: Date) => {
  const [year, month, date] = dayOf(fromEpochMs(on.getTime())).split('-').map(Number)
  return { [`${name}-day`]: String(date), [`${name}-month`]: String(month), [`${name}-year`]: String(year) }
}
const typedDay = (on: Date) => `value="${days('on', on)['on-day']}"`
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
    const shown = await site.post('/app/team/staff/absence', again, lin)
    expect(shown.status).toBe(200)
    expect(pageProblems(shown.body)).toEqual([])
    expect(shown.body, 'shown before it is confirmed').toContain('Nothing is stored yet')
    expect((await site.product.superuser.query('select from tc.staff_absence')).rowCount).toBe(0)
    const confirmed = { ...again, seenPeople: fieldIn(shown.body, 'seenPeople'), confirmed: 'yes' }
    const done = await site.post('/app/team/staff/absence', confirmed, lin)
    expect(done).toMatchObject({ status: 303, to: '/app/team/staff?done=absence&people=0' })
    expect(
      (await site.post('/app/team/staff/absence', confirmed, lin)).status,
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
      commandId: fieldIn(body, 'commandId'),
      staffId: fieldIn(body, 'staffId'),
      seenCover: fieldIn(body, 'seenCover'),
      seenUntil: fieldIn(body, 'seenUntil'),
      cover: world.staff.ade.id,
      ...days('until', inDays(2)),
    }
    const touches = await site.post(change, answer, lin)
    expect([touches.status, pageProblems(touches.body)]).toEqual([200, []])
    expect(touches.body, 'shown before it is confirmed').toContain('Nothing is stored yet')
    expect(touches.body).toContain('Ade Bello covers.')
    expect(await see('/app/team/staff', lin)).toContain('No cover')
    expect((await site.post(change, { ...answer, confirmed: 'yes' }, lin)).to).toBe(
      '/app/team/staff?done=cover&people=0',
    )
    const second = await site.post(
      change,
      { ...answer, ...drafted(await see(change, lin)), ...days('until', inDays(4)) },
      lin,
    )
    expect(second.status, 'saved in between').toBe(409)
    expect(second.body, 'what stands now').toContain('covered by Ade Bello.')
    expect(second.body, 'what they typed').toContain(typedDay(inDays(4)))
    expect(fieldIn(second.body, 'seenCover', 'data-autosave')).toBe(world.staff.ade.id)
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
      commandId: fieldIn(member, 'commandId', `${added.to}/post`),
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
      commandId: fieldIn(now, 'commandId', `${added.to}/end-post`),
      holderId: fieldIn(now, 'holderId'),
      seenUntil: '',
    }
    expect((await site.post(`${added.to}/end-post`, end, lin)).to).toBe(added.to)
    const leaving = await see(`${added.to}/leave`, lin)
    const leave = { ...drafted(leaving), version: fieldIn(leaving, 'version'), ...days('lastDay', inDays(5)) }
    expect(
      (await site.post(`${added.to}/leave`, { ...leave, 'lastDay-month': '13' }, lin)).status,
      'no such day',
    ).toBe(422)
    must(
      await site.product.act(lin, 'staff.leave', {
        staffId: added.to!.split('/').at(-1),
        leftAt: inDays(3).toISOString(),
        version: 1,
      }),
    )
    const second = await site.post(`${added.to}/leave`, leave, lin)
    expect(second.status).toBe(409)
    expect(pageProblems(second.body)).toEqual([])
    expect(second.body, 'what stands now').toContain('Their last day is now')
    expect(second.body, 'what they typed').toContain(typedDay(inDays(5)))
    const again = { ...drafted(second.body), version: fieldIn(second.body, 'version', 'data-autosave') }
    const shown = await site.post(`${added.to}/leave`, again, lin)
    expect(pageProblems(shown.body)).toEqual([])
    expect(shown.body, 'shown before it is confirmed').toContain('They leave now.')
    expect(await see(added.to!, lin)).not.toContain('This staff member has left')
    const gone = await site.post(
      `${added.to}/leave`,
      { ...again, seenPeople: fieldIn(shown.body, 'seenPeople'), confirmed: 'yes' },
      lin,
    )
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
      version: fieldIn(form, 'version'),
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
      { ...answers, ...drafted(stale.body), version: fieldIn(stale.body, 'version', 'data-autosave') },
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

describe('when the plans of a service are looked at again', () => {
  it('is off until its manager writes which clinician signed it, and can be switched off again', async () => {
    const path = `/app/services/${world.services.medication}`
    const off = await see(path, lin)
    expect(off).toContain('Until a clinician of the service signs, no plan falls due by a date')
    expect(off).toContain(`${path}/review`)
    expect(await see(path, dot)).not.toContain(`${path}/review`)
    for (const other of [sam, dot]) expect((await site.get(`${path}/review`, other)).status).toBe(404)
    const form = await see(`${path}/review`, lin)
    const signed = {
      weeks: '6',
      signedBy: 'Dr Signs',
      signedAs: 'clinical lead',
      ...days('signed', inDays(-1)),
    }
    const wrong = await site.post(
      `${path}/review`,
      { ...drafted(form), ...signed, weeks: '105', signedBy: '' },
      lin,
    )
    expect([wrong.status, pageProblems(wrong.body)]).toEqual([422, []])
    expect(wrong.body).toContain('Enter 1 to 104 weeks')
    expect(wrong.body).toContain('Enter who signs')
    const early = await site.post(
      `${path}/review`,
      { ...drafted(wrong.body), ...signed, ...days('signed', inDays(2)) },
      lin,
    )
    expect(early.status, 'signed in the future').toBe(422)
    expect(early.body).toContain('A setting is signed today or before.')
    const done = await site.post(`${path}/review`, { ...drafted(early.body), ...signed }, lin)
    expect(done.to).toBe(`${path}?done=signed`)
    expect(await see(done.to!, dot)).toContain('After 6 weeks. Signed by Dr Signs, clinical lead, on')

    const again = { ...drafted(await see(`${path}/review`, lin)), ...signed, weeks: '' }
    expect((await site.post(`${path}/review`, again, lin)).status).toBe(303)
    expect(await see(path, dot)).toContain('Off again: no plan falls due by a date. Signed by Dr Signs')
  })
})

describe('the hours after leaving of a ward', () => {
  it('are changed from now on by its manager or whoever builds its organisation, with both texts', async () => {
    const trust = `/app/organisations/${world.organisations.northside}`
    const path = `/app/units/${world.unitId}/hours`
    const wyn = await site.product.signIn(world.staff.wyn.email)
    expect(await see(trust, sam)).toContain('After leaving: 72 hours')
    expect(await see(trust, sam)).not.toContain(path)
    expect((await site.get(path, sam)).status).not.toBe(200)
    expect((await site.get(path, lin)).status, 'a manager of another organisation').toBe(404)
    expect((await site.get('/app/units/nothing/hours', wyn)).status).toBe(404)
    expect(await see(trust, wyn)).toContain(path)

    const [first, late] = [await see(path, wyn), await see(path, dot)]
    expect(first).toContain('as when the ward was added')
    expect(first).toContain('Whoever left before keeps what they were promised')
    const answers = { hours: '168', why: 'Agreed with the trust' }
    const base = (body: string) => ({ ...drafted(body), version: fieldIn(body, 'version') })
    const wrong = await site.post(path, { ...base(first), hours: '168', why: '' }, wyn)
    expect([wrong.status, pageProblems(wrong.body)]).toEqual([422, []])
    expect(wrong.body).toContain('Write why the hours change')
    const done = await site.post(path, { ...base(wrong.body), ...answers }, wyn)
    expect(done.to).toBe(`${trust}?done=hours`)
    expect(await see(done.to!, wyn)).toContain('After leaving: 7 days')
    const second = await site.post(path, { ...base(late), hours: '168', why: 'Typed by the second' }, dot)
    expect(second.status).toBe(409)
    expect(pageProblems(second.body)).toEqual([])
    expect(second.body).toContain('Agreed with the trust')
    expect(second.body).toContain('Typed by the second')
    expect(await see(path, dot)).toContain('Changes so far')
    expect(
      (
        await site.product.superuser.query('select hours, why from tc.unit_hours where unit_id = $1', [
          world.unitId,
        ])
      ).rows,
    ).toEqual([{ hours: 168, why: 'Agreed with the trust' }])
  })
})

describe('what an organisation is made of', () => {
  it('is shown to everybody; teams and wards are added by whoever builds it, services by who manages them', async () => {
    const trust = `/app/organisations/${world.organisations.northside}`
    const shown = await see(trust, sam)
    expect(shown).toContain('Maple ward')
    expect(shown).toContain('Maple (ward, MAPLE)')
    expect(shown).not.toContain('Add a team')
    expect((await site.get(`${trust}/teams/add`, sam)).status).toBe(404)
    expect((await site.get(`/app/organisations/${freshId()}`, dot)).status).toBe(404)

    const team = { name: 'Willow ward', kind: 'ward', hours: 'All day', telephone: '01632 960007' }
    const wrong = await site.post(
      `${trust}/teams/add`,
      { ...drafted(await see(`${trust}/teams/add`, dot)), ...team, telephone: 'ring us' },
      dot,
    )
    expect(wrong.status).toBe(422)
    expect(pageProblems(wrong.body)).toEqual([])
    expect(wrong.body).toContain('Enter a telephone number')
    expect(wrong.body).toContain('Willow ward')
    const added = await site.post(
      `${trust}/teams/add`,
      {
        ...drafted(wrong.body),
        ...team,
        about: 'clinicalResponsibility',
        managerStaffId: world.staff.wyn.id,
      },
      dot,
    )
    expect(added.to).toBe(`${trust}?done=team`)
    const teams = await site.product.superuser.query(
      "select id, clinical_responsibility, drug_and_alcohol, manager_staff_id from tc.team where name = 'Willow ward'",
    )
    expect(teams.rows).toMatchObject([
      { clinical_responsibility: true, drug_and_alcohol: false, manager_staff_id: world.staff.wyn.id },
    ])

    const unit = { name: 'Willow', kind: 'ward', teamId: teams.rows[0].id, code: 'maple' }
    const taken = await site.post(
      `${trust}/units/add`,
      { ...drafted(await see(`${trust}/units/add`, dot)), ...unit },
      dot,
    )
    expect(taken.status, 'the code is that of Maple').toBe(409)
    expect(taken.body).toContain('has that code already')
    expect(
      (await site.post(`${trust}/units/add`, { ...drafted(taken.body), ...unit, code: 'willow' }, dot)).to,
    ).toBe(`${trust}?done=unit`)
    expect(await see(`${trust}?done=unit`, dot)).toContain('Willow (ward, WILLOW)')
  })

  it('a service is added with its pathway, and takes referrals', async () => {
    expect((await site.get('/app/services/add', sam)).status).toBe(403)
    const form = await see('/app/services/add', lin)
    const offer = {
      name: 'Evening round',
      teamId: world.teams.medication,
      pathwayId: 'medication-support',
      runWith: world.organisations.northside,
      accepts: 'Adults at home',
      boundaryStatement: 'Not a crisis service',
      capacity: '12',
    }
    const wrong = await site.post(
      '/app/services/add',
      { ...drafted(form), ...offer, capacity: 'many', ...days('pilotFromOn', inDays(1)) },
      lin,
    )
    expect(wrong.body).toContain('Enter how many people at once, as a number')
    const half = await site.post(
      '/app/services/add',
      { ...drafted(wrong.body), ...offer, ...days('pilotFromOn', inDays(1)) },
      lin,
    )
    expect(half.status, 'a pilot with one day').toBe(422)
    const done = await site.post('/app/services/add', { ...drafted(half.body), ...offer }, lin)
    expect(done.status).toBe(303)
    const page = await see(done.to!, lin)
    expect(page).toContain('The service is added')
    expect(page).toContain('Northside Trust and Riverside Support')
    expect(await see(`/app/organisations/${world.organisations.riverside}`, lin)).toContain('Evening round')
  })
})

describe('an organisation that has nobody of its own', () => {
  it('gets a team and its first manager from whoever added it', async () => {
    const form = drafted(await see('/app/organisations/add', dot))
    const named = { name: 'Beacon', kind: 'voluntary', odsCode: '', charityNumber: '7654321' }
    expect((await site.post('/app/organisations/add', { ...form, ...named }, dot)).status).toBe(303)
    const { id } = (
      await site.product.superuser.query("select id from tc.organisation where name = 'Beacon'")
    ).rows[0] as { id: string }
    const at = `/app/organisations/${id}`
    expect(await see(at, dot), 'a team comes first').not.toContain('Add a staff member')
    const team = { name: 'Beacon visits', kind: 'support', hours: 'Every day', telephone: '01632 960009' }
    expect(
      (await site.post(`${at}/teams/add`, { ...drafted(await see(`${at}/teams/add`, dot)), ...team }, dot))
        .to,
    ).toBe(`${at}?done=team`)
    const add = `/app/team/staff/add?organisation=${id}`
    expect(await see(at, dot)).toContain(add)
    const page = await see(add, dot)
    const who = {
      ...drafted(page),
      organisationId: fieldIn(page, 'organisationId', 'data-autosave'),
      name: 'Fay Ward',
    }
    const wrong = await site.post('/app/team/staff/add', { ...who, email: 'fay' }, dot)
    expect(fieldIn(wrong.body, 'organisationId', 'data-autosave'), 'kept after an error').toBe(id)
    const added = await site.post(
      '/app/team/staff/add',
      { ...who, ...drafted(wrong.body), email: 'fay@beacon.example' },
      dot,
    )
    const member = await see(added.to!, dot)
    expect(member).toContain('Employed by Beacon')
    expect(member).toContain('Beacon visits, Beacon')
    const teamId = (await site.product.superuser.query("select id from tc.team where name = 'Beacon visits'"))
      .rows[0].id as string
    const post = { teamId, role: 'service-manager', supervisedBy: '' }
    const commandId = fieldIn(member, 'commandId', `${added.to}/post`)
    expect((await site.post(`${added.to}/post`, { commandId, ...post }, dot)).to).toBe(added.to)
    // and a stranger to it adds nobody there
    const stranger = drafted(await see(add, lin))
    expect(
      (
        await site.post(
          '/app/team/staff/add',
          { ...stranger, organisationId: id, name: 'X', email: 'x@beacon.example' },
          lin,
        )
      ).status,
    ).toBe(404)
    expect(await see(added.to!, dot)).toContain('Manager')
  })
})

describe('sharing agreements', () => {
  it('are listed with their days in words, made and ended by whoever may, with both texts for a second saver', async () => {
    expect(await see('/app/agreements', lin)).not.toContain('Make an agreement')
    expect(await see('/app/agreements', lin)).toContain('Northside Trust')
    expect((await site.get('/app/agreements/make', lin)).status).toBe(403)
    await site.product.superuser.query(
      "update tc.post set rights = rights || '{sharing.agreement}' where id = $1",
      [world.staff.dot.postId],
    )
    dot = await site.product.signIn(world.staff.dot.email)
    const form = await see('/app/agreements/make', dot)
    expect(form, 'nobody with whom there is one').not.toContain('Riverside Support</option>')
    const wrong = await site.post('/app/agreements/make', { ...drafted(form), 'from-day': '3' }, dot)
    expect(wrong.status).toBe(422)
    expect(wrong.body).toContain('Choose an organisation')
    expect(wrong.body).toContain('Enter a real day')
    const typed = { organisationId: world.organisations.commissioner, ...days('until', inDays(12)) }
    const past = await site.post(
      '/app/agreements/make',
      { ...drafted(wrong.body), ...typed, ...days('from', inDays(-40)) },
      dot,
    )
    expect(past.status).toBe(422)
    expect(past.body).toContain('never in the past')
    const made = await site.post('/app/agreements/make', { ...drafted(past.body), ...typed }, dot)
    expect(made.to).toBe('/app/agreements?done=made')
    const list = await see(made.to!, dot)
    expect(list).toContain('Ends in 12 days')
    expect(list).toContain('Dot Hume')

    const agreementId = (
      await site.product.superuser.query('select id from tc.sharing_agreement where made_by is not null')
    ).rows[0].id as string
    const path = `/app/agreements/${agreementId}/end`
    const end = await see(path, dot)
    must(
      await site.product.act(dot, 'agreement.set-end', { agreementId, version: 1, end: { kind: 'no end' } }),
    )
    const answers = {
      ...drafted(end),
      version: fieldIn(end, 'version'),
      end: 'at',
      ...days('until', inDays(1)),
    }
    const second = await site.post(path, answers, dot)
    expect(second.status).toBe(409)
    expect(pageProblems(second.body)).toEqual([])
    expect(second.body, 'what stands now').toContain('It now has no end')
    expect(second.body, 'what they typed').toContain(typedDay(inDays(1)))
    const sent = await site.post(
      path,
      { ...answers, ...drafted(second.body), version: fieldIn(second.body, 'version', 'data-autosave') },
      dot,
    )
    expect(sent.to).toBe('/app/agreements?done=end')
    expect(await see(sent.to!, dot)).toContain('Ends tomorrow')
    const now = await see(path, dot)
    expect(
      (await site.post(path, { ...drafted(now), version: fieldIn(now, 'version'), end: 'now' }, dot)).to,
    ).toBe('/app/agreements?done=end')
    expect(await see('/app/agreements', dot)).toContain('Show 1 agreement of before')
    expect((await site.get(path, dot)).status).toBe(404)
  })
})
