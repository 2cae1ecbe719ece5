import type pg from 'pg'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { aWorld, CARE_RIGHTS, MANAGER_RIGHTS, type World } from './personas.ts'
import { aProduct, type Product } from './product.ts'
import { seededRandom } from './random.ts'

/** Monday, 9am in London: where every history begins. */
export const HISTORY_START = Date.parse('2026-03-02T09:00:00.000Z')

/** Its clock stands still between commands, so that a history is the same in every database. */
export const STOPPED_CLOCK = `create or replace function ctx.clock() returns timestamptz
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select timestamptz '2000-01-01T00:00:00Z' + (select clock_offset from ctx.installation)
  $$`

/** A person has the id that the history sent, so that a history is the same in every database: in the product it is by chance. */
export const SENT_PERSON_ID = `create or replace function tc.new_person_id(p_sent uuid) returns uuid
  language sql volatile set search_path = pg_catalog, pg_temp as $$ select p_sent $$`

/** The unit of Maple's team beside its ward: 7 days are promised after leaving it. */
export const SEVEN_DAY_UNIT = '0195f000-0000-7000-8000-0000000007d0'

/** A house of the community team, to which somebody may be moved: another team's, in the same organisation. */
export const NORTH_UNIT = '0195f000-0000-7000-8000-0000000007d1'

/** A database with the small partnership and a clock that stands still; nobody is connected to it, so it can be copied. */
export async function aHistoryTemplate(): Promise<{ database: string; world: World }> {
  const product = await aProduct()
  const world = await aWorld(product.superuser, { startsAt: new Date(HISTORY_START) })
  // a house of the same team, whose people are met within 7 days
  await product.superuser.query(
    `insert into tc.unit (id, organisation_id, team_id, code, name, kind, safety_hours)
     values ($1, $2, $3, 'ELM', 'Elm house', 'residential', 168)`,
    [SEVEN_DAY_UNIT, world.organisations.northside, world.teams.maple],
  )
  await product.superuser.query(
    `insert into tc.unit (id, organisation_id, team_id, code, name, kind) values ($1, $2, $3, 'NORTH', 'North house', 'residential')`,
    [NORTH_UNIT, world.organisations.northside, world.teams.north],
  )
  await product.superuser.query(STOPPED_CLOCK)
  await product.superuser.query(SENT_PERSON_ID)
  await product.stop()
  return { database: product.database, world }
}

/** One place in which histories run, one after another. */
export interface Stage {
  readonly product: Product
  readonly world: World
  setClock(ms: number): Promise<void>
}

export async function aStage(template: { database: string; world: World }): Promise<Stage> {
  const product = await aProduct(template.database)
  return {
    product,
    world: template.world,
    async setClock(ms) {
      await product.superuser.query(
        "update ctx.installation set clock_offset = make_interval(secs => extract(epoch from to_timestamp($1::float8 / 1000) - timestamptz '2000-01-01T00:00:00Z'))",
        [ms],
      )
    },
  }
}

/** UUIDs of a seed: the same in every database and every run. */
export function seededIds(seed: number): () => string {
  const { bytes } = seededRandom(seed)
  return () => {
    const hex = Buffer.from(bytes(16)).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }
}

/** Who acts in a history; each history has its own twelve, so that an absence touches nobody else's people. */
export const CAST = {
  wes: ['maple', MANAGER_RIGHTS],
  jan: ['maple', CARE_RIGHTS],
  joe: ['maple', CARE_RIGHTS],
  nat: ['north', CARE_RIGHTS],
  liz: ['medication', MANAGER_RIGHTS],
  ann: ['medication', CARE_RIGHTS],
  bea: ['medication', CARE_RIGHTS],
  cal: ['medication', CARE_RIGHTS],
  ray: ['inReach', CARE_RIGHTS],
  hal: ['harbour', CARE_RIGHTS],
} as const satisfies Record<string, readonly [keyof World['teams'], readonly string[]]>
export type Name = keyof typeof CAST
export const NAMES = Object.keys(CAST) as Name[]

export interface Actor {
  readonly name: Name
  readonly id: string
  readonly postId: string
  readonly teamId: string
  readonly token: string
}
export type Cast = Readonly<Record<Name, Actor>>

/** Hires a cast: staff, posts, holders, and sessions that never run out. */
export async function castOf(
  stage: Stage,
  newId: () => string,
  more: Partial<Record<Name, readonly string[]>> = {},
): Promise<Cast> {
  const { world, product } = stage
  const organisationOf = (team: keyof World['teams']) =>
    ['maple', 'north', 'records'].includes(team)
      ? world.organisations.northside
      : team === 'harbour'
        ? world.organisations.harbour
        : world.organisations.riverside
  const rows = NAMES.map((name) => {
    const [team, rights] = CAST[name]
    const id = newId()
    return {
      name,
      id,
      postId: newId(),
      holderId: newId(),
      sessionId: newId(),
      token: newId(),
      email: `${id}@practice.example`,
      teamId: world.teams[team],
      organisationId: organisationOf(team),
      rights: [...rights, ...(more[name] ?? [])],
    }
  })
  const json = JSON.stringify(
    rows.map((r) => ({ ...r, hash: Buffer.from(tokenHash(r.token)).toString('hex') })),
  )
  const from = `from jsonb_to_recordset($1) as r (name text, id uuid, "postId" uuid, "holderId" uuid, "sessionId" uuid, hash text, email text, "teamId" uuid, "organisationId" uuid, rights text[])`
  const past = "timestamptz '2025-01-01T00:00:00Z'"
  for (const text of [
    `insert into tc.staff (id, organisation_id, name, email) select id, "organisationId", name, email ${from}`,
    `insert into tc.post (id, organisation_id, team_id, title, role, rights) select "postId", "organisationId", "teamId", 'Worker', 'worker', rights ${from}`,
    `insert into tc.post_holder (id, post_id, staff_id, from_at, employed_by_organisation_id) select "holderId", "postId", id, ${past}, "organisationId" ${from}`,
    `insert into identity.session (id, token_sha256, staff_id, post_id, second_factor, second_factor_at, device_kind, created_at, expires_at, last_seen_at)
         select "sessionId", decode(hash, 'hex'), id, "postId", 'practice', ${past}, 'own', ${past}, '9999-12-31', '9999-12-31' ${from}`,
  ])
    await product.superuser.query(text, [json])
  return Object.fromEntries(
    rows.map((r) => [r.name, { name: r.name, id: r.id, postId: r.postId, teamId: r.teamId, token: r.token }]),
  ) as Cast
}

/** Rows of one statement as superuser. */
export const rowsOf = async <T extends object>(
  client: pg.Client,
  text: string,
  values: unknown[] = [],
): Promise<T[]> => (await client.query(text, values)).rows as T[]
