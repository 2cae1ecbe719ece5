import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { Known } from '#core/referral/prefill.ts'
import type { Answer, Item } from '#core/sharing/decision.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** What the record knows of a person when a referral is written, as far as the asker may see it. */
export interface AboutPerson extends Known {
  readonly personId: string
  readonly name: string | null
  readonly bornOn: Day | null
  readonly stayId: string | null
  /** What they said last about each service. */
  readonly answers: readonly {
    readonly serviceId: string
    readonly answer: Answer
    readonly items: readonly Item[]
    readonly decidedAt: Instant
  }[]
}

const PERSON = `select p.display_name as name, p.born_on as "bornOn", p.communication, c.home_area as "homeArea"
  from (select 1) one left join tc.person p on p.id = $1 left join tc.person_core c on c.person_id = $1`
const CONTACT_POINTS = `select kind, value, safe from tc.contact_point where person_id = $1 and ended_at is null order by recorded_at, id`
const STAY = `select y.id, u.name as "unitName", o.name as "organisationName", y.admitted_at as "admittedAt"
  from tc.stay y join tc.unit u on u.id = y.unit_id join tc.organisation o on o.id = y.organisation_id
  where y.person_id = $1 and y.ended_at is null order by y.admitted_at desc, y.id limit 1`
const MEDICINES = `select name, dose_in_words as "doseInWords", when_in_words as "whenInWords", prescriber, said_by as "saidBy", as_of as "asOf"
  from tc.medicine where person_id = $1 and ended_on is null order by name, id limit 100`
const SAFETY = `select action, expires_on as "expiresOn" from tc.staff_safety_action where person_id = $1 order by expires_on, id`
const ANSWERS = `select distinct on (recipient_service_id) recipient_service_id as "serviceId", answer, items, decided_at as "decidedAt"
  from tc.sharing_decision where person_id = $1 order by recipient_service_id, decided_at desc, id desc`

/** Fills the blocks of "What we ask for" and says where the person is. What is hidden is simply not known. */
export const aboutPerson = defineQuery({
  name: 'referral.about-person',
  title: 'What is known of a person for a referral',
  input: z.object({ personId: z.uuid() }),
  right: 'referral.send',
  async run(tx, i): Promise<AboutPerson> {
    const [person, contactPoints, stay, medicines, safetyActions, answers] = await Promise.all([
      tx.row<Pick<AboutPerson, 'name' | 'bornOn' | 'communication' | 'homeArea'>>(PERSON, [i.personId]),
      tx.rows<AboutPerson['contactPoints'][number]>(CONTACT_POINTS, [i.personId]),
      tx.row<NonNullable<AboutPerson['stay']> & { id: string }>(STAY, [i.personId]),
      tx.rows<AboutPerson['medicines'][number]>(MEDICINES, [i.personId]),
      tx.rows<AboutPerson['safetyActions'][number]>(SAFETY, [i.personId]),
      tx.rows<AboutPerson['answers'][number]>(ANSWERS, [i.personId]),
    ])
    return {
      personId: i.personId,
      ...person!,
      contactPoints,
      stay: stay ?? null,
      stayId: stay?.id ?? null,
      medicines,
      safetyActions,
      answers,
    }
  },
  shows: (about) => (about.name === null ? [] : [about.personId]),
})
