import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { codeOf, freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

const NOW = '2026-03-05T09:00:00.000Z'
let site: Site
let world: World
let desk: StaffMember
let second: StaffMember
let nurse: StaffMember
let riverside: StaffMember
let person: Person
let requestId: string
const tokens = new Map<string, string>()
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow(NOW)
  const ig = ['subject-access.release', 'privacy.desk', 'tasks.read']
  desk = await world.hires('Ina Brandt', world.teams.records, ig)
  second = await world.hires('Ugo Marsh', world.teams.records, [...ig, 'serious-harm.decide'])
  nurse = await world.hires('Nia Ford', world.teams.maple, ['serious-harm.decide', 'tasks.read'])
  riverside = await world.hires('Rio Bank', world.teams.medication, ig)
  person = await world.person('Ada Invented')
  await world.startsSupport(person, 0, {
    serviceId: world.services.north,
    teamId: world.teams.north,
    organisationId: world.organisations.northside,
  })
  await world.startsSupport(person, 0, { serviceId: world.services.inReach, teamId: world.teams.inReach })
  await site.product.superuser.query(
    `insert into tc.note (id, person_id, organisation_id, team_id, class_bit, body, at, recorded_at, by_staff_id) values
      ($1, $4, $5, $6, 4, 'Slept well', $9, $9, $8), ($2, $4, $5, $6, 4, 'Her mother rang in confidence about an overdose', $9, $9, $8),
      ($3, $4, $10, $7, 16, 'Came to the needle exchange', $9, $9, $11)`,
    [
      freshId(),
      freshId(),
      freshId(),
      person.id,
      world.organisations.northside,
      world.teams.north,
      world.teams.inReach,
      world.staff.noor.id,
      NOW,
      world.organisations.riverside,
      world.staff.rae.id,
    ],
  )
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
})
afterAll(() => site?.stop())
const as = async (who: StaffMember): Promise<string> => {
  const token = tokens.get(who.id) ?? (await site.product.signIn(who.email))
  tokens.set(who.id, token)
  return token
}
const act = async (who: StaffMember, command: string, input: unknown) =>
  site.product.act(await as(who), command, input)
const asking = (over: Record<string, unknown> = {}) => ({
  requestId: freshId(),
  who: { by: 'id', personId: person.id },
  askedOn: '2026-03-03',
  askedHow: 'by letter',
  what: '',
  identity: null,
  ...over,
})
interface Shown {
  readonly request: { readonly state: string; readonly name: string | null; readonly dueOn: string }
  readonly parts: readonly {
    readonly id: string
    readonly table: string
    readonly said: Record<string, unknown> | null
    readonly proposed: readonly string[]
    readonly given: boolean | null
  }[]
}
const see = async (who: StaffMember, id = requestId) =>
  must(await site.product.ask(await as(who), 'copy.request', { requestId: id })) as Shown | null
const of = () => ({ requestId, personId: person.id })

it('starts the clock of one month as a task of the desk, for the part of each closed team apart', async () => {
  const { noor, jo } = world.staff
  expect(codeOf(await act(jo, 'copy.ask', asking()))).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(codeOf(await act(noor, 'copy.ask', asking({ askedOn: '2026-03-06' })))).toBe('COPY_ASKED_DAY')
  const made = must(await act(noor, 'copy.ask', asking())).made
  requestId = String(made.requestId)
  // the third of April is Good Friday: the next working day is Tuesday
  expect(made.dueOn).toBe('2026-04-07')
  expect(codeOf(await act(noor, 'copy.ask', asking()))).toBe('COPY_OPEN_ALREADY')
  const tasks = await site.product.rows(
    "select team_id, to_char(due_at at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') as due from tc.task where kind = 'copy asked for'",
  )
  expect(tasks).toEqual([{ team_id: world.teams.records, due: '2026-04-07 17:00' }])
  // late, it is a gap that the net shows to the team that answers
  const owed = await site.product.rows<{ key: string }>(
    "select key, gap_from from net.obligation where person_id = $1 and kind = 'N11'",
    [person.id],
  )
  const [task] = await site.product.rows<{ id: string }>('select id from tc.task where about_id = $1', [
    requestId,
  ])
  expect(owed).toContainEqual({ key: `N11:task:${task!.id}`, gap_from: new Date('2026-04-07T16:00:00.000Z') })
})

it('gathers what the organisation holds and nothing of another, once the identity was checked', async () => {
  expect(codeOf(await act(desk, 'copy.gather', of()))).toBe('COPY_IDENTITY_FIRST')
  must(
    await act(world.staff.noor, 'copy.check-identity', {
      ...of(),
      on: '2026-03-04',
      how: 'Known to the team for a year',
    }),
  )
  expect(codeOf(await act(world.staff.noor, 'copy.gather', of()))).toBe('COPY_NOT_YOURS')
  expect(codeOf(await act(riverside, 'copy.gather', of()))).toBe('NOT_FOUND_OR_NOT_YOURS')
  must(await act(desk, 'copy.gather', of()))
  const shown = (await see(desk))!
  const words = JSON.stringify(shown.parts)
  expect(words).toContain('Slept well')
  expect(words).not.toContain('needle exchange')
  expect(words).not.toContain(world.teams.inReach)
  expect(words).not.toContain('Riverside in-reach')
  expect(words).toContain('Noor Aziz')
  // no id, hash or bit stands in it
  expect(words.match(/"(?:person_id|organisation_id|class_bit|by_staff_id":"[0-9a-f-]{36})"/g)).toBeNull()
  const proposed = shown.parts.filter((p) => p.proposed.length > 0)
  expect(proposed.map((p) => [p.table, [...p.proposed].sort()])).toEqual([
    ['tc.note', ['another person', 'serious harm']],
  ])
  expect(await see(riverside)).toBeNull()
  expect(await see(world.staff.jo)).toBeNull()
  // whoever wrote it down knows that it runs, and reads none of it there
  expect((await see(world.staff.noor))!.parts).toEqual([])
})

it('releases nothing while a part is undecided, nor by whoever decided about harm', async () => {
  const [part] = (await see(desk))!.parts.filter((p) => p.proposed.length > 0)
  const partIds = [part!.id]
  expect(codeOf(await act(desk, 'copy.release', of()))).toBe('COPY_UNDECIDED')
  must(
    await act(desk, 'copy.decide-others', {
      ...of(),
      partIds,
      what: 'withhold',
      why: 'She asked that it stay between us',
    }),
  )
  expect(codeOf(await act(desk, 'copy.release', of()))).toBe('COPY_UNDECIDED')
  const harm = {
    ...of(),
    partIds,
    what: 'not likely',
    why: 'Known to her',
    profession: 'nurse, midwife or nursing associate (NMC)',
    register: '12A3456E',
  }
  expect(codeOf(await act(desk, 'copy.decide-harm', harm))).toBe('NOT_ALLOWED')
  expect(codeOf(await act(nurse, 'copy.decide-harm', { ...harm, register: '?' }))).toBe(
    'INPUT_NOT_UNDERSTOOD',
  )
  // the nurse reads what was proposed for it, and no more
  expect((await see(nurse))!.parts.map((p) => p.id)).toEqual(partIds)
  const open = 'select from tc.task where kind = $1 and done_at is null'
  expect(await site.product.rows(open, ['serious harm to decide'])).toHaveLength(2)
  must(await act(second, 'copy.decide-harm', harm))
  expect(await site.product.rows(open, ['serious harm to decide'])).toHaveLength(0)
  expect(codeOf(await act(second, 'copy.release', of()))).toBe('COPY_RELEASE_ANOTHER')
  // a plain part that somebody proposes waits too
  const plain = (await see(desk))!.parts.find((p) => p.said?.body === 'Slept well')!
  must(
    await act(desk, 'copy.propose', {
      ...of(),
      partIds: [plain.id],
      what: 'another person',
      why: 'Who slept?',
    }),
  )
  expect(codeOf(await act(desk, 'copy.release', of()))).toBe('COPY_UNDECIDED')
  must(await act(desk, 'copy.decide-others', { ...of(), partIds: [plain.id], what: 'give', why: 'She did' }))
  // gathered again, what is as it was keeps its decision
  must(await act(desk, 'copy.gather', of()))
  must(await act(desk, 'copy.release', of()))
  expect(codeOf(await act(desk, 'copy.gather', of()))).toBe('COPY_SETTLED')
  const given = (await see(desk))!.parts.filter((p) => p.given).map((p) => p.said?.body)
  expect(given).toContain('Slept well')
  expect(JSON.stringify(given)).not.toContain('in confidence')
})

it('keeps the list and its digests when it is handed over, and says so on the timeline', async () => {
  must(await act(desk, 'copy.hand-over', { ...of(), on: '2026-03-05', how: 'By hand, sealed' }))
  const { request, parts } = (await see(desk))!
  expect(request.state).toBe('handed over')
  expect(parts.length).toBeGreaterThan(3)
  expect(parts.every((p) => p.said === null)).toBe(true)
  expect(
    await site.product.rows("select what from tc.timeline where what like 'copy%' order by at, what"),
  ).toEqual([{ what: 'copy asked for' }, { what: 'copy released' }, { what: 'copy handed over' }])
  expect(
    await site.product.rows("select from tc.task where kind = 'copy asked for' and done_at is null"),
  ).toEqual([])
})

it('a closed team answers its own part, and the desk of its organisation never learns of it', async () => {
  const { rae } = world.staff
  const known = {
    by: 'what is known',
    nhsNumber: '',
    given: 'Ada',
    family: 'Invented',
    bornOn: null,
  }
  expect(codeOf(await act(riverside, 'copy.ask', asking({ who: known })))).toBe('EMERGENCY_NEEDS_TWO')
  requestId = String(
    must(await act(rae, 'copy.ask', asking({ identity: { on: '2026-03-05', how: 'Known' } }))).made.requestId,
  )
  const closed = await site.product.rows<{ id: string; team_id: string }>(
    'select id, team_id from tc.subject_request where asking_id = $1 and closed_team_id is not null',
    [requestId],
  )
  expect(closed.map((c) => c.team_id)).toEqual([world.teams.inReach])
  // what a closed team checked is its own: the desk asks again who the person is
  expect(codeOf(await act(riverside, 'copy.gather', of()))).toBe('COPY_IDENTITY_FIRST')
  must(await act(riverside, 'copy.check-identity', { ...of(), on: '2026-03-05', how: 'Passport seen' }))
  must(await act(riverside, 'copy.gather', of()))
  const atDesk = (await see(riverside))!
  expect(JSON.stringify(atDesk)).not.toMatch(/needle|in-reach|Rae Doyle/iu)
  expect(JSON.stringify(atDesk)).not.toContain(world.teams.inReach)
  expect(await see(riverside, closed[0]!.id)).toBeNull()
  const list = must(await site.product.ask(await as(riverside), 'copy.requests', {})) as {
    rows: { id: string }[]
  }
  expect(list.rows.map((r) => r.id)).toEqual([requestId])
  const own = { requestId: closed[0]!.id, personId: person.id }
  expect(codeOf(await act(riverside, 'copy.gather', own))).toBe('NOT_FOUND_OR_NOT_YOURS')
  must(await act(rae, 'copy.gather', own))
  expect(JSON.stringify(await see(rae, closed[0]!.id))).toContain('needle exchange')
})

it('extends once, and ends with its tasks', async () => {
  const more = {
    ...of(),
    why: 'complex',
    words: 'Records of four wards',
    toldOn: '2026-03-05',
    toldHow: 'By letter',
  }
  expect(must(await act(riverside, 'copy.extend', more)).made.dueOn).toBe('2026-06-03')
  expect(codeOf(await act(riverside, 'copy.extend', more))).toBe('COPY_EXTENDED_ALREADY')
  const due =
    "select distinct to_char(due_at at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') as due from tc.task where kind = 'copy asked for' and done_at is null"
  expect(await site.product.rows(due)).toEqual([{ due: '2026-06-03 17:00' }])
  must(await act(riverside, 'copy.end', { ...of(), why: 'She took it back' }))
  expect(await site.product.rows(due)).toEqual([])
  // with its task the desk gives back who the person is
  expect(codeOf(await act(riverside, 'copy.gather', of()))).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect((await see(riverside))!.request).toMatchObject({ state: 'ended', name: null })
})

it('leaves what hangs on a closed team’s row, and who of it wrote something down, to that team', async () => {
  const { rae } = world.staff
  const incidentId = freshId()
  const sql = (text: string, values: unknown[]) => site.product.superuser.query(text, values)
  await sql(
    `insert into tc.incident (id, person_id, organisation_id, team_id, class_bit, recorded_at, by_staff_id) values ($1, $2, $3, $4, 8, $5, $6)`,
    [incidentId, person.id, world.organisations.riverside, world.teams.inReach, NOW, rae.id],
  )
  await sql(
    `insert into tc.incident_version (id, incident_id, person_id, version, kind, harm, happened_at, what, done, at, by_staff_id)
       values ($1, $2, $3, 1, 'medicine', 'low', $4, 'Methadone was spilled', 'Rang', $4, $5)`,
    [freshId(), incidentId, person.id, NOW, rae.id],
  )
  await sql(
    `insert into tc.contact_point (id, person_id, kind, value, safe, recorded_at, recorded_by) values ($1, $2, 'mobile', '07700 900123', '{}', $3, $4)`,
    [freshId(), person.id, NOW, rae.id],
  )
  await sql(
    `insert into tc.person_characteristic (person_id, name, answer, recorded_at, recorded_by) values ($1, 'religion', '"None"', $2, $3)`,
    [person.id, NOW, rae.id],
  )
  const identity = { on: '2026-03-05', how: 'Passport seen' }
  requestId = String(must(await act(world.staff.noor, 'copy.ask', asking({ identity }))).made.requestId)
  must(await act(desk, 'copy.gather', of()))
  const elsewhere = JSON.stringify(await see(desk))
  expect(elsewhere).toContain('07700 900123')
  expect(elsewhere).not.toContain('Rae Doyle')
  must(await act(desk, 'copy.end', { ...of(), why: 'She took it back' }))

  requestId = String(must(await act(rae, 'copy.ask', asking({ identity }))).made.requestId)
  must(await act(riverside, 'copy.check-identity', { ...of(), ...identity }))
  must(await act(riverside, 'copy.gather', of()))
  const atDesk = JSON.stringify(await see(riverside))
  expect(atDesk).toContain('07700 900123')
  expect(atDesk).not.toMatch(/Methadone|Rae Doyle/u)
  const [closed] = await site.product.rows<{ id: string }>(
    'select id from tc.subject_request where asking_id = $1 and closed_team_id is not null',
    [requestId],
  )
  must(await act(rae, 'copy.gather', { ...of(), requestId: closed!.id }))
  expect(JSON.stringify(await see(rae, closed!.id))).toContain('Methadone')
  must(await act(riverside, 'copy.end', { ...of(), why: 'She took it back' }))
})

it('asks again about a part that was proposed and has changed since, and never gives it unasked', async () => {
  const identity = { on: '2026-03-05', how: 'Passport seen' }
  requestId = String(must(await act(world.staff.noor, 'copy.ask', asking({ identity }))).made.requestId)
  must(await act(desk, 'copy.gather', of()))
  const plain = async () => (await see(desk))!.parts.find((p) => p.said?.body === 'Slept well')!
  const partIds = [(await plain()).id]
  const harm = { what: 'serious harm', why: 'It would hurt her' }
  must(await act(desk, 'copy.propose', { ...of(), partIds, ...harm }))
  const by = { profession: 'nurse, midwife or nursing associate (NMC)', register: '12A3456E' }
  must(await act(nurse, 'copy.decide-harm', { ...of(), partIds, what: 'likely', why: 'Known', ...by }))
  // no word of the note changes: whoever wrote it has another name
  await site.product.superuser.query("update tc.staff set name = 'Noor Khan' where id = $1", [
    world.staff.noor.id,
  ])
  must(await act(desk, 'copy.gather', of()))
  expect(await plain()).toMatchObject({ proposed: ['serious harm'], harm: null })
  expect(codeOf(await act(desk, 'copy.release', of()))).toBe('COPY_UNDECIDED')
})
