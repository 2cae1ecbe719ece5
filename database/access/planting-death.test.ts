import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import {
  asStaff,
  insertOf,
  CONTEXT_NOW as NOW,
  oursAndHers,
  plants,
  type Statement,
  tries,
} from '#testing/planting.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'

/**
 * A death, what belongs to a stay, and an incident, for whoever could write SQL of their own as the serving login: reported by who
 * supports the person, decided by who may, of one's own ward, in one's own name; and an incident is its writer's.
 */
let product: Product
let world: World
let ours: Person
let hers: Person
let herStay: string
const reportId = freshId()
const soonerId = freshId()
const leaveId = freshId()
const incidentId = freshId()
const sharedId = freshId()

const AT = '2026-03-05T08:00:00Z'
const AHEAD = '2036-03-05T08:00:00Z'

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.superuser.query(
    "update tc.post set rights = rights || '{incident.record}' where organisation_id = any ($1)",
    [[world.organisations.riverside, world.organisations.northside]],
  )
  await product.superuser.query("update tc.post set rights = rights || '{incident.read}' where id = $1", [
    world.staff.lin.postId,
  ])
  ;({ ours, hers, herStay } = await oursAndHers(product, world))
  await plants(product, [
    report({ id: reportId, reported_at: AT }),
    insertOf('tc.sooner_contact', {
      id: soonerId,
      ...ofStay(),
      reason: 'The first nights',
      decided_at: AT,
      decided_by: world.staff.jo.id,
    }),
    leave({ id: leaveId }),
    incident({ id: incidentId }),
    incidentVersion(),
    incident({ id: sharedId, class_bit: 4 }),
    incidentVersion({ incident_id: sharedId }),
  ])
})
afterAll(() => product.stop())

const says = (who: StaffMember, statement: Statement) => tries(product, who, statement)
const by = (who: StaffMember, column: string) => ({
  organisation_id: who.organisationId,
  team_id: who.teamId,
  [column]: who.id,
})
const report = (more: Record<string, unknown> = {}) =>
  insertOf('tc.death_report', {
    id: freshId(),
    person_id: ours.id,
    ...by(world.staff.sam, 'by_id'),
    version: 1,
    source: 'by hand',
    said: 'Their sister rang.',
    reported_at: NOW,
    ...more,
  })
const decision = (more: Record<string, unknown> = {}) =>
  insertOf('tc.death_decision', {
    id: freshId(),
    report_id: reportId,
    person_id: ours.id,
    ...by(world.staff.lin, 'decided_by'),
    version: 2,
    what: 'confirmed',
    why: 'The coroner’s office rang back.',
    decided_at: NOW,
    ...more,
  })
const ofStay = () => ({
  stay_id: herStay,
  person_id: hers.id,
  organisation_id: world.organisations.northside,
  team_id: world.teams.maple,
})
const leave = (more: Record<string, unknown> = {}) =>
  insertOf('tc.stay_leave', {
    id: freshId(),
    ...ofStay(),
    kind: 'overnight leave',
    from_at: AT,
    source: 'by hand',
    recorded_at: AT,
    recorded_by: world.staff.jo.id,
    ...more,
  })
const undone = (more: Record<string, unknown> = {}) =>
  insertOf('tc.stay_end_undone', {
    id: freshId(),
    ...ofStay(),
    source: 'by hand',
    why: 'The taxi turned round',
    at: AT,
    by_id: world.staff.jo.id,
    ...more,
  })
const soonerEnd = (more: Record<string, unknown> = {}) =>
  insertOf('tc.sooner_contact_end', {
    id: freshId(),
    ...ofStay(),
    decision_id: soonerId,
    reason: 'Their brother stays with them',
    ended_at: AT,
    ended_by: world.staff.jo.id,
    ...more,
  })
const inPlace = (more: Record<string, unknown> = {}) =>
  insertOf('tc.supports_in_place', {
    id: freshId(),
    ...ofStay(),
    at: AT,
    by_staff_id: world.staff.jo.id,
    ...more,
  })
const incident = (more: Record<string, unknown> = {}) =>
  insertOf('tc.incident', {
    id: freshId(),
    person_id: ours.id,
    ...by(world.staff.sam, 'by_staff_id'),
    class_bit: 8,
    recorded_at: AT,
    ...more,
  })
const incidentVersion = (more: Record<string, unknown> = {}) =>
  insertOf('tc.incident_version', {
    id: freshId(),
    incident_id: incidentId,
    person_id: ours.id,
    version: 1,
    kind: 'fall',
    harm: 'none',
    happened_at: AT,
    what: 'Fell.',
    done: 'Nothing yet.',
    at: AT,
    by_staff_id: world.staff.sam.id,
    ...more,
  })

describe('a death', () => {
  it('is reported by who supports the person, in their own name, now', async () => {
    const { sam, lin, noor, jo, bo } = world.staff
    expect(await says(sam, report({ version: 2 }))).toBe('done')
    for (const more of [
      { by_id: lin.id },
      { person_id: hers.id },
      { team_id: world.teams.north, organisation_id: world.organisations.northside },
      { reported_at: AHEAD },
      { source: 'message' },
    ])
      expect([more, await says(sam, report({ version: 2, ...more }))]).toContain('refused')
    for (const who of [noor, jo, bo])
      expect([who.name, await says(who, report({ version: 2, ...by(who, 'by_id') }))]).toContain('refused')
    expect(await says(sam, ["update tc.death_report set said = 'x'", []])).toBe('refused')
    expect(await says(sam, ['delete from tc.death_report', []])).toBe('refused')
  })
  it('is decided by who has the right and the place, of the report that stands, and of no other person', async () => {
    const { sam, lin, wyn } = world.staff
    const held = (who: StaffMember, more: Record<string, unknown> = {}) =>
      tries(product, who, decision(more), ["select net.lock('{}', '{}', $1::uuid[])", [[ours.id, hers.id]]])
    expect(await held(lin)).toBe('done')
    expect(await held(sam, by(sam, 'decided_by')), 'without the right').toBe('refused')
    expect(await held(wyn, by(wyn, 'decided_by')), 'another ward').toBe('refused')
    expect(await held(lin, { decided_by: sam.id }), 'another’s name').toBe('refused')
    expect(await held(lin, { person_id: hers.id }), 'another person').toBe('refused')
    expect(await held(lin, { decided_at: AHEAD }), 'ahead').toBe('refused')
    expect(await says(lin, decision()), 'nobody is held').toBe('refused')
  })
  it('is known to who knows the person; of anybody else the answer is the same as of nobody', async () => {
    const asks = (who: StaffMember, id: string) =>
      asStaff(product, who, async (c) => (await c.query('select net.death_state($1) as s', [id])).rows[0].s)
    const { sam, ade, noor, jo, bo, vic } = world.staff
    for (const who of [sam, ade]) expect(await asks(who, ours.id)).toBe('reported')
    for (const who of [noor, jo, bo, vic]) {
      expect([who.name, await asks(who, ours.id)]).toEqual([who.name, 'none'])
      expect(await asks(who, freshId())).toBe('none')
    }
  })
})

describe('what belongs to a stay', () => {
  const rows = [
    ['leave', (more) => leave({ ...more }), 'recorded_by', 'recorded_at'],
    ['a leaving undone', undone, 'by_id', 'at'],
    ['a sooner contact taken back', soonerEnd, 'ended_by', 'ended_at'],
    ['supports in place', inPlace, 'by_staff_id', 'at'],
  ] as readonly (readonly [string, (more?: Record<string, unknown>) => Statement, string, string])[]
  it.each(rows)('%s is written by its ward, in one’s own name, not ahead', async (name, row, author, at) => {
    const { jo, wyn, sam, noor } = world.staff
    if (name === 'leave')
      await product.superuser.query(
        'update tc.stay_leave set back_at = from_at, back_recorded_at = from_at, back_by = recorded_by',
      )
    expect(await says(jo, row())).toBe('done')
    expect(await says(jo, row({ [author]: wyn.id }))).toBe('refused')
    expect(await says(jo, row({ person_id: ours.id }))).toBe('refused')
    expect(await says(jo, row({ stay_id: freshId() }))).toBe('refused')
    expect(await says(jo, row({ team_id: world.teams.north }))).toBe('refused')
    expect(await says(jo, row({ [at]: AHEAD }))).toBe('refused')
    for (const who of [sam, noor]) expect(await says(who, row(by(who, author)))).toBe('refused')
  })
  it('a decision is taken back for its own stay, and something open is passed over by right alone', async () => {
    const { jo, wyn } = world.staff
    expect(await says(jo, soonerEnd({ decision_id: freshId() }))).toBe('refused')
    const over = { open_then: ['lead'], override_reason: 'The prescriber rings tonight' }
    expect(await says(jo, inPlace(over))).toBe('refused')
    expect(await says(wyn, inPlace({ ...over, by_staff_id: wyn.id }))).toBe('done')
  })
  it('the hours of a ward are changed by who manages it, now, and of no other organisation’s ward', async () => {
    const { wyn, jo, lin } = world.staff
    const hours = (who: StaffMember, more: Record<string, unknown> = {}) =>
      says(
        who,
        insertOf('tc.unit_hours', {
          id: freshId(),
          unit_id: world.unitId,
          organisation_id: world.organisations.northside,
          version: 1,
          hours: 168,
          why: 'x',
          by_staff_id: who.id,
          from_at: NOW,
          ...more,
        }),
      )
    for (const who of [jo, lin]) expect(await hours(who)).toBe('refused')
    expect(await hours(wyn, { from_at: AHEAD })).toBe('refused')
    expect(await hours(wyn, { by_staff_id: jo.id })).toBe('refused')
    expect(await hours(lin, { organisation_id: world.organisations.riverside })).toBe('refused')
  })
})

describe('an incident', () => {
  it('of the team is read by who wrote it and by who may read all; a shared one by who may see what is shared', async () => {
    const reads = (who: StaffMember, id: string, table = 'tc.incident', column = 'id') =>
      says(who, [`select 1 from ${table} where ${column} = $1`, [id]])
    const { sam, lin, ade, kit, jo, noor, bo, vic } = world.staff
    for (const who of [sam, lin]) expect(await reads(who, incidentId)).toBe('done')
    for (const who of [ade, kit, jo, noor, bo, vic]) {
      expect([who.name, await reads(who, incidentId)]).toContain('nothing')
      expect([who.name, await reads(who, incidentId, 'tc.incident_version', 'incident_id')]).toContain(
        'nothing',
      )
    }
    for (const who of [sam, lin, ade, kit]) expect(await reads(who, sharedId)).toBe('done')
    for (const who of [jo, noor, bo, vic]) expect(await reads(who, sharedId)).toBe('nothing')
  })
  it('is written in one’s own name for one’s own team, about who one supports', async () => {
    const { sam, lin, noor, vic } = world.staff
    expect(await says(sam, incident())).toBe('done')
    expect(await says(sam, incident({ person_id: null }))).toBe('done')
    for (const more of [
      { by_staff_id: lin.id },
      { person_id: hers.id },
      { team_id: world.teams.north },
      { class_bit: 16 },
      { organisation_id: world.organisations.northside },
    ])
      expect([more, await says(sam, incident(more))]).toContain('refused')
    for (const who of [noor, vic]) expect(await says(who, incident(by(who, 'by_staff_id')))).toBe('refused')
  })
  it('is added to by who reads it in its team, and by nobody else; nothing of it is changed', async () => {
    const { sam, lin, ade, noor } = world.staff
    const next = { version: 2, why: 'It was the stairs' }
    expect(await says(sam, incidentVersion(next))).toBe('done')
    expect(await says(sam, incidentVersion({ ...next, by_staff_id: lin.id }))).toBe('refused')
    expect(await says(sam, incidentVersion({ ...next, person_id: hers.id }))).toBe('refused')
    for (const who of [ade, noor])
      expect(await says(who, incidentVersion({ ...next, by_staff_id: who.id }))).toBe('refused')
    expect(await says(sam, ["update tc.incident_version set what = 'x'", []])).toBe('refused')
    expect(await says(sam, ['delete from tc.incident', []])).toBe('refused')
  })
})

describe('what somebody copied out', () => {
  it('is theirs alone, and written for themselves', async () => {
    const { sam, lin } = world.staff
    const copy = (more: Record<string, unknown> = {}) =>
      insertOf('tc.trust_copy', {
        id: freshId(),
        ...by(sam, 'staff_id'),
        from_at: '2026-03-05T07:00:00Z',
        until_at: AT,
        copied_at: AT,
        ...more,
      })
    expect(await says(sam, copy())).toBe('done')
    expect(await says(sam, copy({ staff_id: lin.id }))).toBe('refused')
    expect(await says(sam, copy({ until_at: AHEAD }))).toBe('refused')
    await product.superuser.query(...(copy() as [string, unknown[]]))
    expect(await says(sam, ['select 1 from tc.trust_copy', []])).toBe('done')
    expect(await says(lin, ['select 1 from tc.trust_copy', []])).toBe('nothing')
  })
})
