import { afterAll, beforeAll, expect, it } from 'vitest'
import { dayBoxes, draftOf, hiddenIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

const NOW = '2026-03-05T09:00:00.000Z'
let site: Site
let world: World
let desk: string
let nurse: string
let noor: string
let person: Person
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow(NOW)
  const token = async (who: StaffMember) => site.product.signIn(who.email)
  desk = await token(
    await world.hires('Ina Brandt', world.teams.records, [
      'subject-access.release',
      'privacy.desk',
      'tasks.read',
    ]),
  )
  nurse = await token(await world.hires('Nia Ford', world.teams.maple, ['serious-harm.decide', 'tasks.read']))
  noor = await token(world.staff.noor)
  person = await world.person('Ada Invented')
  await world.startsSupport(person, 0, {
    serviceId: world.services.north,
    teamId: world.teams.north,
    organisationId: world.organisations.northside,
  })
  await site.product.superuser.query(
    `insert into tc.note (id, person_id, organisation_id, team_id, class_bit, body, at, recorded_at, by_staff_id)
      values ($1, $3, $4, $5, 4, 'Slept well & <b>ate</b>', $7, $7, $6), ($2, $3, $4, $5, 4, 'Her brother spoke of a threat', $7, $7, $6)`,
    [
      freshId(),
      freshId(),
      person.id,
      world.organisations.northside,
      world.teams.north,
      world.staff.noor.id,
      '2026-03-31T23:30:00Z',
    ],
  )
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
})
afterAll(() => site?.stop())

/** Opens a form, sends it with nothing in it, then with these answers; gives where it leads. */
async function fill(path: string, form: string, token: string, answers: Record<string, string | string[]>) {
  const page = await openPage(site, path, token)
  const hidden = { ...hiddenIn(page.body), ...draftOf(page.body, form, '') }
  const empty = await site.post(path, hidden, token)
  expect([path, empty.status]).toEqual([path, 422])
  const sent = await site.post(path, { ...hidden, commandId: freshId(), ...answers }, token)
  expect([path, sent.status, sent.status === 303 ? '' : textIn(sent.body).slice(0, 900)]).toEqual([
    path,
    303,
    '',
  ])
  return sent.to ?? ''
}
async function press(path: string, verb: string, token: string) {
  const page = await openPage(site, path, token)
  const sent = await site.post(
    `${path}/${verb}`,
    { ...hiddenIn(page.body), commandId: freshId(), personId: person.id },
    token,
  )
  expect([verb, sent.status]).toEqual([verb, 303])
}

it('goes from the person’s page to a copy on paper and in a file, with scripts off', async () => {
  const tab = await openPage(site, `/app/people/${person.id}/copy`, noor)
  expect(textIn(tab.body)).toContain('No request that you may see')
  expect(
    await fill(`/app/people/${person.id}/copy/ask`, 'copy.ask', noor, {
      ...dayBoxes('askedOn', ['2026', '3', '4']),
      askedHow: 'by letter',
    }),
  ).toBe(`/app/people/${person.id}/copy?said=asked`)
  const list = await openPage(site, '/app/copies', desk)
  expect(textIn(list.body)).toContain('33 days left')
  const at = /\/app\/copies\/[0-9a-f-]{36}/.exec(list.body)![0]
  // the task of the desk leads there too
  const tasks = (await site.get('/app/tasks', desk)).body
  expect(tasks).toContain(at)
  // it ends by the answer alone, so the list does not offer to say that it is done
  expect(tasks).not.toContain('It is done')
  expect(textIn((await openPage(site, at, noor)).body)).not.toContain('Say how you know that it is them')
  for (const file of ['paper', 'file']) expect((await site.get(`${at}/${file}`, desk)).status).not.toBe(200)

  await fill(`${at}/identity`, 'copy.check-identity', desk, {
    ...dayBoxes('on', ['2026', '3', '5']),
    how: 'Passport seen',
  })
  await press(at, 'gather', desk)
  const gathered = await openPage(site, at, desk)
  expect(textIn(gathered.body)).toContain('The copy can be released once all are')
  expect(gathered.body).not.toContain('/release')
  const part = /name="partIds"[^>]*value="([^"]+)"/
  const others = part.exec((await openPage(site, `${at}/others`, desk)).body)![1]!
  await fill(`${at}/others`, 'copy.decide-others', desk, {
    partIds: [others],
    what: 'give',
    why: 'He agreed on the phone',
  })
  expect((await site.get(`${at}/harm`, desk)).status).toBe(403)
  // the nurse reads what may harm, and nothing else
  const hers = await openPage(site, at, nurse)
  expect(hers.body).toContain('spoke of a threat')
  expect(hers.body).not.toContain('Slept well')
  await fill(`${at}/harm`, 'copy.decide-harm', nurse, {
    partIds: [part.exec((await openPage(site, `${at}/harm`, nurse)).body)![1]!],
    what: 'likely',
    why: 'He may come back at her',
    profession: 'doctor (GMC)',
    register: '1234567',
  })
  await openPage(site, `${at}/propose`, desk)
  await press(at, 'release', desk)

  const paper = await openPage(site, `${at}/paper`, desk)
  expect(textIn(paper.body)).toContain('1 part was kept back: because a registered health professional found')
  expect(paper.body).toContain('Slept well &amp; &lt;b&gt;ate&lt;/b&gt;')
  // half past eleven at night in UTC is the next day in London in summer time
  expect(textIn(paper.body)).toContain('1 April 2026')
  expect(paper.body).not.toContain('threat')
  expect((await site.get(`${at}/paper`, noor)).status).toBe(404)
  const file = await site.get(`${at}/file`, desk)
  const read = JSON.parse(file.body) as {
    digest: string
    keptBack: unknown
    parts: { what: string; said: { body?: string } }[]
  }
  expect(read.keptBack).toEqual({ anotherPerson: 0, seriousHarm: 1 })
  expect(read.parts.filter((p) => p.what === 'Notes').map((p) => p.said.body)).toEqual([
    'Slept well & <b>ate</b>',
  ])
  expect(read.digest).toMatch(/^[0-9a-f]{64}$/)

  await fill(`${at}/hand-over`, 'copy.hand-over', desk, {
    ...dayBoxes('on', ['2026', '3', '5']),
    how: 'By hand',
  })
  const over = await openPage(site, at, desk)
  expect(over.body).not.toContain('Slept well')
  expect(textIn(over.body)).toContain('Handed over')
  expect((await site.get(`${at}/file`, desk)).status).not.toBe(200)
})

it('is written down at the desk by what is known of somebody of whom the organisation holds something', async () => {
  const [who] = await site.product.rows<{ born_on: string; given: string; family: string }>(
    "select to_char(born_on, 'YYYY-MM-DD') as born_on, n.given, n.family from tc.person p join tc.person_name n on n.person_id = p.id where p.id = $1",
    [person.id],
  )
  const [y = '', m = '', d = ''] = (who!.born_on ?? '').split('-')
  const answers = {
    given: who!.given,
    family: who!.family,
    ...dayBoxes('bornOn', [y, m, d]),
    ...dayBoxes('askedOn', ['2026', '3', '5']),
    askedHow: 'by email',
  }
  const to = await fill('/app/copies/ask', 'copy.ask-desk', desk, answers)
  expect(to).toMatch(/^\/app\/copies\/[0-9a-f-]{36}\?said=asked$/)
  const at = to.split('?')[0]!
  expect(textIn((await openPage(site, at, desk)).body)).toContain('Ada Invented')
  await fill(`${at}/extend`, 'copy.extend', desk, {
    why: 'complex',
    words: 'There is much of it',
    ...dayBoxes('toldOn', ['2026', '3', '5']),
    toldHow: 'By letter',
  })
  expect(await fill(`${at}/end`, 'copy.end', desk, { why: 'Taken back by phone' })).toBe(
    '/app/copies?said=ended',
  )
  // a desk of an organisation that holds nothing is told the same as of nobody
  const elsewhere = await site.product.signIn(
    (await world.hires('Oda Reed', world.teams.harbour, ['subject-access.release'])).email,
  )
  const page = await openPage(site, '/app/copies/ask', elsewhere)
  const no = await site.post(
    '/app/copies/ask',
    { ...hiddenIn(page.body), ...draftOf(page.body, 'copy.ask-desk', ''), ...answers },
    elsewhere,
  )
  expect(no.status).toBe(422)
  expect(textIn(no.body)).toContain('No one record of your organisation fits')
})
