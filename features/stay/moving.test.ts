import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFeed, takes } from '#testing/feed.ts'
import { aMessage } from '#testing/hl7-builder.ts'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { insert } from '#testing/sql.ts'
import { aThursday } from '#testing/thursday.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import { onMaple, type Where } from '#testing/ward.ts'

let product: Product
let world: World
let [jo, noor, lin] = ['', '', '']
const ash = freshId()

beforeAll(async () => {
  ;({ product, world, jo, noor, lin } = await aThursday('jo', 'noor', 'lin'))
  // another ward of the same trust, of another team
  await insert(product.superuser, 'tc.unit', {
    id: ash,
    organisation_id: world.organisations.northside,
    team_id: world.teams.north,
    code: 'ASH',
    name: 'Ash',
    kind: 'ward',
  })
})
afterAll(() => product.stop())

const moves = (s: Where, more: Record<string, unknown> = {}) => ({
  ...s,
  moveId: freshId(),
  version: 1,
  unitId: ash,
  movedAt: '2026-03-04T15:00:00Z',
  movedKnownTo: 'minute',
  ...more,
})
const sooner = (s: Where) => ({ ...s, decisionId: freshId(), reason: 'The first nights are hard.' })
const leaves = (s: Where, version: number, more: Record<string, unknown> = {}) => ({
  ...s,
  version,
  endedAt: '2026-03-05T08:00:00Z',
  endedKnownTo: 'minute',
  endSource: 'by hand',
  ...more,
})
const gaps = (s: Where) =>
  product.rows<{ key: string; team_id: string; gap_from: string; clears: string }>(
    "select split_part(key, ':', 1) || ':' || split_part(key, ':', 2) as key, team_id, gap_from, clears from net.obligation where person_id = $1 and kind = 'N4' order by key",
    [s.personId],
  )
const agrees = async (s: Where) => {
  expect(await compareWithStored(product.superuser, { personIds: [s.personId] })).toEqual([])
  expect(await wrongTransitions(product.superuser, [s.personId])).toEqual([])
}

describe('moved to another ward', () => {
  it('the stay goes on there: no way out is opened and no clock starts', async () => {
    const s = await onMaple({ product, world, token: jo }, 'Ada Moving')
    expect(must(await product.act(jo, 'stay.move', moves(s))).made).toMatchObject({
      effect: 'moved',
      ward: 'Ash',
    })
    expect(
      await product.rows('select unit_id, team_id, ended_at from tc.stay where person_id = $1', [s.personId]),
    ).toEqual([{ unit_id: ash, team_id: world.teams.north, ended_at: null }])
    expect(await product.rows('select 1 from tc.transition where person_id = $1', [s.personId])).toEqual([])
    expect(await product.rows('select 1 from net.obligation where person_id = $1', [s.personId])).toEqual([])
    expect(
      await product.rows("select what from tc.timeline where person_id = $1 and what like 'moved%'", [
        s.personId,
      ]),
    ).toEqual([{ what: 'moved to another ward' }])
    await agrees(s)
  })

  it('the decision of 48 hours, dates and what stops them go with them, and the next ward sees and ends them', async () => {
    const s = await onMaple({ product, world, token: jo }, 'Bea Moving')
    const blockerId = freshId()
    must(await product.act(jo, 'stay.sooner-contact', sooner(s)))
    must(
      await product.act(jo, 'stay.plan-leaving', {
        ...s,
        planId: freshId(),
        version: 0,
        readyOn: null,
        plannedOn: '2026-03-12',
        why: '',
      }),
    )
    must(
      await product.act(jo, 'stay.add-blocker', {
        ...s,
        blockerId,
        code: '18',
        words: '',
        whoActs: 'Dee, housing',
        sinceOn: '2026-03-04',
      }),
    )
    must(await product.act(jo, 'stay.move', moves(s)))
    await agrees(s)
    // it was open before the move and goes on; nothing is suspended
    expect(
      await product.rows('select state, opened_because from tc.transition where person_id = $1', [
        s.personId,
      ]),
    ).toEqual([{ state: 'open', opened_because: 'leave date entered' }])
    expect(must(await product.ask(noor, 'stay.leaving', { stayId: s.stayId }))).toMatchObject({
      ward: 'Ash',
      ours: true,
      plans: [{ plannedOn: '2026-03-12', by: 'Jo Ellis' }],
      blockers: [{ id: blockerId, sinceOn: '2026-03-04' }],
      sooner: { reason: 'The first nights are hard.' },
    })
    expect(
      must(await product.act(noor, 'stay.end-blocker', { ...s, blockerId, endedOn: '2026-03-05' })).made,
    ).toBeDefined()
    must(await product.act(noor, 'stay.end', leaves(s, 2)))
    expect((await gaps(s)).map((g) => [g.key, g.team_id, g.clears])).toEqual([
      ['N4:booked', world.teams.north, expect.stringContaining('48 hours')],
      ['N4:met', world.teams.north, expect.stringContaining('48 hours')],
    ])
    await agrees(s)
  })

  it('the lead accepted before the move leads after leaving', async () => {
    const s = await onMaple({ product, world, token: jo }, 'Cal Moving')
    await insert(product.superuser, 'tc.lead_handover', {
      id: freshId(),
      what: 'lead',
      stay_id: s.stayId,
      person_id: s.personId,
      organisation_id: world.organisations.northside,
      team_id: world.teams.maple,
      by_staff_id: world.staff.jo.id,
      to_team_id: world.teams.medication,
      to_staff_id: world.staff.lin.id,
      offered_at: '2026-03-04T10:00:00Z',
      answer: 'accepted',
      answered_at: '2026-03-04T11:00:00Z',
      answered_by: world.staff.lin.id,
    })
    must(await product.act(jo, 'stay.move', moves(s)))
    must(await product.act(noor, 'stay.end', leaves(s, 2)))
    expect((await gaps(s)).map((g) => g.team_id)).toEqual([world.teams.medication, world.teams.medication])
    await agrees(s)
  })

  it('what nobody has said of the stay is asked of the next ward', async () => {
    const s = await onMaple({ product, world, token: jo }, 'Dot Moving')
    await insert(product.superuser, 'tc.task', {
      id: freshId(),
      person_id: s.personId,
      organisation_id: world.organisations.northside,
      team_id: world.teams.maple,
      kind: 'stay reason',
      about_id: s.stayId,
      what: 'Say why the person is in this place.',
      since_at: '2026-03-04T09:00:00Z',
      due_at: '2026-03-06T17:00:00Z',
    })
    must(await product.act(jo, 'stay.move', moves(s)))
    expect(await product.rows('select team_id from tc.task where about_id = $1', [s.stayId])).toEqual([
      { team_id: world.teams.north },
    ])
  })

  it('is recorded by the ward that has them, once, while they are there', async () => {
    const s = await onMaple({ product, world, token: jo }, 'Eve Moving')
    for (const other of [noor, lin])
      expect(codeOf(await product.act(other, 'stay.move', moves(s)))).toMatch(
        /NOT_FOUND_OR_NOT_YOURS|NOT_ALLOWED/,
      )
    expect(codeOf(await product.act(jo, 'stay.move', moves(s, { unitId: freshId() })))).toBe(
      'STAY_UNIT_NOT_KNOWN',
    )
    const [input, id] = [moves(s), freshId()]
    must(await product.act(jo, 'stay.move', input, id))
    expect(must(await product.act(jo, 'stay.move', input, id))).toMatchObject({ replayed: true })
    expect(codeOf(await product.act(jo, 'stay.move', moves(s)))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(noor, 'stay.end', leaves(s, 2)))
    expect(codeOf(await product.act(noor, 'stay.move', moves(s, { version: 3, unitId: world.unitId })))).toBe(
      'STAY_MOVE_ENDED',
    )
  })
})

describe('a hospital message of a move (A02)', () => {
  it('moves the stay, knows a repeat and an older one, and is kept where the ward is not known', async () => {
    await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
      world.organisations.northside,
    ])
    const feed = await aFeed(product, {
      organisationId: world.organisations.northside,
      teamId: world.teams.records,
    })
    const fay = {
      nhsNumber: '9990001006',
      family: 'Moving',
      given: 'Fay',
      bornOn: '1990-02-03',
      postcode: 'NS4 2QT',
    }
    const about = (n: string, ward: string, at: string) =>
      aMessage().sentBy('NSD').admitting(fay).toWard(ward, 'BED 4').forVisit('V77').at(at).numbered(n)
    const transfer = (n: string, ward: string, at: string) =>
      about(n, ward, at).saying('MSH', 9, 'ADT^A02').text()
    await takes(product, feed, about('M1', 'MAPLE', '2026-03-03T10:00:00Z').text())
    const second = transfer('M3', 'ASH', '2026-03-04T12:00:00Z')
    expect(await takes(product, feed, second)).toEqual([expect.stringMatching(/^M3 AA moved to Ash/)])
    expect(await takes(product, feed, second)).toEqual([
      expect.stringMatching(/^M3 AA the same message came before/),
    ])
    expect(await takes(product, feed, transfer('M2', 'MAPLE', '2026-03-04T11:00:00Z'))).toEqual([
      expect.stringMatching(/^M2 AA was on Maple already/),
    ])
    expect(await takes(product, feed, transfer('M4', 'ELSEWHERE', '2026-03-04T13:00:00Z'))).toEqual([
      expect.stringMatching(/^M4 AE .*kept, with a task for the records desk/),
    ])
    const [stay] = await product.rows<{ person_id: string; id: string }>(
      "select id, person_id, unit_id, team_id from tc.stay where visit_number = 'V77' and ended_at is null",
    )
    expect(stay).toMatchObject({ unit_id: ash, team_id: world.teams.north })
    expect(
      await product.rows("select distinct team_id from tc.task where about_id = $1 and kind like 'stay %'", [
        stay?.id,
      ]),
    ).toEqual([{ team_id: world.teams.north }])
    await agrees({ stayId: stay?.id ?? '', personId: stay?.person_id ?? '' })
  })
})

describe('a leaving of which only the day is known', () => {
  it('is not answered by a contact of that day, but by one that its writer says came after, and by the next day’s', async () => {
    const s = await onMaple({ product, world, token: jo }, 'Gil Moving', '2026-03-02T09:00:00Z')
    must(
      await product.act(
        jo,
        'stay.end',
        leaves(s, 1, { endedAt: '2026-03-04T00:00:00Z', endedKnownTo: 'day' }),
      ),
    )
    const seen = (happened_at: string) =>
      insert(product.superuser, 'tc.contact', {
        id: freshId(),
        person_id: s.personId,
        organisation_id: world.organisations.northside,
        team_id: world.teams.maple,
        class_bit: 4,
        on_day: happened_at.slice(0, 10),
        window_from_at: happened_at,
        window_until_at: happened_at.replace(':30', ':45'),
        planned_at: happened_at,
        staff_id: world.staff.jo.id,
        state: 'happened',
        mode: 'visit',
        happened_at,
        by_staff_id: world.staff.jo.id,
        recorded_at: happened_at,
      })
    await seen('2026-03-04T09:30:00Z')
    // any command about them works it out again
    must(await product.act(jo, 'stay.sooner-contact', sooner(s)))
    expect((await gaps(s)).map((g) => g.key)).toEqual(['N4:booked', 'N4:met'])
    expect((await gaps(s))[0]?.clears).toContain('Only the day of leaving is known')
    await agrees(s)
    must(
      await product.act(jo, 'stay.met-after-leaving', {
        ...s,
        contactId: freshId(),
        mode: 'phone',
        at: '2026-03-04T18:00:00Z',
      }),
    )
    expect(await gaps(s)).toEqual([])
    await agrees(s)
  })
})

describe('both clocks on a person’s page', () => {
  it('count what is in the record, name the fact that is missing, and say why they differ', async () => {
    await product.superuser.query('update tc.organisation set ods_code = $2 where id = $1', [
      world.organisations.northside,
      'NSD',
    ])
    const s = await onMaple({ product, world, token: jo }, 'Hal Moving', '2026-03-01T09:00:00Z')
    must(
      await product.act(
        jo,
        'stay.end',
        leaves(s, 1, { endedAt: '2026-03-02T10:00:00Z', method: '1', destination: '19' }),
      ),
    )
    const clocks = async (token = jo) =>
      (
        must(await product.ask(token, 'stay.leaving-of-person', { personId: s.personId })) as {
          bothClocks: unknown
        } | null
      )?.bothClocks
    expect(await clocks()).toEqual({
      national: null,
      difference: null,
      missing: ['The kind of beds of this ward is not in the record.'],
    })
    await product.superuser.query("update tc.unit set bed_class = '200' where id = $1", [world.unitId])
    expect(await clocks()).toMatchObject({
      national: { state: 'counted', firstOn: '2026-03-03', lastOn: '2026-03-05', metOn: null },
      difference: null,
      missing: [],
    })
    // the day of leaving keeps our promise, and the national count begins the day after
    must(
      await product.act(jo, 'stay.met-after-leaving', {
        ...s,
        contactId: freshId(),
        mode: 'phone',
        at: '2026-03-02T17:00:00Z',
      }),
    )
    expect(await clocks()).toMatchObject({
      national: { metOn: null, notCounting: [{ why: 'same day' }] },
      difference: expect.stringMatching(/^Met on the day of leaving/),
    })
    // nobody without core of the person is told
    expect(await clocks(lin)).toBeFalsy()
    expect(
      await product.rows('select end_method, end_destination from tc.stay where id = $1', [s.stayId]),
    ).toEqual([{ end_method: '1', end_destination: '19' }])
  })
})
