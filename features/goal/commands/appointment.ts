import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import {
  type Appointment,
  type AppointmentTold,
  decideAppointment,
  decideAppointmentTold,
  remindOn,
} from '#core/plan/goal.ts'
import { appointmentShape, goesAlongShape, tellAppointmentShape } from '#core/plan/shapes.ts'
import { classOfTeam } from '#features/plan/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { ADD_APPOINTMENT, type AppointmentRow, ONE_APPOINTMENT, TEAM_STAFF } from '../rows.ts'

const input = z.strictObject({ ...appointmentShape.shape })
type Input = z.infer<typeof input>
const tell = z.strictObject({ ...tellAppointmentShape.shape })
type Tell = z.infer<typeof tell>
const along = z.strictObject({ ...goesAlongShape.shape })
type Along = z.infer<typeof along>

/** Whether this is somebody of the asker's team now; nobody is always possible. */
async function ofTeam(tx: Tx, staffId: string | null): Promise<boolean> {
  return staffId === null || (await tx.rows<{ id: string }>(TEAM_STAFF)).some((s) => s.id === staffId)
}

/** Makes an appointment with somebody: what, where, with whom, and who goes along. It is brought to mind the day before. */
export const makeAppointment = defineCommand<Input, boolean, Appointment>({
  name: 'appointment.make',
  version: 1,
  title: 'Write an appointment, and who goes along',
  input,
  right: 'goals.record',
  people: (i) => [i.personId],
  load: (tx, i) => ofTeam(tx, i.goesStaffId),
  decide: (known, i, by) =>
    known ? decideAppointment(i, by.now) : refuse('APPOINTMENT_NOBODY', { field: 'goesStaffId' }),
  async store(tx, a, i, by) {
    const { organisationId, teamId, actorId } = by.asker
    const classBit = await classOfTeam(tx, teamId)
    const own = [i.personId, organisationId, teamId, classBit]
    const what = [a.what, a.place, a.withWhom, a.topic, a.startsAt, remindOn(a.startsAt), a.goesStaffId]
    await expectWritten(tx.write(ADD_APPOINTMENT, [i.appointmentId, ...own, ...what, by.now, actorId]))
    return {
      made: { appointmentId: i.appointmentId, personId: i.personId },
      timeline: [
        { personId: i.personId, at: by.now, what: 'appointment made', aboutId: i.appointmentId, classBit },
      ],
    }
  },
})

const TELL = `update tc.appointment set state = $3, outcome = $4, went_with_staff_id = $5, moved_to_id = $6, told_at = $7, told_by = $8, version = version + 1
  where id = $1 and version = $2 and state = 'planned'`

interface TellFacts {
  readonly row: AppointmentRow | undefined
  readonly known: boolean
}

/** Writes what became of an appointment: went and with whom, did not, or moved to another time. */
export const tellAppointment = defineCommand<
  Tell,
  TellFacts,
  { readonly row: AppointmentRow; readonly told: AppointmentTold }
>({
  name: 'appointment.tell',
  version: 1,
  title: 'Write what became of an appointment',
  input: tell,
  right: 'goals.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const row = await tx.row<AppointmentRow>(ONE_APPOINTMENT, [i.appointmentId])
    return { row, known: await ofTeam(tx, i.told.kind === 'went' ? i.told.withStaffId : null) }
  },
  decide({ row, known }, i, by) {
    if (!row || row.personId !== i.personId || !by.asker.grantees.includes(row.teamId))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (row.state === 'planned' && row.version !== i.version) return refuse('STALE_VERSION')
    if (!known) return refuse('APPOINTMENT_NOBODY', { field: 'withStaffId' })
    const told = decideAppointmentTold(
      { planned: row.state === 'planned', startsAt: row.startsAt },
      i.told,
      by.now,
    )
    return told.ok ? ok({ row, told: told.value }) : told
  },
  async store(tx, { row, told }, i, by) {
    const moved = told.kind === 'moved'
    await expectWritten(
      tx.write(TELL, [
        row.id,
        i.version,
        told.kind,
        told.words,
        told.kind === 'went' ? told.withStaffId : null,
        moved ? i.movedToId : null,
        by.now,
        by.asker.actorId,
      ]),
    )
    if (moved)
      await expectWritten(
        tx.write(ADD_APPOINTMENT, [
          i.movedToId,
          row.personId,
          row.organisationId,
          row.teamId,
          row.classBit,
          row.what,
          row.place,
          row.withWhom,
          row.topic,
          told.to,
          remindOn(told.to),
          row.goesStaffId,
          by.now,
          by.asker.actorId,
        ]),
      )
    return {
      made: { appointmentId: row.id, personId: row.personId, movedToId: moved ? i.movedToId : null },
      timeline: [
        {
          personId: row.personId,
          at: by.now,
          what: `appointment: ${told.kind}`,
          aboutId: row.id,
          classBit: row.classBit,
        },
      ],
    }
  },
})

const GOES = `update tc.appointment set goes_staff_id = $3, version = version + 1 where id = $1 and version = $2 and state = 'planned'`

/** Says who goes along, or that nobody does. */
export const goesAlong = defineCommand<Along, TellFacts, AppointmentRow>({
  name: 'appointment.goes-along',
  version: 1,
  title: 'Say who goes along to an appointment',
  input: along,
  right: 'goals.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const row = await tx.row<AppointmentRow>(ONE_APPOINTMENT, [i.appointmentId])
    return { row, known: await ofTeam(tx, i.goesStaffId) }
  },
  decide({ row, known }, i, by) {
    if (!row || row.personId !== i.personId || !by.asker.grantees.includes(row.teamId))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (row.state !== 'planned') return refuse('APPOINTMENT_TOLD')
    if (row.version !== i.version) return refuse('STALE_VERSION')
    return known ? ok(row) : refuse('APPOINTMENT_NOBODY', { field: 'goesStaffId' })
  },
  async store(tx, row, i, by) {
    await expectWritten(tx.write(GOES, [row.id, i.version, i.goesStaffId]))
    return {
      made: { appointmentId: row.id, personId: row.personId },
      timeline: [
        {
          personId: row.personId,
          at: by.now,
          what:
            i.goesStaffId === null ? 'appointment: nobody goes along' : 'appointment: who goes along changed',
          aboutId: row.id,
          classBit: row.classBit,
        },
      ],
    }
  },
})
