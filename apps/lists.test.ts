import { afterAll, beforeAll, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aPracticeProduct } from '#testing/practice-site.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Pages with a table that is no list to take out, each with why. */
const ONE_PERSON = 'one person’s record: it leaves as a copy of the record, by its own way (decision 0035)'
const OWN = 'one’s own settings'
const FORM = 'part of a form, or of what a form would change: it is gone once that is decided'
const NOT_A_LIST: Readonly<Record<string, string>> = {
  '/app/people/:id': ONE_PERSON,
  '/app/people/:id/details': ONE_PERSON,
  '/app/people/:id/goals': ONE_PERSON,
  '/app/people/:id/visits': ONE_PERSON,
  '/app/people/:id/referrals': ONE_PERSON,
  '/app/people/:id/sharing': ONE_PERSON,
  '/app/people/:id/copy': ONE_PERSON,
  '/app/people/:id/door': ONE_PERSON,
  '/app/people/:id/looked': `${ONE_PERSON}; the privacy desk takes it out from its own page`,
  '/app/episodes/:id': ONE_PERSON,
  '/app/episodes/:id/calendar': ONE_PERSON,
  '/app/contacts/:id': ONE_PERSON,
  '/app/merges/compare/:one/:other': ONE_PERSON,
  '/app/merges/:id': ONE_PERSON,
  '/app/settings/calendar': OWN,
  '/app/settings/sign-in': OWN,
  '/app/drafts': OWN,
  '/app/leaving': 'has its own two links to the same file, with its filter and its codes',
  '/app/leaving/print': 'the same list on paper',
  '/app/agreements/ending': 'has its own link to the same file',
  '/app/import/:id': 'what somebody’s own file says; its rows to mend leave by their own links',
  '/app/audit/checkpoints': 'the signed lines leave whole and as they are, for a program that verifies them',
  '/app/audit/emergencies/:id': FORM,
  '/app/audit/without/:id': FORM,
  '/app/organisations/:id/leaving': FORM,
  '/app/organisations/:id/leaving/manifest': FORM,
  '/app/units/:id/hours': FORM,
  '/app/team/staff/:id': 'one staff member’s posts; the list of the team leaves from its own page',
  '/app/team/staff/:id/leave': FORM,
}

/** Short: over the five people whom walks name, by those who have most lists; LONG=1: everybody, by every role with lists of its own. */
const LONG = process.env.LONG !== undefined
const ASKERS = LONG
  ? ['jo', 'lin', 'sam', 'dot', 'wyn', 'bo', 'vic', 'ina', 'una']
  : ['lin', 'dot', 'ina', 'jo', 'una']
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

let site: Site
let routes: readonly string[]
beforeAll(async () => {
  site = await aSite(await aPracticeProduct(LONG ? 'everybody' : 'first'))
  routes = site.app.doors.flatMap((door) => /^GET (\/app.*)$/.exec(door)?.[1] ?? [])
}, 120_000)
afterAll(async () => {
  await site?.stop()
  await site?.product.stop()
})

const shape = (path: string): string => path.replace(ID, ':').replace(/\/\d{4}-\d\d-\d\d(?=\/|$)/g, '/:')
/** The page that answers an address, as the running product names it. */
const routeOf = (path: string): string | undefined =>
  routes.find((route) => route === path) ??
  routes.find((route) => route.replace(/:\w+/g, ':') === shape(path))

it('every list of the running product leaves as CSV and Excel by the one way, or is named with why not', async () => {
  const withTable = new Map<string, { path: string; token: string; body: string }>()
  const reached = new Set<string>()
  for (const who of ASKERS) {
    const token = await site.product.signIn(`${who}@practice.example`)
    const waiting = ['/app', ...routes.filter((route) => !route.includes(':'))]
    const seen = new Set<string>()
    while (waiting.length > 0) {
      const path = waiting.shift()!
      const route = routeOf(path.split('?')[0]!)
      if (route === undefined || seen.has(route) || withTable.has(route)) continue
      seen.add(route)
      const page = await site.get(path, token)
      if (page.status !== 200 || page.body.charCodeAt(0) === 0xfeff || !page.body.startsWith('<')) continue
      reached.add(route)
      for (const [, href = ''] of page.body.matchAll(/href="(\/app\/[^"#]*)"/g))
        waiting.push(href.replaceAll('&amp;', '&'))
      if (page.body.includes('<table') && !withTable.has(route))
        withTable.set(route, { path, token, body: page.body })
    }
  }
  const lists = [...withTable].filter(([route]) => !(route in NOT_A_LIST))
  console.log(
    `lists${LONG ? '' : ' (short: five people, five askers; the long form takes everybody and nine)'}: ${reached.size} of ${routes.length} pages reached by links, ${withTable.size} with a table, ${lists.length} taken out as CSV and Excel, ${withTable.size - lists.length} named with why not`,
  )
  expect(Object.keys(NOT_A_LIST).filter((route) => !routes.includes(route))).toEqual([])
  expect(lists.filter(([, { body }]) => !body.includes('tc-download')).map(([route]) => route)).toEqual([])
  expect(lists.length).toBeGreaterThan(15)
  for (const [route, { path, token, body }] of lists) {
    expect(pageProblems(body), route).toEqual([])
    const links = [...body.matchAll(/href="([^"]*file=(?:csv|xlsx))"/g)].map((m) =>
      m[1]!.replaceAll('&amp;', '&'),
    )
    expect(links.length, path).toBeGreaterThanOrEqual(2)
    for (const link of links) {
      const file = await site.get(link, token)
      expect([link, file.status, file.body.slice(0, link.endsWith('csv') ? 1 : 2)]).toEqual([
        link,
        200,
        link.endsWith('csv') ? '\uFEFF' : 'PK',
      ])
    }
  }
}, 120_000)
