/** One thing measured both ways. `call(client, n)`: which of the eight asks, and how often anybody has. */
export interface Operation {
  readonly name: string
  readonly goal: string
  limit(client: number, n: number): Promise<unknown>
  product(client: number, n: number): Promise<unknown>
}

export interface Window {
  readonly p50: number
  readonly p95: number
  readonly perSecond: number
}

export interface Measured {
  readonly name: string
  readonly goal: string
  readonly limit: Window
  readonly product: Window
  /** p50 of the product over p50 of the limit. */
  readonly ratio: number
}

const CLIENTS = 8
const WINDOWS = 3
const WARM_CALLS = 10

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
const middle = (values: readonly number[]): number =>
  at(
    [...values].sort((a, b) => a - b),
    0.5,
  )

async function oneWindow(
  call: (client: number, n: number) => Promise<unknown>,
  ms: number,
  count: { n: number },
): Promise<Window> {
  const taken: number[] = []
  const began = performance.now()
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      while (performance.now() - began < ms) {
        const from = performance.now()
        await call(client, count.n++)
        taken.push(performance.now() - from)
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  taken.sort((a, b) => a - b)
  return { p50: at(taken, 0.5), p95: at(taken, 0.95), perSecond: taken.length / seconds }
}

const median = (windows: readonly Window[]): Window => ({
  p50: middle(windows.map((w) => w.p50)),
  p95: middle(windows.map((w) => w.p95)),
  perSecond: middle(windows.map((w) => w.perSecond)),
})

/** Ten warm calls by each client, then three windows of each in turn: limit, product, limit, product. Medians of the three. */
export async function measure(operation: Operation, windowMs: number): Promise<Measured> {
  const counts = { limit: { n: 0 }, product: { n: 0 } }
  // every connection of both ways has seen the statements before anything is timed
  for (const way of ['limit', 'product'] as const) {
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        for (let i = 0; i < WARM_CALLS; i += 1) await operation[way](client, counts[way].n++)
      }),
    )
  }
  const windows: { limit: Window[]; product: Window[] } = { limit: [], product: [] }
  for (let w = 0; w < WINDOWS; w += 1) {
    windows.limit.push(await oneWindow(operation.limit, windowMs, counts.limit))
    windows.product.push(await oneWindow(operation.product, windowMs, counts.product))
  }
  const limit = median(windows.limit)
  const product = median(windows.product)
  return { name: operation.name, goal: operation.goal, limit, product, ratio: product.p50 / limit.p50 }
}
