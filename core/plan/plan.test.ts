import { describe, expect, it } from 'vitest'
import { day, instant } from '../kernel/time.ts'
import { decideAppointment, decideAppointmentTold, decideGoal, decideTell, remindOn } from './goal.ts'
import { acknowledgedFor, decideHandOver, decideWritePlan, type Named, NO_PLAN, openedFor } from './plan.ts'
import { decideReview } from './review.ts'
import { decideSafetyPlan, type SafetyPlanText } from './safety-plan.ts'

const code = (r: { ok: boolean; refusal?: { code: string } }) => r.refusal?.code ?? 'ok'
const TODAY = day('2026-03-05')
const NOW = instant('2026-03-05T10:00:00Z')
const gp: Named = {
  id: 'n1',
  name: 'Dr Invented',
  role: 'GP',
  staffId: null,
  teamId: null,
  organisationId: null,
}
const sam: Named = { ...gp, id: 'n2', name: 'Sam', staffId: 'sam', teamId: 'support' }
const team: Named = { ...gp, id: 'n3', name: 'Support', teamId: 'support' }
const trust: Named = { ...gp, id: 'n4', name: 'Trust', organisationId: 'trust' }

describe('writing a plan', () => {
  const text = {
    sections: { crisis: { words: ' Ring ', own: '' }, money: { words: '', own: ' ' } },
    named: [gp, sam],
  }
  it('keeps what was said, and leaves out what was not', () => {
    expect(decideWritePlan(NO_PLAN, text)).toEqual({
      ok: true,
      value: {
        effect: 'written',
        plan: { version: 1, sections: { crisis: { words: 'Ring', own: '' } }, named: [gp, sam] },
      },
    })
  })
  it('makes no version of the same again, whatever the order of its fields', () => {
    const first = { version: 3, sections: { crisis: { own: '', words: 'Ring' } }, named: [gp, { ...sam }] }
    expect(decideWritePlan(first, text)).toMatchObject({ value: { effect: 'none' } })
    expect(decideWritePlan(first, { ...text, named: [gp] })).toMatchObject({
      value: { effect: 'written', plan: { version: 4 } },
    })
    expect(
      decideWritePlan(first, { ...text, sections: { crisis: { words: 'Ring', own: 'Me' } } }),
    ).toMatchObject({ value: { effect: 'written' } })
  })
  it.each([
    [{ sections: {} }, 'PLAN_SAYS_NOTHING'],
    [{ named: [] }, 'PLAN_NAMES_NOBODY'],
    [{ named: [sam, { ...sam, id: 'n9' }] }, 'PLAN_NAMED_TWICE'],
    [{ named: [gp, { ...gp, id: 'n9' }] }, 'PLAN_NAMED_TWICE'],
    [{ named: [gp, { ...team, id: gp.id }] }, 'PLAN_NAMED_TWICE'],
  ])('refuses %j', (more, refused) =>
    expect(code(decideWritePlan(NO_PLAN, { ...text, ...more }))).toBe(refused),
  )
})

describe('who has a plan', () => {
  const all = [gp, sam, team, trust]
  it('is the one named who opens it, and the team in which they work; never somebody outside', () => {
    expect(openedFor(all, { staffId: 'sam', grantees: ['support'] }).map((n) => n.id)).toEqual(['n2', 'n3'])
    expect(openedFor(all, { staffId: 'lin', grantees: ['support'] }).map((n) => n.id)).toEqual(['n3'])
    expect(openedFor(all, { staffId: 'jo', grantees: ['ward', 'trust'] })).toEqual([])
  })
  it('is the organisation whose machine says so', () => {
    expect(acknowledgedFor(all, 'trust')).toEqual([trust])
    expect(acknowledgedFor(all, 'other')).toEqual([])
  })
  it('is whoever was given it, with how and when; sent is no way', () => {
    const said = { how: 'In her hand', at: instant('2026-03-05T09:00:00Z') }
    const written = instant('2026-03-05T08:00:00Z')
    const give = (more: Partial<typeof said>, has = false) =>
      code(decideHandOver(gp, has, written, { ...said, ...more }, NOW))
    expect(give({})).toBe('ok')
    expect(give({ how: ' ' })).toBe('PLAN_RECEIPT_NEEDS_HOW')
    expect(give({ at: instant('2026-03-05T10:00:01Z') })).toBe('PLAN_RECEIVED_IN_FUTURE')
    expect(give({ at: instant('2026-03-05T07:59:00Z') })).toBe('PLAN_RECEIVED_BEFORE_WRITTEN')
    expect(give({}, true)).toBe('PLAN_RECEIVED_ALREADY')
    expect(code(decideHandOver(undefined, false, written, said, NOW))).toBe('PLAN_NOT_NAMED')
  })
})

describe('a safety plan', () => {
  const text: SafetyPlanText = {
    helps: 'Walking',
    signs: '',
    setsOff: '',
    ring: [
      { name: 'Sister', number: '01632 960009' },
      { name: ' ', number: '' },
    ],
    madeWith: 'Mara and Jo',
    madeOn: TODAY,
  }
  it('is kept in versions; an empty line to ring is left out, the same again is none', () => {
    const first = decideSafetyPlan(null, text, TODAY)
    expect(first).toMatchObject({ value: { version: 1, ring: [{ name: 'Sister' }] } })
    expect(decideSafetyPlan(first.ok ? first.value : null, text, TODAY)).toEqual({ ok: true, value: null })
    expect(
      decideSafetyPlan(first.ok ? first.value : null, { ...text, signs: 'Not sleeping' }, TODAY),
    ).toMatchObject({ value: { version: 2 } })
  })
  it.each([
    [{ helps: '', ring: [] }, 'SAFETY_PLAN_SAYS_NOTHING'],
    [{ ring: [{ name: 'Sister', number: '12' }] }, 'SAFETY_PLAN_NUMBER'],
    [{ ring: [{ name: '', number: '01632 960009' }] }, 'SAFETY_PLAN_NUMBER'],
    [{ madeWith: ' ' }, 'SAFETY_PLAN_NEEDS_WITH'],
    [{ madeOn: day('2026-03-06') }, 'SAFETY_PLAN_IN_FUTURE'],
  ])('refuses %j', (more, refused) =>
    expect(code(decideSafetyPlan(null, { ...text, ...more }, TODAY))).toBe(refused),
  )
})

describe('goals', () => {
  const next = { step: 'Ring', byWhom: 'Mara', byOn: TODAY }
  it('have words and a first step', () => {
    expect(code(decideGoal('A job', next, TODAY))).toBe('ok')
    expect(code(decideGoal(' ', next, TODAY))).toBe('GOAL_NEEDS_WORDS')
    expect(code(decideGoal('A job', { ...next, step: '' }, TODAY))).toBe('GOAL_STEP_NEEDS_WORDS')
    expect(code(decideGoal('A job', { ...next, byOn: day('2026-03-04') }, TODAY))).toBe('GOAL_STEP_IN_PAST')
  })
  it('go on with a next step, or end', () => {
    const told = { outcome: 'not done', howItWent: 'Shut', goal: 'goes on', next } as const
    const tell = (more: object, goal = { open: true, stepTold: false }) =>
      code(decideTell(goal, { ...told, ...more }, TODAY))
    expect(tell({})).toBe('ok')
    expect(tell({ howItWent: '' })).toBe('GOAL_NEEDS_HOW')
    expect(tell({ next: null })).toBe('GOAL_NEEDS_NEXT')
    expect(tell({ next: null, goal: 'changed' })).toBe('ok')
    expect(tell({}, { open: false, stepTold: false })).toBe('GOAL_NOT_OPEN')
    expect(tell({}, { open: true, stepTold: true })).toBe('GOAL_STEP_TOLD')
  })
})

describe('appointments', () => {
  const a = {
    what: 'Housing',
    place: '',
    withWhom: '',
    topic: 'housing',
    startsAt: instant('2026-03-06T10:00:00Z'),
    goesStaffId: null,
  } as const
  it('are brought to mind on the London day before, over a change of the clocks too', () => {
    expect(remindOn(a.startsAt)).toBe('2026-03-05')
    expect(remindOn(instant('2026-03-29T23:30:00Z'))).toBe('2026-03-29')
    expect(remindOn(instant('2026-10-25T23:30:00Z'))).toBe('2026-10-24')
  })
  it('are still to come, and told when they have begun; a moved one has another time', () => {
    expect(code(decideAppointment({ ...a, startsAt: NOW }, NOW))).toBe('APPOINTMENT_IN_PAST')
    expect(code(decideAppointment({ ...a, what: ' ' }, NOW))).toBe('APPOINTMENT_NEEDS_WHAT')
    const tell = (told: Parameters<typeof decideAppointmentTold>[1], now = a.startsAt, planned = true) =>
      code(decideAppointmentTold({ planned, startsAt: a.startsAt }, told, now))
    expect(tell({ kind: 'went', withStaffId: null, words: '' })).toBe('ok')
    expect(tell({ kind: 'did not', words: '' }, NOW)).toBe('APPOINTMENT_NOT_YET')
    expect(tell({ kind: 'moved', to: a.startsAt, words: '' }, NOW)).toBe('APPOINTMENT_NOT_MOVED')
    expect(tell({ kind: 'moved', to: NOW, words: '' }, NOW)).toBe('APPOINTMENT_IN_PAST')
    expect(tell({ kind: 'did not', words: '' }, a.startsAt, false)).toBe('APPOINTMENT_TOLD')
  })
})

describe('a review', () => {
  const said = { lookedAt: 'All of it', changed: '', nextOn: day('2026-04-01') }
  it('settles what is due, with words, and sets a day that comes after it', () => {
    expect(code(decideReview(TODAY, said, TODAY, 'plan'))).toBe('ok')
    expect(code(decideReview(TODAY, { ...said, nextOn: null }, TODAY, 'plan'))).toBe('ok')
    for (const kind of ['communication', 'sharing'] as const) {
      expect(code(decideReview(TODAY, { ...said, nextOn: null, notAgain: ' ' }, TODAY, kind))).toBe(
        'REVIEW_NEEDS_NEXT',
      )
      expect(
        code(decideReview(TODAY, { ...said, nextOn: null, notAgain: 'She asked us not to' }, TODAY, kind)),
      ).toBe('ok')
    }
    expect(code(decideReview(null, said, TODAY, 'plan'))).toBe('REVIEW_NOT_DUE')
    expect(code(decideReview(TODAY, { ...said, lookedAt: ' ' }, TODAY, 'plan'))).toBe('REVIEW_NEEDS_WORDS')
    expect(code(decideReview(TODAY, { ...said, nextOn: TODAY }, TODAY, 'plan'))).toBe('REVIEW_NEXT_PASSED')
    expect(code(decideReview(day('2026-04-01'), said, TODAY, 'plan'))).toBe('REVIEW_NEXT_PASSED')
  })
})
