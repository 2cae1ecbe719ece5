import type { Day, Instant } from '#core/kernel/time.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import type { CopyState } from './words.ts'

/** A request as whoever may read it reads it. */
export interface RequestRow {
  readonly id: string
  readonly personId: string
  /** Null where who it is is not open to the asker (any more). */
  readonly name: string | null
  /** The team that alone may read what this part of the asking answers; null at the desk. */
  readonly closedTeam: string | null
  readonly closedTeamId: string | null
  readonly askedOn: Day
  readonly askedHow: string
  readonly askedWhat: string
  readonly identityOn: Day | null
  readonly identityHow: string | null
  readonly identityBy: string | null
  readonly dueOn: Day
  readonly extendedWhy: 'complex' | 'several requests' | null
  readonly extendedWords: string | null
  readonly toldOn: Day | null
  readonly toldHow: string | null
  readonly state: CopyState
  readonly recordedAt: Instant
  readonly gatheredAt: Instant | null
  readonly releasedAt: Instant | null
  readonly releasedBy: string | null
  readonly releasedDigest: string | null
  readonly handedOn: Day | null
  readonly handedHow: string | null
  readonly handedBy: string | null
  readonly endedAt: Instant | null
  readonly endedWhy: string | null
  /** Where it is answered: the asker's own desk or closed team. */
  readonly answers: boolean
  readonly harmDecides: boolean
}

/** Whether the asker may answer: by right at the desk, or of the closed team, while a task opens to them who it is. The functions of 82-copies.sql ask again. */
export const REQUEST = `select q.id, q.person_id as "personId", p.display_name as name, c.name as "closedTeam", q.closed_team_id as "closedTeamId",
    q.asked_on::text as "askedOn", q.asked_how as "askedHow", q.asked_what as "askedWhat", q.identity_on::text as "identityOn", q.identity_how as "identityHow", i.name as "identityBy",
    q.due_on::text as "dueOn", q.extended_why as "extendedWhy", q.extended_words as "extendedWords", q.told_on::text as "toldOn", q.told_how as "toldHow", q.state,
    q.recorded_at as "recordedAt", q.gathered_at as "gatheredAt", q.released_at as "releasedAt", r.name as "releasedBy", q.released_digest as "releasedDigest",
    q.handed_on::text as "handedOn", q.handed_how as "handedHow", h.name as "handedBy", q.ended_at as "endedAt", q.ended_why as "endedWhy",
    (select ctx.employed_post()) is not null and acl.known(array[q.person_id]) = 1 and case when q.closed_team_id is null then (select ctx.has_right('subject-access.release'))
      else q.closed_team_id = any ((select ctx.grantees())::uuid[]) and ((select ctx.has_right('people.read')) or (select ctx.has_right('subject-access.release'))) end as answers,
    (select ctx.employed_post()) is not null and acl.known(array[q.person_id]) = 1 and (select ctx.has_right('serious-harm.decide')) as "harmDecides"
  from tc.subject_request q left join tc.person p on p.id = q.person_id left join tc.team c on c.id = q.closed_team_id
    left join tc.staff i on i.id = q.identity_by left join tc.staff r on r.id = q.released_by left join tc.staff h on h.id = q.handed_by`

export interface OfRequest {
  readonly requestId: string
  readonly personId: string
}

export const loadRequest = (tx: Tx, i: OfRequest): Promise<RequestRow | undefined> =>
  tx.row<RequestRow>(`${REQUEST} where q.id = $1 and q.person_id = $2`, [i.requestId, i.personId])
