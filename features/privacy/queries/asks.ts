import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** Somebody's wish to see what did not open, and what they were told. */
export interface AskShown {
  readonly id: string
  readonly asker: string
  readonly team: string
  readonly mine: boolean
  readonly who: string
  readonly why: string
  readonly page: string | null
  readonly askedAt: Instant
  readonly answer: string | null
  readonly answeredBy: string | null
  readonly answeredAt: Instant | null
}

export const ASK = `select a.id, s.name as asker, t.name as team, a.staff_id = (select ctx.actor()) as mine, a.who, a.why, a.page, a.asked_at as "askedAt",
    a.answer, b.name as "answeredBy", a.answered_at as "answeredAt"
  from tc.access_ask a join tc.staff s on s.id = a.staff_id join tc.team t on t.id = a.team_id left join tc.staff b on b.id = a.answered_by`

const RIGHT = ['people.read', 'tasks.read', 'board.read', 'insight.read', 'sharing.agreement', 'privacy.desk']
const one = z.strictObject({ askId: z.uuid() })

/** One such wish, for whoever asked, their manager and the desk. */
export const accessAsk = defineQuery<z.infer<typeof one>, AskShown | null>({
  name: 'access.asked',
  title: 'What somebody asks to see',
  input: one,
  right: RIGHT,
  run: async (tx, { askId }) => (await tx.row<AskShown>(`${ASK} where a.id = $1`, [askId])) ?? null,
  shows: () => [],
})

/** What the asker has asked for, the newest first. */
export const myAsks = defineQuery<Record<string, never>, readonly AskShown[]>({
  name: 'access.mine',
  title: 'What I have asked to see',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: RIGHT,
  run: (tx) =>
    tx.rows<AskShown>(`${ASK} where a.staff_id = (select ctx.actor()) order by a.asked_at desc limit 20`),
  shows: () => [],
})
