import type { PersonFacts } from '#core/safetynet/facts.ts'
import type { KeptKind } from '#core/safetynet/kinds.ts'
import type { ObligationRow } from '#core/safetynet/obligation.ts'
import { derivedRows } from './derive.ts'

/** What one act does to the safety net of everybody it touches: gap intervals by kind. */
export interface Effect {
  /** Gaps that open, or open sooner or last longer than before. */
  readonly opens: number
  readonly opensByKind: readonly { readonly kind: KeptKind; readonly n: number }[]
  /** Gaps that end by it. */
  readonly ends: number
  /** People who have nobody to lead them, now or later, once it is done: by it, or still. */
  readonly withoutLead: number
}

interface OfPerson {
  readonly personId: string
  readonly facts: unknown
}

const textOf = (r: ObligationRow): string => [r.personId, r.key, r.gapFrom, r.gapUntil].join('|')

/** The same rule over the facts before and after, as the door applies it when the act is done. Pure. */
export function effectOf(before: readonly OfPerson[], after: readonly OfPerson[]): Effect {
  const [was, is] = [derivedRows(before).obligations, derivedRows(after).obligations]
  const [had, has] = [new Set(was.map(textOf)), new Set(is.map(textOf))]
  const opened = is.filter((r) => !had.has(textOf(r)))
  const kinds = new Map<KeptKind, number>()
  for (const r of opened) kinds.set(r.kind, (kinds.get(r.kind) ?? 0) + 1)
  return {
    opens: opened.length,
    opensByKind: [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, n]) => ({ kind, n })),
    ends: was.filter((r) => !has.has(textOf(r))).length,
    withoutLead: new Set(is.flatMap((r) => (r.key.startsWith('N1a:lead:') ? [r.personId] : []))).size,
  }
}

/** The facts as if nobody covered this absence: what the cover is worth is the difference. Pure. */
export const withoutCover = (
  people: readonly OfPerson[],
  absence: { readonly staffId: string; readonly from: string; readonly until: string },
): OfPerson[] =>
  people.map(({ personId, facts }) => {
    const known = facts as PersonFacts
    const staff = known.staff.map((s) =>
      s.id === absence.staffId
        ? {
            ...s,
            absences: s.absences.map((a) =>
              a.from === absence.from && a.until === absence.until ? { ...a, coverStaffId: null } : a,
            ),
          }
        : s,
    )
    return { personId, facts: { ...known, staff } }
  })
