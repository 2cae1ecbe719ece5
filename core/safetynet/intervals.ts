import type { Instant, Interval } from '#core/kernel/time.ts'

/** Whether `at` lies in one of the half-open intervals: `from` is inside, `until` is not. */
export const contains = (list: readonly Interval[], at: Instant): boolean =>
  list.some((i) => i.from <= at && (i.until === null || at < i.until))

const byFrom = (a: Interval, b: Interval): number => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)

/** The later of two ends; null is never. */
const laterEnd = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? null : a > b ? a : b

const earlierEnd = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : a < b ? a : b

/**
 * The same instants told once: sorted, none empty, none touching or overlapping.
 * Why: one obligation key is stored one row an interval, so the same facts must always give the same rows.
 */
export function union(list: readonly Interval[]): Interval[] {
  const merged: Interval[] = []
  for (const next of list.filter((i) => i.until === null || i.from < i.until).sort(byFrom)) {
    const last = merged.at(-1)
    if (last && (last.until === null || next.from <= last.until)) {
      merged[merged.length - 1] = { from: last.from, until: laterEnd(last.until, next.until) }
    } else {
      merged.push({ from: next.from, until: next.until })
    }
  }
  return merged
}

/** The instants which lie in both. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return union(
    a.flatMap((x) =>
      b.map((y) => ({ from: x.from > y.from ? x.from : y.from, until: earlierEnd(x.until, y.until) })),
    ),
  )
}

/** The instants of `a` which lie in none of `b`. */
export function subtract(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  let left = union(a)
  for (const hole of union(b)) {
    left = left.flatMap((i) => [
      { from: i.from, until: earlierEnd(i.until, hole.from) },
      ...(hole.until === null ? [] : [{ from: i.from > hole.until ? i.from : hole.until, until: i.until }]),
    ])
    left = left.filter((i) => i.until === null || i.from < i.until)
  }
  return left
}
