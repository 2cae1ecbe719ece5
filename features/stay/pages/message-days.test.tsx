import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFeed, takes } from '#testing/feed.ts'
import { aMessage, MARA } from '#testing/hl7-builder.ts'
import { draftOf, fieldIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { codeOf, freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let feed: string
let dot: string
let jo: string
let clientId: string

const COUNTS = '/app/messages/counts'
const message = (control: string) =>
  aMessage().sentBy('NSD').admitting(MARA).toWard('MAPLE').forVisit('DAY-1').numbered(control).text()

beforeAll(async () => {
  site = await aSite()
  const { product } = site
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  const { northside } = world.organisations
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [northside])
  feed = await aFeed(product, { organisationId: northside, teamId: world.teams.records })
  await takes(product, feed, message('D1'))
  await takes(product, feed, message('D2').replace('MAPLE', 'ELSEWHERE'))
  await takes(product, feed, message('D1'))
  dot = await product.signIn(world.staff.dot.email)
  jo = await product.signIn(world.staff.jo.email)
  ;[{ id: clientId }] = (await product.rows('select distinct client_id as id from tc.feed_message')) as [
    { id: string },
  ]
})
afterAll(() => site.stop())

const reads = async (path: string, as = dot) => textIn((await openPage(site, path, as)).body)
async function writes(day: string, answers: Record<string, string>, as = dot) {
  const path = `${COUNTS}/${clientId}/${day}`
  const { body } = await openPage(site, path, as)
  return site.post(
    path,
    {
      ...draftOf(body, 'message.day-counted', fieldIn(body, 'draftAbout')),
      explained: 'no',
      words: '',
      ...answers,
    },
    as,
  )
}

describe('the count of a day, held against the sender’s', () => {
  it('is not asked for before the day is over', async () => {
    const page = await reads(COUNTS)
    expect(page).toContain('No day waits to be agreed')
    expect(page).toContain('not over yet')
    const tried = await writes('2026-11-22', { sent: '2' })
    expect([tried.status, textIn(tried.body).includes('not over yet')]).toEqual([422, true])
  })

  it('waits with its owner and age from the next midnight, a day without any message too', async () => {
    await site.product.moveTo('2026-11-24T10:00:00Z')
    const page = await reads(COUNTS)
    expect(page).toContain('2 days wait to be agreed')
    expect(page).toMatch(
      /22 November 2026 Feed Hospital feed Came, each once 2 The sender says not agreed yet Who has it Records desk Waits 34 hours/,
    )
    expect(page).toMatch(
      /23 November 2026 Feed Hospital feed Came, each once 0 The sender says not agreed yet Who has it Records desk Waits 10 hours/,
    )
    expect(await reads('/app/messages')).toContain('2 days of messages wait to be agreed')
  })

  it('that differs needs words and goes on waiting; explained or agreed it does not, and says who and when', async () => {
    const bare = await writes('2026-11-22', { sent: '3' })
    expect([bare.status, textIn(bare.body)]).toEqual([
      422,
      expect.stringContaining('The sender counts 3 and 2 came here. Write what was found'),
    ])
    const none = await writes('2026-11-22', { sent: 'three' })
    expect([none.status, textIn(none.body)]).toEqual([422, expect.stringContaining('Enter a whole number')])
    const asked = await writes('2026-11-22', { sent: '3', words: 'Asked the PAS team' })
    expect([asked.status, asked.to]).toEqual([303, `${COUNTS}?done=asked`])
    const waiting = await reads(COUNTS)
    expect(waiting).toContain('2 days wait to be agreed')
    expect(waiting).toContain('3, 2 here: differs. Asked the PAS team Dot Hume')
    const explained = await writes('2026-11-22', { sent: '3', words: 'One was a test', explained: 'yes' })
    expect(explained.to).toBe(`${COUNTS}?done=explained`)
    const agreed = await writes('2026-11-23', { sent: '0' })
    expect(agreed.to).toBe(`${COUNTS}?done=agrees`)
    const after = await reads(COUNTS)
    expect(after).toContain('No day waits to be agreed')
    expect(after).toContain('3, 2 here: differs, explained. One was a test Dot Hume')
    expect(after).toContain('0: agrees. Dot Hume')
    expect(
      await site.product.rows(
        'select on_day::text as day, sent, ours, state from tc.feed_day_count order by on_day, at',
      ),
    ).toEqual([
      { day: '2026-11-22', sent: 3, ours: 2, state: 'asked' },
      { day: '2026-11-22', sent: 3, ours: 2, state: 'explained' },
      { day: '2026-11-23', sent: 0, ours: 0, state: 'agrees' },
    ])
  })

  it('is the records desk’s alone: nobody else is told a number, nor writes one', async () => {
    expect(await reads(COUNTS, jo)).toContain('your team is no records desk')
    expect((await site.get(`${COUNTS}/${clientId}/2026-11-23`, jo)).status).toBe(404)
    const { product } = site
    const input = {
      countId: freshId(),
      clientId,
      onDay: '2026-11-23',
      sent: 4,
      words: 'x',
      explained: false,
    }
    expect(codeOf(await product.act(jo, 'message.day-counted', input))).toBe('NOT_FOUND_OR_NOT_YOURS')
    const other = await product.signIn(world.staff.lin.email)
    expect(codeOf(await product.act(other, 'message.day-counted', input))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await product.act(feed, 'message.day-counted', input))).toBe('NOT_ALLOWED')
    expect(codeOf(await product.act(dot, 'message.day-counted', { ...input, clientId: freshId() }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
  })
})
