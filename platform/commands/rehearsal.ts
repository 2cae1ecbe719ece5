import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { uuidv7 } from '#core/kernel/ids.ts'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import { holds } from './asker.ts'
import { asTold, audit, begin, commit, type Going, NotSignedIn } from './asking.ts'
import type { Command, Decider, Stored } from './command.ts'
import { mayRetry, refusalOfValue, refusalOfWrite } from './faults.ts'
import type { PipelinedTx, Tx } from './transaction.ts'

/** The facts of one person, as the derived rows are worked out from. */
export interface FactsOfOne {
  readonly personId: string
  readonly facts: unknown
}

/**
 * Works out what the asker is shown from the facts before and after. Pure: it is handed facts about people whom the asker
 * may not see, so what it returns is counts, or ids that the asker's own questions can open.
 */
export type Sum<S> = (before: readonly FactsOfOne[], after: readonly FactsOfOne[]) => S

export interface Rehearsed<S> {
  readonly made: Stored['made']
  readonly sum: S
}

const FACTS = 'select person_id, facts from net.facts($1::uuid[])'
const TOUCHED = 'select net.touched($1::uuid[]) as id'

/**
 * What a command would do, by doing it and taking it back: same locks, same rules, same rows, and nothing of it is kept but
 * the audit event of who looked. Refuses what the command would refuse.
 */
export async function rehearse<S>(
  { pool, notFor }: Going,
  token: string,
  command: Command,
  input: unknown,
  sum: Sum<S>,
): Promise<Result<Rehearsed<S>>> {
  const client = await pool.connect()
  let broken = true
  try {
    const answer = await run(client, token, command, input, sum, notFor)
    broken = false
    return answer
  } catch (cause) {
    broken = await client.query('rollback').then(
      () => false,
      () => true,
    )
    if (cause instanceof NotSignedIn) return refuse('NOT_SIGNED_IN')
    const mendable = refusalOfValue(cause)
    if (mendable) return refuse(mendable)
    if (mayRetry(cause)) return refuse('BUSY_TRY_AGAIN')
    throw cause
  } finally {
    client.release(broken)
  }
}

async function run<S>(
  client: pg.PoolClient,
  token: string,
  command: Command,
  input: unknown,
  sum: Sum<S>,
  notFor: Going['notFor'],
): Promise<Result<Rehearsed<S>>> {
  const people = [...new Set(command.people(input))].sort()
  const changes = [...new Set(command.changes?.(input) ?? [])].sort()
  const reliesOn = [...new Set(command.reliesOn?.(input) ?? [])].sort()
  const tx = begin(client, token, notFor)
  const asker = await tx.asker
  const end = async (of: readonly string[], answer: Result<Rehearsed<S>>): Promise<Result<Rehearsed<S>>> => {
    audit(tx, `${command.name} looked ahead`, of, [], answer.ok ? 'shown' : answer.refusal.code)
    await commit(client, tx)
    return answer
  }
  const refused = (refusal: Refusal) => end([], { ok: false, refusal })
  if (!holds(asker, command.right)) return refused(refuse('NOT_ALLOWED').refusal)
  const locked = await tx.row<{ locked: number }>(
    'select net.lock($1::uuid[], $2::uuid[], $3::uuid[]) as locked',
    [changes, reliesOn, people],
  )
  if ((locked?.locked ?? 0) < people.length + changes.length + reliesOn.length)
    return refused(refuse('NOT_FOUND_OR_NOT_YOURS').refusal)
  const by: Decider = { asker, now: asker.now, newId: () => uuidv7(Date.now(), randomBytes(10)) }
  const decided = command.decide(await command.load(tx, input), input, by)
  if (!decided.ok) return refused(await asTold(tx, people, decided.refusal))

  const first = await touched(tx, changes, people)
  const before = await factsOf(tx, first)
  await tx.write('savepoint rehearsal')
  const stored = await tryStore(tx, command, decided.value, input, by)
  if (!stored.ok) {
    await client.query('rollback to savepoint rehearsal')
    tx.failure = undefined
    return refused(await asTold(tx, people, stored.refusal))
  }
  const then = await touched(tx, changes, [...people, ...(stored.value.people ?? [])])
  const after = await factsOf(tx, then)
  await client.query('rollback to savepoint rehearsal')
  return end(
    [...new Set([...first, ...then])].sort(),
    ok({ made: stored.value.made, sum: sum(before, after) }),
  )
}

async function touched(
  tx: Tx,
  changes: readonly string[],
  people: readonly string[],
): Promise<readonly string[]> {
  const found = changes.length > 0 ? await tx.rows<{ id: string }>(TOUCHED, [changes]) : []
  return [...new Set([...people, ...found.map((f) => f.id)])].sort()
}

async function factsOf(tx: Tx, people: readonly string[]): Promise<FactsOfOne[]> {
  if (people.length === 0) return []
  const rows = await tx.rows<{ person_id: string; facts: unknown }>(FACTS, [people])
  return rows.map((r) => ({ personId: r.person_id, facts: r.facts }))
}

async function tryStore(
  tx: PipelinedTx,
  command: Command,
  decision: unknown,
  input: unknown,
  by: Decider,
): Promise<Result<Stored>> {
  const part = tx.part()
  try {
    return ok(await command.store(part.tx, decision, input, by))
  } catch (cause) {
    part.end()
    const code = refusalOfWrite(tx.failure ?? cause)
    if (!code) throw tx.failure ?? cause
    return refuse(code)
  }
}
