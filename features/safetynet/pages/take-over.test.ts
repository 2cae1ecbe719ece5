import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { hiddenIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { type Answer, aSite, type Site } from '#testing/site.ts'
import { recompute } from '../recompute.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let site: Site
let world: World
let jo: string
let lin: string
let keeper: string
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow(NOW)
  jo = await site.product.signIn(world.staff.jo.email)
  lin = await site.product.signIn(world.staff.lin.email)
  const hired = await world.hires('Kay Keeper', world.teams.records, ['safetynet.recompute'])
  keeper = await site.product.signIn(hired.email)
})
afterAll(() => site?.stop())

/** The service has not answered by its day: a gap of its team, gone when the ward takes the referral back. */
async function aGap(name: string) {
  const person = await world.person(name)
  const stayId = await world.admits(person, 0)
  const referralId = await world.refers(person, 0, { stayId, replyBy: 1 })
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  await recompute(site.product.appPool, keeper)
  const query = new URLSearchParams({ person: person.id, key: `N5:referral:${referralId}` })
  return { person, referralId, path: `/app/gaps/take-over?${query}` }
}

describe('taking a gap over', () => {
  it('puts a name on it once, however often the button is pressed', async () => {
    const { person, path } = await aGap('Ava Asked')
    const page = await site.get(path, lin)
    expect([page.status, pageProblems(page.body)]).toEqual([200, []])
    const send = (reason: string) => site.post('/app/gaps/take-over', { ...hiddenIn(page.body), reason }, lin)
    const empty = await send(' ')
    expect([empty.status, empty.body.includes('Write what you will do, and by when.')]).toEqual([422, true])
    const sent = { ...hiddenIn(empty.body), reason: 'I ring them at noon.' }
    for (const press of ['first', 'second'])
      expect((await site.post('/app/gaps/take-over', sent, lin)).to, press).toBe('/app/gaps?taken=1')
    expect((await site.get('/app/gaps', lin)).body).toContain('I ring them at noon.')
    const said = await site.product.superuser.query(
      "select team_id, class_bit from tc.timeline where person_id = $1 and what = 'gap taken over'",
      [person.id],
    )
    expect(said.rows, 'once, for its own team').toEqual([{ team_id: world.teams.medication, class_bit: 8 }])
  })

  it('shows a colleague who was first, and replaces their sentence only when that was seen', async () => {
    const { path } = await aGap('Cyd Second')
    const sam = await site.product.signIn(world.staff.sam.email)
    const [mine, theirs] = [await site.get(path, lin), await site.get(path, sam)]
    const send = (page: Answer, reason: string, token: string) =>
      site.post('/app/gaps/take-over', { ...hiddenIn(page.body), reason }, token)
    expect((await send(mine, 'Lin rings at noon.', lin)).status).toBe(303)
    const second = await send(theirs, 'Sam visits.', sam)
    expect([second.status, pageProblems(second.body)]).toEqual([409, []])
    for (const words of ['Lin Chau took it over', 'Lin rings at noon.', 'Sam visits.'])
      expect(second.body).toContain(words)
    const kept = () =>
      site.product.superuser.query(
        "select reason from net.taken_over where reason like '%noon.' or reason like 'Sam%'",
      )
    expect((await kept()).rows).toContainEqual({ reason: 'Lin rings at noon.' })
    expect((await send(second, 'Sam visits.', sam)).status).toBe(303)
    expect((await kept()).rows).toContainEqual({ reason: 'Sam visits.' })
  })

  it('is of one gap: when the same thing is missed again nobody has taken that over', async () => {
    const { person, referralId, path } = await aGap('Dee Again')
    const send = async (reason: string) => {
      const token = await site.product.signIn(world.staff.lin.email)
      const form = await site.get(path, token)
      return (await site.post('/app/gaps/take-over', { ...hiddenIn(form.body), reason }, token)).status
    }
    expect(await send('Lin answers today.')).toBe(303)
    await world.says(referralId, 'seen', { reply_by_at: world.at(20) })
    await recompute(site.product.appPool, keeper)
    await site.product.setNow('2026-03-25T10:00:00.000Z')
    const board = async () =>
      (await site.get('/app/gaps', await site.product.signIn(world.staff.lin.email))).body
    expect(await board()).toContain(person.name)
    expect(await board()).not.toContain('Lin answers today.')
    expect(await send('Sam answers now.')).toBe(303)
    expect(await board()).toContain('Sam answers now.')
    await site.product.setNow(NOW)
  })

  it('gives back what was typed when the gap went meanwhile', async () => {
    const { person, referralId, path } = await aGap('Ben Begun')
    const page = await site.get(path, lin)
    const done = await site.product.act(jo, 'referral.withdraw', {
      personId: person.id,
      referralId,
      version: 1,
      reason: 'Moved away',
    })
    expect(done.ok).toBe(true)
    const late = await site.post(
      '/app/gaps/take-over',
      { ...hiddenIn(page.body), reason: 'I ring them at noon.' },
      lin,
    )
    expect([late.status, pageProblems(late.body)]).toEqual([409, []])
    for (const words of ['This gap is gone', 'I ring them at noon.', 'It is not in the record.'])
      expect(late.body).toContain(words)
  })
})
