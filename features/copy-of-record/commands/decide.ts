import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { harmDueAt } from '#core/record-copy/clock.ts'
import { HEALTH_PROFESSIONS, WITHHOLD } from '#core/record-copy/withhold.ts'
import { type Decider, defineCommand } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { loadRequest, type RequestRow } from '../facts.ts'
import { answered } from './answer.ts'

const parts = { requestId: z.uuid(), personId: z.uuid(), partIds: z.array(z.uuid()).max(500) }
const why = z.string().trim().min(3).max(1000)

interface Facts {
  readonly q: RequestRow | undefined
  /** Of the parts named, how many the asker sees, and how many are proposed for either reason. */
  readonly seen: number
  readonly others: number
  readonly harm: number
}
const PARTS = `select count(*)::int as seen, count(*) filter (where 'another person' = any (proposed))::int as others,
    count(*) filter (where 'serious harm' = any (proposed))::int as harm from tc.subject_part where request_id = $1 and id = any ($2::uuid[])`
async function load(
  tx: Tx,
  i: { readonly requestId: string; readonly personId: string; readonly partIds: readonly string[] },
): Promise<Facts> {
  const [q, n] = await Promise.all([
    loadRequest(tx, i),
    tx.row<{ seen: number; others: number; harm: number }>(PARTS, [i.requestId, i.partIds]),
  ])
  return { q, seen: n?.seen ?? 0, others: n?.others ?? 0, harm: n?.harm ?? 0 }
}

function open(row: Result<RequestRow>, wanted: number, there: number): Result<RequestRow> {
  if (!row.ok) return row
  if (row.value.state === 'asked') return refuse('COPY_NOT_GATHERED')
  if (row.value.state !== 'gathered') return refuse('COPY_SETTLED')
  if (wanted === 0) return refuse('COPY_PARTS_NONE', { field: 'partIds' })
  return there === wanted ? row : refuse('COPY_NOT_PROPOSED', { field: 'partIds' })
}

const proposing = z.strictObject({ ...parts, what: z.enum(WITHHOLD), why })
type Proposing = z.output<typeof proposing>

/** Proposes parts that no rule named, or for the other reason too. They then wait for their decision like any. Refuses: COPY_PARTS_NONE, COPY_SETTLED. */
export const propose = defineCommand<Proposing, Facts, Instant>({
  name: 'copy.propose',
  version: 1,
  title: 'Propose to keep a part back',
  input: proposing,
  right: ['subject-access.release', 'people.read'],
  people: (i) => [i.personId],
  load,
  decide(facts, i, by) {
    const q = open(answered(facts.q, by), new Set(i.partIds).size, facts.seen)
    return q.ok ? ok(harmDueAt(q.value.dueOn, by.now)) : q
  },
  async store(tx, due, i) {
    await tx.row('select tc.copy_propose($1, $2::uuid[], $3, $4, $5)', [
      i.requestId,
      i.partIds,
      i.what,
      i.why,
      due,
    ])
    return { made: { requestId: i.requestId } }
  },
})

const others = z.strictObject({ ...parts, what: z.enum(['give', 'withhold']), why })
type Others = z.output<typeof others>

/** Decides about parts that tell of another person, by whoever answers the request. Refuses: COPY_NOT_PROPOSED, COPY_PARTS_NONE, COPY_SETTLED. */
export const decideOthers = defineCommand<Others, Facts, null>({
  name: 'copy.decide-others',
  version: 1,
  title: 'Decide about parts that tell of another person',
  input: others,
  right: ['subject-access.release', 'people.read'],
  people: (i) => [i.personId],
  load,
  decide(facts, i, by) {
    const q = open(answered(facts.q, by), new Set(i.partIds).size, facts.others)
    return q.ok ? ok(null) : q
  },
  async store(tx, _, i) {
    await tx.row('select tc.copy_decide_others($1, $2::uuid[], $3, $4)', [
      i.requestId,
      i.partIds,
      i.what,
      i.why,
    ])
    return { made: { requestId: i.requestId } }
  },
})

const harm = z.strictObject({
  ...parts,
  what: z.enum(['likely', 'not likely']),
  why,
  profession: z.enum(HEALTH_PROFESSIONS),
  /** The number in that register: letters, digits, hyphens. */
  register: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{4,12}$/),
})
type Harm = z.output<typeof harm>

const decides = ({ q }: Facts, by: Decider): Result<RequestRow> =>
  !q
    ? refuse('NOT_FOUND_OR_NOT_YOURS')
    : by.asker.kind === 'staff' && q.harmDecides
      ? ok(q)
      : refuse('COPY_NOT_YOURS')

/**
 * Decides, as a registered health professional in a post named for it, whether giving parts out would be likely to cause serious harm to
 * the person or to somebody else. Refuses: COPY_NOT_PROPOSED, COPY_PARTS_NONE, COPY_SETTLED, COPY_NOT_YOURS.
 */
export const decideHarm = defineCommand<Harm, Facts, null>({
  name: 'copy.decide-harm',
  version: 1,
  title: 'Decide whether parts may cause serious harm',
  input: harm,
  right: 'serious-harm.decide',
  people: (i) => [i.personId],
  load,
  decide(facts, i, by) {
    const q = open(decides(facts, by), new Set(i.partIds).size, facts.harm)
    return q.ok ? ok(null) : q
  },
  async store(tx, _, i) {
    await tx.row('select tc.copy_decide_harm($1, $2::uuid[], $3, $4, $5)', [
      i.requestId,
      i.partIds,
      i.what,
      i.why,
      `${i.profession} ${i.register}`,
    ])
    return { made: { requestId: i.requestId } }
  },
})
