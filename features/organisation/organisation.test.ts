import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import type { MyTeam } from './queries/my-team.ts'
import type { OrganisationList } from './queries/organisations.ts'
import type { ServiceShown } from './queries/service.ts'
import { roleCards } from './role-cards.ts'

const ODS_SAMPLE = path.join(import.meta.dirname, '../../../shared/samples/opendata/ods/etr-sample.csv')

let product: Product
let world: World
let lin: string
let wyn: string
let sam: string
let dot: string
let mara: Person

const DAY = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString()
const code = (answer: unknown) => (answer as { refusal?: { code: string } }).refusal?.code
const one = async (text: string, values: unknown[] = []) =>
  (await product.superuser.query(text, values)).rows[0]
const gaps = async () =>
  (
    await product.superuser.query(
      'select kind, gap_from, gap_until from net.obligation where person_id = $1 order by gap_from',
      [mara.id],
    )
  ).rows

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser, { startsAt: new Date() })
  await product.superuser.query(
    "update tc.post set rights = rights || '{organisation.manage}' where id = $1",
    [world.staff.dot.postId],
  )
  ;[lin, wyn, sam, dot] = (await Promise.all(
    [world.staff.lin, world.staff.wyn, world.staff.sam, world.staff.dot].map((s) => product.signIn(s.email)),
  )) as [string, string, string, string]
  mara = await world.person('Mara Okafor')
  const stay = await world.admits(mara, -40)
  const referral = await world.refers(mara, -20, {
    from: world.staff.jo,
    serviceId: world.services.medication,
    stayId: stay,
  })
  await world.says(referral, 'started', { answered_at: world.at(-18) })
  await world.leavesTheWard(stay, -10)
  await world.opensTransition(mara, -20, stay)
  const episode = await world.startsSupport(mara, -10, {
    keyWorker: world.staff.sam,
    firstContactAt: -9,
    referralId: referral,
  })
  await world.plansContact(mara, episode, 3, { staff_id: world.staff.sam.id })
}, 120_000)
afterAll(() => product.stop())

const absence = (more: Record<string, unknown> = {}) => ({
  absenceId: freshId(),
  staffId: world.staff.sam.id,
  kind: 'leave',
  from: inDays(2),
  until: inDays(6),
  coverStaffId: null,
  ...more,
})

describe('absence and cover', () => {
  it('touches the people who rely on the absent, makes the gap without cover, and heals it with cover', async () => {
    const asked = absence()
    const id = freshId()
    const done = must(await product.act(lin, 'staff.record-absence', asked, id))
    expect(done.made).toMatchObject({ absenceId: asked.absenceId, touched: 1 })
    const away = { kind: 'N1b', gap_from: new Date(asked.from), gap_until: new Date(asked.until) }
    expect(await gaps(), 'a key worker away without cover: a gap for exactly as long').toContainEqual(away)
    expect(must(await product.act(lin, 'staff.record-absence', asked, id))).toMatchObject({ replayed: true })
    expect(
      (await one('select count(*)::int as n from tc.staff_absence where staff_id = $1', [world.staff.sam.id]))
        .n,
    ).toBe(1)

    const team = must(await product.ask(sam, 'staff.team', {})) as MyTeam
    expect(team.absences).toMatchObject([{ name: 'Sam Okoro', cover: null }])
    expect(team.posts.map((p) => p.name)).toContain('Lin Chau')

    const change = {
      absenceId: asked.absenceId,
      staffId: world.staff.sam.id,
      coverStaffId: world.staff.ade.id,
      until: asked.until,
      seen: { coverStaffId: null, until: asked.until },
    }
    expect(
      code(
        await product.act(lin, 'staff.change-cover', {
          ...change,
          seen: { ...change.seen, coverStaffId: world.staff.kit.id },
        }),
      ),
    ).toBe('STALE_VERSION')
    expect(must(await product.act(lin, 'staff.change-cover', change)).made).toMatchObject({ touched: 1 })
    expect(
      (await gaps()).filter((g) => g.kind === 'N1b'),
      'cover heals it',
    ).toEqual([])
    expect(must(await product.ask(lin, 'staff.team', {}))).toMatchObject({
      absences: [{ cover: 'Ade Bello' }],
    })
    expect(code(await product.act(lin, 'staff.change-cover', change)), 'whoever saves second is told').toBe(
      'STALE_VERSION',
    )
  })

  it('is refused without the right, for another organisation, with an end before the start and with impossible cover', async () => {
    expect(code(await product.act(sam, 'staff.record-absence', absence()))).toBe('NOT_ALLOWED')
    expect(code(await product.act(wyn, 'staff.record-absence', absence()))).toBe('ABSENCE_NOT_YOURS')
    expect(code(await product.act(lin, 'staff.record-absence', absence({ until: inDays(1) })))).toBe(
      'ABSENCE_ENDS_BEFORE_START',
    )
    expect(
      code(await product.act(lin, 'staff.record-absence', absence({ coverStaffId: world.staff.sam.id }))),
    ).toBe('COVER_IS_THE_ABSENT')
    expect(
      code(await product.act(lin, 'staff.record-absence', absence({ coverStaffId: world.staff.wyn.id }))),
    ).toBe('COVER_NOT_HERE')
    expect(code(await product.act(lin, 'staff.record-absence', absence({ staffId: freshId() })))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    const theirs = await one(
      'select id, until_at, cover_staff_id from tc.staff_absence where staff_id = $1',
      [world.staff.sam.id],
    )
    expect(
      code(
        await product.act(wyn, 'staff.change-cover', {
          absenceId: theirs.id,
          staffId: world.staff.sam.id,
          coverStaffId: null,
          until: inDays(3),
          seen: { coverStaffId: theirs.cover_staff_id, until: theirs.until_at.toISOString() },
        }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('is refused with cover by somebody who is away themselves for all of it, now and when cover changes', async () => {
    const { ade, kit, lin: manager, sam: absent } = world.staff
    const start = Date.now()
    const day = (n: number) => new Date(start + n * DAY).toISOString()
    const days = (from: number, until: number) => ({ from: day(from), until: day(until) })
    const records = (more: Record<string, unknown>) => product.act(lin, 'staff.record-absence', absence(more))
    // Kit is away on days 20 to 24, in two absences that meet, and has said they leave on day 40
    must(await records({ staffId: kit.id, ...days(20, 22) }))
    must(await records({ staffId: kit.id, ...days(22, 24) }))
    const covered = { staffId: absent.id, coverStaffId: kit.id }
    expect(code(await records({ ...covered, ...days(21, 23) }))).toBe('COVER_AWAY_TOO')
    const absenceId = freshId()
    must(await records({ ...covered, absenceId, ...days(21, 26) })) // there for some of it
    const change = (coverStaffId: string, until: string, seen: { coverStaffId: string; until: string }) =>
      product.act(lin, 'staff.change-cover', { absenceId, staffId: absent.id, coverStaffId, until, seen })
    const [long, short] = [day(26), day(23)]
    must(await change(ade.id, long, { coverStaffId: kit.id, until: long }))
    expect(code(await change(kit.id, short, { coverStaffId: ade.id, until: long }))).toBe('COVER_AWAY_TOO')
    must(await change(ade.id, short, { coverStaffId: ade.id, until: long }))
    await product.superuser.query('update tc.staff set left_at = $2 where id = $1', [kit.id, day(40)])
    expect(code(await records({ ...covered, ...days(41, 43) }))).toBe('COVER_AWAY_TOO')
    must(await records({ ...covered, ...days(39, 43) }))
    await product.superuser.query('update tc.staff set left_at = null where id = $1', [kit.id])
    await product.superuser.query('delete from tc.staff_absence where recorded_by = $1 and from_at > $2', [
      manager.id,
      day(19),
    ])
  })
})

describe('staff and posts', () => {
  const add = (name: string, organisationId = world.organisations.riverside) => ({
    staffId: freshId(),
    organisationId,
    name,
    email: `${freshId()}@riverside.example`,
  })
  const post = (staffId: string, more: Record<string, unknown> = {}) => ({
    postId: freshId(),
    holderId: freshId(),
    staffId,
    teamId: world.teams.medication,
    role: 'medication-support-worker',
    from: null,
    until: null,
    supervisedBy: null,
    ...more,
  })

  it('adds somebody, gives them a post with its card’s rights, ends it, and lets nobody act in it after', async () => {
    const asked = add('Ona Field')
    must(await product.act(lin, 'staff.add', asked))
    const given = post(asked.staffId)
    must(await product.act(lin, 'staff.give-post', given))
    const card = roleCards().find((c) => c.id === 'medication-support-worker')!
    expect((await one('select rights from tc.post where id = $1', [given.postId])).rights).toEqual(
      card.rights,
    )
    const ona = await product.signIn(asked.email)
    expect((await product.ask(ona, 'staff.team', {})).ok).toBe(true)
    expect(code(await product.act(lin, 'staff.give-post', post(asked.staffId)))).toBe('POST_HELD_ALREADY')
    const end = { staffId: asked.staffId, holderId: given.holderId, until: null, seenUntil: null }
    expect(code(await product.act(wyn, 'staff.end-post', end))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(lin, 'staff.end-post', end))
    expect(code(await product.ask(ona, 'staff.team', {}))).toBe('NOT_SIGNED_IN')
    expect(code(await product.act(lin, 'staff.end-post', end))).toBe('POST_ENDED')
  })

  it('refuses a taken email, another organisation, a machine’s card and rights that are not one’s own', async () => {
    expect(
      code(
        await product.act(lin, 'staff.add', {
          ...add('Sam Again'),
          email: world.staff.sam.email.toUpperCase(),
        }),
      ),
    ).toBe('STAFF_EMAIL_TAKEN')
    expect(code(await product.act(lin, 'staff.add', add('Nobody', world.organisations.northside)))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect(code(await product.act(sam, 'staff.add', add('Nobody')))).toBe('NOT_ALLOWED')
    expect(
      code(await product.act(lin, 'staff.give-post', post(world.staff.sam.id, { role: 'machine' }))),
    ).toBe('POST_ROLE_UNKNOWN')
    expect(
      code(await product.act(lin, 'staff.give-post', post(world.staff.sam.id, { role: 'records-desk' }))),
    ).toBe('POST_GRANTS_MORE')
    expect(
      code(
        await product.act(lin, 'staff.give-post', post(world.staff.sam.id, { teamId: world.teams.maple })),
      ),
    ).toBe('POST_NOT_HERE')
    await expect(
      asApp(
        lin,
        'insert into tc.post (id, organisation_id, team_id, title, role, rights) values ($1, $2, $3, $4, $5, $6)',
        [freshId(), world.organisations.riverside, world.teams.medication, 'x', 'x', ['organisation.manage']],
      ),
      'nor by its own SQL',
    ).rejects.toThrow(/row-level security/)
  })

  it('seconds somebody of another organisation with an end and a supervisor, and carries no staff row across', async () => {
    const noor = world.staff.noor
    const seconded = (more: Record<string, unknown>) =>
      post(noor.id, { until: inDays(90), supervisedBy: world.staff.lin.id, ...more })
    expect(code(await product.act(lin, 'staff.give-post', seconded({ until: null })))).toBe(
      'SECONDMENT_NEEDS_END',
    )
    expect(code(await product.act(lin, 'staff.give-post', seconded({ supervisedBy: null })))).toBe(
      'SECONDMENT_NEEDS_END',
    )
    expect(
      code(await product.act(lin, 'staff.give-post', seconded({ supervisedBy: world.staff.wyn.id }))),
    ).toBe('SUPERVISOR_NOT_HERE')
    expect(
      code(
        await product.act(
          lin,
          'staff.give-post',
          post(world.staff.kit.id, { role: 'options-worker', supervisedBy: world.staff.lin.id }),
        ),
      ),
    ).toBe('SECONDMENT_TO_OWN_EMPLOYER')
    const asked = seconded({})
    must(await product.act(lin, 'staff.give-post', asked))
    expect(must(await product.ask(lin, 'staff.team', {})) as MyTeam).toMatchObject({
      posts: expect.arrayContaining([
        expect.objectContaining({
          name: 'Noor Aziz',
          employedBy: 'Northside Trust',
          supervisedBy: 'Lin Chau',
        }),
      ]),
    })
    must(await product.act(lin, 'staff.record-absence', absence({ staffId: noor.id })))
  })

  it('records that somebody leaves: their people are looked at, their posts end, and who saves second is told', async () => {
    const { version } = await one('select version from tc.staff where id = $1', [world.staff.sam.id])
    const asked = { staffId: world.staff.sam.id, leftAt: null, version }
    expect(code(await product.act(wyn, 'staff.leave', asked))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(await product.act(lin, 'staff.leave', { ...asked, version: version + 1 }))).toBe(
      'STALE_VERSION',
    )
    expect(code(await product.act(lin, 'staff.leave', { ...asked, leftAt: inDays(-2) }))).toBe(
      'STAFF_LEAVES_BEFORE',
    )
    expect(must(await product.act(lin, 'staff.leave', asked)).made).toMatchObject({ touched: 1 })
    expect(code(await product.ask(sam, 'staff.team', {}))).toBe('NOT_SIGNED_IN')
    expect(
      (
        await one('select bool_and(until_at is not null) as ended from tc.post_holder where staff_id = $1', [
          world.staff.sam.id,
        ])
      ).ended,
    ).toBe(true)
    expect(code(await product.act(lin, 'staff.leave', { ...asked, version: version + 1 }))).toBe(
      'STAFF_HAS_LEFT',
    )
  })

  async function asApp(token: string, text: string, values: unknown[]): Promise<void> {
    const client = await product.appPool.connect()
    try {
      await client.query('begin')
      await client.query('select ctx.begin($1)', [token])
      await client.query(text, values)
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
})

describe('services', () => {
  const offer = {
    accepts: 'Adults at home',
    boundaryStatement: 'Not a crisis service',
    capacity: 12,
    origin: 'A pilot of two wards',
    pilotFromOn: '2026-01-01',
    pilotUntilOn: '2026-12-31',
    reviewOn: '2026-11-30',
  }

  it('change by version, and only in one’s own organisation', async () => {
    const seen = must(
      await product.ask(lin, 'service.read', { serviceId: world.services.medication }),
    ) as ServiceShown
    expect(seen).toMatchObject({
      capacity: 30,
      organisations: ['Riverside Support'],
      supportedNow: 1,
      waitingForAnswer: 0,
    })
    const change = { serviceId: seen.serviceId, version: seen.version, ...offer }
    expect(code(await product.act(wyn, 'service.change', change))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(await product.act(sam, 'service.change', change))).toBe('NOT_SIGNED_IN')
    expect(code(await product.act(lin, 'service.change', { ...change, pilotUntilOn: null }))).toBe(
      'SERVICE_PILOT_DATES',
    )
    must(await product.act(lin, 'service.change', change))
    expect(code(await product.act(lin, 'service.change', { ...change, capacity: 13 }))).toBe('STALE_VERSION')
    expect(must(await product.ask(wyn, 'service.read', { serviceId: seen.serviceId }))).toMatchObject({
      ...offer,
      version: 2,
      supportedNow: null,
    })
  })

  it('begin on a loaded pathway, run by several organisations', async () => {
    const asked = {
      serviceId: freshId(),
      name: 'Evening support',
      pathwayId: 'medication-support',
      teamId: world.teams.medication,
      runWith: [world.organisations.harbour],
      ...offer,
    }
    expect(code(await product.act(lin, 'service.add', { ...asked, pathwayId: 'nothing' }))).toBe(
      'REFERRAL_NO_PATHWAY',
    )
    expect(code(await product.act(wyn, 'service.add', asked))).toBe('POST_NOT_HERE')
    must(await product.act(lin, 'service.add', asked))
    expect(must(await product.ask(lin, 'service.read', { serviceId: asked.serviceId }))).toMatchObject({
      organisations: ['Harbour House', 'Riverside Support'],
    })
  })
})

describe('organisations, teams and wards', () => {
  it('are added with the right, each code once, and given their first manager by who added them', async () => {
    const asked = {
      organisationId: freshId(),
      kind: 'voluntary',
      name: 'Lantern Trust',
      odsCode: null,
      charityNumber: '1234567',
    }
    expect(code(await product.act(lin, 'organisation.add', asked))).toBe('NOT_ALLOWED')
    must(await product.act(dot, 'organisation.add', asked))
    expect(
      (
        await one('select root_owner_staff_id as o from tc.organisation where id = $1', [
          asked.organisationId,
        ])
      ).o,
    ).toBe(world.staff.dot.id)
    expect(
      code(
        await product.act(dot, 'organisation.add', { ...asked, organisationId: freshId(), name: 'Another' }),
      ),
    ).toBe('CHARITY_NUMBER_TAKEN')
    const team = {
      teamId: freshId(),
      organisationId: asked.organisationId,
      name: 'Lantern',
      kind: 'support',
      hours: 'Evenings',
      telephone: '01632 960999',
      drugAndAlcohol: false,
      clinicalResponsibility: false,
      managerStaffId: null,
    }
    must(await product.act(dot, 'team.add', team))
    expect(
      code(
        await product.act(dot, 'team.add', {
          ...team,
          teamId: freshId(),
          organisationId: world.organisations.riverside,
        }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    const staff = {
      staffId: freshId(),
      organisationId: asked.organisationId,
      name: 'Fay Moss',
      email: 'fay@lantern.example',
    }
    must(await product.act(dot, 'staff.add', staff))
    must(
      await product.act(dot, 'staff.give-post', {
        postId: freshId(),
        holderId: freshId(),
        staffId: staff.staffId,
        teamId: team.teamId,
        role: 'service-manager',
        from: null,
        until: null,
        supervisedBy: null,
      }),
    )
    expect((await product.ask(await product.signIn(staff.email), 'staff.team', {})).ok).toBe(true)

    const unit = { unitId: freshId(), teamId: world.teams.maple, code: 'ash', name: 'Ash', kind: 'ward' }
    must(await product.act(dot, 'unit.add', { ...unit, safetyHours: 168 }))
    expect(await one('select safety_hours from tc.unit where id = $1', [unit.unitId])).toEqual({
      safety_hours: 168,
    })
    expect(code(await product.act(dot, 'unit.add', { ...unit, unitId: freshId() }))).toBe('UNIT_CODE_TAKEN')
    expect(
      code(
        await product.act(dot, 'unit.add', {
          ...unit,
          unitId: freshId(),
          teamId: world.teams.medication,
          code: 'X',
        }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('load from a real ODS list once, however often it is loaded', async (test) => {
    if (!fs.existsSync(ODS_SAMPLE)) {
      console.log(`skipped: the sample list is not at ${ODS_SAMPLE}`)
      return test.skip()
    }
    const text = fs.readFileSync(ODS_SAMPLE, 'utf8')
    const before = (await one('select count(*)::int as n from tc.organisation')).n
    const first = must(await product.act(dot, 'organisation.load-ods', { list: 'etr', text })).made
    expect(first).toMatchObject({ read: 55, added: 54, closed: 1, renamed: 0 })
    expect(must(await product.act(dot, 'organisation.load-ods', { list: 'etr', text })).made).toMatchObject({
      read: 55,
      added: 0,
      renamed: 0,
    })
    expect((await one('select count(*)::int as n from tc.organisation')).n).toBe(before + 54)
    expect(
      await one(
        "select kind, name, root_owner_staff_id as owner from tc.organisation where ods_code = 'RXV'",
      ),
    ).toEqual({
      kind: 'trust',
      name: 'GREATER MANCHESTER MENTAL HEALTH NHS FOUNDATION TRUST',
      owner: world.staff.dot.id,
    })
    const renamed = text.replace(
      'GREATER MANCHESTER MENTAL HEALTH NHS FOUNDATION TRUST',
      'GREATER MANCHESTER MENTAL HEALTH TRUST',
    )
    expect(
      must(await product.act(dot, 'organisation.load-ods', { list: 'etr', text: renamed })).made,
    ).toMatchObject({ added: 0, renamed: 1 })
    expect(code(await product.act(lin, 'organisation.load-ods', { list: 'etr', text }))).toBe('NOT_ALLOWED')
    const list = must(
      await product.ask(dot, 'organisation.list', { kind: 'trust', page: 1 }),
    ) as OrganisationList
    expect(list.total).toBe(55)
  })
})

describe('role cards', () => {
  it('are sound, and give nobody what their standing forbids', () => {
    expect(roleCards().map((c) => c.id)).toEqual([
      'commissioner',
      'community-coordinator',
      'house-worker',
      'in-reach-worker',
      'information-governance-lead',
      'machine',
      'medication-support-worker',
      'named-health-professional',
      'options-worker',
      'partnership-lead',
      'peer-worker',
      'records-desk',
      'service-manager',
      'ward-coordinator',
      'ward-manager',
    ])
    expect(roleCards().find((c) => c.id === 'machine')!.rights).not.toContain('referral.send')
  })
})
