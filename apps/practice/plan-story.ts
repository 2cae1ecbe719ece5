import type { Instant } from '#core/kernel/time.ts'
import { addDays, addMinutes, dayOf } from '#core/kernel/time.ts'
import { decideAppointment, decideGoal, remindOn, type Topic } from '#core/plan/goal.ts'
import { decideHandOver, decideWritePlan, type Named, NO_PLAN, type Sections } from '#core/plan/plan.ts'
import { decideSafetyPlan } from '#core/plan/safety-plan.ts'
import { decided, type Pen } from './pen.ts'
import { organisationOf, type StaffKey, staffId, TEAMS, teamOf } from './world.ts'

/** What one person's plans, goals and appointments leave in the record, act by act, each judged by the rule of the door. */
export class PlanStory {
  readonly pen: Pen
  readonly personId: string

  constructor(pen: Pen, personId: string) {
    this.pen = pen
    this.personId = personId
  }

  #of(by: StaffKey) {
    return { person_id: this.personId, organisation_id: organisationOf(by), team_id: teamOf(by) }
  }

  /** The safety plan, made with the person. */
  safety(
    by: StaffKey,
    at: Instant,
    helps: string,
    ring: { readonly name: string; readonly number: string },
  ): void {
    const { pen, personId } = this
    const text = {
      helps,
      signs: 'Not sleeping for two nights, and not answering the telephone.',
      setsOff: 'Letters about money. The days after a visit that went badly.',
      ring: [ring],
      madeWith: 'their key worker, over a cup of tea',
      madeOn: dayOf(at),
    }
    const plan = decided(decideSafetyPlan(null, text, dayOf(at)), 'writing a safety plan')
    if (plan === null) return
    const id = pen.id(at)
    pen.act(at, by, 'safety-plan.write', { personId, safetyPlanId: id, version: 0, ...text })
    pen.add('safety_plan', {
      id,
      ...this.#of(by),
      version: 1,
      helps: plan.helps,
      signs: plan.signs,
      sets_off: plan.setsOff,
      ring: plan.ring,
      made_with: plan.madeWith,
      made_on: plan.madeOn,
      at,
      by_staff_id: staffId(by),
    })
    pen.line(at, by, personId, 'safety plan written', id, 2)
  }

  /** The leaving plan of a stay, for a GP and the support team. `received`: both have it. */
  leaving(by: StaffKey, at: Instant, stayId: string, received: { readonly at: Instant } | null): void {
    const { pen, personId } = this
    const nobody = { staffId: null, teamId: null, organisationId: null }
    const named: Named[] = [
      { id: pen.id(at), name: 'Dr Invented', role: 'GP', ...nobody },
      { id: pen.id(at), name: 'Medication support', role: '', ...nobody, teamId: TEAMS.medication.id },
    ]
    const sections: Sections = {
      signs: { words: 'Sleeping less, staying in.', own: 'I stop opening the post.' },
      crisis: { words: 'Ring the support team in the day, and 111 at night.', own: 'My sister first.' },
      support: { words: 'A visit each morning to begin with.', own: '' },
      coordinator: { words: 'The key worker of medication support.', own: '' },
    }
    const { plan } = decided(decideWritePlan(NO_PLAN, { sections, named }), 'writing a plan')
    const id = pen.id(at)
    const about = { personId, planId: id, version: 0, stayId, versionId: id }
    pen.act(at, by, 'plan.write', { ...about, sections: plan.sections, named: plan.named })
    pen.add('plan', {
      id,
      plan_id: id,
      ...this.#of(by),
      class_bit: 4,
      stay_id: stayId,
      version: 1,
      sections: plan.sections,
      named: plan.named,
      at,
      by_staff_id: staffId(by),
    })
    pen.line(at, by, personId, 'plan written', id, 4)
    if (received === null) return
    for (const [n, whom] of named.entries()) {
      const recordedAt = addMinutes(received.at, 10 + n)
      const said = {
        how:
          n === 0 ? 'Read over the telephone and posted to the surgery' : 'Given to the worker on the ward',
        at: received.at,
      }
      const ok = decided(decideHandOver(whom, false, at, said, recordedAt), 'handing a plan over')
      const receiptId = pen.id(recordedAt)
      const way = n === 0 ? 'posted' : 'handed over'
      pen.act(recordedAt, by, 'plan.hand-over', {
        personId,
        planId: id,
        version: 1,
        receiptId,
        recipientId: whom.id,
        way,
        ...said,
      })
      pen.add('plan_receipt', {
        id: receiptId,
        plan_id: id,
        version: 1,
        recipient_id: whom.id,
        ...this.#of(by),
        way,
        how: ok.how,
        received_at: ok.at,
        recorded_at: recordedAt,
        by_id: staffId(by),
      })
      pen.line(recordedAt, by, personId, 'plan received', receiptId, 4)
    }
  }

  /** What matters, a goal with its next step, and an appointment that a worker goes along to. */
  floating(
    by: StaffKey,
    at: Instant,
    said: {
      readonly words: string
      readonly goal: string
      readonly step: string
      readonly topic: Topic
      readonly what: string
      readonly startsAt: Instant
    },
  ): void {
    const { pen, personId } = this
    const own = { ...this.#of(by), class_bit: 4 }
    const wordsId = pen.id(at)
    pen.act(at, by, 'what-matters.write', { personId, wordsId, version: 0, words: said.words })
    pen.add('what_matters', {
      id: wordsId,
      ...own,
      version: 1,
      words: said.words,
      at,
      by_staff_id: staffId(by),
    })
    pen.line(at, by, personId, 'what matters', wordsId, 4)

    const setAt = addMinutes(at, 2)
    const step = { step: said.step, byWhom: 'The person, with their worker', byOn: addDays(dayOf(at), 9) }
    const goal = decided(decideGoal(said.goal, step, dayOf(setAt)), 'setting a goal')
    const [goalId, stepId] = [pen.id(setAt), pen.id(setAt)]
    pen.act(setAt, by, 'goal.set', { personId, goalId, stepId, words: said.goal, topic: said.topic, ...step })
    pen.add('goal', {
      id: goalId,
      ...own,
      words: goal.words,
      topic: said.topic,
      set_at: setAt,
      set_by: staffId(by),
    })
    pen.add('goal_step', {
      id: stepId,
      goal_id: goalId,
      ...own,
      step: goal.next.step,
      by_whom: goal.next.byWhom,
      by_on: goal.next.byOn,
      set_at: setAt,
      set_by: staffId(by),
    })
    pen.line(setAt, by, personId, 'goal set', goalId, 4)

    const madeAt = addMinutes(at, 4)
    const a = {
      what: said.what,
      place: 'The town hall',
      withWhom: '',
      topic: said.topic,
      startsAt: said.startsAt,
      goesStaffId: staffId(by),
    }
    const made = decided(decideAppointment(a, madeAt), 'making an appointment')
    const appointmentId = pen.id(madeAt)
    pen.act(madeAt, by, 'appointment.make', { personId, appointmentId, ...a })
    pen.add('appointment', {
      id: appointmentId,
      ...own,
      what: made.what,
      place: made.place,
      with_whom: made.withWhom,
      topic: made.topic,
      starts_at: made.startsAt,
      remind_on: remindOn(made.startsAt),
      goes_staff_id: made.goesStaffId,
      made_at: madeAt,
      made_by: staffId(by),
    })
    pen.line(madeAt, by, personId, 'appointment made', appointmentId, 4)
  }
}
