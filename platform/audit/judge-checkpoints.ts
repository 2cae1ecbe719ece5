import type { KeyObject } from 'node:crypto'
import { type Checkpoint, isOurs, lineDigest, parseCheckpoint } from './checkpoint.ts'
import type { Finding, Window } from './faults.ts'
import type { Digests } from './rows.ts'

interface Point {
  readonly at: string
  readonly seq: number
  readonly hash: string
}

/** The signed ends of every chain, oldest first, to be met while a chain is walked. */
export interface Checkpoints {
  readonly count: number
  readonly oneHost: boolean
  /** Between which two checkpoints this place was sealed. */
  windowOf(part: string, seq: number): Window
  /** A link as it is passed: a checkpoint that signed this place must have signed this hash. */
  meet(part: string, seq: number, hashes: Digests, i: number, finding: Finding): void
  /** The chain ended here: no checkpoint may know of more. */
  end(part: string, last: number, finding: Finding): void
  /** Chains that were signed and are not there; and whether everything is older than what was signed. */
  absent(there: ReadonlySet<string>, sealed: number, finding: Finding): void
}

/**
 * Judges the stores by themselves (signatures, numbers without a gap, each following from the one before), and against each other: what
 * one store lost another still has. `kept`: the database's own copies, which count as a store but are not trusted for more.
 */
export function judgeCheckpoints(
  stores: readonly { from: string; lines: readonly string[] }[],
  kept: readonly string[],
  keys: ReadonlyMap<string, KeyObject>,
  sealer: { chain: string } | undefined,
  finding: Finding,
): Checkpoints {
  const byNumber = new Map<number, { line: string; checkpoint: Checkpoint }>()
  const all = [...stores, { from: 'the database', lines: kept }]
  const good = all.map(({ from, lines }) => ({
    from,
    read: lines.flatMap((line, i) => {
      const checkpoint = parseCheckpoint(line)
      if (!checkpoint || !isOurs(checkpoint, keys)) {
        finding.add({
          kind: 'checkpoint not ours',
          about: `${from}, line ${i + 1}${checkpoint ? ` (number ${checkpoint.n} of ${checkpoint.at})` : ''}`,
        })
        return []
      }
      if (sealer && checkpoint.chain !== sealer.chain) {
        finding.add({ kind: 'another installation', about: `${from}, number ${checkpoint.n}` })
        return []
      }
      const had = byNumber.get(checkpoint.n)
      if (had && had.line !== line)
        finding.add({ kind: 'checkpoints differ', about: `number ${checkpoint.n} of ${checkpoint.at}` })
      byNumber.set(checkpoint.n, had ?? { line, checkpoint })
      return [checkpoint.n]
    }),
  }))
  const numbers = [...byNumber.keys()].sort((a, b) => a - b)
  const newest = numbers.at(-1) ?? 0
  good.forEach(({ from, read }, i) => {
    // an organisation that joined later has a copy from then on; the witness's own store and the database have all
    const whole = i === 0 || i === good.length - 1
    if (read.length === 0 && !whole) return
    const has = new Set(read)
    for (let n = whole ? 1 : Math.min(...read); n <= newest; n += 1)
      if (!has.has(n)) {
        const known = byNumber.get(n)?.checkpoint.at
        finding.add({
          kind: 'checkpoint gone',
          about: `number ${n}${known ? ` of ${known}` : ''} from ${from}`,
        })
      }
  })
  for (const n of numbers) {
    const before = byNumber.get(n - 1)
    const { checkpoint } = byNumber.get(n)!
    if (before && checkpoint.previous !== lineDigest(before.line))
      finding.add({ kind: 'checkpoints differ', about: `number ${n} does not follow from number ${n - 1}` })
  }
  if (newest === 0) finding.add({ kind: 'no checkpoint' })
  return walk(numbers.map((n) => byNumber.get(n)!.checkpoint))
}

function walk(checkpoints: readonly Checkpoint[]): Checkpoints {
  const points = new Map<string, Point[]>()
  for (const c of checkpoints)
    for (const [part, seq, hash] of c.heads) {
      const list = points.get(part) ?? []
      if (list.length === 0) points.set(part, list)
      // a chain that did not grow is signed again by every checkpoint: its first signature holds it
      if (list.at(-1)?.seq !== seq || list.at(-1)?.hash !== hash) list.push({ at: c.at, seq, hash })
    }
  const next = new Map<string, number>()
  const windowOf = (part: string, seq: number): Window => {
    const list = points.get(part) ?? []
    const holder = list.findIndex((p) => p.seq >= seq)
    const before = holder < 0 ? list.length - 1 : holder - 1
    return { after: list[before]?.at ?? null, heldBy: list[holder]?.at ?? null }
  }
  return {
    count: checkpoints.length,
    oneHost: checkpoints.some((c) => c.oneHost),
    windowOf,
    meet(part, seq, hashes, at, finding) {
      const list = points.get(part)
      if (!list) return
      let i = next.get(part) ?? 0
      for (; i < list.length && list[i]!.seq <= seq; i += 1) {
        const point = list[i]!
        // the last place that was signed and still agrees lies before the first that does not: somewhere between them it changed
        if (point.seq === seq && point.hash !== hashes.hex(at)) {
          const from = (list[i - 1]?.seq ?? 0) + 1
          finding.add({
            kind: 'chain rewritten',
            part,
            seq: from,
            about: `first wrong at one of the places ${from} to ${seq}`,
            window: windowOf(part, seq),
          })
        }
      }
      next.set(part, i)
    },
    end(part, last, finding) {
      const beyond = (points.get(part) ?? []).find((p) => p.seq > last)
      if (beyond)
        finding.add({
          kind: 'end cut off',
          part,
          seq: last + 1,
          about: `place ${beyond.seq} was signed`,
          window: windowOf(part, last + 1),
        })
    },
    absent(there, sealed, finding) {
      for (const [part, list] of points)
        if (!there.has(part))
          finding.add({ kind: 'chain gone', part, seq: 1, window: { after: null, heldBy: list[0]!.at } })
      const signedFor = checkpoints.at(-1)
      if (signedFor && sealed < signedFor.sealed)
        finding.add({
          kind: 'older state',
          about: `${sealed} sealed, ${signedFor.sealed} signed for at ${signedFor.at}`,
        })
    },
  }
}
