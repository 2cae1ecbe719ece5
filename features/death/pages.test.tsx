import { afterAll, beforeAll, expect, it } from 'vitest'
import { fieldIn, openPage } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let jo: string
let wyn: string
let stayId: string
let personId: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const person = await world.person('Una Away')
  personId = person.id
  stayId = await world.admits(person, 2)
  await site.product.superuser.query('select acl.refresh($1)', [[personId]])
  await site.product.setNow('2026-03-23T12:00:00.000Z')
  jo = await site.product.signIn(world.staff.jo.email)
  wyn = await site.product.signIn(world.staff.wyn.email)
})
afterAll(() => site.stop())

const page = async (path: string, token = jo) => (await openPage(site, path, token)).body

/** Fills in one form and sends it; the answers come as the browser would send them. */
async function sends(path: string, command: string, answers: Record<string, string>, token = jo) {
  const first = await page(path, token)
  const form = Object.fromEntries(
    ['commandId', 'version', 'seenState', 'decisionId', 'leaveId'].flatMap((name) =>
      first.includes(`name="${name}"`) ? [[name, fieldIn(first, name)]] : [],
    ),
  )
  return site.post(
    path,
    {
      draftForm: command,
      draftAbout: path.split('/')[3]!,
      draftVersion: '0',
      person: '',
      version: '',
      ...form,
      ...answers,
    },
    token,
  )
}

it('a death is reported, shown above every page, confirmed, answered, and undone', async () => {
  const at = `/app/people/${personId}/death`
  expect((await sends(`${at}/report`, 'death.report', { said: '' })).status).toBe(422)
  expect((await sends(`${at}/report`, 'death.report', { said: 'His brother rang.' })).to).toBe(
    `${at}?said=reported`,
  )
  for (const path of ['', '/visits', '/history', '/details'])
    expect(await page(`/app/people/${personId}${path}`)).toContain('Una Away is reported to have died')
  expect(await page('/app/leaving')).toMatch(/Reported died<[\s\S]*Ring before you go/)
  expect(await page('/app/gaps', wyn)).toContain('Reported to have died')
  expect((await sends(`${at}/confirm`, 'death.confirm', { why: 'The coroner rang.' }, wyn)).status).toBe(303)
  expect(await page(`/app/people/${personId}`)).toContain('Una Away has died')
  expect((await sends(`${at}/after`, 'death.after-done', { did: 'Rang his brother.' }, wyn)).status).toBe(303)
  expect((await sends(`${at}/undo`, 'death.undo', { why: 'Another Una.' }, wyn)).status).toBe(422)
  expect((await sends(`${at}/undo`, 'death.undo', { why: 'Another Una.', alive: 'yes' }, wyn)).status).toBe(
    303,
  )
  expect(await page(`/app/people/${personId}`)).not.toContain('has died')
  expect(await page(at)).toContain('undid the report')
})

it('leave, back, supports, leaving that is cancelled, a booked contact', async () => {
  const at = `/app/stays/${stayId}`
  const day = (name: string, d: string) => ({
    [`${name}-day`]: d,
    [`${name}-month`]: '3',
    [`${name}-year`]: '2026',
  })
  const away = {
    kind: 'away without leave',
    ...day('from', '23'),
    fromTime: '9am',
  }
  expect((await sends(`${at}/leave`, 'stay.leave-start', away)).to).toBe('/app/leaving?said=away')
  expect(await page('/app/leaving')).toContain('Away from hospital without leave since 9am')
  expect((await sends(`${at}/back`, 'stay.leave-back', { ...day('back', '23'), backTime: '11am' })).to).toBe(
    '/app/leaving?said=back',
  )
  expect(await page(`${at}/supports`)).toContain('First contact booked')
  expect((await sends(`${at}/supports`, 'stay.supports-in-place', {})).status).toBe(409)
  expect(
    (await sends(`${at}/supports`, 'stay.supports-in-place', { overrideReason: 'Booked by telephone.' }, wyn))
      .to,
  ).toBe('/app/leaving?said=supports')
  expect((await sends(`${at}/end`, 'stay.end', { ...day('left', '23'), leftTime: '11:30' })).to).toBe(
    '/app/leaving?said=left',
  )
  expect(await page('/app/leaving')).toContain('Book the first contact')
  const booking = {
    mode: 'phone',
    ...day('on', '24'),
    fromTime: '10am',
    untilTime: '10:30am',
    staffId: world.staff.jo.id,
  }
  expect((await sends(`${at}/book`, 'stay.plan-contact', booking)).to).toBe('/app/leaving?said=booked')
  expect((await sends(`${at}/not-left`, 'stay.end-undone', { why: 'The taxi turned round.' })).to).toBe(
    '/app/leaving?said=notLeft',
  )
})
