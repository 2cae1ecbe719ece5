/** Seeded randomness for invented data: the same seed gives the same numbers on every machine. Never for secrets or ids in use. */
export interface SeededRandom {
  /** From 0 up to, not including, 1. */
  readonly next: () => number
  /** A whole number from 0 up to, not including, `below`. */
  readonly below: (below: number) => number
  readonly oneOf: <T>(choices: readonly T[]) => T
  /** One of the choices, those early in the list more often: about as family names are spread. */
  readonly earlyOf: <T>(choices: readonly T[]) => T
  readonly chance: (share: number) => boolean
  readonly bytes: (count: number) => Uint8Array
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough for invented people. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    next,
    below,
    oneOf: (choices) => choices[below(choices.length)]!,
    earlyOf: (choices) => choices[Math.floor(choices.length * next() ** 1.7)]!,
    chance: (share) => next() < share,
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
  }
}
