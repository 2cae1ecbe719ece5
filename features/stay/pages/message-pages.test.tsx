import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aFeed, feedDoor, takes } from '#testing/feed.ts'
import { aMessage } from '#testing/hl7-builder.ts'
import { fieldIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { codeOf, freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { feedTaker } from '../feed.ts'

let site: Site
let world: World
let feed: string
let dot: string
let jo: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow('2026-11-22T15:44:00Z')
  await site.product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  feed = await aFeed(site.product, {
    organisationId: world.organisations.northside,
    teamId: world.teams.records,
  })
  dot = await site.product.signIn(world.staff.dot.email)
  jo = await site.product.signIn(world.staff.jo.email)
})
afterAll(() => site.stop())

const page = async (path: string, as: string): Promise<string> => {
  const { body } = await openPage(site, path, as)
  expect(pageProblems(body), path).toEqual([])
  return body
}
const keptIds = async (control: string) =>
  (
    await site.product.rows<{ id: string; done_how: string | null; done_text: string | null }>(
      'select id, done_how, done_text from tc.kept_message where control_id = $1',
      [control],
    )
  )[0]!

describe('hospital messages that wait', () => {
  const nameless = () =>
    aMessage()
      .sentBy('NSD')
      .admitting({ family: 'Worklist', given: 'Wes', bornOn: '1980-01-02', hospitalNumber: 'H77' })
      .toWard('MAPLE')
      .forVisit('WL-1')
      .numbered('WL-1')

  it('stand on the desk’s list with why, whose they are and since when, and on nobody else’s', async () => {
    await takes(site.product, feed, nameless().text())
    await takes(site.product, feed, nameless().toWard('ELM').forVisit('WL-2').numbered('WL-2').text())
    const list = textIn(await page('/app/messages', dot))
    for (const words of [
      'WL-1',
      'WL-2',
      'The message does not give an NHS number',
      'ward is not known',
      '2 messages',
    ])
      expect(list).toContain(words)
    expect(list).toMatch(/Records desk/i)
    expect(textIn(await page('/app/messages', jo))).toContain('No hospital message waits for your team.')
    const { id } = await keptIds('WL-1')
    const one = await page(`/app/messages/${id}`, dot)
    for (const words of [
      'Sent by Hospital feed',
      'Worklist · Wes',
      'Visit number',
      'WL-1',
      'The message as it came',
    ])
      expect(textIn(one)).toContain(words)
    expect((await site.get(`/app/messages/${id}`, jo)).status).toBe(404)
    expect((await site.get(`/app/messages/${id}/again`, jo)).status).toBe(404)
  })

  it('are filed to a person whom two identifiers name, by the feed that brought them', async () => {
    const { id } = await keptIds('WL-1')
    const form = await page(`/app/messages/${id}/again`, dot)
    const send = (more: Record<string, string>) =>
      site.post(
        `/app/messages/${id}/again`,
        {
          commandId: fieldIn(form, 'commandId'),
          draftForm: 'message.again',
          draftAbout: id,
          draftVersion: '0',
          nhsNumber: '',
          family: '',
          ...more,
        },
        dot,
      )
    const one = await send({ commandId: freshId(), nhsNumber: '999 000 1006' })
    expect(one.status).toBe(422)
    expect(textIn(one.body)).toContain('two things must agree')
    expect(one.body).toContain('id="family-error"')
    const half = await send({ commandId: freshId(), nhsNumber: '9990' })
    expect(half.body).toContain('id="nhsNumber-error"')
    expect((await send({ commandId: freshId(), nhsNumber: '9990001006', family: 'Worklist' })).to).toBe(
      '/app/messages?done=again',
    )
    expect(textIn(await page('/app/messages', dot))).toContain('is tried again')
    expect(await feedTaker({ door: feedDoor(site.product, feed) }).again()).toBe(1)
    expect((await keptIds('WL-1')).done_how).toBe('filed to a person')
    expect(
      await site.product.rows(
        "select k.nhs_number from tc.stay s join tc.person_core k on k.person_id = s.person_id where visit_number = 'WL-1'",
      ),
    ).toEqual([{ nhs_number: '9990001006' }])
    expect(
      await site.product.rows('select 1 from tc.task where about_id = $1 and done_at is null', [id]),
    ).toEqual([])
    expect(textIn(await page(`/app/messages/${id}`, dot))).toContain('It has been dealt with')
  })

  it('that cannot be filed when tried again stay, and say why now; set aside, they keep the reason', async () => {
    const { id } = await keptIds('WL-2')
    const send = async (path: string, more: Record<string, string>) => {
      const form = await page(path, dot)
      return site.post(
        path,
        {
          commandId: fieldIn(form, 'commandId'),
          draftForm: path.endsWith('again') ? 'message.again' : 'message.set-aside',
          draftAbout: id,
          draftVersion: '0',
          nhsNumber: '',
          family: '',
          ...more,
        },
        dot,
      )
    }
    await send(`/app/messages/${id}/again`, {})
    expect(await feedTaker({ door: feedDoor(site.product, feed) }).again()).toBe(0)
    expect(
      await site.product.rows('select why, again_at, tries from tc.kept_message where id = $1', [id]),
    ).toEqual([{ why: 'STAY_UNIT_NOT_KNOWN', again_at: null, tries: 1 }])
    expect((await send(`/app/messages/${id}/set-aside`, { reason: ' ' })).status).toBe(422)
    // what is too long comes back whole: nothing is cut
    const long = `${'It was sent twice. '.repeat(120)}And the ward rang.`
    const cut = await send(`/app/messages/${id}/set-aside`, { reason: long })
    expect([cut.status, cut.body.includes('And the ward rang.')]).toEqual([422, true])
    expect(
      (await send(`/app/messages/${id}/set-aside`, { reason: 'Sent by mistake; the ward rang.' })).to,
    ).toBe('/app/messages?done=aside')
    expect(await keptIds('WL-2')).toMatchObject({
      done_how: 'set aside',
      done_text: 'Sent by mistake; the ward rang.',
    })
    expect(textIn(await page('/app/messages', dot))).toContain('No hospital message waits')
  })

  it('beside them stands a referral of another system: nobody is told that it is tried again, because no feed would', async () => {
    const partner = await aFeed(
      site.product,
      { organisationId: world.organisations.northside, teamId: world.teams.maple },
      ['referral.send'],
    )
    const keptId = freshId()
    await site.product.act(partner, 'referral.keep', {
      keptId,
      controlId: 'R-1',
      raw: '{"resourceType":"ServiceRequest"}',
      why: 'REFERRAL_TWO_IDENTIFIERS',
      params: {},
    })
    const one = textIn(await page(`/app/messages/${keptId}`, dot))
    expect(one).toContain('A referral from another system that waits')
    expect(one).toContain('Ask its sender to put right what stands above')
    expect(one).not.toContain('Try again')
    const tried = await site.product.act(dot, 'message.again', { keptId, who: null })
    expect(codeOf(tried)).toBe('MESSAGE_NOT_TRIED')
    const aside = await site.product.act(dot, 'message.set-aside', {
      keptId,
      reason: 'Sent again, and there',
    })
    expect(aside.ok).toBe(true)
  })

  it('are counted by feed and day, as the sender can count them', async () => {
    await takes(site.product, feed, nameless().text())
    const counts = textIn(await page('/app/messages/counts', dot))
    // two that were refused, and one of them once more
    expect(counts).toMatch(/Hospital feed\D*3\D*0\D*2\D*1\D*2\b/)
    expect(textIn(await page('/app/messages/counts', jo))).toContain('your team is no records desk')
  })
})
