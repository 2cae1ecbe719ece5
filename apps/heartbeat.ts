import type pg from 'pg'
import { fromEpochMs, type Instant, toEpochMs } from '#core/kernel/time.ts'
import { clockAndDay } from '#platform/ui/index.ts'

/** After so long without a round nobody may believe that anybody is told. */
const SILENT_MS = 10 * 60_000
/** Asked at most this often: every page shows the answer. */
const ASK_EVERY_MS = 1_000

export interface Heartbeat {
  /** When the worker last went round; null: never. */
  readonly at: Instant | null
  /** Since when nothing was told; null while all is well. */
  readonly silentSince: Instant | null
}

/**
 * Whether the worker goes round, by the database's own clock. Silent is ten minutes without a round, counted from the last one or
 * from when this process began to serve: a fresh start is given the time that the worker needs to come up.
 */
export function heartbeatOf(pool: pg.Pool): {
  read(): Promise<Heartbeat>
  /** Lines above every page while it is silent. */
  banners(): Promise<readonly string[]>
  /** The line at the foot of every page. */
  foot(): Promise<string>
} {
  const ask = async () =>
    (await pool.query<{ at: Instant | null; now: Instant }>('select at, now from net.heartbeat()')).rows[0]!
  let began: number | undefined
  ask().then(
    (r) => {
      began ??= toEpochMs(r.now)
    },
    () => {},
  )
  let askedAt = 0
  let known: Promise<Heartbeat> | undefined
  const fresh = async (): Promise<Heartbeat> => {
    const { at, now } = await ask()
    const present = toEpochMs(now)
    // a clock that was put back leaves times that have not come: they say nothing of the worker
    began = Math.min(began ?? present, present)
    const beat = at !== null && toEpochMs(at) <= present + 60_000 ? toEpochMs(at) : 0
    const last = Math.max(beat, began)
    return { at, silentSince: present - last >= SILENT_MS ? (beat > 0 ? at : fromEpochMs(last)) : null }
  }
  const often = (): Promise<Heartbeat> => {
    if (known === undefined || Date.now() - askedAt >= ASK_EVERY_MS) {
      askedAt = Date.now()
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
      const { silentSince } = await often()
      return silentSince === null
        ? []
        : [
            `A gap on every board: nobody is being told of anything. Notices are silent since ${clockAndDay(silentSince)}. Look at the boards, ring, and tell the system team.`,
          ]
    },
    async foot() {
      const { at } = await often()
      return at === null ? 'Notices have not gone yet.' : `Notices last went ${clockAndDay(at)}.`
    },
  }
}
