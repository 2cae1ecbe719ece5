/**
 * An oracle of what a hospital's messages come to: it plays them one after another in the order in which they were sent, as somebody at
 * the ward's own desk would, with a list of beds and nothing of the product's rules. Slow and plain on purpose.
 */
export interface Said {
  readonly event: 'A01' | 'A02' | 'A03' | 'A08' | 'A11' | 'A12' | 'A13' | 'A21' | 'A22' | 'A40'
  readonly visit: string
  readonly number: string
  readonly sentAt: string
  readonly at: string
  readonly ward?: string
  /** A12: when the move was that is taken back. */
  readonly of?: string
  /** A40: the number that goes. */
  readonly away?: string
}

export interface VisitFound {
  readonly visit: string
  readonly person: string
  readonly ward: string
  readonly admittedAt: string
  readonly endedAt: string | null
  readonly leaves: readonly string[]
}

interface Visit {
  readonly number: string
  here: boolean
  ward: string
  admittedAt: string
  moves: { ward: string; at: string }[]
  endedAt: string | null
  leaves: { from: string; back: string | null }[]
}

/** What the desk's book says at the end. `personOf`: whom each number stands for before numbers are put together. */
export function bookOf(said: readonly Said[], personOf: ReadonlyMap<string, string>): readonly VisitFound[] {
  const visits = new Map<string, Visit>()
  const became = new Map<string, string>()
  for (const s of [...said].sort((a, b) => a.sentAt.localeCompare(b.sentAt))) {
    const v = visits.get(s.visit)
    if (s.event === 'A40') {
      became.set(s.away ?? '', s.number)
      continue
    }
    if (s.event === 'A01') {
      if (v?.here) continue
      visits.set(s.visit, {
        number: s.number,
        here: true,
        ward: s.ward ?? '',
        admittedAt: s.at,
        moves: [],
        endedAt: null,
        leaves: [],
      })
      continue
    }
    if (!v?.here) continue
    if (s.event === 'A02') v.moves.push({ ward: s.ward ?? '', at: s.at })
    if (s.event === 'A12') v.moves = v.moves.filter((m) => m.at !== s.of)
    if (s.event === 'A03') v.endedAt = s.at
    if (s.event === 'A08' && v.endedAt !== null) v.endedAt = s.at
    if (s.event === 'A13') v.endedAt = null
    if (s.event === 'A11') v.here = false
    const away = v.leaves.find((l) => l.back === null)
    if (s.event === 'A21' && !away) v.leaves.push({ from: s.at, back: null })
    if (s.event === 'A22' && away) away.back = s.at
  }
  const personNow = (number: string): string => {
    const next = became.get(number)
    return next === undefined ? (personOf.get(number) ?? '') : personNow(next)
  }
  return [...visits]
    .filter(([, v]) => v.here)
    .map(([visit, v]) => {
      const inTime = v.moves
        .filter((m) => v.endedAt === null || m.at <= v.endedAt)
        .sort((a, b) => a.at.localeCompare(b.at))
      return {
        visit,
        person: personNow(v.number),
        ward: inTime.at(-1)?.ward ?? v.ward,
        admittedAt: v.admittedAt,
        endedAt: v.endedAt,
        leaves: v.leaves.map((l) => `${l.from} ${l.back ?? 'away'}`),
      }
    })
    .sort((a, b) => a.visit.localeCompare(b.visit))
}
