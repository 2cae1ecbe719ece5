import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { dayBoxes, draftOf, openPage, textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { insert } from '#testing/sql.ts'

let site: Site
let world: World
let [jo, wyn, noor, stayId, personId] = ['', '', '', '', '']
const ash = freshId()

// Tuesday 3 March 2026, 9am; it is midday on day 20, Monday 23 March
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const person = await world.person('Una Moving')
  personId = person.id
  stayId = await world.admits(person, 2)
  const { superuser } = site.product
  await superuser.query('select acl.refresh($1)', [[personId]])
  await superuser.query("update tc.post set rights = rights || '{organisation.manage}' where id = $1", [
    world.staff.wyn.postId,
  ])
  await superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  await site.product.setNow('2026-03-23T12:00:00.000Z')
  ;[jo, wyn, noor] = (await Promise.all(
    [world.staff.jo, world.staff.wyn, world.staff.noor].map((s) => site.product.signIn(s.email)),
  )) as [string, string, string]
})
afterAll(() => site.stop())

describe('moved to another ward', () => {
  const path = () => `/app/stays/${stayId}/move`

  it('says so where no other ward is set up', async () => {
    const shown = await openPage(site, path(), jo)
    expect(textIn(shown.body)).toContain('No other ward of your organisation is set up here.')
    expect(pageProblems(shown.body)).toEqual([])
  })

  it('asks to which ward and when, keeps what is wrong, and the next ward has the person', async () => {
    await insert(site.product.superuser, 'tc.unit', {
      id: ash,
      organisation_id: world.organisations.northside,
      team_id: world.teams.north,
      code: 'ASH',
      name: 'Ash',
      kind: 'ward',
    })
    const shown = await openPage(site, path(), jo)
    expect(pageProblems(shown.body)).toEqual([])
    expect(textIn(shown.body)).toContain('Ash, North community team')
    const base = draftOf(shown.body, 'stay.move', stayId)
    const boxes = { ...dayBoxes('moved', ['2026', '3', '22']), movedTime: '3pm' }
    const wrong = await site.post(path(), { ...base, ...boxes, unit: '' }, jo)
    expect([wrong.status, textIn(wrong.body).includes('Choose the ward')]).toEqual([422, true])
    expect(pageProblems(wrong.body)).toEqual([])
    const early = { ...base, ...dayBoxes('moved', ['2026', '1', '2']), movedTime: '', unit: ash }
    const before = await site.post(path(), { ...early, commandId: freshId() }, jo)
    expect([before.status, textIn(before.body).includes('not on this ward yet')]).toEqual([422, true])
    const done = await site.post(path(), { ...base, ...boxes, unit: ash, commandId: freshId() }, jo)
    expect(done.to).toBe('/app/leaving?said=moved')
    expect(textIn((await openPage(site, '/app/leaving?said=moved', jo)).body)).toContain(
      'The move is recorded.',
    )
    expect((await site.get(path(), jo)).status).toBe(404)
    expect(textIn((await openPage(site, path(), noor)).body)).toContain('Ash')
  })
})

describe('the national count', () => {
  it('names the missing kind of beds on the person’s page; whoever builds the organisation says it', async () => {
    await site.product.superuser.query(
      "update tc.stay set ended_at = '2026-03-20T10:00:00Z', ended_known_to = 'minute', end_source = 'by hand' where id = $1",
      [stayId],
    )
    const told = async () => textIn((await openPage(site, `/app/people/${personId}`, noor)).body)
    expect(await told()).toContain(
      'It is not counted here: The kind of beds of this ward is not in the record.',
    )
    const path = `/app/units/${ash}/beds`
    const shown = await openPage(site, path, wyn)
    expect(pageProblems(shown.body)).toEqual([])
    const sent = await site.post(path, { ...draftOf(shown.body, 'unit.set-beds', ash), beds: '200' }, wyn)
    expect(sent.to).toBe(`/app/organisations/${world.organisations.northside}?done=beds`)
    const hours = await openPage(site, `/app/units/${ash}/hours`, wyn)
    expect(textIn(hours.body)).toContain('Kind of beds: Acute, adults (200).')
    expect(await told()).toContain(
      '21 March 2026 to 23 March 2026. Nothing that it takes is recorded yet. Nobody has said how they left',
    )
    expect([403, 404]).toContain((await site.get(path, jo)).status)
  })
})
