import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { dayShape } from '#core/people/shapes.ts'
import { extendCopy, harmDueAt } from '#core/record-copy/clock.ts'
import { type CopyNames, isUntold, type Proposal, proposalsFor } from '#core/record-copy/withhold.ts'
import { type Decider, defineCommand } from '#platform/commands/command.ts'
import { loadRequest, type OfRequest, type RequestRow } from '../facts.ts'

const of = { requestId: z.uuid(), personId: z.uuid() }
const ANSWERS = ['subject-access.release', 'people.read'] as const

/** The request where the asker answers it; refused as absent to everybody else. */
export function answered(q: RequestRow | undefined, by: Decider): Result<RequestRow> {
  if (!q) return refuse('NOT_FOUND_OR_NOT_YOURS')
  return by.asker.kind === 'staff' && q.answers ? ok(q) : refuse('COPY_NOT_YOURS')
}

const extending = z.strictObject({
  ...of,
  why: z.enum(['complex', 'several requests']),
  words: z.string().trim().min(10).max(2000),
  toldOn: dayShape,
  toldHow: z.string().trim().min(3).max(500),
})
type Extending = z.output<typeof extending>

/** Two further months, once, after the person was told why. Refuses: those of `extendCopy`, COPY_SETTLED. */
export const extend = defineCommand<Extending, RequestRow | undefined, Day>({
  name: 'copy.extend',
  version: 1,
  title: 'Take two more months for a copy',
  input: extending,
  right: 'subject-access.release',
  people: (i) => [i.personId],
  load: loadRequest,
  decide(row, i, by) {
    const q = answered(row, by)
    if (!q.ok) return q
    if (q.value.closedTeamId !== null) return refuse('COPY_NOT_YOURS')
    if (!['asked', 'gathered'].includes(q.value.state)) return refuse('COPY_SETTLED')
    const { askedOn, dueOn, extendedWhy } = q.value
    return extendCopy(
      { askedOn, dueOn, extended: extendedWhy !== null, toldOn: i.toldOn },
      by.now,
      englandHolidays,
    )
  },
  async store(tx, dueOn, i) {
    const { why, words, toldOn, toldHow } = i
    await tx.row('select tc.copy_extend($1, $2, $3::jsonb)', [
      i.requestId,
      dueOn,
      JSON.stringify({ why, words, toldOn, toldHow }),
    ])
    return { made: { requestId: i.requestId, dueOn } }
  },
})

interface Found {
  readonly table_name: string
  readonly row_key: string
  readonly said: Readonly<Record<string, unknown>>
}
interface GatherFacts {
  readonly q: RequestRow | undefined
  readonly found: readonly Found[]
  readonly names: CopyNames
}
interface Gathered {
  readonly proposed: readonly Proposal[]
  readonly harmDueAt: Instant
}
const gathering = z.strictObject(of)

/**
 * Gathers everything the organisation holds about the person, and proposes parts for withholding. Again as often as one likes before the
 * release: rows that are as they were keep what was decided of them. Refuses: COPY_IDENTITY_FIRST, COPY_SETTLED.
 */
export const gather = defineCommand<OfRequest, GatherFacts, Gathered>({
  name: 'copy.gather',
  version: 1,
  title: 'Gather everything held about a person who asks',
  input: gathering,
  right: ANSWERS,
  people: (i) => [i.personId],
  async load(tx, i) {
    const [q, found, names] = await Promise.all([
      loadRequest(tx, i),
      tx.rows<Found>('select table_name, row_key, said from tc.copy_found($1)', [i.requestId]),
      tx.rows<{ kind: string; name: string }>('select kind, name from tc.copy_names($1)', [i.requestId]),
    ])
    const of = (kind: string) => names.filter((n) => n.kind === kind).map((n) => n.name)
    const untold = found.some((f) => isUntold({ table: f.table_name, said: f.said }))
    return { q, found, names: { carers: of('carer'), hiddenStaff: of('hidden staff'), untold } }
  },
  decide({ q: row, found, names }, _i, by) {
    const q = answered(row, by)
    if (!q.ok) return q
    if (q.value.identityOn === null) return refuse('COPY_IDENTITY_FIRST')
    if (!['asked', 'gathered'].includes(q.value.state)) return refuse('COPY_SETTLED')
    const proposed = found.flatMap((f) =>
      proposalsFor({ table: f.table_name, key: f.row_key, said: f.said }, names),
    )
    return ok({ proposed, harmDueAt: harmDueAt(q.value.dueOn, by.now) })
  },
  async store(tx, { proposed, harmDueAt }, i) {
    const parts = await tx.row<{ n: number }>('select tc.copy_gathered($1, $2::jsonb, $3) as n', [
      i.requestId,
      JSON.stringify(proposed),
      harmDueAt,
    ])
    return { made: { requestId: i.requestId, parts: parts?.n ?? 0, proposed: proposed.length } }
  },
})

interface ReleaseFacts {
  readonly q: RequestRow | undefined
  readonly undecided: number
  readonly mine: boolean
}
const WAITING = `select count(*) filter (where 'another person' = any (proposed) and others is null or 'serious harm' = any (proposed) and harm is null)::int as undecided,
    coalesce(bool_or(harm_by = (select ctx.actor())), false) as mine from tc.subject_part where request_id = $1`

/**
 * Releases the copy: from here nothing in it changes, and what is given is listed with its digests. Not while a part is undecided, and not
 * by whoever decided about serious harm. Refuses: COPY_NOT_GATHERED, COPY_SETTLED, COPY_UNDECIDED, COPY_RELEASE_ANOTHER.
 */
export const release = defineCommand<OfRequest, ReleaseFacts, null>({
  name: 'copy.release',
  version: 1,
  title: 'Release a copy of a record',
  input: gathering,
  right: ANSWERS,
  people: (i) => [i.personId],
  async load(tx, i) {
    const [q, waiting] = await Promise.all([
      loadRequest(tx, i),
      tx.row<{ undecided: number; mine: boolean }>(WAITING, [i.requestId]),
    ])
    return { q, undecided: waiting?.undecided ?? 0, mine: waiting?.mine ?? false }
  },
  decide({ q: row, undecided, mine }, _i, by) {
    const q = answered(row, by)
    if (!q.ok) return q
    if (q.value.state === 'asked') return refuse('COPY_NOT_GATHERED')
    if (q.value.state !== 'gathered') return refuse('COPY_SETTLED')
    if (undecided > 0) return refuse('COPY_UNDECIDED')
    return mine ? refuse('COPY_RELEASE_ANOTHER') : ok(null)
  },
  async store(tx, _, i) {
    const made = await tx.row<{ digest: string }>('select tc.copy_release($1) as digest', [i.requestId])
    return { made: { requestId: i.requestId, digest: made?.digest ?? null } }
  },
})

const handing = z.strictObject({ ...of, on: dayShape, how: z.string().trim().min(3).max(500) })
type Handing = z.output<typeof handing>

/** The copy was handed over: its words go from here, the list with its digests stays. Refuses: COPY_NOT_RELEASED, COPY_HANDED_DAY, COPY_SETTLED. */
export const handOver = defineCommand<Handing, RequestRow | undefined, null>({
  name: 'copy.hand-over',
  version: 1,
  title: 'Say how a copy was handed over',
  input: handing,
  right: ANSWERS,
  people: (i) => [i.personId],
  load: loadRequest,
  decide(row, i, by) {
    const q = answered(row, by)
    if (!q.ok) return q
    const { state, releasedAt } = q.value
    if (state === 'handed over' || state === 'ended') return refuse('COPY_SETTLED')
    if (state !== 'released' || releasedAt === null) return refuse('COPY_NOT_RELEASED')
    return i.on < dayOf(releasedAt) || i.on > dayOf(by.now)
      ? refuse('COPY_HANDED_DAY', { field: 'on' })
      : ok(null)
  },
  async store(tx, _, i) {
    await tx.row('select tc.copy_hand_over($1, $2, $3)', [i.requestId, i.on, i.how])
    return { made: { requestId: i.requestId } }
  },
})

const ending = z.strictObject({ ...of, why: z.string().trim().min(3).max(1000) })
type Ending = z.output<typeof ending>

/** Ends a request without a copy: the person took it back, or was told why it is refused. Refuses: COPY_SETTLED. */
export const endRequest = defineCommand<Ending, RequestRow | undefined, null>({
  name: 'copy.end',
  version: 1,
  title: 'End a request for a copy',
  input: ending,
  right: 'subject-access.release',
  people: (i) => [i.personId],
  load: loadRequest,
  decide(row, _i, by) {
    const q = answered(row, by)
    if (!q.ok) return q
    if (q.value.closedTeamId !== null) return refuse('COPY_NOT_YOURS')
    return ['asked', 'gathered', 'released'].includes(q.value.state) ? ok(null) : refuse('COPY_SETTLED')
  },
  async store(tx, _, i) {
    await tx.row('select tc.copy_end($1, $2)', [i.requestId, i.why])
    return { made: { requestId: i.requestId } }
  },
})
