import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface DoorOfPerson {
  readonly personId: string
  readonly devices: readonly {
    readonly id: string
    readonly carer: string | null
    readonly madeAt: Instant
    readonly lastUsedAt: Instant
    readonly revokedAt: Instant | null
    readonly revokedWhy: string | null
  }[]
  /** Carers whom the person said may be told something, as far as the asker reads them. */
  readonly carers: readonly { readonly id: string; readonly name: string; readonly relation: string }[]
  readonly shownAsTeam: readonly {
    readonly id: string
    readonly name: string
    readonly reason: string
    readonly reviewOn: Day
  }[]
  /** Staff of the asker's team, to choose a name from. */
  readonly staff: readonly { readonly id: string; readonly name: string }[]
}

const DEVICES = `select d.id, c.name as carer, d.made_at as "madeAt", d.last_used_at as "lastUsedAt", d.revoked_at as "revokedAt", d.revoked_why as "revokedWhy"
  from identity.person_device d left join tc.carer c on c.id = d.carer_id where d.person_id = $1 order by d.revoked_at is not null, d.made_at desc limit 20`
const CARERS = `select id, name, relation from tc.carer where person_id = $1 and ended_at is null and my.carer_told(id) ->> 'answer' = 'yes' order by name`
const SHOWN = `select h.id, s.name, h.reason, h.review_on as "reviewOn" from tc.shown_as_team h join tc.staff s on s.id = h.staff_id
  where h.person_id = $1 and h.ended_at is null order by s.name`
const STAFF = `select distinct s.id, s.name from tc.post p join tc.post_holder h on h.post_id = p.id join tc.staff s on s.id = h.staff_id
  where p.team_id = (select ctx.team()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) order by s.name`

const input = z.strictObject({ personId: z.uuid() })

/** How a person gets in at their own door, for whoever supports them. */
export const doorOfPerson = defineQuery<z.infer<typeof input>, DoorOfPerson>({
  name: 'own-door.of-person',
  title: 'The phones of a person’s own door',
  input,
  right: 'people.details',
  async run(tx, { personId }) {
    const [devices, carers, shownAsTeam, staff] = await Promise.all([
      tx.rows<DoorOfPerson['devices'][number]>(DEVICES, [personId]),
      tx.rows<DoorOfPerson['carers'][number]>(CARERS, [personId]),
      tx.rows<DoorOfPerson['shownAsTeam'][number]>(SHOWN, [personId]),
      tx.rows<DoorOfPerson['staff'][number]>(STAFF),
    ])
    return { personId, devices, carers, shownAsTeam, staff }
  },
  shows: (d) => (d.devices.length + d.carers.length + d.shownAsTeam.length > 0 ? [d.personId] : []),
})

export interface WordShown {
  readonly id: string
  readonly personId: string | null
  readonly name: string | null
  readonly fromKind: 'person' | 'carer' | 'carer without an account'
  readonly carer: string | null
  readonly saidBy: 'own door' | 'staff' | 'public page'
  readonly writtenBy: string | null
  readonly fromName: string | null
  readonly fromReach: string | null
  readonly aboutName: string | null
  readonly words: string
  readonly team: string
  readonly at: Instant
  readonly task: { readonly id: string } | null
}

const WORD = `select w.id, w.person_id as "personId", p.display_name as name, w.from_kind as "fromKind", c.name as carer, w.said_by as "saidBy", s.name as "writtenBy",
    w.from_name as "fromName", w.from_reach as "fromReach", w.about_name as "aboutName", w.words, t.name as team, w.at,
    (select jsonb_build_object('id', k.id) from tc.task k where k.about_id = w.id and k.team_id = w.team_id and k.done_at is null limit 1) as task
  from tc.person_word w join tc.team t on t.id = w.team_id left join tc.person p on p.id = w.person_id left join tc.carer c on c.id = w.carer_id
  left join tc.staff s on s.id = w.by_staff_id where w.id = $1`

const one = z.strictObject({ wordId: z.uuid() })

/** What somebody told a team, for that team. */
export const wordOf = defineQuery<z.infer<typeof one>, WordShown | null>({
  name: 'own-door.word',
  title: 'What a person or a carer told the team',
  input: one,
  right: 'tasks.read',
  run: async (tx, { wordId }) => (await tx.row<WordShown>(WORD, [wordId])) ?? null,
  shows: (w) => (w?.personId ? [w.personId] : []),
})
