import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

const DESK_RIGHTS = ['audit.read', 'emergency.second-look', 'privacy.desk', 'tasks.read']
const NOW = '2026-03-05T09:00:00.000Z'

let site: Site
let world: World
let desk: StaffMember
let elsewhere: StaffMember
let deskToken: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow(NOW)
  desk = await world.hires('Ina Brandt', world.teams.records, DESK_RIGHTS)
  elsewhere = await world.hires('Olu Else', world.teams.medication, DESK_RIGHTS)
  deskToken = await site.product.signIn(desk.email)
})
afterAll(() => site?.stop())

const numberOf = async (p: Person) =>
  (
    await site.product.rows<{ n: string }>(
      'select nhs_number as n from tc.person_core where person_id = $1',
      [p.id],
    )
  )[0]?.n
const complain = async (p: Person, token = deskToken, complaintId = freshId()) =>
  site.product.act(token, 'complaint.open', {
    complaintId,
    taskId: freshId(),
    who: { nhsNumber: (await numberOf(p)) ?? '', given: '', family: 'Invented', bornOn: null },
    raisedBy: 'the person',
    words: 'She says that a neighbour who works there has read it.',
  })
const looks = (p: Person, token = deskToken) => site.get(`/app/audit/people/${p.id}`, token)

it('opens who somebody is and who looked to the desk that is asked, until it writes down what it found', async () => {
  const person = await world.person('Ada Invented')
  await world.admits(person, 0.1)
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  const jo = await site.product.signIn(world.staff.jo.email)
  expect((await site.get(`/app/people/${person.id}`, jo)).status).toBe(200)
  expect((await looks(person)).status).toBe(404)

  const complaintId = freshId()
  must(await complain(person, deskToken, complaintId))
  // what staff of another organisation did is theirs to ask about
  const { sam } = world.staff
  await site.product.superuser.query(
    `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
     values ($1, $2, $3, $2, 'direct care', 'GET /app/people/:id', array[$4::uuid], '{}', 'shown')`,
    ['2026-03-05T08:00:00Z', sam.id, world.organisations.riverside, person.id],
  )
  const page = await looks(person)
  expect(page.body).not.toContain(sam.name)
  expect(page.status).toBe(200)
  expect(page.body).toContain('Jo Ellis')
  const waiting = (await site.get('/app/audit', deskToken)).body
  expect(waiting).toContain('Ada Invented')
  // three working days: Regulations 2009, 13(3)
  expect(waiting).toContain('Tuesday 10 March')
  // core stays closed, and the desk of another organisation learns nothing of it
  expect((await site.get(`/app/people/${person.id}`, deskToken)).body).not.toContain(await numberOf(person))
  const theirs = await site.product.signIn(elsewhere.email)
  expect((await site.get(`/app/audit/complaints/${complaintId}`, theirs)).status).toBe(404)
  expect((await site.get('/app/audit', theirs)).body).not.toContain('Ada Invented')
  // on no timeline: whoever is complained about may read that
  expect(await site.product.rows('select from tc.timeline where about_id = $1', [complaintId])).toHaveLength(
    0,
  )
  // its task is ended by what was found alone
  const [task] = await site.product.rows<{ id: string }>('select id from tc.task where about_id = $1', [
    complaintId,
  ])
  const short = await site.product.act(deskToken, 'task.done', {
    taskId: task!.id,
    personId: person.id,
    words: 'done',
  })
  expect(short).toMatchObject({ ok: false })

  must(
    await site.product.act(deskToken, 'complaint.close', {
      complaintId,
      found: 'Jo Ellis leads her leaving. Told her so.',
    }),
  )
  expect((await looks(person)).status).toBe(404)
  expect((await site.get('/app/audit', deskToken)).body).not.toContain('Ada Invented')
  const again = await site.product.act(deskToken, 'complaint.close', {
    complaintId,
    found: 'Once more, please.',
  })
  expect(again).toMatchObject({ ok: false, refusal: { code: 'COMPLAINT_CLOSED' } })
})

it('finds nobody with whom only others had to do, in the same words as nobody at all', async () => {
  const theirs = await world.person('Bea Invented')
  await world.registers(theirs, world.teams.medication, 0)
  await site.product.superuser.query('select acl.refresh($1)', [[theirs.id]])
  const nobody = { ...theirs, id: freshId() }
  const [hidden, absent] = [await complain(theirs), await complain(nobody)]
  expect(hidden).toMatchObject({ ok: false, refusal: { code: 'COMPLAINT_NO_ONE_FITS' } })
  expect(absent).toMatchObject({ ok: false, refusal: { code: 'EMERGENCY_NEEDS_TWO' } })
  // nor whom only their own drug-and-alcohol team knows
  const closed = await world.person('Dee Invented')
  await site.product.superuser.query('update tc.team set drug_and_alcohol = true where id = $1', [
    world.teams.north,
  ])
  await world.registers(closed, world.teams.north, 0)
  await site.product.superuser.query('select acl.refresh($1)', [[closed.id]])
  expect(await complain(closed)).toEqual(hidden)
  await site.product.superuser.query('update tc.team set drug_and_alcohol = false where id = $1', [
    world.teams.north,
  ])
  expect(await complain(closed)).toMatchObject({ ok: true })
  const unknown = await site.product.act(deskToken, 'complaint.open', {
    complaintId: freshId(),
    taskId: freshId(),
    who: { nhsNumber: '', given: 'Nobody', family: 'Invented', bornOn: '1984-05-17' },
    raisedBy: 'the person',
    words: 'They say that somebody read it.',
  })
  expect(unknown).toEqual(hidden)
})

it('is the desk’s alone, and held after many tries', async () => {
  const person = await world.person('Cal Invented')
  await world.admits(person, 0.1)
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  const jo = await site.product.signIn(world.staff.jo.email)
  expect(await complain(person, jo)).toMatchObject({ ok: false, refusal: { code: 'NOT_ALLOWED' } })
  const codes = []
  for (let n = 0; n < 16; n++) {
    const done = await site.product.act(deskToken, 'complaint.open', {
      complaintId: freshId(),
      taskId: freshId(),
      who: { nhsNumber: '', given: `Try${n}`, family: 'Invented', bornOn: '1984-05-17' },
      raisedBy: 'the person',
      words: 'They say that somebody read it.',
    })
    codes.push(done.ok ? 'done' : done.refusal.code)
  }
  expect(codes.at(-1)).toBe('TOO_MANY_TRIES')
})

it('lists a day on which somebody opened many records one by one, and one who met many closed pages', async () => {
  const { jo } = world.staff
  const add = (n: number, action: string, outcome: string, people: string) =>
    site.product.superuser.query(
      `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
       select $1::timestamptz + n * interval '1 second', $2, $3, $2, 'direct care', $4, ${people}, '{}', $5 from generate_series(1, $6) n`,
      ['2026-03-04T10:00:00Z', jo.id, world.organisations.northside, action, outcome, n],
    )
  await add(41, 'GET /app/people/:id', 'shown', 'array[gen_random_uuid()]')
  await add(11, 'GET /app/people/:id', 'NOT_FOUND_OR_NOT_YOURS', `'{}'`)
  // a list of many is no look at each
  await add(
    3,
    'GET /app/people',
    'shown',
    '(select array_agg(gen_random_uuid()) from generate_series(1, 60))',
  )
  const page = (await site.get('/app/audit', deskToken)).body
  expect(page).toContain('Opened 41 records one by one')
  expect(page).toContain('Met 11 pages that did not open')
  const theirs = await site.product.signIn(elsewhere.email)
  expect((await site.get('/app/audit', theirs)).body).not.toContain('Opened 41 records')
})

it('hands the signed checkpoints to the desk, line by line as they were signed', async () => {
  const line = '{"n":1,"at":"2026-03-05T08:55:00.000Z","oneHost":true,"keyId":"ab12"}'
  await site.product.superuser.query('insert into audit.checkpoint (n, at, line) values (1, $1, $2)', [
    '2026-03-05T08:55:00Z',
    line,
  ])
  const page = await site.get('/app/audit/checkpoints', deskToken)
  expect(page.body).toContain('ab12')
  const file = await site.get('/app/audit/checkpoints/download', deskToken)
  expect(file.body).toBe(`${line}\n`)
  const jo = await site.product.signIn(world.staff.jo.email)
  expect((await site.get('/app/audit/checkpoints/download', jo)).status).toBe(403)
})
