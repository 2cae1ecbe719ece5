import pg from 'pg'
import type { Page } from '#platform/http/page.ts'
import type { Config } from './config.ts'
import type { OpenDatabase } from './database.ts'
import { makeFresh } from './practice/fresh-start.ts'
import { practicePages } from './practice/pages.tsx'
import { seedFirst, seedingState, seedRest } from './practice/seed.ts'

export interface Practice {
  /** Lines for every page: seeding still running, clock moved. */
  banners(): Promise<readonly string[]>
  /** Moving the clock, and a fresh start. */
  readonly pages: readonly Page[]
  stop(): Promise<void>
}

/** Asked at most this often: every page shows the answer. */
const ASK_EVERY_MS = 1_000

/**
 * Practice mode: invented people on first start, one client token per organisation, and a clock that may be moved.
 * The partnership and the people whom walks name are there when this returns; everybody else is loaded while pages are
 * already served. A start after one that was cut short loads what is missing. A database that is not ours to seed (an
 * address was given) is served as it is.
 */
export async function startPractice(
  config: Config,
  database: OpenDatabase,
  say: (line: string) => void,
): Promise<Practice> {
  const { owner } = database
  if (!owner) return { banners: async () => [], pages: [], stop: async () => {} }
  const asked = askNowAndThen(database.login('tc_app'))
  let stopping = false
  let rest: Promise<void> = Promise.resolve()
  const tellTheRest = (now: string): void => {
    rest = seedRest(owner, now, () => stopping).then(
      () => {
        if (!stopping) say('Practice data is complete.')
      },
      (cause: Error) => say(`Practice data is not complete: ${cause.message}`),
    )
  }
  const { seeding, now } = await seedingState(owner)
  if (seeding === 'none') await seedFirst(config, owner, now)
  if (seeding !== 'done') tellTheRest(now)
  return {
    banners: asked.banners,
    pages: practicePages({
      clockMoved: asked.again,
      // one after the other: what is still being told would have nowhere to go
      async freshStart() {
        await rest
        tellTheRest(await makeFresh(config, owner))
        asked.again()
      },
    }),
    async stop() {
      stopping = true
      await rest
      await asked.stop()
    },
  }
}

function askNowAndThen(login: pg.ClientConfig) {
  const pool = new pg.Pool({ ...login, max: 1 })
  pool.on('error', () => {})
  let askedAt = 0
  let answer: Promise<readonly string[]> | undefined
  async function ask(): Promise<readonly string[]> {
    const found = await pool.query<{ seeding: string; moved: boolean; clock: string }>(
      `select ctx.seeding() as seeding, abs(extract(epoch from ctx.clock() - clock_timestamp())) > 5 as moved,
         to_char(ctx.clock() at time zone 'Europe/London', 'FMDay FMDD FMMonth YYYY, HH24:MI') as clock`,
    )
    const { seeding, moved, clock } = found.rows[0]!
    return [
      ...(seeding === 'done'
        ? []
        : ['Practice people are still being made. Lists grow for a few seconds more.']),
      ...(moved ? [`The practice clock was moved: here it is ${clock}.`] : []),
    ]
  }
  const again = (): void => {
    answer = undefined
  }
  return {
    /** Whoever asks while the question is on its way waits for its answer, never for the one before. */
    banners(): Promise<readonly string[]> {
      if (answer && Date.now() - askedAt < ASK_EVERY_MS) return answer
      askedAt = Date.now()
      answer = ask()
      answer.catch(again)
      return answer
    },
    /** What was answered before no longer holds: the next page asks anew. */
    again,
    stop: () => pool.end(),
  }
}
