import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { draftOf, hiddenIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { codeOf, freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

const NOW = '2026-03-05T09:00:00.000Z'
let site: Site
let world: World
let one: string
let two: string
let at: string
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow(NOW)
  const rights = ['organisation.manage', 'tasks.read']
  one = await site.product.signIn((await world.hires('Ina Brandt', world.teams.medication, rights)).email)
  two = await site.product.signIn((await world.hires('Ugo Marsh', world.teams.medication, rights)).email)
  at = `/app/organisations/${world.organisations.riverside}/leaving`
})
afterAll(() => site?.stop())

const press = async (verb: string, token: string) => {
  const page = await openPage(site, at, token)
  return site.post(`${at}/${verb}`, { ...hiddenIn(page.body), commandId: freshId() }, token)
}
const send = async (verb: string, form: string, token: string, answers: Record<string, string>) => {
  const page = await openPage(site, `${at}/${verb}`, token)
  return site.post(
    `${at}/${verb}`,
    { ...hiddenIn(page.body), ...draftOf(page.body, form, ''), commandId: freshId(), ...answers },
    token,
  )
}

it('is proposed by one and confirmed by another, takes its records whole, and its access closes at once', async () => {
  const person = await world.person('Ada Invented')
  const other = await world.person('Someone Else')
  const episode = await world.startsSupport(person, 0, {
    serviceId: world.services.medication,
    teamId: world.teams.medication,
  })
  await world.startsSupport(other, 0, {
    serviceId: world.services.north,
    teamId: world.teams.north,
    organisationId: world.organisations.northside,
  })
  await world.answers(person, world.services.medication, 'yes', 0)
  // referred and declined, and said no: the organisation holds the referral, and no number or address that others wrote
  const declined = await world.person('Nora No')
  const stayId = await world.admits(declined, 0)
  const referralId = await world.refers(declined, 0.1, { stayId })
  await world.answers(declined, world.services.medication, 'no', 0.2)
  await world.says(referralId, 'not taken on', { answered_at: world.at(0.3) })
  await site.product.superuser.query('select acl.refresh($1)', [[person.id, other.id, declined.id]])
  // neither staff without the right, nor another organisation
  for (const who of [world.staff.sam, world.staff.noor])
    expect((await site.get(at, await site.product.signIn(who.email))).status).toBe(404)
  const preview = await openPage(site, at, one)
  expect(textIn(preview.body)).toMatch(/People you support\D+1\b/u)
  expect((await send('propose', 'organisation.propose-leaving', one, { why: '', goesTo: '' })).status).toBe(
    422,
  )
  expect(
    (
      await send('propose', 'organisation.propose-leaving', one, {
        why: 'The contract ends',
        goesTo: 'The county',
      })
    ).to,
  ).toBe(`${at}?said=proposed`)
  expect((await press('confirm', one)).status).toBe(403)
  expect((await site.get(`${at}/file`, one)).status).toBe(409)
  expect((await press('confirm', two)).to).toBe(`${at}?said=confirmed`)

  const closing = (digest: string) => send('close', 'organisation.close-leaving', two, { digest })
  expect(textIn((await closing('0'.repeat(64))).body)).toContain('Open matters stand in the name')
  await world.endsSupport(episode, 2)
  await site.product.superuser.query('delete from net.obligation where organisation_id = $1', [
    world.organisations.riverside,
  ])
  expect(textIn((await closing('0'.repeat(64))).body)).toContain('changed since you took them')

  const file = (await site.get(`${at}/file`, two)).body.trimEnd().split('\n')
  const head = JSON.parse(file[0]!) as {
    digest: string
    tables: { table: string; rows: number; digest: string }[]
  }
  const rows = file.slice(1).map((l) => JSON.parse(l) as { table: string; row: Record<string, unknown> })
  expect(rows.length).toBe(head.tables.reduce((n, t) => n + t.rows, 0))
  expect(new Set(rows.filter((r) => r.table === 'tc.person').map((r) => r.row.id))).toEqual(
    new Set([person.id, declined.id]),
  )
  expect(rows.filter((r) => r.table === 'tc.person_core').map((r) => r.row.person_id)).toEqual([person.id])
  expect(file.join('\n')).not.toContain(declined.nhsNumber)
  const theirs = rows
    .filter((r) => typeof r.row.organisation_id === 'string')
    .map((r) => r.row.organisation_id)
  expect(new Set(theirs)).toEqual(new Set([world.organisations.riverside]))
  expect(file.join('\n')).not.toContain(other.id)
  expect(file.join('\n')).not.toMatch(/token_sha256|pin_mac/)
  // the manifest is of these very lines
  const staff = file
    .slice(1)
    .filter((l) => l.startsWith('{"table":"tc.staff",'))
    .map((l) => l.slice('{"table":"tc.staff","row":'.length, -1))
  expect(head.tables.find((t) => t.table === 'tc.staff')!.digest).toBe(
    createHash('sha256').update(staff.join('\n')).digest('hex'),
  )
  const digest = head.digest

  const sam = await site.product.signIn(world.staff.sam.email)
  const noor = await site.product.signIn(world.staff.noor.email)
  expect((await site.get('/app/tasks', sam)).status).toBe(200)
  const before = (await site.product.rows('select from audit.event')).length
  expect((await closing(digest)).status).toBe(303)
  expect((await site.get('/app/tasks', sam)).status).not.toBe(200)
  expect((await site.get(at, two)).status).not.toBe(200)
  await expect(site.product.signIn(world.staff.lin.email)).rejects.toThrow()
  expect((await site.get('/app/tasks', noor)).status).toBe(200)
  expect((await site.product.rows('select from audit.event')).length).toBeGreaterThan(before)
  const [left] = await site.product.rows<{
    agreements: number
    clients: number
    rows: number
    manifest: unknown[]
  }>(
    `select (select count(*)::int from tc.sharing_agreement where $1 in (organisation_a, organisation_b) and (until_at is null or until_at > ctx.clock())) as agreements,
       (select count(*)::int from identity.client where organisation_id = $1 and revoked_at is null) as clients,
       (select count(*)::int from tc.episode where person_id = $2) as rows, (select manifest from tc.organisation_leaving) as manifest`,
    [world.organisations.riverside, other.id],
  )
  expect([left!.agreements, left!.clients, left!.rows]).toEqual([0, 0, 1])
  expect(left!.manifest).toHaveLength(head.tables.length)

  // nor is it opened anew by whoever is its root owner from another organisation, nor by what was given while it closed
  const { dot, sam: was } = world.staff
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{organisation.manage,client.manage,staff.manage}' where id = $1",
    [dot.postId],
  )
  await site.product.superuser.query('update tc.organisation set root_owner_staff_id = $1 where id = $2', [
    dot.id,
    world.organisations.riverside,
  ])
  const owner = await site.product.signIn(dot.email)
  await site.product.superuser.query('update identity.session set second_factor_at = ctx.clock()')
  const organisationId = world.organisations.riverside
  const client = {
    organisationId,
    teamId: world.teams.medication,
    clientId: freshId(),
    name: 'Left behind',
    scopes: ['people.read'],
    secretSha256: '0'.repeat(64),
  }
  expect(codeOf(await site.product.act(owner, 'client.make', client))).toBe('NOT_FOUND_OR_NOT_YOURS')
  const newcomer = { staffId: freshId(), organisationId, name: 'Back Again', email: 'back@practice.example' }
  expect(codeOf(await site.product.act(owner, 'staff.add', newcomer))).toBe('NOT_FOUND_OR_NOT_YOURS')
  await site.product.superuser.query(
    `insert into identity.client (id, name, organisation_id, team_id, rights, token_sha256, created_at)
       values ($1, 'Raced in', $2, $3, '{people.read}', sha256('raced in'), $4)`,
    [freshId(), organisationId, world.teams.medication, NOW],
  )
  const begun = await site.product.appPool.query<{ who: unknown }>("select ctx.begin('raced in') as who")
  expect(begun.rows[0]!.who).toBeNull()
  await site.product.superuser.query('update tc.staff set left_at = null where id = $1', [was.id])
  await site.product.superuser.query('update tc.post_holder set until_at = null where staff_id = $1', [
    was.id,
  ])
  const raced = await site.product.signIn(was.email)
  expect((await site.get('/app/tasks', raced)).status).not.toBe(200)
})

it('is taken back by whoever may act, and asked of nobody else’s organisation', async () => {
  const dot = await site.product.signIn(
    (await world.hires('Ola Reed', world.teams.records, ['organisation.manage', 'tasks.read'])).email,
  )
  const leavingId = freshId()
  must(
    await site.product.act(dot, 'organisation.propose-leaving', {
      leavingId,
      why: 'Perhaps',
      goesTo: 'Nobody',
    }),
  )
  expect(
    codeOf(
      await site.product.act(dot, 'organisation.propose-leaving', {
        leavingId: freshId(),
        why: 'Again',
        goesTo: 'Nobody',
      }),
    ),
  ).toBe('LEAVING_OPEN_ALREADY')
  const noor = await site.product.signIn(world.staff.noor.email)
  expect(codeOf(await site.product.act(noor, 'organisation.confirm-leaving', { leavingId }))).toBe(
    'NOT_FOUND_OR_NOT_YOURS',
  )
  // its root owner may be the second, without the right to build
  const root = await site.product.signIn(world.staff.dot.email)
  must(await site.product.act(root, 'organisation.confirm-leaving', { leavingId }))
  must(await site.product.act(dot, 'organisation.take-back-leaving', { leavingId }))
  expect(codeOf(await site.product.act(dot, 'organisation.close-leaving', { leavingId, digest: '0' }))).toBe(
    'NOT_FOUND_OR_NOT_YOURS',
  )
})
