import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Found } from '#platform/fhir/map.ts'
import { findShape, idsField, pageOf, rangeField, wordsField } from '#platform/fhir/query.ts'

interface Row {
  readonly id: string
  readonly personId: string
  readonly words: string
  readonly topic: string
  readonly state: 'open' | 'done' | 'changed'
  readonly setAt: Instant
  readonly setBy: string
  readonly endedAt: Instant | null
  readonly steps: readonly {
    readonly step: string
    readonly byWhom: string
    readonly byOn: Day
    readonly outcome: string | null
    readonly howItWent: string | null
  }[]
}
export type GoalFhirRow = Row

const FITS = `
  from tc.goal x
 where ($1::uuid[] is null or x.id = any ($1::uuid[])) and ($2::uuid[] is null or x.person_id = any ($2::uuid[]))
   and ($1::uuid[] is not null or $2::uuid[] is not null or x.person_id = any ((select array_agg(distinct a.person_id) from acl.access a)::uuid[]))
   and ($3::text[] is null or x.state = any ($3::text[])) and ($4::text is null or x.set_at >= ($4::text)::timestamptz) and ($5::text is null or x.set_at < ($5::text)::timestamptz)`
const ROWS = `select x.id, x.person_id as "personId", x.words, x.topic, x.state, x.set_at as "setAt", x.set_by as "setBy", x.ended_at as "endedAt",
    coalesce((select jsonb_agg(jsonb_build_object('step', s.step, 'byWhom', s.by_whom, 'byOn', s.by_on, 'outcome', s.outcome, 'howItWent', s.how_it_went)
       order by s.set_at, s.id) from tc.goal_step s where s.goal_id = x.id), '[]') as steps
  ${FITS} and ($6::uuid is null or x.id > $6::uuid) order by x.id limit $7`
const COUNT = `select 1 ${FITS}`

const input = z.object({ ...findShape, people: idsField, states: wordsField, when: rangeField })

/** Goals, as FHIR shows them, by id. */
export const fhirGoal = defineQuery<z.input<typeof input>, Found<Row>>({
  name: 'goal.fhir-goal',
  title: 'Goals, as FHIR shows them',
  input,
  right: ['plan.read', 'goals.record'],
  run: (tx, i) =>
    pageOf<Row>(tx, i, { rows: ROWS, count: COUNT }, [
      i.ids,
      i.people,
      i.states,
      i.when?.from,
      i.when?.until,
    ]),
  shows: ({ rows }) => rows.map((row) => row.personId),
})
