import type { Cast } from './history-world.ts'
import { must, type Product } from './product.ts'
import type { ExpectedGap } from './safetynet-oracle.ts'

/** Most rows that one question to the board gives. */
const MOST = 200
const KINDS = ['N1a', 'N1b', 'N2', 'N4', 'N5', 'N7', 'N8', 'N9', 'N11']

interface Shown {
  readonly personId: string
  readonly key: string
  readonly since: string
}
const line = (personId: string, key: string, from: string) => `${personId} ${key} ${from}`

async function boardOf(product: Product, token: string): Promise<readonly Shown[]> {
  const ask = async (kind?: string) =>
    (
      must(await product.ask(token, 'safetynet.board', { limit: MOST, ...(kind ? { kind } : {}) })) as {
        open: readonly Shown[]
      }
    ).open
  const all = await ask()
  if (all.length < MOST) return all
  const byKind: Shown[] = []
  for (const kind of KINDS) {
    const some = await ask(kind)
    if (some.length === MOST)
      throw new Error(`More than ${MOST} gaps of ${kind} on one board: compare fewer people.`)
    byKind.push(...some)
  }
  return byKind
}

/**
 * What each team's board shows about these people against what the judge expects there: every gap open at `at` whose team it is, or
 * which must be told to it, and no other. `watchers`: somebody at work in each team. Returns each difference in words.
 */
export async function wrongBoards(
  product: Product,
  watchers: Cast,
  expected: ReadonlyMap<string, readonly ExpectedGap[]>,
  at: number,
): Promise<string[]> {
  const open = [...expected].flatMap(([personId, gaps]) =>
    gaps
      .filter((g) => Date.parse(g.from) <= at && (g.until === null || Date.parse(g.until) > at))
      .map((g) => ({ ...g, personId })),
  )
  const members = new Map(Object.values(watchers).map((w) => [w.teamId, w.token]))
  const wrong = open
    .flatMap((g) => [g.teamId, ...(g.toldTeamId === null ? [] : [g.toldTeamId])])
    .filter((team) => !members.has(team))
    .map((team) => `nobody looks at the board of team ${team}`)
  for (const [teamId, token] of members) {
    const is = (await boardOf(product, token))
      .filter((s) => expected.has(s.personId))
      .map((s) => line(s.personId, s.key, s.since))
    const should = open
      .filter((g) => g.teamId === teamId || g.toldTeamId === teamId)
      .map((g) => line(g.personId, g.key, g.from))
    for (const s of should) if (!is.includes(s)) wrong.push(`team ${teamId} is not shown ${s}`)
    for (const s of is) if (!should.includes(s)) wrong.push(`team ${teamId} is shown ${s}`)
    if (new Set(is).size !== is.length) wrong.push(`team ${teamId} is shown a gap twice`)
  }
  return wrong
}

/** Whether nothing at all stands open about these people at `at`. */
export const nothingOpen = (expected: ReadonlyMap<string, readonly ExpectedGap[]>, at: number): boolean =>
  ![...expected.values()]
    .flat()
    .some((g) => Date.parse(g.from) <= at && (g.until === null || Date.parse(g.until) > at))
