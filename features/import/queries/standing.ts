import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'

/** What stands of people against whom rows of a list are held, as far as the asker may see it. */
export interface Standing {
  readonly people: readonly {
    readonly personId: string
    /** Services to which a referral of theirs is open, and those that support them now. */
    readonly referredTo: readonly string[]
    readonly supportedBy: readonly string[]
    readonly medicines: readonly { readonly name: string; readonly dose: string; readonly when: string }[]
  }[]
  /** Who holds a post in the asker's team now, by name. */
  readonly team: readonly { readonly id: string; readonly name: string }[]
  /** Services of the asker's team. */
  readonly own: readonly { readonly id: string; readonly name: string }[]
}

const input = z.strictObject({ people: z.array(z.uuid()).max(250) })

const PEOPLE = `select p.id as "personId",
    array(select r.service_id from tc.referral r where r.person_id = p.id and r.word in ('sent', 'seen', 'question asked', 'taken on', 'started')) as "referredTo",
    array(select e.service_id from tc.episode e where e.person_id = p.id and e.state = 'open') as "supportedBy",
    (select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'dose', m.dose_in_words, 'when', m.when_in_words) order by m.recorded_at, m.id), '[]')
       from tc.medicine m where m.person_id = p.id and m.ended_on is null) as medicines
  from tc.person p where p.id = any ($1::uuid[])`
const TEAM = `select distinct s.id, s.name from tc.post_holder h join tc.post p on p.id = h.post_id join tc.staff s on s.id = h.staff_id
  where p.team_id = (select ctx.team()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) and (s.left_at is null or s.left_at > (select ctx.now()))`
const OWN = 'select id, name from tc.service where team_id = (select ctx.team()) order by name'

/** What stands of the people that rows of a list mean: support, referrals and medicines, each as far as it is open. */
export const standing = defineQuery<z.infer<typeof input>, Standing>({
  name: 'import.standing',
  title: 'What stands of people in a list',
  input,
  right: 'import.spreadsheet',
  async run(tx, i) {
    const { rights } = await tx.asker
    const [people, team, own] = await Promise.all([
      // who may not open people in care is not told of them by a list either
      rights.includes('people.read') ? tx.rows<Standing['people'][number]>(PEOPLE, [i.people]) : [],
      tx.rows<Standing['team'][number]>(TEAM),
      tx.rows<Standing['own'][number]>(OWN),
    ])
    return {
      people: people.map((p) => (rights.includes('medicines.read') ? p : { ...p, medicines: [] })),
      team,
      own,
    }
  },
  shows: (found) => found.people.map((p) => p.personId),
})
