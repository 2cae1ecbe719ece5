import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { Topic } from '#core/plan/goal.ts'
import { defineQuery } from '#platform/commands/command.ts'
import { APPOINTMENT, type AppointmentRow, ONE_APPOINTMENT, TEAM_STAFF } from '../rows.ts'

export interface WordsOfPerson {
  readonly version: number
  readonly words: string
  readonly at: Instant
  readonly by: string | null
  readonly team: string
  readonly ours: boolean
}

export interface StepShown {
  readonly id: string
  readonly step: string
  readonly byWhom: string
  readonly byOn: Day
  readonly outcome: 'done' | 'not done' | null
  readonly howItWent: string | null
}

export interface GoalShown {
  readonly id: string
  readonly personId: string
  readonly words: string
  readonly topic: Topic
  readonly state: 'open' | 'done' | 'changed'
  readonly setAt: Instant
  readonly by: string | null
  readonly team: string
  readonly ours: boolean
  readonly person: string | null
  /** Newest first. */
  readonly steps: readonly StepShown[]
}

export interface GoalsOfPerson {
  readonly personId: string
  /** Null when the asker knows nobody of this id. */
  readonly name: string | null
  readonly whatMatters: readonly WordsOfPerson[]
  readonly goals: readonly GoalShown[]
  readonly appointments: readonly (AppointmentRow & { readonly ours: boolean })[]
}

const OURS = 'team_id = any ((select ctx.grantees())::uuid[])'
const WORDS = `select m.version, m.words, m.at, w.name as by, t.name as team, m.${OURS} as ours
  from tc.what_matters m join tc.team t on t.id = m.team_id left join tc.staff w on w.id = m.by_staff_id
 where m.person_id = $1 and not exists (select from tc.what_matters n where n.person_id = m.person_id and n.team_id = m.team_id and n.version > m.version)
 order by m.at desc limit 20`
const GOAL = `g.id, g.person_id as "personId", g.words, g.topic, g.state, g.set_at as "setAt", w.name as by, t.name as team, g.${OURS} as ours, p.display_name as person,
    coalesce((select json_agg(json_build_object('id', s.id, 'step', s.step, 'byWhom', s.by_whom, 'byOn', s.by_on, 'outcome', s.outcome, 'howItWent', s.how_it_went)
       order by s.set_at desc, s.id desc) from tc.goal_step s where s.goal_id = g.id), '[]') as steps
  from tc.goal g join tc.team t on t.id = g.team_id left join tc.person p on p.id = g.person_id left join tc.staff w on w.id = g.set_by`
const GOALS = `select ${GOAL} where g.person_id = $1 order by g.state <> 'open', g.set_at desc limit 50`
const APPOINTMENTS = `select ${APPOINTMENT} where a.person_id = $1 order by a.state <> 'planned', case when a.state = 'planned' then a.starts_at end, a.starts_at desc limit 50`

const PERSON = 'select display_name as name from tc.person where id = $1'

/** What matters to one person, their goals, and their appointments. */
export const goalsOfPerson = defineQuery<{ personId: string }, GoalsOfPerson>({
  name: 'goal.of-person',
  title: 'What matters to somebody, their goals and appointments',
  input: z.strictObject({ personId: z.uuid() }),
  right: ['plan.read', 'goals.record'],
  async run(tx, { personId }) {
    const [whatMatters, goals, appointments, person, asker] = await Promise.all([
      tx.rows<WordsOfPerson>(WORDS, [personId]),
      tx.rows<GoalShown>(GOALS, [personId]),
      tx.rows<AppointmentRow>(APPOINTMENTS, [personId]),
      tx.row<{ name: string }>(PERSON, [personId]),
      tx.asker,
    ])
    return {
      personId,
      name: person?.name ?? null,
      whatMatters,
      goals,
      appointments: appointments.map((a) => ({ ...a, ours: asker.grantees.includes(a.teamId) })),
    }
  },
  shows: (g) =>
    g.name !== null || g.whatMatters.length + g.goals.length + g.appointments.length > 0 ? [g.personId] : [],
})

export const oneGoal = defineQuery<{ goalId: string }, GoalShown | null>({
  name: 'goal.one',
  title: 'One goal with its steps',
  input: z.strictObject({ goalId: z.uuid() }),
  right: ['plan.read', 'goals.record'],
  run: async (tx, { goalId }) =>
    (await tx.row<GoalShown>(`select ${GOAL} where g.id = $1`, [goalId])) ?? null,
  shows: (g) => (g ? [g.personId] : []),
})

export interface AppointmentShown extends AppointmentRow {
  readonly ours: boolean
  readonly person: string | null
}

export const oneAppointment = defineQuery<{ appointmentId: string }, AppointmentShown | null>({
  name: 'appointment.one',
  title: 'One appointment',
  input: z.strictObject({ appointmentId: z.uuid() }),
  right: ['plan.read', 'goals.record'],
  async run(tx, { appointmentId }) {
    const [row, asker] = await Promise.all([
      tx.row<AppointmentRow>(ONE_APPOINTMENT, [appointmentId]),
      tx.asker,
    ])
    if (!row) return null
    const person = await tx.row<{ name: string }>(PERSON, [row.personId])
    return { ...row, ours: asker.grantees.includes(row.teamId), person: person?.name ?? null }
  },
  shows: (a) => (a ? [a.personId] : []),
})

export interface StaffChoice {
  readonly id: string
  readonly name: string
}

/** Who of the asker's team can go along. */
export const whoGoesAlong = defineQuery<Record<string, never>, readonly StaffChoice[]>({
  name: 'appointment.who-goes-along',
  title: 'Who of my team can go along',
  input: z.strictObject({}),
  right: 'goals.record',
  run: (tx) => tx.rows<StaffChoice>(TEAM_STAFF),
  shows: () => [],
})

/** One line of a worker's list: an appointment of today or tomorrow, or one that is over and waits for a word. */
export interface AppointmentSoon {
  readonly id: string
  readonly personId: string
  readonly person: string | null
  readonly what: string
  readonly place: string
  readonly startsAt: Instant
  readonly goes: string | null
  readonly mine: boolean
  /** 'reported': ring before you go. */
  readonly death: 'none' | 'reported' | 'confirmed'
}

const SOON = `select a.id, a.person_id as "personId", p.display_name as person, a.what, a.place, a.starts_at as "startsAt", g.name as goes,
    a.goes_staff_id = (select ctx.actor()) as mine, net.death_state(a.person_id) as death
  from tc.appointment a left join tc.person p on p.id = a.person_id left join tc.staff g on g.id = a.goes_staff_id
 where a.team_id = (select ctx.team()) and a.state = 'planned' and a.remind_on <= ((select ctx.now()) at time zone 'Europe/London')::date
 order by a.starts_at, a.id limit 100`

/** Appointments of the asker's team: those of today and tomorrow, and those that wait for what became of them. */
export const appointmentsSoon = defineQuery<Record<string, never>, readonly AppointmentSoon[]>({
  name: 'appointment.soon',
  title: 'Appointments of my team, today and tomorrow',
  input: z.strictObject({}),
  right: ['contact.read', 'goals.record'],
  run: (tx) => tx.rows<AppointmentSoon>(SOON),
  shows: (lines) => [...new Set(lines.map((l) => l.personId))],
})
