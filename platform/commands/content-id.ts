import { createHash } from 'node:crypto'
import { uuidv7 } from '#core/kernel/ids.ts'

/**
 * An id made from content alone: the same parts give the same id, other parts never do. The door then knows a repeat by itself.
 * Shape: UUIDv7 whose time is part of the digest too, so that it says nothing of when.
 */
export function contentId(...from: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of from) hash.update(`${part.length}:${part}`)
  const digest = hash.digest()
  return uuidv7(digest.readUIntBE(16, 5), digest.subarray(0, 10))
}
