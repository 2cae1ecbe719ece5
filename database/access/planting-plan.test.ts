import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { insertOf, oursAndHers, plants, type Statement, tries } from '#testing/planting.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'

/**
 * What was agreed with somebody, for whoever could write SQL of their own as the serving login: nothing about a person one does not
 * support, nothing in another's name or for another team, nothing dated ahead, and nobody settles a review that is not due.
 */
let product: Product
let world: World
let ours: Person
let hers: Person
const planId = freshId()
const recipientId = freshId()
const teamRecipientId = freshId()
const goalId = freshId()
const stepId = freshId()
const appointmentId = freshId()

const AT = '2026-03-05T08:00:00Z'
const AHEAD = '2036-03-05T08:00:00Z'

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  ;({ ours, hers } = await oursAndHers(product, world))
  await plants(product, [plan(), goal(), step(), appointment()])
})
afterAll(() => product.stop())

const of = (by: string, more: Record<string, unknown> = {}) => ({
  id: freshId(),
  person_id: ours.id,
  organisation_id: world.organisations.riverside,
  team_id: world.teams.medication,
  [by]: world.staff.sam.id,
  ...more,
})
const gp = { id: recipientId, name: 'Dr Invented', role: 'GP', staffId: null, teamId: null }
const plan = (more: Record<string, unknown> = {}) =>
  insertOf('tc.plan', {
    ...of('by_staff_id'),
    id: planId,
    plan_id: planId,
    version: 1,
    sections: {},
    named: JSON.stringify([gp, { ...gp, id: teamRecipientId, teamId: world.teams.medication }]),
    at: AT,
    ...more,
  })
const newPlan = (more: Record<string, unknown> = {}) => {
  const id = freshId()
  return plan({ id, plan_id: id, ...more })
}
const receipt = (more: Record<string, unknown> = {}) =>
  insertOf('tc.plan_receipt', {
    ...of('by_id'),
    plan_id: planId,
    version: 1,
    recipient_id: recipientId,
    way: 'posted',
    how: 'By post',
    received_at: AT,
    recorded_at: AT,
    ...more,
  })
const safetyPlan = (more: Record<string, unknown> = {}) =>
  insertOf('tc.safety_plan', {
    ...of('by_staff_id'),
    version: 1,
    helps: 'Walking',
    signs: '',
    sets_off: '',
    ring: '[]',
    made_with: 'Together',
    made_on: '2026-03-05',
    at: AT,
    ...more,
  })
const whatMatters = (more: Record<string, unknown> = {}) =>
  insertOf('tc.what_matters', { ...of('by_staff_id'), version: 1, words: 'My dog', at: AT, ...more })
const goal = (more: Record<string, unknown> = {}) =>
  insertOf('tc.goal', { ...of('set_by'), id: goalId, words: 'A job', topic: 'benefits', set_at: AT, ...more })
const step = (more: Record<string, unknown> = {}) =>
  insertOf('tc.goal_step', {
    ...of('set_by'),
    id: stepId,
    goal_id: goalId,
    step: 'Ring',
    by_whom: 'They',
    by_on: '2026-03-09',
    set_at: AT,
    ...more,
  })
const appointment = (more: Record<string, unknown> = {}) =>
  insertOf('tc.appointment', {
    ...of('made_by'),
    id: appointmentId,
    what: 'Housing',
    place: '',
    with_whom: '',
    topic: 'housing',
    starts_at: '2026-03-09T10:00:00Z',
    remind_on: '2026-03-08',
    made_at: AT,
    ...more,
  })
const review = (more: Record<string, unknown> = {}) =>
  insertOf('tc.review', {
    ...of('done_by'),
    kind: 'plan',
    about_id: planId,
    due_on: '2026-03-04',
    looked_at: 'All of it',
    changed: '',
    done_at: AT,
    ...more,
  })

type Row = (more?: Record<string, unknown>) => Statement
/** Each with the column of its author and that of its moment. */
const ROWS: readonly (readonly [name: string, row: Row, by: string, at: string])[] = [
  ['a plan', newPlan, 'by_staff_id', 'at'],
  ['a safety plan', safetyPlan, 'by_staff_id', 'at'],
  ['what matters', whatMatters, 'by_staff_id', 'at'],
  ['a goal', (more) => goal({ id: freshId(), ...more }), 'set_by', 'set_at'],
  ['a step', (more) => step({ id: freshId(), ...more }), 'set_by', 'set_at'],
  ['an appointment', (more) => appointment({ id: freshId(), ...more }), 'made_by', 'made_at'],
]
const says = (who: StaffMember, statement: Statement) => tries(product, who, statement)

describe.each(ROWS)('%s', (_, row, by, at) => {
  it('is written by who supports the person', async () => {
    expect(await says(world.staff.sam, row())).toBe('done')
  })
  it('is not written in another’s name, for another team or organisation, or of another class', async () => {
    const { sam, lin } = world.staff
    for (const more of [
      { [by]: lin.id },
      { team_id: world.teams.north },
      { team_id: world.teams.north, organisation_id: world.organisations.northside },
      { organisation_id: world.organisations.northside },
    ])
      expect([more, await says(sam, row(more))]).toContain('refused')
    if (by !== 'by_staff_id' || row === newPlan)
      expect(await says(sam, row({ class_bit: 16 }))).toBe('refused')
  })
  it('is not written about somebody one does not support, by a stranger, or without the right', async () => {
    const { sam, noor, bo, jo } = world.staff
    expect(await says(sam, row({ person_id: hers.id }))).toBe('refused')
    for (const who of [noor, bo, jo])
      expect([
        who.name,
        await says(who, row({ [by]: who.id, team_id: who.teamId, organisation_id: who.organisationId })),
      ]).toContain('refused')
    await product.superuser.query("update tc.post set rights = '{people.read}' where id = $1", [
      world.staff.ade.postId,
    ])
    expect(await says(world.staff.ade, row({ [by]: world.staff.ade.id }))).toBe('refused')
  })
  it('is not dated ahead, where it would outrank every later one', async () => {
    expect(await says(world.staff.sam, row({ [at]: AHEAD }))).toBe('refused')
  })
  it('is neither rewritten nor taken away', async () => {
    const table = row()[0].split(' ')[2]
    expect(await says(world.staff.sam, [`update ${table} set person_id = person_id`, []])).toBe('refused')
    expect(await says(world.staff.sam, [`delete from ${table}`, []])).toBe('refused')
  })
})

describe('a version of a plan', () => {
  it('is of the team that wrote the first, about the same person', async () => {
    const { sam, jo } = world.staff
    const next = { id: freshId(), version: 2 }
    expect(await says(sam, plan(next))).toBe('done')
    expect(await says(sam, plan({ ...next, person_id: hers.id }))).toBe('refused')
    const wards = { team_id: jo.teamId, organisation_id: jo.organisationId, by_staff_id: jo.id }
    expect(await says(jo, plan({ ...next, ...wards }))).toBe('refused')
    expect(await says(jo, plan({ ...next, ...wards, person_id: hers.id }))).toBe('refused')
  })
})

describe('that somebody has a plan', () => {
  it('is written in one’s own name of somebody who is named in that version, and not dated ahead', async () => {
    const { sam, lin } = world.staff
    expect(await says(sam, receipt())).toBe('done')
    expect(await says(sam, receipt({ recipient_id: teamRecipientId, way: 'opened here' }))).toBe('done')
    for (const more of [
      { by_id: lin.id },
      { recipient_id: freshId() },
      { version: 2 },
      { person_id: hers.id },
      { received_at: AHEAD },
      { way: 'opened here' },
      { way: 'acknowledged by machine' },
    ])
      expect([more, await says(sam, receipt(more))]).toContain('refused')
  })
  it('is not written by who cannot read it, nor changed', async () => {
    const { noor, jo, bo } = world.staff
    for (const who of [noor, jo, bo])
      expect([
        who.name,
        await says(who, receipt({ by_id: who.id, team_id: who.teamId, organisation_id: who.organisationId })),
      ]).toContain('refused')
    expect(await says(world.staff.sam, ['update tc.plan_receipt set version = version', []])).toBe('refused')
  })
})

describe('how a goal and an appointment went', () => {
  const TELL = `update tc.goal_step set outcome = 'done', told_at = now(), told_by = $2 where id = $1`
  const WENT = `update tc.appointment set state = 'went', told_at = now(), told_by = $2 where id = $1`
  const ENDS = `update tc.goal set state = 'done', ended_at = now(), ended_by = $2 where id = $1`
  it.each([
    ['a step', TELL, () => stepId],
    ['an appointment', WENT, () => appointmentId],
    ['a goal', ENDS, () => goalId],
  ])('%s is told by its team, in one’s own name', async (_, text, id) => {
    const { sam, lin, noor, jo, bo } = world.staff
    expect(await says(sam, [text, [id(), sam.id]])).toBe('done')
    expect(await says(sam, [text, [id(), lin.id]])).toBe('refused')
    for (const who of [noor, jo, bo]) expect(await says(who, [text, [id(), who.id]])).toBe('nothing')
  })
  it('and no step is planted under another person’s goal', async () => {
    expect(
      await says(
        world.staff.jo,
        step({
          id: freshId(),
          person_id: hers.id,
          team_id: world.teams.maple,
          organisation_id: world.organisations.northside,
          set_by: world.staff.jo.id,
        }),
      ),
    ).toBe('refused')
  })
})

describe('a review', () => {
  it('is written of what is due, in one’s own name, not ahead, and by nobody who does not support the person', async () => {
    const { sam, lin, noor } = world.staff
    // nothing is due yet: a review would put off what comes
    expect(await says(sam, review())).toBe('refused')
    await product.superuser.query(
      `insert into net.obligation (person_id, key, gap_from, kind, about_id, team_id, organisation_id, class_bit, clears, source, rules_version)
       values ($1, 'N9:plan:' || $2::uuid, '2026-03-05', 'N9', $2::uuid, $3, $4, 4, 'x', 'x', 1)`,
      [ours.id, planId, world.teams.medication, world.organisations.riverside],
    )
    expect(await says(sam, review())).toBe('done')
    expect(await says(sam, review({ about_id: freshId() }))).toBe('refused')
    expect(await says(sam, review({ kind: 'stage' }))).toBe('refused')
    expect(await says(sam, review({ done_by: lin.id }))).toBe('refused')
    expect(await says(sam, review({ done_at: AHEAD }))).toBe('refused')
    expect(await says(sam, review({ person_id: hers.id }))).toBe('refused')
    expect(
      await says(
        noor,
        review({ done_by: noor.id, team_id: noor.teamId, organisation_id: noor.organisationId }),
      ),
    ).toBe('refused')
  })
  it('is signed for a service of one’s own team, by who manages it, and not ahead', async () => {
    const { lin, sam, wyn } = world.staff
    const sign = (who: StaffMember, more: Record<string, unknown> = {}) =>
      says(
        who,
        insertOf('tc.review_setting', {
          id: freshId(),
          service_id: world.services.medication,
          organisation_id: who.organisationId,
          kind: 'plan',
          weeks: 12,
          signed_by: 'Dr Signs',
          signed_as: 'Clinical lead',
          signed_on: '2026-03-05',
          at: AT,
          by_staff_id: who.id,
          ...more,
        }),
      )
    expect(await sign(lin)).toBe('done')
    expect(await sign(sam)).toBe('refused')
    expect(await sign(wyn)).toBe('refused')
    expect(await sign(lin, { service_id: world.services.inReach })).toBe('refused')
    expect(await sign(lin, { by_staff_id: sam.id })).toBe('refused')
    expect(await sign(lin, { at: AHEAD })).toBe('refused')
  })
})
