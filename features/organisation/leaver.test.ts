import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { hiddenIn } from '#testing/page.ts'
import { aWorld, type StaffMember, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let site: Site
let world: World
let lin: string
let wyn: string
let sam: string
/** Of medication support, and seconded to the community team of the trust. */
let ona: StaffMember
const rows = async (sql: string, values: unknown[] = []) =>
  (await site.product.superuser.query(sql, values)).rows

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  ona = await world.hires('Ona Field', world.teams.medication)
  const there = await world.seconds(ona, world.teams.north)
  const people = []
  for (const name of ['Ada Left', 'Bea Left', 'Cal Left']) {
    const person = await world.person(name)
    const stay = await world.admits(person, -20)
    const referral = await world.refers(person, -10, { serviceId: world.services.medication, stayId: stay })
    await world.says(referral, 'started', { answered_at: world.at(-9) })
    const episode = await world.startsSupport(person, -8, {
      keyWorker: ona,
      referralId: referral,
      firstContactAt: -7,
    })
    await world.plansContact(person, episode, 5, { staff_id: ona.id })
    people.push({ person, stay })
  }
  const [ada, bea] = people
  await world.refers(ada!.person, -1, { serviceId: world.services.medication, from: there })
  await world.refers(bea!.person, -1, { serviceId: world.services.inReach, from: ona })
  await world.task(bea!.person, world.teams.maple, -1, { staff_id: ona.id })
  await rows(
    `insert into tc.lead_handover (id, what, stay_id, person_id, organisation_id, team_id, by_staff_id, to_team_id, to_staff_id, offered_at, answer, answered_at, answered_by)
     values ($1, 'lead', $2, $3, $4, $5, $6, $7, $8, $9, 'accepted', $9, $8)`,
    [
      freshId(),
      ada!.stay,
      ada!.person.id,
      world.staff.jo.organisationId,
      world.teams.maple,
      world.staff.jo.id,
      world.teams.north,
      ona.id,
      '2026-03-04T10:00:00Z',
    ],
  )
  await site.product.setNow(NOW)
  await rows('select acl.refresh($1)', [people.map((p) => p.person.id)])
  for (const p of people) {
    await rows(
      `insert into tc.transition (id, person_id, kind, stay_id, state, opened_at, opened_because)
       select $1, $2, 'stay', $3, 'open', $4, 'referral names the stay' where not exists (select from tc.transition t where t.person_id = $2)`,
      [freshId(), p.person.id, p.stay, '2026-03-03T10:00:00Z'],
    )
  }
  lin = await site.product.signIn(world.staff.lin.email)
  wyn = await site.product.signIn(world.staff.wyn.email)
  sam = await site.product.signIn(world.staff.sam.email)
})
afterAll(() => site.stop())

const parts = async (token: string) => {
  const found = await site.product.ask(token, 'staff.leaver-parts', { staffId: ona.id, from: NOW })
  return found.ok
    ? (found.value as { team: string; what: string; n: number; ours: boolean }[]).map(
        (p) => `${p.ours ? 'ours' : p.team}: ${p.what} ${p.n}`,
      )
    : found.refusal.code
}

describe('what a leaver has in their name', () => {
  it('is counted team by team, hidden rows too, for whoever may record that they leave', async () => {
    const [maple, north] = await Promise.all(
      [world.teams.maple, world.teams.north].map(
        async (id) => (await rows('select name from tc.team where id = $1', [id]))[0].name as string,
      ),
    )
    expect(await parts(lin)).toEqual([
      'ours: contacts 3',
      'ours: key worker 3',
      'ours: referrals 1',
      `${maple}: tasks 1`,
      `${north}: leads 1`,
      `${north}: referrals 1`,
    ])
    expect(await parts(wyn), 'of another organisation').toEqual([])
    expect(await parts(sam)).toBe('NOT_ALLOWED')
  })

  it('is shown with whose it is to see to, and each other team’s part becomes its manager’s task, once', async () => {
    const path = `/app/team/staff/${ona.id}/leave`
    const form = await site.get(path, lin)
    const typed = { ...hiddenIn(form.body.slice(form.body.indexOf('<main'))), moveTo: world.staff.ade.id }
    const shown = await site.post(path, typed, lin)
    expect([shown.status, pageProblems(shown.body)]).toEqual([200, []])
    const table = shown.body.slice(
      shown.body.indexOf('What stays in their name'),
      shown.body.indexOf('People it touches'),
    )
    expect(table).toContain('Referrals they sent that wait')
    expect(table).toContain('People whom they lead out of hospital')
    expect(table).toContain('Wyn Parry, who gets a task when you confirm')
    expect(table, 'what moves is not what stays').not.toContain('People whose key worker they are')
    expect(await rows("select from tc.task where kind = 'leaver'"), 'nothing before it is confirmed').toEqual(
      [],
    )

    const done = await site.post(path, hiddenIn(shown.body.slice(shown.body.indexOf('<main'))), lin)
    expect(done.status).toBe(303)
    const asked = () =>
      rows(
        "select team_id, organisation_id, staff_id, person_id, what from tc.task where kind = 'leaver' and about_id = $1 order by team_id = $2 desc",
        [ona.id, world.teams.maple],
      )
    expect(await asked()).toEqual([
      {
        team_id: world.teams.maple,
        organisation_id: world.staff.wyn.organisationId,
        staff_id: world.staff.wyn.id,
        person_id: null,
        what: 'Ona Field leaves. In your team this is in their name, and somebody has to take it: tasks: 1.',
      },
      {
        team_id: world.teams.north,
        organisation_id: world.staff.noor.organisationId,
        staff_id: null,
        person_id: null,
        what: 'Ona Field leaves. In your team this is in their name, and somebody has to take it: people whom they lead: 1; referrals they sent that wait: 1.',
      },
    ])
    const list = (await site.get('/app/tasks', wyn)).body
    expect(list).toContain('Ona Field leaves.')
    expect(list).toContain('See your team’s board')
    expect((await site.get('/app/tasks', lin)).body).not.toContain('Ona Field leaves.')

    // the same asked again by hand adds none, and nobody can ask it about staff who are not theirs
    for (const [token, n] of [
      [lin, 0],
      [wyn, 0],
    ] as const) {
      const client = await site.product.appPool.connect()
      try {
        await client.query('begin')
        await client.query('select ctx.begin($1)', [token])
        expect((await client.query('select net.ask_leaver_teams($1) as n', [ona.id])).rows[0].n).toBe(n)
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    expect(await asked()).toHaveLength(2)
  })

  it('of somebody with nothing anywhere else asks nobody', async () => {
    const kit = world.staff.kit
    const [{ version }] = await rows('select version from tc.staff where id = $1', [kit.id])
    expect(
      must(await site.product.act(lin, 'staff.leave', { staffId: kit.id, leftAt: null, version })).made,
    ).toMatchObject({ teamsAsked: 0 })
  })
})
