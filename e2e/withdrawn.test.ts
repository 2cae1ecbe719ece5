import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asksShape } from '#core/referral/asks.ts'
import type { Person } from '#testing/personas.ts'
import {
  countPresses,
  expectNoSeriousAxe,
  expectNoSidewaysScroll,
  launchBrowser,
  openPage,
} from './browser.ts'
import { aSmallSite, type SmallSite } from './small-site.ts'
import { type Screen, showWhatFailed } from './visit.ts'

/**
 * Two browsers, two organisations. In one a person takes back what a service may know; in the other the service's worker goes on pressing.
 * What was opened by sharing is gone at the very next request, at every door there is: pages, lists, search, counts, print, JSON, an open form.
 */
let ward: Browser
let riverside: Browser
let here: SmallSite
let mara: Person
let ada: Person
let maraReferral: string

const OPENED = ['Canary Lodge', 'Canarizine', 'Canary pollen']

beforeAll(async () => {
  ;[ward, here] = await Promise.all([launchBrowser(), aSmallSite()])
  riverside = await launchBrowser()
  const { world } = here
  const { superuser } = here.site.product
  const { medication } = world.services
  ;[mara, ada] = await Promise.all([world.person('Mara Okafor'), world.person('Ada Larkin')])
  for (const person of [mara, ada]) {
    const stayId = await world.admits(person, 0.1)
    const referralId = await world.refers(person, 0.2, { stayId })
    await world.answers(person, medication, 'yes', 0.2)
    if (person === mara) maraReferral = referralId
    else {
      await world.says(referralId, 'started', { answered_at: world.at(0.3) })
      await world.startsSupport(ada, 0.5, { referralId })
    }
  }
  await superuser.query(
    `update tc.person_core set addresses = $2, allergies_state = 'listed', allergies = 'Canary pollen' where person_id = $1`,
    [ada.id, JSON.stringify([{ kind: 'place', use: 'home', lines: ['Canary Lodge'] }])],
  )
  await superuser.query(
    `insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, prescriber, said_by, as_of, organisation_id, team_id, recorded_at, recorded_by)
     values (gen_random_uuid(), $1, 'Canarizine', 'one', 'mornings', 'the surgery', 'the ward', '2026-03-02', $2, $3, $4, $5)`,
    [ada.id, world.organisations.northside, world.teams.maple, world.at(0.2), world.staff.jo.id],
  )
  await superuser.query("insert into tc.person_name_key (key, person_id) values ('okafor', $1)", [mara.id])
  await superuser.query('update tc.referral set asks = $1', [
    JSON.stringify(asksShape.parse({ reason: { state: 'known', text: 'Company with tablets' } })),
  ])
  await here.refresh()
}, 180_000)
afterAll(async () => {
  await Promise.all([ward?.close(), riverside?.close()])
  await here?.stop()
})

async function signIn(browser: Browser, name: string, scripts = true): Promise<Screen> {
  const page = await openPage(browser, { baseURL: here.address, scripts })
  page.setDefaultTimeout(20_000)
  await page.goto('/sign-in')
  await page.getByRole('button', { name }).click()
  await page.waitForURL('**/app/**')
  return page
}
const pageAt = async (page: Screen, path: string): Promise<string> => {
  await page.goto(path)
  return page.content()
}
const json = (page: Screen, query: string, input: object): Promise<string> =>
  page.evaluate(
    async ([name, body]) =>
      (
        await fetch(`/api/queries/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).text(),
    [query, JSON.stringify({ input })] as [string, string],
  )
async function found(page: Screen, typed: string): Promise<string> {
  await page.goto('/app/people')
  await page.locator('main').getByLabel('Find a person').fill(typed)
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.waitForURL('**/app/people?search=*')
  // the box holds what was typed: what was found stands in the links
  return (await page.locator('main a').allInnerTexts()).join('\n')
}
/** Jo's two presses, from the page "Sharing" of this person. */
async function stops(jo: Screen, person: Person): Promise<number> {
  await jo.goto(`/app/people/${person.id}/sharing`)
  const counter = countPresses()
  await counter.press(jo.getByRole('link', { name: /^Stop sharing/ }))
  await counter.press(jo.getByRole('button', { name: 'Stop sharing now' }))
  await jo.getByText('Sharing is stopped. It holds from now on').waitFor()
  return counter.presses()
}

test('before the answer: the service loses the person whole, at every door, at its very next request', {
  timeout: 240_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => Promise.all([showWhatFailed(ward), showWhatFailed(riverside)]).then(() => undefined))
  const [jo, sam] = await Promise.all([signIn(ward, 'Jo Ellis'), signIn(riverside, 'Sam Okoro')])
  const doors: Record<string, () => Promise<string>> = {
    'the person': () => pageAt(sam, `/app/people/${mara.id}`),
    'details of the person': () => pageAt(sam, `/app/people/${mara.id}/details`),
    'who should know what': () => pageAt(sam, `/app/people/${mara.id}/sharing`),
    'the plan on paper': () => pageAt(sam, `/app/people/${mara.id}/print/plan`),
    'the list of referrals': () => pageAt(sam, '/app/referrals'),
    'the referral': () => pageAt(sam, `/app/referrals/${maraReferral}`),
    search: () => found(sam, 'Okafor'),
    'JSON of the person': () => json(sam, 'people.header', { personId: mara.id }),
    'JSON of a search': () => json(sam, 'people.search', { typed: 'Okafor' }),
    'JSON of the list of referrals': () => json(sam, 'referral.inbox', {}),
  }
  for (const [door, look] of Object.entries(doors)) expect(await look(), door).toContain('Mara')
  const waiting = async () =>
    (JSON.parse(await json(sam, 'referral.inbox', {})) as { rows: unknown[] }).rows.length
  const counted = await waiting()
  // a form stands open with words in it
  const form = await sam.context().newPage()
  await form.goto(`/app/referrals/${maraReferral}/ask`)
  await form.getByLabel('Your question').fill('Typed before it was withdrawn')
  await form.getByText(/^Saved \d/).waitFor()
  await sam.goto(`/app/people/${mara.id}`)

  expect(await stops(jo, mara)).toBe(2)

  // the very next request: the page that was open
  await sam.reload()
  expect(await sam.content()).not.toContain('Mara')
  for (const [door, look] of Object.entries(doors)) expect(await look(), door).not.toContain('Mara')
  // neither is there one more without a name
  expect(await waiting()).toBe(counted - 1)
  await form.getByRole('button', { name: 'Send the question' }).click()
  await form.waitForLoadState()
  expect(await form.content()).not.toContain('Mara')
  const { superuser } = here.site.product
  const asked = await superuser.query('select 1 from tc.referral_message where referral_id = $1', [
    maraReferral,
  ])
  expect(asked.rowCount).toBe(0)
  // the words are their author's still, without the name
  const drafts = await pageAt(sam, '/app/drafts')
  expect(drafts).toContain('Typed before it was withdrawn')
  expect(drafts).not.toContain('Mara')
  // the team is told to stop using it, by a task that opens nobody
  const tasks = await pageAt(sam, '/app/tasks')
  expect(tasks).toContain('said no to sharing')
  expect(tasks).not.toContain('Mara')
  // and what was seen before stays written down, for whoever may read it
  const looks = await superuser.query<{ n: number }>(
    `select count(*)::int as n from audit.event where actor_id = $1 and $2 = any (person_ids) and outcome = 'shown'`,
    [here.world.staff.sam.id, mara.id],
  )
  expect(looks.rows[0]?.n).toBeGreaterThan(Object.keys(doors).length - 2)
  for (const page of [jo, sam]) await page.context().close()
})

test('while they support: what sharing opened is gone, their own work and the name stay (stopped without scripts)', {
  timeout: 240_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => Promise.all([showWhatFailed(ward), showWhatFailed(riverside)]).then(() => undefined))
  const [jo, sam] = await Promise.all([signIn(ward, 'Jo Ellis', false), signIn(riverside, 'Sam Okoro')])
  const doors: Record<string, () => Promise<string>> = {
    'details of the person': () => pageAt(sam, `/app/people/${ada.id}/details`),
    'the emergency sheet on paper': () => pageAt(sam, '/app/people/print/emergency-sheet?list=team'),
    'JSON of details': () => json(sam, 'people.details', { personId: ada.id }),
    'JSON of medicines': () => json(sam, 'medicine.list', { personId: ada.id }),
    'JSON of the emergency sheet': () => json(sam, 'people.emergency-sheet', { scope: 'team' }),
  }
  const opened = (text: string) => OPENED.filter((word) => text.includes(word))
  const before = new Set<string>()
  for (const [door, look] of Object.entries(doors)) {
    const words = opened(await look())
    expect(words.length, `${door}: ${(await look()).slice(0, 300)}`).toBeGreaterThan(0)
    for (const word of words) before.add(word)
  }
  expect([...before].sort()).toEqual([...OPENED].sort())
  await sam.goto(`/app/people/${ada.id}/details`)

  expect(await stops(jo, ada)).toBe(2)
  await expectNoSidewaysScroll(jo)

  await sam.reload()
  expect(opened(await sam.content())).toEqual([])
  for (const [door, look] of Object.entries(doors)) expect(opened(await look()), door).toEqual([])
  expect(await pageAt(sam, `/app/people/${ada.id}`)).toContain('Ada Larkin')
  expect(await pageAt(sam, '/app/tasks')).toContain('Stop using what you were told of them')
  // who supports reads on the page why, and nothing of who else reads
  await sam.goto(`/app/people/${ada.id}/sharing`)
  await sam.getByText('Who reads is shown to those who may see what is needed for care.').waitFor()
  await expectNoSeriousAxe(sam)
  await sam.setViewportSize({ width: 360, height: 640 })
  await expectNoSidewaysScroll(sam)
  for (const page of [jo, sam]) await page.context().close()
})
