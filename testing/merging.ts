import type pg from 'pg'
import type { World } from './personas.ts'
import { freshId, type Product } from './product.ts'

/** Two people of the records desk, signed in: one proposes, the other decides. */
export interface Desk {
  readonly first: string
  readonly second: string
}

export const DESK_RIGHTS = ['people.read', 'people.register', 'people.merge', 'tasks.read', 'board.read']

export async function aDesk(product: Product, world: World): Promise<Desk> {
  const [one, other] = [
    await world.hires('Dee Marsh', world.teams.records, DESK_RIGHTS),
    await world.hires('Gus Hart', world.teams.records, DESK_RIGHTS),
  ]
  return { first: await product.signIn(one.email), second: await product.signIn(other.email) }
}

/** Asks the desk about two records, as the matcher does when somebody is added who may be known. */
export const askDesk = (client: pg.Client, world: World, one: string, other: string) =>
  client.query(
    `insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
     values ($1, $2, $3, $4, 'possible duplicate', $5, 'Compare them.', ctx.clock(), ctx.clock() + interval '7 days')`,
    [freshId(), one, world.organisations.northside, world.teams.records, other],
  )

/** Every row of every table that names one of these people, as text, table by table: what a merge and its undoing must leave alike. */
export async function everyRow(
  client: pg.Client,
  people: readonly string[],
  /** Counters that go on, and what is told about the merge itself. */
  but: readonly string[] = [],
): Promise<Map<string, string[]>> {
  const { rows: tables } = await client.query<{ name: string; column: string }>(
    `select n.nspname || '.' || c.relname as name, a.attname as column
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where c.relkind = 'r' and n.nspname in ('tc', 'acl', 'net') and (a.attname = 'person_id' or n.nspname = 'tc' and c.relname = 'person' and a.attname = 'id')
        and n.nspname || '.' || c.relname <> 'net.open_command' order by 1`,
  )
  const found = new Map<string, string[]>()
  for (const { name, column } of tables) {
    const counter = ['tc.person', 'tc.person_core'].includes(name) ? " - 'version'" : ''
    const { rows } = await client.query<{ row: string }>(
      `select (to_jsonb(t)${counter})::text as row from ${name} t where t.${column} = any ($1) order by 1`,
      [people],
    )
    const kept = rows.map((r) => r.row).filter((row) => !but.some((b) => row.includes(b)))
    if (kept.length > 0) found.set(name, kept)
  }
  return found
}
