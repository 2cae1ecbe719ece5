import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { goesAlong, makeAppointment, tellAppointment } from './commands/appointment.ts'
import { setGoal, tellStep } from './commands/goal.ts'
import { writeWhatMatters } from './commands/what-matters.ts'
import { fhirAppointment } from './queries/fhir-appointment.ts'
import { fhirGoal } from './queries/fhir-goal.ts'
import { appointmentsSoon, goalsOfPerson, oneAppointment, oneGoal, whoGoesAlong } from './queries/goals.ts'

export { type AppointmentSoon, appointmentsSoon, type GoalsOfPerson, goalsOfPerson } from './queries/goals.ts'

/** What can be done to what matters, goals and appointments. */
export const commands: readonly AnyCommand[] = [
  writeWhatMatters,
  setGoal,
  tellStep,
  makeAppointment,
  tellAppointment,
  goesAlong,
]
/** What can be asked about them. */
export const queries: readonly AnyQuery[] = [
  goalsOfPerson,
  oneGoal,
  oneAppointment,
  whoGoesAlong,
  appointmentsSoon,
  fhirGoal,
  fhirAppointment,
]
export { resourceMaps } from './fhir.ts'
