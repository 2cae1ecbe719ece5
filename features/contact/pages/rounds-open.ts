import { isThere } from '#core/contact/round-cover.ts'
import type { Rounds, RoundVisit, RoundWorker } from '../queries/rounds.ts'

/** Still to come and asked for: not done, not over, not paused. */
export const isOpen = (v: RoundVisit, now: string): boolean =>
  v.state === 'planned' && v.untilAt > now && !v.paused
/** Whether the worker is not there when the visit begins. */
export const awayFor = (w: RoundWorker, v: RoundVisit): boolean => !isThere(w, v.fromAt)

/** Who is named to cover the worker when this visit begins, and is there then. */
function coverOf(r: Rounds, w: RoundWorker, v: RoundVisit): string | null {
  const away = w.away.find((a) => a.from <= v.fromAt && (a.until === null || v.fromAt < a.until))
  const cover = r.workers.find((x) => x.staffId === away?.coverId)
  return away?.cover && (cover === undefined || !awayFor(cover, v)) ? away.cover : null
}

/** Visits to come that nobody makes: without a worker, or with one who is not there and whom nobody covers. */
export const uncovered = (r: Rounds): readonly RoundVisit[] =>
  r.visits.filter((v) => {
    const worker = r.workers.find((w) => w.staffId === v.workerId)
    return (
      isOpen(v, r.now) && (worker === undefined || (awayFor(worker, v) && coverOf(r, worker, v) === null))
    )
  })

interface CoveredRound {
  readonly worker: RoundWorker
  readonly cover: string
  readonly n: number
}

/** Visits of somebody away whom a colleague covers: not with nobody, and yet in no name of whoever goes. */
export const covered = (r: Rounds): readonly CoveredRound[] =>
  r.workers.flatMap((worker) => {
    const names = r.visits.flatMap((v) =>
      v.workerId === worker.staffId && isOpen(v, r.now) && awayFor(worker, v)
        ? (coverOf(r, worker, v) ?? [])
        : [],
    )
    return [...new Set(names)].map((cover) => ({
      worker,
      cover,
      n: names.filter((name) => name === cover).length,
    }))
  })
