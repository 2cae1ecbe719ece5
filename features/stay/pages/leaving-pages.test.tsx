import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { dayBoxes, draftOf, fieldIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let jo: string
let lin: string
let stayId: string
let personId: string

// Tuesday 3 March 2026, 9am; it is midday on day 20, Monday 23 March
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const person = await world.person('Una Leaving')
  personId = person.id
  stayId = await world.admits(person, 2)
  await site.product.superuser.query('select acl.refresh($1)', [[personId]])
  await site.product.setNow('2026-03-23T12:00:00.000Z')
  jo = await site.product.signIn(world.staff.jo.email)
  lin = await site.product.signIn(world.staff.lin.email)
})
afterAll(() => site.stop())

const page = async (path: string, token = jo) => (await openPage(site, path, token)).body

describe('the forms of leaving', () => {
  it('take dates; what is wrong stays typed; the second saver sees both texts', async () => {
    const path = `/app/stays/${stayId}/leaving`
    const first = await page(path)
    const base = draftOf(first, 'stay.plan-leaving', stayId)
    const none = { ...dayBoxes('ready', ['', '', '']), why: '' }
    const wrong = await site.post(path, { ...base, ...none, ...dayBoxes('planned', ['2026', '2', '30']) }, jo)
    expect(wrong.status).toBe(422)
    expect(pageProblems(wrong.body)).toEqual([])
    expect(wrong.body).toMatch(/name="planned-day"[^>]*value="30"/)
    const past = await site.post(path, { ...base, ...none, ...dayBoxes('planned', ['2026', '3', '20']) }, jo)
    expect([past.status, textIn(past.body).includes('A planned date is today or later')]).toEqual([422, true])
    const good = {
      ...base,
      ...none,
      ...dayBoxes('planned', ['2026', '3', '30']),
      ...dayBoxes('ready', ['2026', '3', '20']),
    }
    expect((await site.post(path, { ...good, commandId: freshId() }, jo)).to).toBe('/app/leaving?said=dates')

    const second = await site.post(
      path,
      { ...good, commandId: freshId(), ...dayBoxes('planned', ['2026', '4', '1']), why: 'The key is late.' },
      jo,
    )
    expect(second.status).toBe(409)
    expect(pageProblems(second.body)).toEqual([])
    const both = textIn(second.body)
    expect(both).toContain('Saved by somebody else while you were typing')
    expect(both).toContain('Planned for Monday 30 March 2026; clinically ready since Friday 20 March 2026.')
    expect(second.body).toContain('The key is late.')
    const again = await site.post(
      path,
      {
        ...good,
        commandId: fieldIn(second.body, 'commandId'),
        draftVersion: '1',
        version: fieldIn(second.body, 'version'),
        ...dayBoxes('planned', ['2026', '4', '1']),
        why: 'The key is late.',
      },
      jo,
    )
    expect(again.status).toBe(303)
    const now = textIn(await page(path))
    expect(now).toContain('Planned for Wednesday 1 April 2026')
    expect(now).toContain('The key is late.')
    expect(now).toContain('Earlier dates')
  })

  it('take what stops somebody and its end, and show both on the board and on the person’s page', async () => {
    const path = `/app/stays/${stayId}/blockers/new`
    const base = draftOf(await page(path), 'stay.add-blocker', stayId)
    const good = {
      ...base,
      code: '18',
      words: 'Two rooms asked',
      whoActs: 'Dee',
      ...dayBoxes('since', ['2026', '3', '13']),
    }
    expect((await site.post(path, { ...good, code: '', words: '' }, jo)).status).toBe(422)
    expect((await site.post(path, good, jo)).to).toBe('/app/leaving?said=blocker')
    const board = textIn(await page('/app/leaving'))
    expect(board).toContain('Housing: supported accommodation. Two rooms asked')
    expect(board).toContain('10 days. Dee acts.')
    expect(board).toContain('Ready for 3 days')
    const person = textIn(await page(`/app/people/${personId}`))
    expect(person).toContain('Wednesday 1 April 2026')
    expect(person).toContain('Two rooms asked: 10 days. Dee acts.')

    const end = `/app/stays/${stayId}/blockers/${base.commandId}/end`
    const ending = { ...draftOf(await page(end), 'stay.end-blocker', `${stayId} ${base.commandId}`) }
    expect((await site.post(end, { ...ending, ...dayBoxes('ended', ['2026', '3', '23']) }, jo)).to).toBe(
      '/app/leaving?said=unblocked',
    )
    expect(textIn(await page('/app/leaving'))).not.toContain('Two rooms asked')
    expect((await site.get(end, jo)).status).toBe(404)
  })

  it('take a decision to be met sooner, once', async () => {
    const path = `/app/stays/${stayId}/sooner`
    const base = draftOf(await page(path), 'stay.sooner-contact', stayId)
    expect((await site.post(path, { ...base, reason: '' }, jo)).status).toBe(422)
    expect((await site.post(path, { ...base, reason: 'The first nights' }, jo)).status).toBe(303)
    expect((await site.get(path, jo)).status).toBe(404)
    expect(textIn(await page(`/app/stays/${stayId}/leaving`))).toContain('Jo Ellis decided this')
  })

  it('take a contact after leaving, with its time', async () => {
    await site.product.superuser.query(
      "update tc.stay set ended_at = '2026-03-23 09:00+00', ended_known_to = 'minute', end_source = 'by hand', version = version + 1 where id = $1",
      [stayId],
    )
    const path = `/app/stays/${stayId}/met`
    const base = {
      ...draftOf(await page(path), 'stay.met-after-leaving', stayId),
      mode: 'phone',
      metTime: '',
    }
    const day = dayBoxes('met', ['2026', '3', '23'])
    expect((await site.post(path, { ...base, ...day }, jo)).status).toBe(422)
    const early = await site.post(path, { ...base, ...day, metTime: '8am' }, jo)
    expect([early.status, textIn(early.body).includes('That is before they left.')]).toEqual([422, true])
    expect(
      (
        await site.post(
          path,
          {
            ...base,
            ...day,
            commandId: fieldIn(early.body, 'commandId'),
            draftVersion: fieldIn(early.body, 'draftVersion'),
            metTime: '10am',
          },
          jo,
        )
      ).to,
    ).toBe('/app/leaving?said=met')
    const board = textIn(await page('/app/leaving'))
    expect(board).toContain('Met since leaving')
  })

  it('take leaving that nobody planned on one sheet, and a second sheet for nobody', async () => {
    const person = await world.person('Vic Leaving')
    const other = await world.admits(person, 2)
    await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
    const path = `/app/stays/${other}/unplanned`
    const base = {
      ...draftOf(await page(path), 'stay.left-unplanned', other),
      ...dayBoxes('left', ['2026', '3', '23']),
      leftTime: '2am',
      whereTo: 'A friend',
      told: '',
      arranged: '',
    }
    const wrong = await site.post(path, { ...base, how: '' }, jo)
    expect([wrong.status, pageProblems(wrong.body).length]).toEqual([422, 0])
    expect(wrong.body).toContain('A friend')
    expect(await page(path), 'before it is sent, too').toContain(`href="/app/stays/${other}/book"`)
    const sent = await site.post(path, { ...base, how: 'tribunal' }, jo)
    expect(sent.to).toBe(`/app/leaving?said=unplanned&stay=${other}`)
    const confirmed = await page(sent.to ?? '')
    expect(confirmed).toMatch(
      new RegExp(
        `nothing was planned[^<]*</p><p><a[^>]*href="/app/stays/${other}/book"[^>]*>Book the first contact`,
      ),
    )
    const second = await site.post(path, { ...base, commandId: freshId(), how: 'other' }, jo)
    expect([second.status, textIn(second.body).includes('Your text is below.')]).toEqual([409, true])
    expect(textIn(await page('/app/leaving'))).toContain('not booked')
    const shown = textIn(await page(`/app/people/${person.id}`))
    expect(shown).toContain('A tribunal or court ended their detention. Where to: A friend. Nobody was told')
    expect(shown).toContain('First contact after leaving')
  })

  it('lead a phone from a short list by day of leaving to each row of the board', async () => {
    const board = await page('/app/leaving')
    const list = /<nav class="tc-phone-only".*?<\/nav>/s.exec(board)?.[0] ?? ''
    expect(textIn(list)).toMatch(/Left: 2 people.*Go to Vic Leaving Gap.*Go to Una Leaving/)
    expect(textIn(list), 'a heading without anybody is not shown').not.toContain('In 3 days')
    for (const [, id] of list.matchAll(/href="#([^"]+)"/g)) expect(board).toContain(`id="${id}"`)
  })

  it('say on the checklist where each line that is open is put right', async () => {
    const person = await world.person('Wes Leaving')
    const stay = await world.admits(person, 2)
    await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
    await site.product.superuser.query('update tc.stay set home_area = null where id = $1', [stay])
    const shown = await page(`/app/stays/${stay}/supports`)
    expect(textIn(shown)).toMatch(
      /Where home is, or that there is no fixed address Open Say where home is The plan has reached everyone named in it Open See the plan/,
    )
    expect(textIn(shown)).toContain('Not watched by this version')
    await page(`/app/stays/${stay}/tell`)
    await page(`/app/stays/${stay}/book`)
  })

  it('are closed to another team, like a stay that is not there', async () => {
    for (const path of ['leaving', 'blockers/new', 'sooner'].map((p) => `/app/stays/${stayId}/${p}`))
      expect((await site.get(path, lin)).status).toBe(404)
    expect((await site.get(`/app/stays/${freshId()}/leaving`, jo)).status).toBe(404)
  })
})
