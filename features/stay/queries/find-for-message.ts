import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

const input = z.strictObject({
  visitNumber: z.string().min(1).max(200).nullable(),
  nhsNumber: z
    .string()
    .regex(/^\d{10}$/)
    .nullable(),
  bornOn: z.iso.date().nullable(),
  /** Family names of the message as keys (`nameKey`). */
  familyKeys: z.array(z.string().min(1).max(400)).max(20),
  /** True: a stay that has ended counts too, the newest first (a cancelled discharge, leave, a death). */
  ended: z.boolean().default(false),
})

/** The stay that a discharge means, or nothing: two identifiers must agree (database/access/35-stay.sql). */
export interface StayForMessage {
  readonly stayId: string
  readonly personId: string
  readonly ward: string
}

const FIND = `select f.stay_id as "stayId", f.person_id as "personId", u.name as ward
  from tc.find_stay_for_message($1, $2, $3, $4::text[]) f join tc.stay s on s.id = f.stay_id join tc.unit u on u.id = s.unit_id`

const FIND_ANY = FIND.replace('tc.find_stay_for_message', 'tc.find_last_stay_for_message')

export const findStayForMessage = defineQuery<z.infer<typeof input>, StayForMessage | null>({
  name: 'stay.find-for-message',
  title: 'Find the stay that a hospital message means',
  input,
  right: 'import.hl7',
  run: async (tx, i) =>
    (await tx.row<StayForMessage>(i.ended ? FIND_ANY : FIND, [
      i.visitNumber,
      i.nhsNumber,
      i.bornOn,
      i.familyKeys,
    ])) ?? null,
  shows: (found) => (found ? [found.personId] : []),
})
