import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

const NOW = '2026-03-05T09:00:00.000Z'
let site: Site
let world: World
let desk: StaffMember
let person: Person
const tokens = new Map<string, string>()
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow(NOW)
  desk = await world.hires('Ina Brandt', world.teams.records, [
    'audit.read',
    'emergency.second-look',
    'privacy.desk',
    'tasks.read',
  ])
  person = await world.person('Ada Invented')
  await world.startsSupport(person, 0, { serviceId: world.services.north, teamId: world.teams.north })
  await world.answers(person, world.services.medication, 'no', 1)
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
})
afterAll(() => site?.stop())
const as = async (who: StaffMember): Promise<string> => {
  const token = tokens.get(who.id) ?? (await site.product.signIn(who.email))
  tokens.set(who.id, token)
  return token
}
const said = (over: Record<string, unknown> = {}) => ({
  items: ['identity', 'core'],
  ground: 'serious harm to the person',
  weighed: 'They may come to harm tonight; they said no',
  weighedBy: world.staff.noor.id,
  capacity: 'can decide this',
  capacityOn: '2026-03-05',
  capacityFinding: 'Understood and weighed it with me',
  told: 'not yet',
  notToldWhy: 'It would put them in danger',
  toldReviewOn: '2026-03-06',
  least: 'Medicines and whom to ring',
  untilAt: '2026-03-07T00:00:00.000Z',
  ...over,
})
const share = async (who: StaffMember, over: Record<string, unknown> = {}, sharingId = freshId()) =>
  site.product.act(await as(who), 'sharing-without.record', {
    sharingId,
    personId: person.id,
    serviceId: world.services.medication,
    said: said(over),
  })
/** Whether the serving login reads core, and what is shared, as them. */
const reads = async (who: StaffMember): Promise<string> => {
  const client = await site.product.appPool.connect()
  await client.query('begin')
  await client.query('select ctx.begin($1)', [await as(who)])
  const { rows } = await client.query<{ who: boolean; core: boolean; shared: boolean }>(
    `select exists (select from tc.person where id = $1) as who, exists (select from tc.person_core where person_id = $1) as core,
       exists (select from tc.episode where person_id = $1) as shared`,
    [person.id],
  )
  await client.query('rollback')
  client.release()
  return Object.entries(rows[0]!)
    .filter(([, open]) => open)
    .map(([what]) => what)
    .join(' ')
}

it('opens exactly what is named to the service over the person’s no, asks the desk and the team, and ends by itself', async () => {
  const { noor, sam } = world.staff
  expect(await reads(sam)).toBe('')
  const sharingId = freshId()
  must(await share(noor, {}, sharingId))
  expect(await reads(sam)).toBe('who core')
  const tasks = await site.product.rows(
    'select team_id, left(what, 4) as what from tc.task where about_id = $1 order by what',
    [sharingId],
  )
  expect(tasks).toEqual([
    { team_id: world.teams.records, what: 'Take' },
    { team_id: world.teams.north, what: 'Tell' },
  ])
  const shown = await site.get(`/app/audit/without/${sharingId}`, await as(sam))
  expect(shown.status).toBe(200)
  expect(shown.body).toContain('Not told yet')
  // the desk looks; whoever shared or weighed it does not
  const look = {
    lookId: freshId(),
    aboutId: sharingId,
    about: 'sharing without agreement',
    personId: person.id,
    verdict: 'right',
    words: 'Least there was',
  }
  must(await site.product.act(await as(desk), 'emergency.second-look', look))
  expect(
    await site.product.rows(
      'select left(what, 4) as what from tc.task where about_id = $1 and done_at is null',
      [sharingId],
    ),
  ).toEqual([{ what: 'Tell' }])
  const told = await site.post(
    `/app/audit/without/${sharingId}/told`,
    { personId: person.id },
    await as(noor),
  )
  expect(told.status).toBe(303)
  expect(
    await site.product.rows('select from tc.task where about_id = $1 and done_at is null', [sharingId]),
  ).toEqual([])
  await site.product.moveTo('2026-03-06T23:59:50.000Z')
  expect(await reads(sam)).toBe('who core')
  await site.product.moveTo('2026-03-07T00:00:00.000Z')
  expect(await reads(sam)).toBe('')
  expect((await site.get(`/app/audit/without/${sharingId}`, await as(sam))).status).toBe(404)
})

it('gives who they are alone where nothing more is named, and leaves the no in place for the rest', async () => {
  // after the one before it is over
  await site.product.moveTo('2026-03-08T10:00:00.000Z')
  const { noor, sam } = world.staff
  const sharingId = freshId()
  const later = { toldReviewOn: '2026-03-09', untilAt: '2026-03-10T00:00:00.000Z' }
  must(await share(noor, { items: ['identity'], ...later }, sharingId))
  expect(await reads(sam)).toBe('who')
  // ended on the very next request
  must(await site.product.act(await as(noor), 'sharing-without.end', { sharingId, personId: person.id }))
  expect(await reads(sam)).toBe('')
  expect(
    await site.product.act(await as(noor), 'sharing-without.end', { sharingId, personId: person.id }),
  ).toMatchObject({
    refusal: { code: 'WITHOUT_OVER' },
  })
  await site.product.moveTo(NOW)
})

it('is for an employed hand of a team that supports the person, and everything is said', async () => {
  const { noor, jo, sam } = world.staff
  expect(await share(jo)).toMatchObject({ refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' } })
  for (const [over, code] of [
    [{ items: ['shared'] }, 'WITHOUT_NEEDS_CORE'],
    [{ untilAt: '2026-04-30T00:00:00.000Z' }, 'WITHOUT_TOO_LONG'],
    [{ untilAt: '2026-03-05T08:00:00.000Z' }, 'WITHOUT_ENDS_BEFORE'],
    [{ capacity: 'cannot decide this now', capacityFinding: '' }, 'WITHOUT_CAPACITY_SAYS'],
    [{ ground: 'cannot decide this now, and it is in their best interests' }, 'WITHOUT_CAN_DECIDE'],
    [{ notToldWhy: '' }, 'WITHOUT_TOLD_WHY'],
    [{ weighedBy: sam.id }, 'WITHOUT_NOT_HERE'],
  ] as const)
    expect(await share(noor, over), code).toMatchObject({ refusal: { code } })
  await site.product.superuser.query('update tc.post set voluntary = true where id = $1', [noor.postId])
  expect(await share(noor)).toMatchObject({ refusal: { code: 'EMERGENCY_NOT_YOURS' } })
  await site.product.superuser.query('update tc.post set voluntary = false where id = $1', [noor.postId])
})

it('is written through its form, with every mistake said at its box', async () => {
  const { noor } = world.staff
  const path = `/app/people/${person.id}/share-without`
  const form = await site.get(path, await as(noor))
  expect(form.status).toBe(200)
  const commandId = /name="commandId" value="([^"]+)"/.exec(form.body)?.[1] ?? freshId()
  const bad = await site.post(path, { commandId }, await as(noor))
  expect(bad.status).toBe(422)
  expect(bad.body).toContain('Choose which service is told')
  const good = await site.post(
    path,
    {
      commandId,
      service: world.services.medication,
      items: ['identity', 'core'],
      least: 'Medicines alone',
      ground: 'serious harm to the person',
      weighed: 'Harm tonight against their no',
      weighedBy: noor.id,
      capacity: 'not asked',
      told: 'yes',
      'untilAt-day': '6',
      'untilAt-month': '3',
      'untilAt-year': '2026',
    },
    await as(noor),
  )
  expect([good.status, good.to?.slice(0, 19)]).toEqual([303, '/app/audit/without/'])
})
