import type { Locator } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { button, daysToFriday, fact, invented, link, pick, said, Walks } from './around-leaving.ts'
import { launchBrowser } from './browser.ts'
import { fillDate, rowOf, type Screen, showWhatFailed, today } from './visit.ts'

const RUTH = invented(1, 'Ruth', 'Calder')
const IVO = invented(2, 'Ivo', 'Marsden')
const ASA = invented(3, 'Asa', 'Whitlow')
const NELL = invented(4, 'Nell', 'Torrance')

let walks: Walks

beforeAll(async () => {
  walks = await Walks.begin(launchBrowser())
  await walks.admitted([RUTH, IVO, ASA, NELL].map((person, i) => ({ person, days: 12 + i })))
  // Tomorrow at 10 in the morning, whenever this runs
  await walks.here.clockTo(1, 10)
}, 180_000)
afterAll(async () => {
  await walks?.browser.close()
  await walks?.here.stop()
})

const leave = (page: Screen) => page.context().close()
// the planned, the sick and the Friday walk move the clock on, in this order
const group = (page: Screen, name: string | RegExp) => page.getByRole('group', { name })
/** An hour in London of the day that many days after the real today, as a message says it. */
const hourOf = (daysAhead: number, hour: number): string =>
  Temporal.Now.plainDateISO('Europe/London')
    .add({ days: daysAhead })
    .toZonedDateTime({ timeZone: 'Europe/London', plainTime: { hour } })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 })

test('a declined referral: the sender is told, and sends the same words on in one press', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(walks.browser))
  // a second service of the partnership, to which this can be handed on
  const lin = await walks.signIn('Lin Chau')
  await lin.goto('/app/services/add')
  await lin.getByLabel('Name', { exact: true }).fill('Riverside evening support')
  await pick(lin, 'Team that runs it', 'Riverside medication support')
  await lin.getByLabel('How it works').selectOption({ index: 1 })
  await lin.getByLabel('Whom the service takes on').fill('Adults who want company in the evenings')
  await lin.getByLabel('What the service does not do').fill('We do not give medicines')
  await lin.getByLabel('Capacity').fill('10')
  await button(lin, 'Add the service').click()
  await lin.getByRole('heading', { level: 1, name: 'Riverside evening support' }).waitFor()

  const jo = await walks.signIn('Jo Ellis')
  await rowOf(jo, 'Ruth Calder')
    .getByRole('link', { name: /^Add support/ })
    .click()
  await button(jo, /^Choose Riverside medication support/).click()
  await jo.locator('textarea').first().fill('Would like somebody to come by in the evenings')
  await button(jo, 'Continue').click()
  await jo.getByRole('radio', { name: 'Yes', exact: true }).check()
  await button(jo, 'Continue').click()
  await button(jo, 'Send to Riverside medication support').click()
  await walks.look(jo, 'declined-sent')

  await lin.goto('/app/referrals')
  await walks.look(lin, 'declined-inbox')
  await rowOf(lin, 'Ruth Calder').getByRole('link', { name: 'Ruth Calder' }).first().click()
  await walks.open(lin, link(lin, 'Not for us'), 'declined-form')
  await lin.getByLabel('Why can you not take this on?').fill('Our evenings are full until 14 December')
  await lin.getByRole('radio', { name: /^Another service/ }).check()
  await pick(lin, 'Which service?', 'Riverside evening support')
  await lin.getByLabel('A word about it').fill('They start next week')
  await walks.byKeyboard(lin, button(lin, 'Send this answer'))
  await lin.getByText('Your answer and the way onward are with the sender.').waitFor()
  await walks.look(lin, 'declined-answered')

  // Jo is told first thing on the board, and opens it
  await jo.goto('/app/leaving')
  const needs = jo.getByRole('region', { name: 'Needs you', exact: true })
  await walks.look(jo, 'declined-board')
  const item = needs.getByRole('listitem').filter({ hasText: 'Ruth Calder: Riverside' })
  expect(await item.innerText()).toContain('did not take the referral on')
  await walks.open(jo, link(item, /^Open/), 'declined-sender')
  expect(await said(jo)).toMatch(
    /cannot take this on: Our evenings are full until 14 December[\s\S]*They suggest Riverside evening support: They start next week/,
  )
  // one press, with the keyboard alone
  await walks.byKeyboard(jo, button(jo, 'Send the same referral to Riverside evening support'))
  await jo.getByText('Sent to Riverside evening support').first().waitFor()
  await walks.look(jo, 'declined-handed-on')
  await walks.open(jo, link(jo, 'See the referral'), 'declined-second')
  expect(await said(jo)).toContain('Would like somebody to come by in the evenings')
  await jo.goto('/app/leaving')
  expect(await jo.locator('main').innerText()).not.toContain(
    'did not take the referral on, less than an hour ago',
  )
  await lin.goto('/app/referrals')
  expect(await rowOf(lin, 'Ruth Calder').first().innerText()).toMatch(
    /Would like somebody to come by in the evenings[\s\S]*Sent/,
  )
  await leave(lin)
  await leave(jo)
})

test('a death reported wrongly: everything is held, is undone, and stands as before', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(walks.browser))
  const visitsOf = (page: Screen) => rowOf(page, 'Tom Hallam').first().innerText()
  const sam = await walks.signIn('Sam Okoro')
  await sam.goto('/app/visits?who=team')
  const before = await visitsOf(sam)
  await rowOf(sam, 'Tom Hallam').getByRole('link').first().click()
  const contact = sam.url()
  await sam.goto('/app/people')
  await sam.getByLabel('Find a person').or(sam.getByRole('searchbox')).first().fill('Tom Hallam')
  await sam.keyboard.press('Enter')
  await link(sam, 'Tom Hallam').click()
  await sam.getByRole('heading', { level: 1, name: 'Tom Hallam' }).waitFor()
  const person = sam.url().replace(/[?#].*$/, '')
  await walks.open(sam, link(sam, 'If they have died'), 'death-none')
  await walks.open(sam, link(sam, 'Report that they have died'), 'death-report')
  await sam.getByLabel('How do you know?').fill('A neighbour rang the office and said so')
  await walks.byKeyboard(sam, button(sam, 'Report it'))
  await sam.getByText('It is reported.').waitFor()
  await walks.look(sam, 'death-reported')
  await sam.goto('/app/visits?who=team')
  expect(await visitsOf(sam)).toContain('Reported died: ring before you go')
  await walks.look(sam, 'death-visits')
  await sam.goto(contact)
  expect(await said(sam)).toMatch(/ring before you go/i)
  await walks.look(sam, 'death-sheet')

  // the lead is asked the same day, on a screen of her own
  const noor = await walks.signIn('Noor Aziz')
  await noor.goto('/app/gaps')
  expect(await rowOf(noor, 'Tom Hallam').first().innerText()).toContain('Reported to have died')
  await walks.look(noor, 'death-gaps')
  await walks.until(noor, '/app/notices', /Tom Hallam[\s\S]*A death is reported/)
  await walks.look(noor, 'death-notices')
  await noor.goto(person)
  expect(await said(noor)).toMatch(/Tom Hallam is reported to have died[\s\S]*Ring before you go/)
  await walks.look(noor, 'death-banner')
  await walks.open(noor, link(noor, 'Confirm or correct it'), 'death-lead')
  await walks.open(noor, link(noor, 'They are alive: undo the report'), 'death-undo')
  await noor.getByLabel('How do you know?').fill('I rang him. It was another Tom.')
  await walks.byKeyboard(noor, button(noor, 'Undo what was said'))
  await noor.getByText('The report is undone').waitFor()
  await walks.look(noor, 'death-undone')
  expect(await said(noor)).toMatch(/Nobody says that they have died[\s\S]*undid the report/)

  await noor.goto(person)
  expect(await said(noor)).not.toMatch(/reported to have died/)
  await noor.goto('/app/gaps')
  expect(await rowOf(noor, 'Tom Hallam').filter({ hasText: 'Reported to have died' }).count()).toBe(0)
  await sam.goto('/app/visits?who=team')
  expect(await visitsOf(sam)).toBe(before)
  await leave(sam)
  await leave(noor)
})

/** The ward offers the lead by name to Noor, who accepts it. */
async function handsOver(jo: Screen, noor: Screen, name: string, pictures: string): Promise<void> {
  await jo.goto('/app/leaving')
  await rowOf(jo, name).getByRole('link', { name, exact: true }).click()
  await link(jo, 'Lead and handover').click()
  await walks.look(jo, `${pictures}-lead`)
  await walks.open(jo, link(jo, 'Hand the lead over'), `${pictures}-offer`)
  await pick(jo, 'Who is asked to lead?', 'Noor Aziz')
  await jo.getByLabel(/^What they should know/).fill('Lives in your area')
  await walks.byKeyboard(jo, button(jo, 'Offer the lead'))
  await jo.getByText('They are asked by name.').waitFor()
  await noor.goto('/app/leaving')
  await walks.look(noor, `${pictures}-asked`)
  await noor.goto(jo.url().replace(/\?.*$/, ''))
  await walks.open(noor, link(noor, 'Accept the lead'), `${pictures}-accept`)
  await walks.byKeyboard(noor, button(noor, 'Accept, in my name'))
  await noor.getByText('You have accepted.').waitFor()
  await walks.look(noor, `${pictures}-accepted`)
}

test('a planned leaving, from the date to the closing of the way out', { timeout: 180_000 }, async ({
  onTestFailed,
}) => {
  onTestFailed(() => showWhatFailed(walks.browser))
  const jo = await walks.signIn('Jo Ellis')
  const row = () => rowOf(jo, 'Ivo Marsden').first()
  await opensRecord(row())
  await walks.open(jo, row().getByRole('link', { name: /^Change dates/ }), 'planned-dates')
  await fillDate(group(jo, /^Which day do they mean to leave/), today(2))
  await fillDate(group(jo, /^Since which day are they clinically ready/), today(1))
  await walks.byKeyboard(jo, button(jo, 'Save the dates'))
  await jo.getByText('The dates of leaving are saved.').waitFor()
  expect(await row().innerText()).toMatch(/tomorrow/i)
  await opensRecord(row())
  await walks.open(jo, row().getByRole('link', { name: /^Note what stops them/ }), 'planned-stops')
  await jo.getByLabel('In your own words').fill('The flat has no heating')
  await jo.getByLabel('Who acts on this next?').fill('The landlord')
  await fillDate(group(jo, /^Since which day has it stopped them/), today(1))
  await button(jo, 'Note it').click()
  await jo.getByText('It is noted.').waitFor()
  expect(await row().innerText()).toMatch(/The flat has no heating[\s\S]*The landlord acts/)
  await walks.look(jo, 'planned-board')

  const noor = await walks.signIn('Noor Aziz')
  await handsOver(jo, noor, 'Ivo Marsden', 'planned')
  const person = noor.url().replace(/\/lead.*$/, '')

  // the plan, in the words of both, and everyone named has it
  await jo.goto(`${person}/plan`)
  await walks.look(jo, 'planned-no-plan')
  await walks.open(jo, link(jo, 'Write a plan'), 'planned-write')
  await jo.getByLabel('In plain words').first().fill('The community team visits twice in the first week')
  await jo.getByLabel('In their own words').first().fill('I want my own kettle back')
  const named = (n: number) => group(jo, `Named ${n}`)
  const noorsLine = (
    await named(1).getByLabel('Who', { exact: true }).locator('option').allInnerTexts()
  ).find((t) => t.startsWith('Noor Aziz'))
  await named(1)
    .getByLabel('Who', { exact: true })
    .selectOption({ label: noorsLine ?? 'Noor Aziz' })
  await named(2)
    .getByLabel('Who', { exact: true })
    .selectOption({ label: 'Somebody else: a GP, family, the person' })
  await named(2).getByLabel('Name, for somebody else').fill('Dr Amis')
  await named(2).getByLabel('What they are to the person').fill('GP')
  await walks.byKeyboard(jo, button(jo, 'Save the plan'))
  await jo.getByRole('heading', { name: 'Plan of Maple ward' }).waitFor()
  await walks.look(jo, 'planned-plan')

  // the day of leaving: supports do not hold it up
  await jo.goto('/app/leaving')
  await opensRecord(row())
  await walks.open(jo, row().getByRole('link', { name: /^Supports in place/ }), 'planned-supports')
  await leave(jo)
  await leave(noor)
  await walks.here.clockTo(2, 12)
  const wyn = await walks.signIn('Wyn Parry')
  await wyn.goto(`${person}/plan`)
  for (const [name, how] of [
    ['Dr Amis', 'Handed over at the surgery desk'],
    ['Noor Aziz', 'Given to her at the handover'],
  ] as const) {
    await walks.open(
      wyn,
      link(wyn, new RegExp(`^Write how they were given it.*${name}`)),
      `planned-give-${name.slice(0, 2)}`,
    )
    await wyn.getByRole('radio', { name: /^Somebody handed it over/ }).check()
    await wyn.getByLabel('To whom, and how?').fill(how)
    await fillDate(group(wyn, 'Which day?'), today(2))
    await wyn.getByLabel('What time?').fill('11:30am')
    await walks.byKeyboard(wyn, button(wyn, 'Save'))
    await wyn.getByText(how).waitFor()
  }
  expect(await said(wyn)).not.toContain('Does not have it yet')
  await wyn.goto('/app/leaving')
  const theirs = () => rowOf(wyn, 'Ivo Marsden').first()
  await opensRecord(theirs())
  await theirs()
    .getByRole('link', { name: /^Supports in place/ })
    .click()
  await wyn
    .getByLabel(/^Why do supports count as in place/)
    .fill('The pharmacist brings the tablets this afternoon')
  await walks.byKeyboard(wyn, button(wyn, 'Say that supports are in place'))
  await wyn.getByText('It is written down that supports are in place.').waitFor()
  await opensRecord(theirs())
  await walks.open(wyn, theirs().getByRole('link', { name: /^Record leaving/ }), 'planned-leave')
  await fillDate(group(wyn, /^Which day did they leave/), today(2))
  await wyn.getByLabel('At what time?').fill('11am')
  await walks.byKeyboard(wyn, button(wyn, 'Record that they left'))
  await wyn.getByText('It is recorded that they left the ward.').waitFor()
  expect(await theirs().innerText()).toMatch(/First contact: 70 hours left|First contact: 71 hours left/)
  await walks.look(wyn, 'planned-left')
  await leave(wyn)

  // the first contact, booked by the lead and then made
  const lead = await walks.signIn('Noor Aziz')
  await lead.goto('/app/gaps')
  expect(await rowOf(openNow(lead), 'Ivo Marsden').first().innerText()).toContain('Book a visit or a call')
  await walks.look(lead, 'planned-lead-gaps')
  await walks.open(
    lead,
    rowOf(lead, 'Ivo Marsden')
      .first()
      .getByRole('link', { name: /^Book the first contact/ }),
    'planned-book',
  )
  await fillDate(group(lead, 'On which day?'), today(3))
  await lead.getByLabel('From what time?').fill('9am')
  await lead.getByLabel('Until what time?').fill('9:30am')
  await walks.byKeyboard(lead, button(lead, 'Book it'))
  await lead.getByText('The contact is booked.').waitFor()
  await lead.goto('/app/gaps')
  expect(await rowOf(openNow(lead), 'Ivo Marsden').count()).toBe(0)
  await leave(lead)
  await walks.here.clockTo(3, 10)
  const then = await walks.signIn('Noor Aziz')
  await then.goto('/app/visits')
  await walks.look(then, 'planned-visits')
  await walks.open(then, rowOf(then, 'Ivo Marsden').getByRole('link').first(), 'planned-sheet')
  await then.getByRole('radio', { name: 'Yes', exact: true }).check()
  await then.getByLabel('How are things?').fill('The kettle is his own again')
  await walks.byKeyboard(then, button(then, 'Save'))
  await then.getByText('Saved', { exact: true }).waitFor()

  // whoever leads takes a second look at what the ward said over something open, and reads why
  await then.goto('/app/tasks')
  await rowOf(then, 'Ivo Marsden')
    .filter({ hasText: 'second look' })
    .getByRole('link', { name: /^It is done/ })
    .first()
    .click()
  await then.getByText('The pharmacist brings the tablets this afternoon').waitFor()
  await then.getByLabel('What was done?').fill('Rang the pharmacist')
  await walks.byKeyboard(then, button(then, 'It is done'))
  // and so does the ward's colleague
  const look = await walks.signIn('Jo Ellis')
  await look.goto('/app/tasks')
  await rowOf(look, 'Ivo Marsden')
    .filter({ hasText: 'second look' })
    .getByRole('link', { name: /^It is done/ })
    .first()
    .click()
  await look.getByLabel('What was done?').fill('The tablets came that afternoon')
  await walks.byKeyboard(look, button(look, 'It is done'))
  // and says what the hospital's message did not
  await look.goto('/app/tasks')
  await rowOf(look, 'Ivo Marsden')
    .getByRole('link', { name: /^Say it/ })
    .first()
    .click()
  await look.getByLabel('How many miles').fill('3')
  await look.getByLabel('Why is the person in this place').fill('Nearest ward with a bed')
  await button(look, 'Save').click()
  await look.getByText('It is saved.').waitFor()
  await leave(look)

  // closing the way out: somebody carries on by name, and the lead says with what
  await then.goto(`${person}/lead`)
  await walks.look(then, 'planned-close-missing')
  await walks.open(then, link(then, 'Ask somebody to carry on'), 'planned-carry')
  await pick(then, 'Who is asked to carry on?', 'Lin Chau')
  await then.getByLabel('What they are asked to carry on with').fill('Company with his tablets, twice a week')
  await walks.byKeyboard(then, button(then, 'Ask them'))
  await then.getByText('They are asked to carry on.').waitFor()
  const lin = await walks.signIn('Lin Chau')
  await lin.goto('/app/visits')
  await walks.look(lin, 'planned-carry-asked')
  await lin.goto(`${person}/lead`)
  await walks.open(lin, link(lin, 'Agree to carry on'), 'planned-carry-agree')
  await walks.byKeyboard(lin, button(lin, 'Accept, in my name'))
  await lin.getByText('You have agreed to carry on.').waitFor()
  await leave(lin)
  await then.reload()
  await walks.open(then, link(then, 'Close this way out of hospital'), 'planned-close')
  await then.getByLabel('Who carries on, and with what?').fill('Lin Chau, with his tablets, twice a week')
  await walks.byKeyboard(then, button(then, 'Close it'))
  await then.getByText('This way out of hospital is closed.').waitFor()
  await walks.look(then, 'planned-closed')
  await leave(then)
})

test('a lead on sick leave: shown first, and a gap until one of the leading team covers', {
  timeout: 120_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(walks.browser))
  await walks.here.clockTo(3, 10)
  const jo = await walks.signIn('Jo Ellis')
  const noor = await walks.signIn('Noor Aziz')
  await walks.wentHome(ASA, hourOf(3, 9))
  await handsOver(jo, noor, 'Asa Whitlow', 'sick')
  const person = noor.url().replace(/\/lead.*$/, '')
  await leave(noor)

  const wyn = await walks.signIn('Wyn Parry')
  await wyn.goto('/app/team/staff')
  await walks.open(wyn, link(wyn, 'Record an absence'), 'sick-form')
  await pick(wyn, 'Who is away', 'Noor Aziz')
  await wyn.getByRole('radio', { name: 'Sick' }).check()
  await fillDate(group(wyn, 'First day away'), today(4))
  await fillDate(group(wyn, 'Last day away'), today(8))
  await walks.byKeyboard(wyn, button(wyn, 'See what it touches'))
  await wyn.getByRole('heading', { level: 1, name: /what it touches/ }).waitFor()
  await walks.look(wyn, 'sick-preview')
  expect(Number(await fact(wyn, 'People whom they lead out of hospital'))).toBeGreaterThan(0)
  expect(await said(wyn)).toContain('Nobody covers.')
  await walks.byKeyboard(wyn, button(wyn, 'Record the absence'))
  await wyn.getByText('The absence is recorded.').waitFor()
  await walks.look(wyn, 'sick-recorded')

  // the first day away: the gap stands, and the person's page says so
  await walks.here.clockTo(4, 10)
  await leave(jo)
  await leave(wyn)
  const ward = await walks.signIn('Jo Ellis')
  await ward.goto(`${person}/lead`)
  expect(await said(ward)).toMatch(/Noor Aziz, North community team[\s\S]*Away until [\s\S]*nobody covers/)
  await walks.look(ward, 'sick-uncovered')
  const manager = await walks.signIn('Wyn Parry')
  await manager.goto('/app/team/staff')
  const row = rowOf(manager, 'Noor Aziz').filter({ hasText: 'No cover' })
  await walks.open(manager, row.getByRole('link').last(), 'sick-cover')
  await pick(manager, 'Who covers', 'Pat Reyes')
  await walks.byKeyboard(manager, button(manager, 'See what it touches'))
  await manager.getByRole('heading', { level: 1, name: /what it touches/ }).waitFor()
  // Pat takes what else Noor owes, but is of another team: a lead is covered from the leading team alone
  expect(await said(manager)).toContain('Whoever they lead has no lead for some of this time')
  await walks.look(manager, 'sick-cover-preview')
  await walks.byKeyboard(manager, button(manager, 'Save the change'))
  await manager.getByText('The absence is changed.').waitFor()
  await ward.reload()
  expect(await said(ward)).toMatch(/Pat Reyes covers, but holds no employed post in the team that leads/)
  await walks.look(ward, 'sick-covered')
  await leave(ward)
  await leave(manager)
})

test('an unplanned leaving on a Friday night: one sheet, and whoever answers out of hours is told', {
  timeout: 180_000,
}, async ({ onTestFailed }) => {
  onTestFailed(() => showWhatFailed(walks.browser))
  // the ward is open day and night, and Jo is on duty by day: between the shifts the site coordinator answers
  const wyn = await walks.signIn('Wyn Parry')
  await wyn.goto('/app/team/duty')
  await walks.look(wyn, 'friday-duty')
  await walks.open(wyn, link(wyn, 'Set hours'), 'friday-hours')
  for (const day of ['Monday', 'Friday', 'Sunday'])
    expect(await wyn.getByLabel(day).inputValue()).toBe('day and night')
  await walks.byKeyboard(wyn, button(wyn, 'Save the hours'))
  await wyn.getByText('Saved. It holds from now.').waitFor()
  await walks.look(wyn, 'friday-hours-set')
  await leave(wyn)

  const friday = daysToFriday(5)
  await walks.here.clockTo(friday, 22)
  const jo = await walks.signIn('Jo Ellis')
  const row = () => rowOf(jo, 'Nell Torrance').first()
  await opensRecord(row())
  await walks.open(jo, row().getByRole('link', { name: /^Left, nothing planned/ }), 'friday-sheet')
  await jo.getByRole('radio', { name: 'They left by their own decision' }).check()
  await fillDate(group(jo, 'Which day did they leave?'), today(friday))
  await jo.getByLabel('At what time?').fill('9:30pm')
  await jo.getByLabel('Where did they go?').fill('To her sister')
  await walks.byKeyboard(jo, button(jo, 'Record it'))
  await jo.getByText('It is recorded that they left and nothing was planned.').waitFor()
  expect(await row().innerText()).toMatch(/Wyn Parry, Maple ward: nobody has accepted the lead/)
  expect(await row().innerText()).toMatch(/First contact: 71 hours left, not booked/)
  await walks.look(jo, 'friday-board')
  await jo.goto('/app/gaps')
  const gaps = (await rowOf(openNow(jo), 'Nell Torrance').allInnerTexts()).join('\n')
  expect(gaps).toMatch(/Wyn Parry/)
  expect(gaps).toMatch(/Book a visit or a call that ends within 72 hours of leaving/)
  expect(gaps).toMatch(/Offer the lead by name/)
  await walks.look(jo, 'friday-gaps')

  // a second desk sees what would have left: neutral words, to the destination of the night
  const lin = await walks.signIn('Lin Chau')
  await walks.until(lin, '/app/practice/sent', /10pm on Friday[\s\S]*site\.coordinator@northside\.example/)
  expect(await said(lin)).not.toMatch(/Nell|Torrance/)
  await walks.look(lin, 'friday-sent')
  await jo.goto('/app/notices')
  // the worker tells in rounds: one more may have to pass on a busy machine
  for (let tries = 0; tries < 30 && (await rowOf(jo, 'Nell Torrance').count()) === 0; tries += 1) {
    await jo.waitForTimeout(2_000)
    await jo.reload()
  }
  expect(await rowOf(jo, 'Nell Torrance').first().innerText()).toMatch(/out of hours/)
  await walks.look(jo, 'friday-notices')
  await walks.byKeyboard(jo, button(rowOf(jo, 'Nell Torrance').first(), /^I will see to it/))
  await jo.getByText('You said that you will see to it.').waitFor()
  await leave(lin)
  await leave(jo)
})

/** What can be recorded from a row of the leaving board stands behind one word. */
const opensRecord = (row: Locator) => row.getByText(/^Record( for|$)/).click()
/** What is missing now, without what opens in the next days. */
const openNow = (page: Screen) => page.getByRole('table', { name: /^Open now/ })
