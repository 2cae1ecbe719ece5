import { tokenHash } from '#platform/http/session-cookie.ts'
import { rowsOf, type Stage } from './history-world.ts'
import { DESK_RIGHTS, type Desk } from './merging.ts'
import type { Dice } from './random-rows.ts'

/** Two of the records desk of the history's trust, signed in for good. */
export async function aDeskOf(stage: Stage, newId: () => string): Promise<Desk> {
  const tokens: string[] = []
  for (const name of ['dee', 'gus']) {
    const [id, postId, token] = [newId(), newId(), newId()]
    const { northside } = stage.world.organisations
    const past = '2025-01-01T00:00:00Z'
    const sql = stage.product.superuser
    await sql.query('insert into tc.staff (id, organisation_id, name, email) values ($1, $2, $3, $4)', [
      id,
      northside,
      name,
      `${id}@practice.example`,
    ])
    await sql.query(
      "insert into tc.post (id, organisation_id, team_id, title, role, rights) values ($1, $2, $3, 'Records desk', 'records-desk', $4)",
      [postId, northside, stage.world.teams.records, DESK_RIGHTS],
    )
    await sql.query(
      'insert into tc.post_holder (id, post_id, staff_id, from_at, employed_by_organisation_id) values ($1, $2, $3, $4, $5)',
      [newId(), postId, id, past, northside],
    )
    await sql.query(
      `insert into identity.session (id, token_sha256, staff_id, post_id, second_factor, second_factor_at, device_kind, created_at, expires_at, last_seen_at)
       values ($1, $2, $3, $4, 'practice', $5, 'own', $5, '9999-12-31', '9999-12-31')`,
      [newId(), Buffer.from(tokenHash(token)), id, postId, past],
    )
    tokens.push(token)
  }
  return { first: tokens[0]!, second: tokens[1]! }
}

/** What the desk sends next about the two records of a history. */
export interface DeskAct {
  readonly token: string
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
}

interface PairRow {
  id: string
  keepId: string
  awayId: string
  state: 'proposed' | 'together'
}

/** The pair that is proposed or together; at most one in a history of two people. */
export const pairNow = async (stage: Stage, people: readonly string[]): Promise<PairRow | undefined> =>
  (
    await rowsOf<PairRow>(
      stage.product.superuser,
      `select id, keep_id as "keepId", away_id as "awayId", state from tc.merge where state in ('proposed', 'together') and keep_id = any ($1)`,
      [people],
    )
  )[0]

/** The next act of the desk: propose, decide (now and then the same person tries, or lets it be), or take apart with an answer to each question. */
export async function deskAct(
  stage: Stage,
  d: Dice,
  newId: () => string,
  desk: Desk,
  people: readonly [string, string],
): Promise<DeskAct> {
  const pair = await pairNow(stage, people)
  if (!pair) {
    const [keepId, awayId] = d.chance(0.5) ? people : [people[1], people[0]]
    return {
      token: desk.first,
      command: 'merge.propose',
      input: { mergeId: newId(), keepId, awayId, why: 'Both teams know them and say so.' },
    }
  }
  const input = { mergeId: pair.id, keepId: pair.keepId, awayId: pair.awayId }
  if (pair.state === 'proposed')
    return {
      token: d.chance(0.9) ? desk.second : desk.first,
      command: d.chance(0.9) ? 'merge.confirm' : 'merge.take-back',
      input,
    }
  const shown = await stage.product.ask(desk.second, 'merge.pair', { mergeId: pair.id })
  if (!shown.ok || shown.value === null) throw new Error(`The desk cannot see its pair ${pair.id}.`)
  const { questions } = shown.value as { questions: { table: string; key: unknown }[] }
  // by what is the same in every database: a row's id may be made up by the product
  const answers = questions.map(({ table, key }) => ({ table, key, goes: d.chance(0.5) ? 'keep' : 'away' }))
  return {
    token: desk.second,
    command: 'merge.undo',
    input: { ...input, answers: d.chance(0.15) ? answers.slice(1) : answers },
  }
}
