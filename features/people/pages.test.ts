import { afterAll, beforeAll, expect, it } from 'vitest'
import { onlyNamed } from '#core/people/person.ts'
import { personRows } from '#core/people/rows.ts'
import { pageProblems } from '#platform/ui/index.ts'
import { hiddenIn } from '#testing/page.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { type Answer, aSite, type Form, type Site } from '#testing/site.ts'

let site: Site
let world: World
let token: string
let mara: Person
let lin: string

const RIGHTS = [
  'people.read',
  'people.details',
  'people.former-names',
  'people.characteristics',
  'staff-safety.record',
  'medicines.read',
  'medicines.record',
  'people.register',
  'referral.send',
  'referral.read',
  'stay.record',
  'board.read',
  'contact.read',
]

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow('2026-03-02T09:00:00Z')
  token = await site.product.signIn((await world.hires('Full Card', world.teams.maple, RIGHTS)).email)
  lin = await site.product.signIn(world.staff.lin.email)
  mara = await world.person('Mara Okafor')
  await world.admits(mara, -3)
  const rows = personRows(onlyNamed([{ kind: 'known-as', given: 'Mara', family: 'Okafor' }]))
  const { superuser } = site.product
  await superuser.query(
    'insert into tc.person_name_key (key, person_id) select k, $1 from unnest($2::text[]) k',
    [mara.id, rows.keys.map((k) => k.key)],
  )
  await superuser.query('insert into tc.person_search (person_id, keys) values ($1, $2)', [
    mara.id,
    rows.nameKeys,
  ])
  await superuser.query('select acl.refresh($1::uuid[])', [[mara.id]])
})
afterAll(() => site.stop())

const get = (path: string, who = token) => site.get(path, who)
const sound = (answer: Answer, status = 200) => {
  expect([answer.status, pageProblems(answer.body)]).toEqual([status, []])
  return answer
}
/** Opens a form and sends it with these answers over its hidden fields. */
const send = async (path: string, answers: Form): Promise<Answer> =>
  site.post(path, { ...hiddenIn(sound(await get(path)).body), ...answers }, token)

it('finds by a search whose text is in no address, and offers to add whom it did not find', async () => {
  const posted = await site.post('/app/people/search', { q: 'okafor' }, token)
  expect(posted.to).toMatch(/^\/app\/people\?search=[0-9a-f-]{36}$/)
  const found = sound(await get(posted.to!))
  expect(found.body).toContain(`/app/people/${mara.id}`)
  expect(found.body).toContain('999')
  // the search is its author's alone
  expect((await get(posted.to!, lin)).body).toContain('no longer kept')
  const nobody = sound(
    await get((await site.post('/app/people/search', { q: 'Zeno Quillfeather 14 3 1987' }, token)).to!),
  )
  expect(nobody.body).toContain('Nobody among the people your team supports')
  const add = sound(await get(/href="(\/app\/people\/new\?search=[^"]+)"/.exec(nobody.body)![1]!))
  for (const value of ['value="Zeno"', 'value="Quillfeather"', 'value="14"', 'value="1987"'])
    expect(add.body).toContain(value)
})

it('asks whether it is the same person before saving, then adds, and a second press adds nobody', async () => {
  const start = hiddenIn(sound(await get('/app/people/new')).body)
  const wrong = sound(
    await site.post(
      '/app/people/new',
      { ...start, given: 'Maraa', family: 'Okafor', nhsNumber: '123' },
      token,
    ),
    422,
  )
  expect(wrong.body).toContain('value="Maraa"')
  expect(wrong.body).toContain('10 digits')
  const asked = sound(
    await site.post('/app/people/new', { ...start, given: 'Maraa', family: 'Okafor' }, token),
  )
  expect(asked.body).toContain('Is this the same person?')
  expect(asked.body).toContain(`/app/people/${mara.id}`)
  const form = hiddenIn(asked.body)
  const added = await site.post('/app/people/new', form, token)
  expect(added.to).toMatch(/^\/app\/people\/[0-9a-f-]{36}\/added$/)
  expect((await site.post('/app/people/new', form, token)).to).toBe(added.to)
  const page = sound(await get(added.to!))
  expect(page.body).not.toContain('Maraa')
  expect(page.body).toContain('/app/referrals/new?person=')
  expect((await get(added.to!.replace('/added', ''))).to).toBe(added.to)
  const count = await site.product.superuser.query(
    "select count(*)::int as n from tc.person where display_name = 'Maraa Okafor'",
  )
  expect(count.rows).toEqual([{ n: 1 }])
})

it('shows only the typed side by side with people one may see', async () => {
  const hidden = await world.person('Hidden Namesake')
  const start = hiddenIn((await get('/app/people/new')).body)
  const added = await site.post(
    '/app/people/new',
    { ...start, given: 'Hidden', family: 'Namesake', nhsNumber: hidden.nhsNumber },
    token,
  )
  expect(added.to).toBe(`/app/people/${hidden.id}/added`)
  expect(sound(await get(added.to!)).body).not.toContain('Hidden')
})

it('refuses hidden and absent people alike', async () => {
  const hidden = await world.person('Cannot Be Seen')
  for (const tab of ['', '/referrals', '/visits', '/details', '/history', '/change/names', '/added']) {
    const absent = freshId()
    const [a, b] = [await get(`/app/people/${hidden.id}${tab}`), await get(`/app/people/${absent}${tab}`)]
    // the foot says how far the audit's sealer is, which goes on meanwhile
    const plain = (body: string, id: string) => body.replaceAll(id, 'ID').split('<footer')[0]
    expect([a.status, plain(a.body, hidden.id)]).toEqual([404, plain(b.body, absent)])
  }
})

it('shows every page about a person soundly, and nothing of core to who may not see it', async () => {
  must(
    await site.product.act(token, 'medicine.record', {
      personId: mara.id,
      medicineId: freshId(),
      name: 'Olanzapine',
      doseInWords: 'one 10mg tablet',
      when: 'at night',
      prescribedBy: 'Dr Example',
      saidBy: 'the ward',
      asOfOn: '2026-03-01',
    }),
  )
  const pages = [
    '',
    '/referrals',
    '/visits',
    '/details',
    '/history',
    ...[
      'names',
      'about',
      'contact',
      'number',
      'allergies',
      'medicine',
      'carer',
      'staff-safety',
      'equality',
    ].map((f) => `/change/${f}`),
  ]
  for (const page of pages)
    expect(sound(await get(`/app/people/${mara.id}${page}`)).body, page).toContain('Mara Okafor')
  const summary = (await get(`/app/people/${mara.id}`)).body
  for (const words of ['Olanzapine', 'On the ward or unit', 'in hospital 3 days', 'None planned', '41 years'])
    expect(summary).toContain(words)
  expect(summary).toContain(mara.nhsNumber.replace(/^(...)(...)/, '$1\u00a0$2\u00a0'))
  await world.refers(mara, -1)
  await site.product.superuser.query('select acl.refresh($1::uuid[])', [[mara.id]])
  const sent = sound(await get(`/app/people/${mara.id}`, lin)).body
  expect(sent).toContain('41 years')
  for (const words of ['Olanzapine', 'in hospital', '>NHS number<', 'Next contact', mara.nhsNumber.slice(6)])
    expect(sent).not.toContain(words)
  for (const list of ['/app/people', '/app/people?list=team', '/app/people?list=mine']) sound(await get(list))
})

it('keeps everything typed when an answer is missing, and saves it when it is mended', async () => {
  const path = `/app/people/${mara.id}/change/about`
  const wrong = sound(
    await send(path, {
      'born-day': '31',
      'born-month': '2',
      'born-year': '1987',
      pronouns: 'they',
      communication: 'needs',
      interpreter: 'Polish',
    }),
    422,
  )
  for (const words of [
    'value="they"',
    'value="Polish"',
    'value="31"',
    'Enter a real birth date',
    'Enter the day to ask again',
  ])
    expect(wrong.body).toContain(words)
  const mended = {
    'born-day': '28',
    'born-month': '2',
    'born-year': '1987',
    pronouns: 'they',
    communication: 'needs',
    interpreter: 'Polish',
    formats: ['easy read', 'large print'],
    'review-day': '1',
    'review-month': '3',
    'review-year': '2027',
  }
  // a refusal by the rule, then the same form mended: the new command id lets it through
  const refused = sound(
    await site.post(path, { ...hiddenIn(wrong.body), ...mended, 'review-year': '2020' }, token),
    422,
  )
  expect(refused.body).toContain('look at communication needs again')
  expect((await site.post(path, { ...hiddenIn(refused.body), ...mended }, token)).to).toBe(
    `/app/people/${mara.id}/details`,
  )
  const header = (await get(`/app/people/${mara.id}`)).body
  expect(header).toContain('Interpreter for Polish, easy read and large print')
  expect(header).toContain('39 years')
})

it('shows the second saver both texts, and takes their choice', async () => {
  const path = `/app/people/${mara.id}/change/allergies`
  const form = hiddenIn(sound(await get(path)).body)
  expect((await send(path, { state: 'listed', text: 'first saver: penicillin' })).status).toBe(303)
  const stale = sound(
    await site.post(
      path,
      { ...form, commandId: freshId(), state: 'listed', text: 'second saver: latex' },
      token,
    ),
    409,
  )
  expect(stale.body).toContain('first saver: penicillin')
  expect(stale.body).toContain('second saver: latex')
  expect(
    (
      await site.post(
        path,
        { ...hiddenIn(stale.body), state: 'listed', text: 'both: penicillin and latex' },
        token,
      )
    ).status,
  ).toBe(303)
  expect((await get(`/app/people/${mara.id}/details`)).body).toContain('both: penicillin and latex')
})

it('saves each form of the details page', async () => {
  const change = (form: string) => `/app/people/${mara.id}/change/${form}`
  const done = async (form: string, answers: Form) =>
    expect((await send(change(form), answers)).to, form).toMatch(/\/details/)
  await done('names', {
    'known.given': 'Mara',
    'known.family': 'Okafor',
    'legal.given': 'Amara',
    'legal.family': 'Okafor',
    'former0.family': 'Bell',
  })
  await done('contact', {
    'point0.kind': 'mobile',
    'point0.value': '07700 900123',
    'point0.safe': 'may',
    'point0.channels': 'text',
    'point0.how': 'before 3pm',
    'address0.kind': 'place',
    'address0.lines': '1 Mill Lane\nEastby',
    'address0.area': 'Eastby',
  })
  await done('number', { nhsNumber: '' })
  await done('medicine', {
    name: 'Clozapine',
    doseInWords: 'one',
    when: 'at night',
    prescribedBy: 'Dr',
    saidBy: 'letter',
    'asOfOn-day': '1',
    'asOfOn-month': '3',
    'asOfOn-year': '2026',
    marks: 'as needed',
  })
  await done('carer', { name: 'Bea', relation: 'aunt', mayBeTold: 'yes', topics: 'medicines' })
  await done('staff-safety', {
    action: 'Visit in pairs after 6pm',
    reason: 'a dog',
    'expiresOn-day': '1',
    'expiresOn-month': '6',
    'expiresOn-year': '2026',
  })
  await done('equality', { sex: 'prefer-not-to-say', race: 'said', 'race.value': 'in their words' })
  const details = sound(await get(`/app/people/${mara.id}/details`)).body
  for (const words of [
    'Legal name Amara Okafor',
    '07700 900123',
    'You may text. before 3pm',
    '1 Mill Lane',
    'Clozapine (as needed)',
    'aunt. May be told about: medicines',
    'Visit in pairs after 6pm',
  ])
    expect(details).toContain(words)
  expect(details).not.toMatch(/in their words|a dog/)
  // as old as its oldest line, here and on the person's page
  for (const page of [details, (await get(`/app/people/${mara.id}`)).body])
    expect(page).toMatch(/As of \w+day \d+ \w+ 2026 \(/)
  const stop = /href="(\/app\/people\/[^"]+\/stop)"/.exec(details)![1]!
  const older = hiddenIn(sound(await get(stop)).body)
  expect(
    (
      await send(stop, {
        saidBy: 'Dr Example',
        'stoppedOn-day': '2',
        'stoppedOn-month': '3',
        'stoppedOn-year': '2026',
      })
    ).to,
  ).toContain('#medicines')
  // a colleague with the same page open sees who said that it stopped, and keeps what they typed
  const second = await site.post(
    stop,
    {
      ...older,
      commandId: freshId(),
      saidBy: 'The ward pharmacist',
      'stoppedOn-day': '1',
      'stoppedOn-month': '3',
      'stoppedOn-year': '2026',
    },
    token,
  )
  expect(sound(second, 422).body).toContain('Saved by somebody else while you were typing')
  for (const words of [
    'was taken off the list. It stopped on Monday 2 March 2026; Dr Example said so.',
    'The ward pharmacist',
  ])
    expect(second.body).toContain(words)
  expect((await get(stop)).status).toBe(404)
  expect((await get(`/app/people/${mara.id}/history`)).body).toContain('Medicine stopped')
})
