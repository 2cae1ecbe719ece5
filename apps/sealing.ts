import type pg from 'pg'
import { type Instant, toEpochMs } from '#core/kernel/time.ts'
import { clockAndDay } from '#platform/ui/index.ts'

/** An act that waits longer for its seal is a gap in what can be proved. */
const BEHIND_MS = 30_000
/** A fresh start has this long to bring its first worker up. */
const COMING_UP_MS = 10 * 60_000
/** Asked at most this often: every page shows the answer. */
const ASK_EVERY_MS = 1_000

export interface Sealing {
  /** Events that wait; a thousand stands for that or more. */
  readonly waiting: number
  /** How long the oldest has waited, in whole seconds. */
  readonly lagSeconds: number
  /** Since when nothing was sealed; null while all is well. */
  readonly behindSince: Instant | null
}

/**
 * How far the sealer of the audit is behind. The wait is by the installation's clock, and never longer than this process has been
 * looking: a clock that was moved says nothing of the sealer.
 */
export function sealingOf(
  pool: pg.Pool,
  elapsedMs: () => number = () => performance.now(),
): {
  read(): Promise<Sealing>
  /** Lines above every page while it is behind. */
  banners(): Promise<readonly string[]>
  /** For the foot of every page. */
  foot(): Promise<string>
} {
  const began = elapsedMs()
  const fresh = async (): Promise<Sealing> => {
    const { waiting, oldest_at, beat_at, now } = (
      await pool.query<{ waiting: number; oldest_at: Instant | null; beat_at: Instant | null; now: Instant }>(
        'select waiting, oldest_at, beat_at, now from audit.lag()',
      )
    ).rows[0]!
    if (oldest_at === null) return { waiting, lagSeconds: 0, behindSince: null }
    const looking = elapsedMs() - began
    const lagMs = Math.max(0, Math.min(toEpochMs(now) - toEpochMs(oldest_at), looking))
    const allowed = beat_at === null ? COMING_UP_MS : BEHIND_MS
    return {
      waiting,
      lagSeconds: Math.floor(lagMs / 1000),
      behindSince: lagMs > allowed ? oldest_at : null,
    }
  }
  let askedAt = Number.NEGATIVE_INFINITY
  let known: Promise<Sealing> | undefined
  const often = (): Promise<Sealing> => {
    if (known === undefined || elapsedMs() - askedAt >= ASK_EVERY_MS) {
      askedAt = elapsedMs()
      known = fresh()
      known.catch(() => {
        known = undefined
      })
    }
    return known
  }
  return {
    read: fresh,
    async banners() {
      const { behindSince } = await often()
      return behindSince === null
        ? []
        : [
            `Who looked at what is written down and not sealed since ${clockAndDay(behindSince)}. Work goes on. Tell the system team.`,
          ]
    },
    async foot() {
      const { waiting, lagSeconds } = await often()
      if (waiting === 0) return 'Who looked is sealed up to now.'
      return lagSeconds < 2
        ? 'Who looked is sealed within a second.'
        : `The sealing of who looked is ${lagSeconds} seconds behind.`
    },
  }
}
