import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { fieldIn, openPage } from '#testing/page.ts'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import type { Rounds } from './queries/rounds.ts'

/** Thursday 5 March 2026, 10am in London; the rounds are of Friday. */
const NOW = '2026-03-05T10:00:00.000Z'
const ON = '2026-03-06'

let site: Site
let world: World
let lin: string
let noor: string
let bee: StaffMember
const people: Person[] = []
const visits: string[] = []

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  bee = await world.hires('Bee Moss', world.teams.medication)
  for (const [n, name] of ['Ada One', 'Bea Two', 'Cal Three', 'Dee Four', 'Eve Five', 'Fay Six'].entries()) {
    const person = await world.person(name)
    const stay = await world.admits(person, -20)
    const referral = await world.refers(person, -10, { serviceId: world.services.medication, stayId: stay })
    await world.says(referral, 'started', { answered_at: world.at(-9) })
    const episode = await world.startsSupport(person, -8, {
      keyWorker: world.staff.sam,
      referralId: referral,
      firstContactAt: -7,
    })
    people.push(person)
    visits.push(
      await world.plansContact(person, episode, 3, {
        staff_id: n === 5 ? world.staff.ade.id : world.staff.sam.id,
        on_day: ON,
        window_from_at: `${ON}T${n % 2 === 0 ? '08' : '17'}:00:00Z`,
        window_until_at: `${ON}T${n % 2 === 0 ? '10' : '19'}:00:00Z`,
      }),
    )
  }
  await site.product.setNow(NOW)
  await site.product.superuser.query('select acl.refresh($1)', [people.map((p) => p.id)])
  lin = await site.product.signIn(world.staff.lin.email)
  noor = await site.product.signIn(world.staff.noor.email)
}, 120_000)
afterAll(() => site.stop())

const code = (result: unknown) => (result as { refusal?: { code: string } }).refusal?.code ?? 'done'
const cover = (items: unknown[], token = lin, id?: string) =>
  site.product.act(token, 'contact.cover-round', { items }, id)
const seen = async () => must(await site.product.ask(lin, 'contact.rounds', { on: ON })) as Rounds
const item = async (n: number, staffId: string | null, why?: string) => {
  const v = (await seen()).visits.find((x) => x.id === visits[n])!
  return { contactId: v.id, personId: v.personId, version: v.version, staffId, ...(why ? { why } : {}) }
}
const workers = async () =>
  (await site.product.superuser.query('select id, staff_id from tc.contact where id = any ($1)', [visits]))
    .rows as { id: string; staff_id: string | null }[]
const boardOf = async (n: number) =>
  (
    await site.product.superuser.query('select team_id, gap_until from net.obligation where key = $1', [
      `N2:worker:${visits[n]}`,
    ])
  ).rows
const see = async (path: string, token = lin) => (await openPage(site, path, token)).body

describe('covering a round', () => {
  it('lists the appointments of that day to which the worker goes along', async () => {
    const sheet = `/app/team/rounds/${ON}/cover/${world.staff.sam.id}`
    expect(await see(sheet)).not.toContain('Benefits interview')
    await site.product.superuser.query(
      `insert into tc.appointment (id, person_id, organisation_id, team_id, what, place, with_whom, topic, starts_at, remind_on, goes_staff_id, made_at, made_by)
       values ($1, $2, $3, $4, 'Benefits interview', 'Jobcentre', '', 'benefits', '2026-03-06T11:00:00Z', '2026-03-05', $5, '2026-03-03T10:00:00Z', $5)`,
      [freshId(), people[0]!.id, world.staff.sam.organisationId, world.teams.medication, world.staff.sam.id],
    )
    expect(await see(sheet)).toContain('Benefits interview')
    expect(await see(`/app/team/rounds/${ON}/cover/${world.staff.ade.id}`)).not.toContain(
      'Benefits interview',
    )
  })

  it('is refused whole: for another team, for somebody away or of another team, twice, empty, and with an old version', async () => {
    expect(code(await cover([]))).toBe('ROUND_EMPTY')
    const one = await item(0, world.staff.ade.id)
    expect(code(await cover([one, one]))).toBe('ROUND_TWICE')
    expect(code(await cover([one], noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(await cover([{ ...one, staffId: world.staff.noor.id }]))).toBe('EPISODE_WORKER')
    const stale = { ...(await item(2, world.staff.ade.id)), version: 99 }
    expect(code(await cover([one, stale]))).toBe('STALE_VERSION')
    await site.product.superuser.query(
      `insert into tc.staff_absence (id, staff_id, kind, from_at, until_at, recorded_at, recorded_by) values ($1, $2, 'sick', '2026-03-06T00:00Z', '2026-03-07T00:00Z', $3, $4)`,
      [freshId(), bee.id, NOW, world.staff.lin.id],
    )
    expect(code(await cover([one, { ...(await item(2, bee.id)) }]))).toBe('ROUND_WORKER_AWAY')
    expect(
      (await workers()).filter((w) => w.staff_id !== world.staff.sam.id).map((w) => w.id),
      'nothing of a refused sheet was kept',
    ).toEqual([visits[5]])
  })

  it('empties no visit of somebody who is at work without a reason, and nothing of that sheet is kept', async () => {
    const before = await workers()
    const sheet = [await item(0, world.staff.ade.id), await item(1, null)]
    expect(code(await cover(sheet))).toBe('ROUND_NEEDS_WHY')
    expect(code(await cover([{ ...(await item(1, null)), why: '  ' }]))).toBe('ROUND_NEEDS_WHY')
    expect(await workers()).toEqual(before)
    expect(await boardOf(1)).toEqual([])
  })

  it('gives all of it at once; a press that is repeated is the same press', async () => {
    const sheet = [await item(0, world.staff.ade.id), await item(1, null, 'Nobody drives that day.')]
    const id = freshId()
    const happened = async () =>
      (
        await site.product.superuser.query(
          'select person_id, what, about_id, class_bit from tc.timeline where by_id = $1',
          [world.staff.lin.id],
        )
      ).rows
    const before = (await happened()).length
    expect(must(await cover(sheet, lin, id)).made).toEqual({ given: 1, nobody: 1 })
    const line = (n: number, what: string) => ({
      person_id: people[n]!.id,
      what,
      about_id: visits[n],
      class_bit: 4,
    })
    expect((await happened()).slice(before)).toEqual(
      expect.arrayContaining([
        line(0, 'contact given to another worker'),
        line(1, 'contact taken from its worker, nobody yet'),
      ]),
    )
    expect(await happened(), 'one for each person').toHaveLength(before + 2)
    expect(must(await cover(sheet, lin, id)).replayed).toBe(true)
    expect(code(await cover(sheet))).toBe('STALE_VERSION')
    expect((await workers()).find((w) => w.id === visits[1])!.staff_id).toBeNull()
    expect(await boardOf(1), 'a visit that nobody can take is a gap, not dropped').toMatchObject([
      { team_id: world.teams.medication, gap_until: new Date(`${ON}T19:00:00Z`) },
    ])
    expect(await boardOf(0)).toEqual([])
  })

  it('says why a visit has nobody and whose it was, to the team and to whoever had it, and to no other team', async () => {
    const why = 'Nobody drives that day.'
    expect((await seen()).visits.find((v) => v.id === visits[1])).toMatchObject({ was: 'Sam Okoro', why })
    expect(await see(`/app/team/rounds?on=${ON}`)).toMatch(
      /Was Sam Okoro’s(<!-- -->)?: Nobody drives that day\./,
    )
    expect(await see(`/app/contacts/${visits[1]}`)).toContain(`nobody named yet (${why})`)
    const sam = await site.product.signIn(world.staff.sam.email)
    expect(await see(`/app/visits?on=${ON}`, sam)).toContain(
      '1 of your visits was taken off your list by Lin Chau, and has nobody yet.',
    )
    const theirs = await site.get(`/app/contacts/${visits[1]}`, noor)
    expect(theirs.body).not.toContain(why)
  })

  it('keeps that the worker is away where nothing more is said, and no reason once somebody has it', async () => {
    const gave = async () =>
      (
        await site.product.superuser.query('select staff_id, given_why from tc.contact where id = $1', [
          visits[2],
        ])
      ).rows[0]
    const absenceId = freshId()
    await site.product.superuser.query(
      `insert into tc.staff_absence (id, staff_id, kind, from_at, until_at, recorded_at, recorded_by) values ($1, $2, 'sick', '2026-03-06T00:00Z', '2026-03-07T00:00Z', $3, $4)`,
      [absenceId, world.staff.sam.id, NOW, world.staff.lin.id],
    )
    must(await cover([await item(2, null)]))
    expect(await gave()).toEqual({ staff_id: null, given_why: 'Its worker is away at that time.' })
    await site.product.superuser.query('delete from tc.staff_absence where id = $1', [absenceId])
    must(await cover([await item(2, world.staff.sam.id)]))
    expect(await gave()).toEqual({ staff_id: world.staff.sam.id, given_why: null })
    await site.product.superuser.query('update tc.contact set given_from = null where id = $1', [visits[2]])
  })

  it('says first that the worker is not away, and leaves with them what nobody can take', async () => {
    const path = `/app/team/rounds/${ON}/cover/${world.staff.sam.id}`
    const sheet = await see(path)
    expect(sheet).toContain('Sam Okoro is not recorded as away on that day')
    expect(sheet).toContain(`/app/team/staff/absence?staff=${world.staff.sam.id}`)
    expect(sheet, 'grouped by who is proposed; Lin makes no visits and is proposed none').toContain(
      'Ade Bello: 3 visits',
    )
    expect(sheet).not.toContain('Lin Chau: ')
    expect(sheet).toMatch(/Lin Chau, 0 visits in the morning/)
    expect(sheet).toMatch(/Ade Bello, 1 visit in the morning, 1 at the same time/)
    const form = {
      commandId: fieldIn(sheet, 'commandId'),
      draftForm: 'contact.cover-round',
      draftAbout: `${ON} ${world.staff.sam.id}`,
      draftVersion: '0',
      ...Object.fromEntries(
        [2, 3, 4].flatMap((n) => [
          [`seen-${visits[n]}`, fieldIn(sheet, `seen-${visits[n]}`)],
          [`to-${visits[n]}`, 'nobody'],
        ]),
      ),
    }
    const before = await workers()
    const done = await site.post(path, form, lin)
    expect(done).toMatchObject({ status: 303, to: `/app/team/rounds?on=${ON}&given=0&nobody=0` })
    expect(await workers()).toEqual(before)
  })

  it('in three presses: the rounds, the sheet with a proposal, and confirming it', async () => {
    const day = await see(`/app/team/rounds?on=${ON}`)
    expect(day).toContain('1 visit or call has nobody')
    expect(day.indexOf('Bea Two'), 'what nobody takes is first').toBeLessThan(day.indexOf('<table'))
    const path = `/app/team/rounds/${ON}/cover/${world.staff.sam.id}`
    expect(day).toContain(path)
    const sheet = await see(path)
    expect(sheet).not.toContain('Bee Moss, ') // away, so neither proposed nor offered
    const form = {
      commandId: fieldIn(sheet, 'commandId'),
      draftForm: 'contact.cover-round',
      draftAbout: `${ON} ${world.staff.sam.id}`,
      draftVersion: '0',
      ...Object.fromEntries(
        [2, 3, 4].flatMap((n) => {
          const select = sheet.slice(sheet.indexOf(`name="to-${visits[n]}"`))
          return [
            [`seen-${visits[n]}`, fieldIn(sheet, `seen-${visits[n]}`)],
            [`to-${visits[n]}`, /value="([^"]*)" selected=""/.exec(select)![1]!],
          ]
        }),
      ),
    } as Record<string, string>
    expect(Object.values(form)).not.toContain('')
    // a colleague moves one of them meanwhile: it is shown again, and nothing is given away
    await site.product.superuser.query('update tc.contact set version = version + 1 where id = $1', [
      visits[3],
    ])
    const second = await site.post(path, form, lin)
    expect(second.status).toBe(409)
    expect(pageProblems(second.body)).toEqual([])
    expect(second.body).toContain('changed by somebody else')
    expect((await workers()).filter((w) => w.staff_id === world.staff.sam.id)).toHaveLength(3)
    const again = {
      ...form,
      commandId: fieldIn(second.body.slice(second.body.indexOf('data-autosave')), 'commandId'),
      [`seen-${visits[3]}`]: fieldIn(second.body, `seen-${visits[3]}`),
    }
    const done = await site.post(path, again, lin)
    expect(done).toMatchObject({ status: 303, to: `/app/team/rounds?on=${ON}&given=3&nobody=0` })
    expect((await site.post(path, again, lin)).to, 'a second press').toBe(done.to)
    expect((await workers()).some((w) => w.staff_id === world.staff.sam.id)).toBe(false)
    expect(await see(done.to!)).toContain('3 visits given to others')
    expect(await see(path)).toContain('No visit or call of this round is still to come')
    const sam = await site.product.signIn(world.staff.sam.email)
    expect(await see(`/app/visits?on=${ON}`, sam)).toContain(
      '4 of your visits were given to others by Lin Chau',
    )
    expect(await see(`/app/visits?on=${ON}`)).not.toContain('given to others')
  })

  it('says of somebody reported to have died to ring first: on the rounds, on the sheet, and beside an appointment', async () => {
    const ring = 'Reported died: ring before you go'
    const ade = `/app/team/rounds/${ON}/cover/${world.staff.ade.id}`
    const none = `/app/team/rounds/${ON}/cover/00000000-0000-0000-0000-000000000000`
    expect(await see(`/app/team/rounds?on=${ON}`)).not.toContain(ring)
    await site.product.superuser.query('update tc.appointment set goes_staff_id = $1 where person_id = $2', [
      world.staff.ade.id,
      people[0]!.id,
    ])
    for (const n of [0, 1])
      await site.product.superuser.query(
        `insert into tc.death_report (id, person_id, organisation_id, team_id, version, source, said, reported_at, by_id)
         values ($1, $2, $3, $4, 1, 'by hand', 'Her sister rang.', $5, $6)`,
        [
          freshId(),
          people[n]!.id,
          world.staff.sam.organisationId,
          world.teams.medication,
          NOW,
          world.staff.sam.id,
        ],
      )
    const day = await see(`/app/team/rounds?on=${ON}`)
    expect(day.match(new RegExp(ring, 'g')), 'with nobody, and in the round of Ade').toHaveLength(2)
    expect(day).toMatch(new RegExp(`Bea Two</a>[^<]*(<!-- -->[^<]*)*<strong[^>]*>${ring}`))
    expect((await see(none)).match(new RegExp(ring, 'g'))).toHaveLength(1)
    expect(
      (await see(ade)).match(new RegExp(ring, 'g')),
      'the visit and the appointment of Ada One',
    ).toHaveLength(2)
    await site.product.superuser.query('delete from tc.death_report where person_id = any ($1)', [
      [people[0]!.id, people[1]!.id],
    ])
  })

  it('the visits without a worker have a sheet of their own; another team sees none of it', async () => {
    const path = `/app/team/rounds/${ON}/cover/00000000-0000-0000-0000-000000000000`
    expect(await see(path)).toContain('Bea Two')
    const theirs = await see(`/app/team/rounds?on=${ON}`, noor)
    expect(theirs).not.toContain('Bea Two')
    expect((await site.get(`/app/team/rounds/${ON}/cover/${world.staff.sam.id}`, noor)).status).toBe(404)
    expect((await site.get('/app/team/rounds/2026-02-30/cover/x', lin)).status).toBe(404)
  })

  it('says apart whose visits a colleague covers, and who has nobody', async () => {
    await site.product.superuser.query(
      `insert into tc.staff_absence (id, staff_id, kind, from_at, until_at, cover_staff_id, recorded_at, recorded_by) values ($1, $2, 'sick', '2026-03-06T00:00Z', '2026-03-07T00:00Z', $3, $4, $5)`,
      [freshId(), world.staff.ade.id, world.staff.kit.id, NOW, world.staff.lin.id],
    )
    const day = await see(`/app/team/rounds?on=${ON}`)
    expect(day).toContain('5 of Ade Bello’s, covered by Kit Moran: ')
    expect(day).toContain('1 visit or call has nobody')
    // whoever covers is away too: then nobody comes
    await site.product.superuser.query(
      `insert into tc.staff_absence (id, staff_id, kind, from_at, until_at, recorded_at, recorded_by) values ($1, $2, 'sick', '2026-03-06T12:00Z', '2026-03-07T00:00Z', $3, $4)`,
      [freshId(), world.staff.kit.id, NOW, world.staff.lin.id],
    )
    const later = await see(`/app/team/rounds?on=${ON}`)
    expect(later).toContain('3 of Ade Bello’s, covered by Kit Moran: ')
    expect(later).toContain('3 visits and calls have nobody')
  })
})
