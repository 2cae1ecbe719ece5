import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference, status } from '#platform/fhir/params.ts'
import { ourWord, refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { type AppointmentFhirRow, fhirAppointment } from './queries/fhir-appointment.ts'
import { fhirGoal, type GoalFhirRow } from './queries/fhir-goal.ts'

const LIFE = { open: 'active', done: 'completed', changed: 'cancelled' } as const

const goal = defineMap<GoalFhirRow>({
  type: 'Goal',
  says: 'A goal in the person’s words, with its steps. UK Core has no profile of it.',
  query: fhirGoal,
  search: {
    ...aliases(['patient', 'subject'], reference('people', 'Patient', 'subject', 'the person')),
    'lifecycle-status': status(
      'states',
      { active: ['open'], completed: ['done'], cancelled: ['changed'] },
      'active, completed, or cancelled because it was changed',
    ),
    'start-date': date('when', 'when it was set'),
  },
  resource: (row) => ({
    resourceType: 'Goal',
    id: row.id,
    lifecycleStatus: LIFE[row.state],
    category: [ourWord('topic', row.topic)],
    description: { text: row.words },
    subject: refer('Patient', row.personId),
    startDate: row.setAt.slice(0, 10),
    target: row.steps.filter((s) => s.outcome === null).map((s) => ({ dueDate: s.byOn })),
    statusDate: row.endedAt?.slice(0, 10),
    expressedBy: refer('Practitioner', row.setBy),
    note: row.steps.map((s) => ({
      text: [`${s.step} (${s.byWhom}, by ${s.byOn})`, s.outcome, s.howItWent].filter((t) => t).join(': '),
    })),
  }),
})

const STATUS = {
  planned: 'booked',
  went: 'fulfilled',
  'did not': 'noshow',
  moved: 'cancelled',
  stopped: 'cancelled',
} as const

const appointment = defineMap<AppointmentFhirRow>({
  type: 'Appointment',
  profile: `${UK_CORE_PROFILE}UKCore-Appointment`,
  says: 'An appointment of the person elsewhere. How long it takes is not known: it ends when it begins.',
  query: fhirAppointment,
  search: {},
  resource: (row) => ({
    resourceType: 'Appointment',
    id: row.id,
    status: STATUS[row.state],
    appointmentType: ourWord('topic', row.topic),
    description: row.what,
    start: row.startsAt,
    end: row.startsAt,
    created: row.madeAt,
    comment: [row.place, row.withWhom].filter((t) => t !== '').join(', '),
    participant: [
      { actor: refer('Patient', row.personId), status: 'accepted' },
      ...(row.goesStaffId === null
        ? []
        : [{ actor: refer('Practitioner', row.goesStaffId), status: 'accepted' }]),
    ],
  }),
})

export const resourceMaps: readonly ResourceMap[] = [goal, appointment]
