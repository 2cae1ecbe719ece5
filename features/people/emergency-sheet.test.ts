import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LeadShown } from '#features/lead/index.ts'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import type { EmergencySheet } from './queries/emergency-sheet.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'
const PEOPLE = 45

let site: Site
let world: World
let sam: string
let noor: string
let vic: string
const people: Person[] = []

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  const sql = (text: string, values: unknown[]) => site.product.superuser.query(text, values)
  for (let n = 0; n < PEOPLE; n += 1) {
    const person = await world.person(`Person Number${String(n).padStart(2, '0')}`)
    const stay = await world.admits(person, -20)
    const referral = await world.refers(person, -10, { serviceId: world.services.medication, stayId: stay })
    await world.says(referral, 'started', { answered_at: world.at(-9) })
    if (n % 2 === 0) await world.leavesTheWard(stay, -9)
    await world.opensTransition(person, -10, stay)
    const episode = await world.startsSupport(person, -8, {
      keyWorker: world.staff.sam,
      referralId: referral,
      firstContactAt: -7,
    })
    // the later the number, the sooner the visit; the last has none
    if (n < PEOPLE - 1) await world.plansContact(person, episode, 60 - n, { staff_id: world.staff.ade.id })
    for (const name of ['Olanzapine', 'Sertraline'])
      await sql(
        `insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, prescriber, said_by, as_of, organisation_id, team_id, recorded_at, recorded_by, ended_on)
         values ($1, $2, $3, 'one', 'at night', 'Dr Roe', 'the ward', '2026-03-01', $4, $5, $6, $7, $8)`,
        [
          freshId(),
          person.id,
          name,
          world.organisations.northside,
          world.teams.maple,
          NOW,
          world.staff.jo.id,
          name === 'Sertraline' && n === 0 ? '2026-03-02' : null,
        ],
      )
    await sql(
      `insert into tc.contact_point (id, person_id, kind, value, safe, recorded_at, recorded_by) values ($1, $2, 'mobile', $3, $4, $5, $6)`,
      [
        freshId(),
        person.id,
        '07700 900123',
        JSON.stringify({ answer: 'may', channels: ['call'] }),
        NOW,
        world.staff.jo.id,
      ],
    )
    people.push(person)
  }
  await sql(
    `insert into tc.safety_plan (id, person_id, organisation_id, team_id, version, helps, signs, sets_off, ring, made_with, made_on, at, by_staff_id)
     select gen_random_uuid(), $1, $2, $3, v, 'x', 'x', 'x', jsonb_build_array(jsonb_build_object('name', 'Ana', 'number', '01632 96000' || v)), 'Sam', '2026-03-01', $4, $5 from generate_series(1, 2) v`,
    [people[0]!.id, world.organisations.riverside, world.teams.medication, NOW, world.staff.sam.id],
  )
  await site.product.setNow(NOW)
  await site.product.superuser.query('select acl.refresh($1)', [people.map((p) => p.id)])
  ;[sam, noor, vic] = (await Promise.all(
    [world.staff.sam, world.staff.noor, world.staff.vic].map((s) => site.product.signIn(s.email)),
  )) as [string, string, string]
}, 120_000)
afterAll(() => site.stop())

const sheet = async (token: string, scope: 'mine' | 'team') =>
  must(await site.product.ask(token, 'people.emergency-sheet', { scope })) as EmergencySheet

describe('the emergency sheet', () => {
  it('has everybody of the caseload once, soonest next contact first, and none last', async () => {
    const mine = await sheet(sam, 'mine')
    expect(mine.rows.map((r) => r.name)).toEqual([
      ...people
        .slice(0, -1)
        .map((p) => p.name)
        .reverse(),
      people.at(-1)!.name,
    ])
    expect(mine.asAt.slice(0, 16)).toBe(NOW.slice(0, 16))
    expect((await sheet(sam, 'team')).rows).toHaveLength(PEOPLE)
    const first = mine.rows.find((r) => r.personId === people[0]!.id)!
    expect(first).toMatchObject({
      nhsNumber: people[0]!.nhsNumber,
      ring: [{ name: 'Ana', number: '01632 960002' }],
      medicines: ['Olanzapine'],
      next: { worker: 'Ade Bello', mode: 'visit' },
      reach: [{ kind: 'mobile', value: '07700 900123' }],
    })
    expect(mine.rows.at(-1)).toMatchObject({ next: null, ring: null })
  })

  it('says the lead as the person’s own page does', async () => {
    const rows = (await sheet(sam, 'mine')).rows
    for (const person of people.slice(0, 4)) {
      const asked = must(await site.product.ask(sam, 'lead.of-person', { personId: person.id })) as LeadShown
      const row = rows.find((r) => r.personId === person.id)!
      expect(row.lead?.name ?? null).toBe(asked.lead?.name ?? null)
      expect(row.lead?.team ?? null).toBe(asked.lead?.team ?? null)
    }
    expect(rows.some((r) => r.lead !== null)).toBe(true)
  })

  it('shows nobody to a stranger, no medicines without the right, and names each person in one audit event', async () => {
    expect((await sheet(noor, 'team')).rows).toEqual([])
    expect((await sheet(noor, 'mine')).rows).toEqual([])
    expect((await site.product.ask(vic, 'people.emergency-sheet', { scope: 'team' })).ok).toBe(false)
    await site.product.superuser.query(
      "update tc.post set rights = array_remove(rights, 'medicines.read') where id = $1",
      [world.staff.kit.postId],
    )
    const kit = await site.product.signIn(world.staff.kit.email)
    const theirs = await sheet(kit, 'team')
    expect(theirs.rows).toHaveLength(PEOPLE)
    expect(theirs.rows.every((r) => r.medicines === null)).toBe(true)
    const events = await site.product.superuser.query(
      `select cardinality(person_ids) as n from audit.event where action = 'people.emergency-sheet' and actor_id = $1`,
      [world.staff.kit.id],
    )
    expect(events.rows).toEqual([{ n: PEOPLE }])
  })

  it('is one sheet to print', async () => {
    const page = await site.get('/app/people/print/emergency-sheet', sam)
    expect(page.status).toBe(200)
    expect(pageProblems(page.body)).toEqual([])
    expect(page.body).toContain('As at 10am on Thursday 5 March 2026')
    expect(page.body.match(/tc-sheet__person/g)).toHaveLength(PEOPLE)
    expect(page.body).toContain('Ana 01632 960002')
    expect(page.body, 'no navigation on paper').not.toContain('tc-nav__list')
  })

  it('is the team’s for whoever is no key worker and said nothing of whose', async () => {
    const ade = await site.product.signIn(world.staff.ade.email)
    const page = await site.get('/app/people/print/emergency-sheet', ade)
    expect(page.body.match(/tc-sheet__person/g)).toHaveLength(PEOPLE)
    expect((await site.get('/app/people/print/emergency-sheet?list=mine', ade)).body).toContain(
      'Nobody stands on this sheet.',
    )
  })

  it('is as many statements for 45 people as for nobody', async () => {
    const statements = async (token: string): Promise<number> => {
      let n = 0
      const spy = vi.spyOn(pg.Client.prototype, 'query')
      try {
        await sheet(token, 'mine')
        n = spy.mock.calls.length
      } finally {
        spy.mockRestore()
      }
      return n
    }
    expect(await statements(sam)).toBe(await statements(noor))
  })

  it('leaves out whoever is confirmed to have died, and says of whom it is reported', async () => {
    const person = people[1]!
    must(
      await site.product.act(sam, 'death.report', {
        personId: person.id,
        reportId: freshId(),
        version: 0,
        said: 'Their sister rang.',
        happenedOn: '2026-03-05',
      }),
    )
    const page = () => site.get('/app/people/print/emergency-sheet', sam)
    const reported = (await page()).body
    expect(reported.match(/Reported died: ring the lead first/g)).toHaveLength(1)
    expect(reported).toContain(person.name)
    must(
      await site.product.act(await site.product.signIn(world.staff.wyn.email), 'death.confirm', {
        decisionId: freshId(),
        personId: person.id,
        version: 1,
        why: 'The coroner’s office rang.',
      }),
    )
    expect((await page()).body).not.toContain(person.name)
    const theirs = (await site.get(`/app/people/${person.id}`, sam)).body
    expect(theirs).toContain('nobody rings, writes or leaves a message')
    expect(theirs).not.toContain('You may ring')
  })
})
