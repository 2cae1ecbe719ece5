import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

const DESK_RIGHTS = ['audit.read', 'emergency.second-look', 'privacy.desk', 'tasks.read']
const NOW = '2026-03-05T09:00:00.000Z'

let site: Site
let world: World
let desk: StaffMember
const tokens = new Map<string, string>()

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow(NOW)
  desk = await world.hires('Ina Brandt', world.teams.records, DESK_RIGHTS)
  const { noor, sam, kit } = world.staff
  await site.product.superuser.query(
    `update tc.post set rights = rights || '{emergency.access}' where id = any ($1)`,
    [[noor.postId, sam.postId, kit.postId]],
  )
  await site.product.superuser.query('update tc.post set voluntary = true where id = $1', [kit.postId])
})
afterAll(() => site?.stop())

const as = async (who: StaffMember): Promise<string> => {
  const token = tokens.get(who.id) ?? (await site.product.signIn(who.email))
  tokens.set(who.id, token)
  return token
}
const moveTo = (at: string) => site.product.moveTo(at)
const refresh = (...people: Person[]) =>
  site.product.superuser.query('select acl.refresh($1)', [people.map((p) => p.id)])
const REASON = { kind: 'danger to life now', words: 'Found on the floor, an ambulance is coming' } as const
const open = async (who: StaffMember, personId: string, emergencyId = freshId()) =>
  site.product.act(await as(who), 'emergency.open', {
    emergencyId,
    who: { by: 'id', personId },
    reason: REASON,
  })
const sees = async (who: StaffMember, personId: string): Promise<boolean> =>
  (await site.get(`/app/people/${personId}`, await as(who))).status === 200
/** Whoever opens several is not held back by the hour of another test. */
const forgetTries = () =>
  site.product.superuser.query(`delete from audit.command where name = 'emergency.open'`)

it('opens identity, core and shared to whoever opened it, tells the desk in the same transaction, and ends by itself', async () => {
  const { noor } = world.staff
  const person = await world.person('Ada Invented')
  await refresh(person)
  expect(await sees(noor, person.id)).toBe(false)
  const emergencyId = freshId()
  const until = Date.parse(String(must(await open(noor, person.id, emergencyId)).made.untilAt))
  const { rows } = site.product
  const tasks = await rows('select kind, team_id, due_at, xmin::text from tc.task where about_id = $1', [
    emergencyId,
  ])
  expect(tasks).toHaveLength(1)
  expect(tasks[0]).toMatchObject({ kind: 'emergency access', team_id: world.teams.records })
  const notices = await rows('select to_staff, definition, xmin::text from tc.notice where about_id = $1', [
    emergencyId,
  ])
  expect(notices).toHaveLength(1)
  expect(notices[0]).toMatchObject({ to_staff: [desk.id], definition: 'emergency-access' })
  const [act] = await rows('select xmin::text from tc.emergency_access where id = $1', [emergencyId])
  const [made] = await rows('select min(xmin::text) as xmin from tc.timeline where about_id = $1', [
    emergencyId,
  ])
  expect([tasks[0]!.xmin, notices[0]!.xmin, made!.xmin]).toEqual([act!.xmin, act!.xmin, act!.xmin])
  expect(await rows('select classes, basis from acl.access where grantee_id = $1', [emergencyId])).toEqual([
    { classes: 7, basis: 'emergency access' },
  ])
  // the one who opened it, and nobody beside them: a colleague of the same team, or another post of theirs
  expect(await sees(noor, person.id)).toBe(true)
  const colleague = await world.hires('Col Eague', world.teams.north)
  expect(await sees(colleague, person.id)).toBe(false)
  const page = await site.get(`/app/people/${person.id}`, await as(noor))
  expect(page.body).toContain('A record is open to you in an emergency until')
  expect((await site.get('/app/people', await as(noor))).body).toContain(
    'A record is open to you in an emergency',
  )
  await moveTo(new Date(until - 10_000).toISOString())
  expect(await sees(noor, person.id)).toBe(true)
  await moveTo(new Date(until).toISOString())
  expect(await sees(noor, person.id)).toBe(false)
  expect((await site.get('/app/people', await as(noor))).body).not.toContain('open to you in an emergency')
  expect(await sees(noor, person.id)).toBe(await sees(noor, freshId()))
})

it('is the desk’s to look at, and never the opener’s', async () => {
  await forgetTries()
  const { noor } = world.staff
  const person = await world.person('Bea Invented')
  await refresh(person)
  await site.product.superuser.query(`update tc.post set rights = rights || $2::text[] where id = $1`, [
    noor.postId,
    DESK_RIGHTS,
  ])
  const emergencyId = freshId()
  must(await open(noor, person.id, emergencyId))
  const look = (verdict: string) => ({
    lookId: freshId(),
    aboutId: emergencyId,
    about: 'emergency access',
    personId: person.id,
    verdict,
    words: 'An ambulance was there',
  })
  expect(await site.product.act(await as(noor), 'emergency.second-look', look('right'))).toMatchObject({
    refusal: { code: 'SECOND_LOOK_OWN' },
  })
  const at = await site.get('/app/audit', await as(desk))
  expect(at.status).toBe(200)
  expect(at.body).toContain('Bea Invented')
  const one = await site.get(`/app/audit/emergencies/${emergencyId}`, await as(desk))
  expect(one.body).toContain(REASON.words)
  expect(one.body).toContain(`/app/audit/people/${person.id}`)
  const looked = await site.get(`/app/audit/people/${person.id}`, await as(desk))
  expect(looked.body).toContain('Opened it in an emergency')
  const [task] = await site.product.rows('select id from tc.task where about_id = $1 and team_id = $2', [
    emergencyId,
    world.teams.records,
  ])
  expect(
    await site.product.act(await as(desk), 'task.done', {
      taskId: task!.id,
      personId: person.id,
      doneText: 'Seen',
    }),
  ).toMatchObject({ refusal: { code: 'SECOND_LOOK_AT_DESK' } })
  must(await site.product.act(await as(desk), 'emergency.second-look', look('more to ask')))
  expect(
    await site.product.rows('select from tc.task where about_id = $1 and done_at is null', [emergencyId]),
  ).not.toEqual([])
  must(await site.product.act(await as(desk), 'emergency.second-look', look('right')))
  // the look is taken: who it is closes to the desk again
  expect((await site.get(`/app/audit/people/${person.id}`, await as(desk))).status).toBe(404)
  expect((await site.get('/app/audit', await as(desk))).body).not.toContain('Bea Invented')
  expect(
    await site.product.rows('select from tc.task where about_id = $1 and done_at is null', [emergencyId]),
  ).toEqual([])
  expect(await site.product.act(await as(desk), 'emergency.second-look', look('not right'))).toMatchObject({
    ok: false,
  })
  await site.product.superuser.query(
    `update tc.post set rights = array(select r from unnest(rights) r where r <> all ($2::text[]) or r = 'tasks.read') where id = $1`,
    [noor.postId, DESK_RIGHTS],
  )
  expect((await site.get('/app/audit', await as(noor))).status).toBe(403)
})

it('is refused to volunteers, machines and posts without the right, by the rule and by the row rule', async () => {
  await forgetTries()
  const person = await world.person('Cal Invented')
  await refresh(person)
  const { kit, jo, sam } = world.staff
  expect(await open(kit, person.id)).toMatchObject({ refusal: { code: 'EMERGENCY_NOT_YOURS' } })
  expect(await open(jo, person.id)).toMatchObject({ refusal: { code: 'NOT_ALLOWED' } })
  const write = async (who: StaffMember, set: Record<string, string> = {}) => {
    const client = await site.product.appPool.connect()
    try {
      await client.query('begin')
      await client.query('select ctx.begin($1)', [await as(who)])
      await client.query(
        `insert into tc.emergency_access (id, person_id, staff_id, post_id, team_id, organisation_id, reason_kind, reason, opened_at, until_at, second_look_due_at)
         select $1, $2, $3, $4, $5, $6, 'danger to life now', 'Found on the floor', (select ctx.now()), (select ctx.now()) + $7::interval, (select ctx.now())`,
        [
          freshId(),
          person.id,
          set.staff ?? who.id,
          set.post ?? who.postId,
          who.teamId,
          who.organisationId,
          set.for ?? '60 minutes',
        ],
      )
      return 'written'
    } catch (cause) {
      return (cause as { code?: string }).code
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  expect(await write(sam)).toBe('written')
  expect(await write(sam, { for: '61 minutes' })).toBe('23514')
  expect(await write(sam, { staff: jo.id })).toBe('42501')
  expect(await write(sam, { post: jo.postId })).toBe('42501')
  expect(await write(kit)).toBe('42501')
  expect(await write(jo)).toBe('42501')
})

it('outranks the person’s no to that team, and the second look is told', async () => {
  await forgetTries()
  const { sam } = world.staff
  const person = await world.person('Dee Invented')
  const referral = await world.refers(person, 0, {
    from: world.staff.noor,
    serviceId: world.services.medication,
    replyBy: 9,
  })
  await world.says(referral, 'taken on', { answered_at: world.at(1) })
  await world.answers(person, world.services.medication, 'no', 1)
  await refresh(person)
  const core = async () => {
    const client = await site.product.appPool.connect()
    await client.query('begin')
    await client.query('select ctx.begin($1)', [await as(sam)])
    const n = (await client.query('select from tc.person_core where person_id = $1', [person.id])).rowCount
    await client.query('rollback')
    client.release()
    return n
  }
  expect(await core()).toBe(0)
  const emergencyId = freshId()
  must(await open(sam, person.id, emergencyId))
  expect(await core()).toBe(1)
  expect(
    await site.product.rows('select over_a_no from tc.emergency_access where id = $1', [emergencyId]),
  ).toEqual([{ over_a_no: true }])
  must(await site.product.act(await as(sam), 'emergency.close', { emergencyId, personId: person.id }))
  expect(await core()).toBe(0)
})

it('finds somebody by two things that agree, and says the same of nobody and of several', async () => {
  await forgetTries()
  const { noor } = world.staff
  const [eve, twin] = [await world.person('Eve Alone'), await world.person('Eve Alone')]
  await site.product.superuser.query(`update tc.person set born_on = '1980-05-06' where id = any ($1)`, [
    [eve.id, twin.id],
  ])
  await site.product.superuser.query(
    `insert into tc.person_name_key (key, person_id, former) select k, p, false from unnest($1::uuid[]) p, unnest('{eve,alone}'::text[]) k on conflict do nothing`,
    [[eve.id, twin.id]],
  )
  await refresh(eve, twin)
  const find = async (who: Record<string, unknown>) =>
    site.product.act(await as(noor), 'emergency.open', {
      emergencyId: freshId(),
      who: { by: 'what is known', bornOn: null, ...who },
      reason: REASON,
    })
  const several = await find({ given: 'Eve', family: 'Alone', bornOn: '1980-05-06' })
  const nobody = await find({ given: 'Eve', family: 'Alone', bornOn: '1980-05-07' })
  expect(several).toEqual(nobody)
  expect(nobody).toMatchObject({ refusal: { code: 'EMERGENCY_NO_ONE_FITS' } })
  expect(await find({ family: 'Alone' })).toMatchObject({ refusal: { code: 'EMERGENCY_NEEDS_TWO' } })
  await site.product.superuser.query(`update tc.person set born_on = '1980-05-07' where id = $1`, [eve.id])
  expect(must(await find({ given: 'eve', family: 'ALONE', bornOn: '1980-05-07' })).made.personId).toBe(eve.id)
})

it('is held back after five in one hour', async () => {
  await forgetTries()
  const { noor } = world.staff
  const people = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => world.person(`Fay Number${n}`)))
  await refresh(...people)
  for (const p of people.slice(0, 5)) must(await open(noor, p.id))
  expect(await open(noor, people[5]!.id)).toMatchObject({ refusal: { code: 'TOO_MANY_TRIES' } })
})

it('asks for access alike for hidden and absent people, and opens nothing by the answer', async () => {
  const { sam, lin } = world.staff
  const person = await world.person('Gil Invented')
  await refresh(person)
  const absent = freshId()
  const plain = (body: string, id: string) => body.replaceAll(id, 'ID').split('<footer')[0]
  const [hidden, none] = [
    await site.get(`/app/people/${person.id}`, await as(sam)),
    await site.get(`/app/people/${absent}`, await as(sam)),
  ]
  expect(plain(hidden.body, person.id)).toBe(plain(none.body, absent))
  expect(hidden.body).toContain('/app/ask-for-access')
  expect(hidden.body).toContain(`/app/people/${person.id}/emergency`)
  const askId = freshId()
  must(
    await site.product.act(await as(sam), 'access.ask', {
      askId,
      taskId: freshId(),
      who: 'Gil, whom I met at the door',
      why: 'I bring them their medicines on Monday',
      page: `/app/people/${person.id}`,
    }),
  )
  const tasks = await site.product.rows(
    'select team_id, staff_id, person_id from tc.task where about_id = $1',
    [askId],
  )
  expect(tasks).toEqual([{ team_id: sam.teamId, staff_id: lin.id, person_id: null }])
  expect(await site.product.act(await as(sam), 'access.answer', { askId, answer: 'Yes' })).toMatchObject({
    refusal: { code: 'ASK_NOT_YOURS' },
  })
  expect((await site.get(`/app/audit/asks/${askId}`, await as(lin))).body).toContain('whom I met at the door')
  must(await site.product.act(await as(lin), 'access.answer', { askId, answer: 'Ask North for a referral' }))
  expect(
    await site.product.rows('select from tc.task where about_id = $1 and done_at is null', [askId]),
  ).toEqual([])
  expect((await site.get('/app/asked', await as(sam))).body).toContain('Ask North for a referral')
  expect(await sees(sam, person.id)).toBe(false)
})
