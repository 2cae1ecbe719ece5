import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aThursday } from '#testing/thursday.ts'

let product: Product
let world: World
let sam: string
let lin: string
let jo: string
let personId: string

beforeAll(async () => {
  ;({ product, world, sam, lin, jo } = await aThursday('sam', 'lin', 'jo'))
  const person = await world.person('Gia Goals')
  personId = person.id
  await world.startsSupport(person, 1)
  await product.superuser.query('select acl.refresh($1)', [[personId]])
})
afterAll(() => product.stop())

const goals = async () =>
  must(await product.ask(sam, 'goal.of-person', { personId })) as {
    whatMatters: { words: string }[]
    goals: { id: string; state: string; steps: { id: string; step: string; outcome: string | null }[] }[]
    appointments: { id: string; state: string; startsAt: string; wentWith: string | null; version: number }[]
  }

describe('what matters and goals', () => {
  it('are kept in the person’s words, each version', async () => {
    const words = { personId, wordsId: freshId(), version: 0, words: 'My dog, and being asked first' }
    must(await product.act(sam, 'what-matters.write', words))
    expect(codeOf(await product.act(lin, 'what-matters.write', { ...words, words: 'x' }))).toBe(
      'STALE_VERSION',
    )
    expect(codeOf(await product.act(jo, 'what-matters.write', { ...words, wordsId: freshId() }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect((await goals()).whatMatters.map((w) => w.words)).toEqual(['My dog, and being asked first'])
  })

  it('have a next step with who and when; how it went, and what comes after', async () => {
    const goal = {
      personId,
      goalId: freshId(),
      stepId: freshId(),
      words: 'Pay the rent myself',
      topic: 'benefits',
      step: 'Ring the office',
      byWhom: 'Gia, with Sam',
      byOn: '2026-03-09',
    }
    expect(codeOf(await product.act(sam, 'goal.set', { ...goal, byOn: '2026-03-01' }))).toBe(
      'GOAL_STEP_IN_PAST',
    )
    expect(codeOf(await product.act(sam, 'goal.set', { ...goal, byWhom: ' ' }))).toBe('GOAL_STEP_NEEDS_WHO')
    must(await product.act(sam, 'goal.set', goal))
    const tell = {
      personId,
      goalId: goal.goalId,
      stepId: goal.stepId,
      nextStepId: freshId(),
      outcome: 'done',
      howItWent: 'They were kind',
      goal: 'goes on',
      next: null,
    }
    expect(codeOf(await product.act(sam, 'goal.tell-step', tell))).toBe('GOAL_NEEDS_NEXT')
    expect(codeOf(await product.act(jo, 'goal.tell-step', { ...tell, goal: 'done' }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    must(
      await product.act(sam, 'goal.tell-step', {
        ...tell,
        next: { step: 'Send the form', byWhom: 'Gia', byOn: '2026-03-12' },
      }),
    )
    expect(codeOf(await product.act(lin, 'goal.tell-step', tell))).toBe('GOAL_STEP_TOLD')
    must(
      await product.act(lin, 'goal.tell-step', {
        ...tell,
        stepId: tell.nextStepId,
        nextStepId: freshId(),
        goal: 'done',
      }),
    )
    const [shown] = (await goals()).goals
    expect([shown?.state, shown?.steps.map((x) => [x.step, x.outcome])]).toEqual([
      'done',
      [
        ['Send the form', 'done'],
        ['Ring the office', 'done'],
      ],
    ])
  })
})

describe('appointments', () => {
  const at = (startsAt: string, more: Record<string, unknown> = {}) => ({
    personId,
    appointmentId: freshId(),
    what: 'Housing office',
    place: '2 Made-up Street',
    withWhom: 'Mr Invented',
    topic: 'housing',
    startsAt,
    goesStaffId: world.staff.sam.id,
    ...more,
  })
  it('stand on the list the day before, are told once, and move with a new date', async () => {
    const a = at('2026-03-06T11:00:00Z')
    expect(codeOf(await product.act(sam, 'appointment.make', at('2026-03-05T09:00:00Z')))).toBe(
      'APPOINTMENT_IN_PAST',
    )
    expect(codeOf(await product.act(sam, 'appointment.make', { ...a, goesStaffId: world.staff.jo.id }))).toBe(
      'APPOINTMENT_NOBODY',
    )
    must(await product.act(sam, 'appointment.make', a))
    must(await product.act(sam, 'appointment.make', at('2026-03-09T11:00:00Z')))
    const along = { personId, appointmentId: a.appointmentId, version: 1, goesStaffId: world.staff.ade.id }
    must(await product.act(sam, 'appointment.goes-along', along))
    must(
      await product.act(sam, 'appointment.goes-along', {
        ...along,
        version: 2,
        goesStaffId: world.staff.sam.id,
      }),
    )
    expect(
      await product.rows('select what from tc.timeline where about_id = $1 order by at, id', [
        a.appointmentId,
      ]),
    ).toEqual(
      ['appointment made', 'appointment: who goes along changed', 'appointment: who goes along changed'].map(
        (what) => ({ what }),
      ),
    )
    const soon = must(await product.ask(sam, 'appointment.soon', {})) as { id: string; mine: boolean }[]
    expect(soon.map((s) => [s.id, s.mine])).toEqual([[a.appointmentId, true]])
    const tell = (told: object, more = {}) => ({
      personId,
      appointmentId: a.appointmentId,
      movedToId: freshId(),
      version: 3,
      told,
      ...more,
    })
    expect(
      codeOf(
        await product.act(sam, 'appointment.tell', tell({ kind: 'went', withStaffId: null, words: '' })),
      ),
    ).toBe('APPOINTMENT_NOT_YET')
    const moved = tell({ kind: 'moved', to: '2026-03-10T11:00:00Z', words: 'The office was shut' })
    must(await product.act(sam, 'appointment.tell', moved))
    expect(codeOf(await product.act(sam, 'appointment.tell', tell({ kind: 'did not', words: '' })))).toBe(
      'APPOINTMENT_TOLD',
    )
    await product.setNow('2026-03-10T12:00:00.000Z')
    sam = await product.signIn(world.staff.sam.email)
    must(
      await product.act(
        sam,
        'appointment.tell',
        tell(
          { kind: 'went', withStaffId: world.staff.sam.id, words: 'Went well' },
          { appointmentId: moved.movedToId, version: 1 },
        ),
      ),
    )
    const { appointments } = await goals()
    expect(appointments.map((x) => [x.state, x.startsAt, x.wentWith]).sort()).toEqual([
      ['moved', '2026-03-06T11:00:00.000Z', null],
      ['planned', '2026-03-09T11:00:00.000Z', null],
      ['went', '2026-03-10T11:00:00.000Z', 'Sam Okoro'],
    ])
  })
})
