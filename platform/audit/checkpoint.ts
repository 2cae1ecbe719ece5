import type { KeyObject } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { sha256 } from './canonical.ts'
import { isSignedBy, keyIdOf, signed } from './keys.ts'

const headsShape = z.object({
  /** Whose chains: a fresh database begins others. */
  chain: z.uuid(),
  /** Events sealed since the beginning. */
  sealed: z.number().int().nonnegative(),
  heads: z.array(z.tuple([z.string(), z.number().int().positive(), z.string().length(64)])),
})
const bodyShape = z.object({
  n: z.number().int().positive(),
  /** By the clock of whoever signed. */
  at: z.string(),
  /** Signed on the host of the database itself: it proves less. */
  oneHost: z.boolean(),
  ...headsShape.shape,
  /** SHA-256 of the line before, in hex; null on the first. */
  previous: z.string().length(64).nullable(),
})
const lineShape = z.object({ ...bodyShape.shape, keyId: z.string(), signature: z.string() })

/** Every chain's last number and hash, as `audit.heads()` gives them. */
export type Heads = z.infer<typeof headsShape>
export type Checkpoint = z.infer<typeof lineShape>

export const readHeads = (answer: unknown): Heads => headsShape.parse(answer)

const bytesOf = (c: z.infer<typeof bodyShape>): Buffer =>
  Buffer.from(
    `throughcare audit checkpoint 1\n${JSON.stringify([c.n, c.at, c.oneHost, c.chain, c.sealed, c.heads, c.previous])}`,
  )

export const lineDigest = (line: string): string => sha256(Buffer.from(line)).toString('hex')

/** The next checkpoint as one line of JSON. `last`: the line before it in the same store. */
export function makeCheckpoint(
  heads: Heads,
  last: string | undefined,
  key: KeyObject,
  at: string,
  oneHost: boolean,
): string {
  const before = last === undefined ? undefined : parseCheckpoint(last)
  const body = {
    n: (before?.n ?? 0) + 1,
    at,
    oneHost,
    chain: heads.chain,
    sealed: heads.sealed,
    heads: heads.heads,
    previous: last === undefined ? null : lineDigest(last),
  }
  return JSON.stringify({ ...body, keyId: keyIdOf(key), signature: signed(bytesOf(body), key) })
}

/** A checkpoint from its line, or undefined when it is not one. Says nothing of its signature. */
export function parseCheckpoint(line: string): Checkpoint | undefined {
  try {
    return lineShape.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

export function isOurs(c: Checkpoint, keys: ReadonlyMap<string, KeyObject>): boolean {
  const key = keys.get(c.keyId)
  return key !== undefined && isSignedBy(bytesOf(c), c.signature, key)
}

/** Every line of a store, oldest first: a folder of `YYYY-MM.jsonl`, or one such file. */
export function readLines(from: string): string[] {
  if (!fs.existsSync(from)) return []
  const files = fs.statSync(from).isDirectory()
    ? fs
        .readdirSync(from)
        .filter((name) => /^\d{4}-\d\d\.jsonl$/.test(name))
        .sort()
        .map((name) => path.join(from, name))
    : [from]
  return files.flatMap((file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean))
}

/**
 * Adds a line to a store, only ever at its end and on disk before this returns, and to the copy of each organisation that has a chain:
 * `organisations/<id>/`, to be handed to it. Whoever would rewrite the past must then fool all of them.
 */
export function appendCheckpoint(folder: string, line: string): void {
  const { at, heads } = parseCheckpoint(line)!
  const organisations = new Set(heads.map(([part]) => part.split(' ')[0]!))
  for (const to of [folder, ...[...organisations].map((id) => path.join(folder, 'organisations', id))]) {
    fs.mkdirSync(to, { recursive: true })
    const fd = fs.openSync(path.join(to, `${at.slice(0, 7)}.jsonl`), 'a', 0o644)
    try {
      fs.writeSync(fd, `${line}\n`)
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  }
}
