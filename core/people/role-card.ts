import * as z from 'zod/mini'
import { isRight, type PostStanding, type Right, rightsBeyond } from './rights.ts'

/** A role card: what a post is for, who may hold it and what it may do. */
export interface RoleCard {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly standing: PostStanding
  readonly does: readonly string[]
  readonly skills: readonly string[]
  /** How the post complements the medical team, in a sentence or two. */
  readonly complements: string
  readonly rights: readonly Right[]
}

const line = z.string().check(z.minLength(3), z.maxLength(300))
const shape = z.strictObject({
  id: z.string().check(z.regex(/^[a-z]+(-[a-z]+)*$/)),
  version: z.int().check(z.minimum(1)),
  title: z.string().check(z.minLength(2), z.maxLength(80)),
  standing: z.enum(['employed', 'volunteer', 'machine']),
  does: z.array(line).check(z.minLength(1)),
  skills: z.array(line).check(z.minLength(1)),
  complements: line,
  rights: z.array(z.string()).check(z.minLength(1)),
})

export interface RoleCardProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

export type RoleCardReading =
  | { readonly ok: true; readonly card: RoleCard }
  | { readonly ok: false; readonly problems: readonly RoleCardProblem[] }

/**
 * Reads one card. Every problem is named with its place: an unknown right, one that stands twice, and one that nobody of
 * the card's standing may hold (no volunteer and no machine has emergency access or leads: content/roles/SOURCE.md).
 */
export function readRoleCard(body: unknown): RoleCardReading {
  const read = shape.safeParse(body)
  if (!read.success) {
    return {
      ok: false,
      problems: read.error.issues.map((i) => ({
        path: i.path.map((p) => (typeof p === 'symbol' ? String(p) : p)),
        message: i.message,
      })),
    }
  }
  const { rights, ...card } = read.data
  const known = rights.filter(isRight)
  const beyond = rightsBeyond(card.standing, known)
  const problems = rights.flatMap((right, i): RoleCardProblem[] => {
    if (!isRight(right)) return [{ path: ['rights', i], message: `"${right}" is not a right` }]
    if (rights.indexOf(right) !== i) return [{ path: ['rights', i], message: `"${right}" stands twice` }]
    if (beyond.includes(right))
      return [
        { path: ['rights', i], message: `"${right}" may not be held by a post that is ${card.standing}` },
      ]
    return []
  })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, card: { ...card, rights: known } }
}
