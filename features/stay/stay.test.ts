import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aThursday } from '#testing/thursday.ts'

let product: Product
let world: World
let jo: string
let lin: string

beforeAll(async () => {
  ;({ product, world, jo, lin } = await aThursday('jo', 'lin'))
})
afterAll(() => product.stop())

/** Somebody whom the ward has registered: it may write about them, and sees nothing it did not type. */
async function registered(name: string, teamId = world.teams.maple) {
  const person = await world.person(name)
  await world.registers(person, teamId, 0)
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  return person
}
const opening = (personId: string, more: Record<string, unknown> = {}) => ({
  stayId: freshId(),
  personId,
  unitId: world.unitId,
  visitNumber: null,
  admittedAt: '2026-03-04T09:00:00Z',
  admittedKnownTo: 'minute',
  homeArea: { area: 'NS4' },
  distance: 'not known',
  reason: 'not known',
  source: 'by hand',
  movedFrom: null,
  ...more,
})
async function opened(name: string, more: Record<string, unknown> = {}) {
  const person = await registered(name)
  const input = opening(person.id, more)
  must(await product.act(jo, 'stay.open', input))
  return { personId: person.id, stayId: input.stayId, name }
}
const ending = (s: { stayId: string; personId: string }, more: Record<string, unknown> = {}) => ({
  stayId: s.stayId,
  personId: s.personId,
  version: 1,
  endedAt: '2026-03-05T09:00:00Z',
  endedKnownTo: 'minute',
  endSource: 'by hand',
  ...more,
})
const stayRow = async (id: string) => (await product.rows('select * from tc.stay where id = $1', [id]))[0]
const openTasks = async (stayId: string) =>
  (
    await product.rows<{ kind: string }>(
      'select kind from tc.task where about_id = $1 and done_at is null order by kind',
      [stayId],
    )
  ).map((t) => t.kind)

describe('a stay by hand', () => {
  it('opens for the ward of one’s own team and shows who it is', async () => {
    const s = await opened('Ada Ward')
    expect(await stayRow(s.stayId)).toMatchObject({
      team_id: world.teams.maple,
      home_area: 'NS4',
      distance_miles: null,
      source: 'by hand',
      recorded_by: world.staff.jo.id,
    })
    expect(await openTasks(s.stayId)).toEqual(['stay distance', 'stay reason'])
    expect(
      await product.rows('select what, class_bit from tc.timeline where person_id = $1', [s.personId]),
    ).toEqual([{ what: 'admitted', class_bit: 2 }])
    expect(must(await product.ask(jo, 'stay.one', { stayId: s.stayId }))).toMatchObject({ name: 'Ada Ward' })
    expect(must(await product.ask(lin, 'stay.one', { stayId: s.stayId }))).toBeNull()
  })

  it('happens once when the button is pressed twice; the same id with other content is refused', async () => {
    const person = await registered('Bea Ward')
    const [input, id] = [opening(person.id), freshId()]
    must(await product.act(jo, 'stay.open', input, id))
    expect(must(await product.act(jo, 'stay.open', input, id))).toMatchObject({
      replayed: true,
      made: { stayId: input.stayId },
    })
    expect(await product.rows('select 1 from tc.stay where person_id = $1', [person.id])).toHaveLength(1)
    expect(codeOf(await product.act(jo, 'stay.open', { ...input, admittedKnownTo: 'day' }, id))).toBe(
      'COMMAND_ID_REUSED',
    )
  })

  it('is refused beside an open stay, even one on a ward the asker cannot see', async () => {
    const s = await opened('Cal Ward')
    expect(
      codeOf(await product.act(jo, 'stay.open', opening(s.personId, { admittedAt: '2026-03-03T09:00:00Z' }))),
    ).toBe('STAY_OVERLAPS')
    // the same ward on the same day is the same stay, typed twice
    expect(must(await product.act(jo, 'stay.open', opening(s.personId)))).toMatchObject({
      made: { effect: 'none', stayId: s.stayId },
    })
    const [elm, unit] = [freshId(), freshId()]
    await product.superuser.query(
      "insert into tc.team (id, organisation_id, name, kind, hours, telephone) values ($1, $2, 'Elm ward', 'ward', 'Always', '01632 960003')",
      [elm, world.organisations.northside],
    )
    await product.superuser.query(
      "insert into tc.unit (id, organisation_id, team_id, code, name, kind) values ($1, $2, $3, 'ELM', 'Elm', 'ward')",
      [unit, world.organisations.northside, elm],
    )
    const ela = await product.signIn((await world.hires('Ela Elm', world.teams.maple)).email)
    const there = await registered('Dan Ward')
    await product.superuser.query(
      `insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, visit_number, admitted_at, source, recorded_at, recorded_by)
      values ($1, $2, $3, $4, $5, 'ELM-1', '2026-03-01', 'by hand', '2026-03-01', $1)`,
      [freshId(), there.id, world.organisations.northside, elm, unit],
    )
    expect(codeOf(await product.act(ela, 'stay.open', opening(there.id)))).toBe('STAY_OVERLAPS')
    const other = await registered('Eve Ward')
    expect(codeOf(await product.act(ela, 'stay.open', opening(other.id, { visitNumber: 'ELM-1' })))).toBe(
      'STAY_VISIT_NUMBER_TAKEN',
    )
    // one's own organisation, and not one's own ward
    expect(codeOf(await product.act(jo, 'stay.open', opening(other.id, { unitId: unit })))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect(codeOf(await product.act(jo, 'stay.open', opening(other.id, { unitId: freshId() })))).toBe(
      'STAY_UNIT_NOT_KNOWN',
    )
  })

  it('is refused for somebody one may not write about, on another organisation’s ward, and as a message', async () => {
    const stranger = await world.person('Fay Ward')
    expect(codeOf(await product.act(jo, 'stay.open', opening(stranger.id)))).toBe('NOT_FOUND_OR_NOT_YOURS')
    const theirs = await registered('Gus Ward', world.teams.medication)
    expect(codeOf(await product.act(lin, 'stay.open', opening(theirs.id)))).toBe(
      'STAY_ORGANISATION_NOT_YOURS',
    )
    const ours = await registered('Hal Ward')
    expect(codeOf(await product.act(jo, 'stay.open', opening(ours.id, { source: 'message' })))).toBe(
      'NOT_ALLOWED',
    )
    expect(
      codeOf(await product.act(jo, 'stay.open', opening(ours.id, { admittedAt: '2026-03-06T09:00:00Z' }))),
    ).toBe('STAY_IN_FUTURE')
  })

  it('ends once, by its own ward, with the version that was seen', async () => {
    const s = await opened('Ida Ward')
    expect(codeOf(await product.act(lin, 'stay.end', ending(s)))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await product.act(jo, 'stay.end', ending(s, { version: 2 })))).toBe('STALE_VERSION')
    expect(codeOf(await product.act(jo, 'stay.end', ending(s, { endedAt: '2026-03-01T09:00:00Z' })))).toBe(
      'STAY_ENDS_BEFORE_IT_STARTS',
    )
    expect(codeOf(await product.act(jo, 'stay.end', ending(s, { endSource: 'PV1-45' })))).toBe('NOT_ALLOWED')
    expect(
      codeOf(
        await product.act(jo, 'stay.end', ending({ ...s, personId: (await registered('Jay Ward')).id })),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(jo, 'stay.end', ending(s)))
    expect(await stayRow(s.stayId)).toMatchObject({
      ended_at: new Date('2026-03-05T09:00:00Z'),
      end_source: 'by hand',
      version: 2,
    })
  })

  it('is told what it lacks: each fact ends its task, and the second saver is told', async () => {
    const s = await opened('Kim Ward', { homeArea: 'not known' })
    expect(await openTasks(s.stayId)).toEqual(['stay distance', 'stay home area', 'stay reason'])
    const telling = { stayId: s.stayId, personId: s.personId, version: 1 }
    must(await product.act(jo, 'stay.tell', { ...telling, reason: { words: 'No bed nearer' } }))
    expect(await openTasks(s.stayId)).toEqual(['stay distance', 'stay home area'])
    expect(codeOf(await product.act(jo, 'stay.tell', { ...telling, homeArea: { area: 'NS9' } }))).toBe(
      'STALE_VERSION',
    )
    must(await product.act(jo, 'stay.tell', { ...telling, version: 2, homeArea: 'no fixed address' }))
    // nobody can measure from no address; with an area the question comes back
    expect(await openTasks(s.stayId)).toEqual([])
    must(await product.act(jo, 'stay.tell', { ...telling, version: 3, homeArea: { area: 'NS9' } }))
    expect(await openTasks(s.stayId)).toEqual(['stay distance'])
    must(await product.act(jo, 'stay.tell', { ...telling, version: 4, distance: { miles: 12.5 } }))
    expect(await stayRow(s.stayId)).toMatchObject({
      home_area: 'NS9',
      distance_miles: '12.5',
      reason: 'No bed nearer',
      version: 5,
    })
    expect(
      await product.rows('select done_by, done_text from tc.task where about_id = $1 limit 1', [s.stayId]),
    ).toEqual([{ done_by: world.staff.jo.id, done_text: 'The ward has said it.' }])
    expect(
      codeOf(await product.act(lin, 'stay.tell', { ...telling, version: 5, reason: { words: 'x' } })),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await product.act(jo, 'stay.tell', { ...telling, version: 5 }))).toBe(
      'INPUT_NOT_UNDERSTOOD',
    )
  })
})

describe('tasks of a team', () => {
  it('are one list with their age, done with what was done, once, by the team', async () => {
    const s = await opened('Liv Ward', { reason: { words: 'No bed nearer' } })
    const list = must(await product.ask(jo, 'task.list', { filter: 'all' })) as {
      tasks: { id: string; aboutId: string; name: string; sinceAt: string }[]
      counts: { all: number; late: number }
    }
    const task = list.tasks.find((t) => t.aboutId === s.stayId)!
    expect(task).toMatchObject({ name: 'Liv Ward', sinceAt: expect.stringMatching(/^2026-03-05T10:00/) })
    expect(list.counts).toMatchObject({ all: list.tasks.length, late: 0 })
    const done = { taskId: task.id, personId: s.personId, doneText: 'Rang her sister: nobody knows.' }
    expect(codeOf(await product.act(lin, 'task.done', done))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await product.act(jo, 'task.done', { ...done, personId: null }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect(codeOf(await product.act(jo, 'task.done', { ...done, doneText: '  ' }))).toBe('TASK_NEEDS_WORDS')
    must(await product.act(jo, 'task.done', done))
    expect(codeOf(await product.act(jo, 'task.done', done))).toBe('TASK_ALREADY_DONE')
    expect(await openTasks(s.stayId)).toEqual([])
    expect(
      (must(await product.ask(lin, 'task.list', { filter: 'all' })) as { tasks: unknown[] }).tasks,
    ).toEqual([])
  })
})
