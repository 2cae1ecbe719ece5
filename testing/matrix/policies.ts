import { readAccessFacts } from '#testing/access-facts.ts'
import { expectedSight, granteesOf } from '#testing/access-oracle.ts'
import { keysSeen, type Reader, readPersonRows } from '#testing/access-rows.ts'
import { NOBODY, RULES } from './rules.ts'
import type { MatrixAsker, MatrixWorld } from './world.ts'

/** What became of one table: its policies for reading, and those whose removal nobody noticed. */
export interface Removed {
  readonly table: string
  readonly policies: number
  readonly unnoticed: readonly string[]
}

/**
 * Takes each policy by which the serving login reads a table away, one at a time, and asks as everybody until somebody sees
 * another set of rows than the rules open. Each is put back: it is all done in a transaction that is rolled back.
 */
export async function withoutEachPolicy(m: MatrixWorld, tables = Object.keys(RULES)): Promise<Removed[]> {
  const db = m.product.superuser
  const facts = await readAccessFacts(db)
  const rows = await readPersonRows(db, RULES)
  const now = (await m.product.rows<{ now: Date }>('select ctx.clock() as now'))[0]?.now as Date
  const people = [...facts.people.map((p) => p.id), NOBODY]
  const readers = new Map<string, ReadonlyMap<string, Reader>>()
  const readersOf = (asker: MatrixAsker) => {
    const known = readers.get(asker.postId)
    if (known) return known
    const grantees = granteesOf(facts, asker, now.getTime())
    const organisationId = m.homes[asker.organisation].organisationId
    const { staffId, rights } = asker
    const made = new Map(
      people.map((id) => [
        id,
        { sight: expectedSight(facts, asker, id, now), grantees, staffId, organisationId, rights },
      ]),
    )
    readers.set(asker.postId, made)
    return made
  }
  const differs = async (table: string, asker: MatrixAsker): Promise<boolean> => {
    await db.query('savepoint asks')
    await db.query('set local role tc_app')
    await db.query('select ctx.begin($1)', [asker.token])
    const seen = await keysSeen(db, table, RULES).catch((cause: { code?: string }) => {
      // without any rule of its own left a table may be read by nobody: that is noticed too
      if (cause.code === '42501') return new Set(['nothing is read'])
      throw cause
    })
    await db.query('rollback to savepoint asks')
    const mine = readersOf(asker)
    const rule = RULES[table]
    return (rows.get(table) ?? []).some((row) => {
      const reader = mine.get(row.personId)
      return (reader !== undefined && rule?.mayRead(row, reader, facts) === true) !== seen.has(row.key)
    })
  }
  const seenBy = async (token: string, table: string): Promise<number> => {
    await db.query('savepoint asks')
    await db.query('set local role tc_app')
    await db.query('select ctx.begin($1)', [token])
    const { rows: counted } = await db.query<{ n: number }>(`select count(*)::int as n from ${table}`)
    await db.query('rollback to savepoint asks')
    return counted[0]?.n ?? 0
  }
  // one of each role first: a rule that goes by a right shows there
  const askers = m.askers.toSorted((a, b) => (a.role + a.organisation < b.role + b.organisation ? -1 : 1))
  const found: Removed[] = []
  for (const table of tables) {
    const policies = await m.product.rows<{ name: string }>(
      `select policyname as name from pg_policies where schemaname || '.' || tablename = $1 and 'tc_app' = any (roles) and cmd in ('SELECT', 'ALL') order by 1`,
      [table],
    )
    const unnoticed: string[] = []
    for (const { name } of policies) {
      await db.query('begin')
      await db.query(`drop policy ${name} on ${table}`)
      let noticed = false
      for (const asker of askers) if (!noticed) noticed = await differs(table, asker)
      await db.query('rollback')
      // rows about nobody, and what a hospital feed sees of its own organisation, are in no sight: there the number of rows must change
      for (const token of noticed ? [] : [...askers.map((a) => a.token), m.feed]) {
        await db.query('begin')
        const before = await seenBy(token, table)
        await db.query(`drop policy ${name} on ${table}`)
        noticed ||= (await seenBy(token, table)) < before
        await db.query('rollback')
        if (noticed) break
      }
      if (!noticed) unnoticed.push(name)
    }
    found.push({ table, policies: policies.length, unnoticed })
  }
  return found
}
