import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import type { Instant, Interval } from '#core/kernel/time.ts'
import type { AbsenceFacts, PersonFacts, StaffFacts, TeamFacts } from './facts.ts'
import { contains, intersect, subtract, union } from './intervals.ts'

/** Who is at work, from the facts. Throws when a named staff member or team is missing: silence would look like safety. */
export interface Staffing {
  readonly team: (id: TeamId) => TeamFacts
  readonly leftAt: (id: StaffId) => Instant | null
  /** When nobody answers for this staff member: they have left, or are absent without cover. */
  readonly unattended: (id: StaffId) => readonly Interval[]
  /** The same, where a cover counts only in these intervals of theirs. */
  readonly unattendedBut: (
    id: StaffId,
    covers: (cover: StaffId) => readonly Interval[],
  ) => readonly Interval[]
  /** Since when it is known that nobody answers for them at `at`; null when somebody does. */
  readonly unattendedKnownSince: (id: StaffId, at: Instant) => Instant | null
}

const goneFrom = (s: StaffFacts): Interval[] => (s.leftAt === null ? [] : [{ from: s.leftAt, until: null }])

export function staffingOf(facts: PersonFacts): Staffing {
  const staff = new Map(facts.staff.map((s) => [s.id, s]))
  const teams = new Map(facts.teams.map((t) => [t.id, t]))
  const known = new Map<StaffId, readonly Interval[]>()

  const find = <K, V>(map: ReadonlyMap<K, V>, id: K, noun: string): V => {
    const found = map.get(id)
    if (found === undefined) throw new Error(`safety net: a named ${noun} is missing from the facts`)
    return found
  }
  const staffMember = (id: StaffId) => find(staff, id, 'staff member')

  /**
   * The part of an absence nobody covers: all of it without cover, else where the cover has left or is absent too.
   * One level deep: cover of the cover does not count, because nobody was told to look that far.
   */
  const uncovered = (a: AbsenceFacts, counts?: (cover: StaffId) => readonly Interval[]): Interval[] => {
    if (a.coverStaffId === null) return union([a])
    const cover = staffMember(a.coverStaffId)
    const notOneOf = counts ? subtract([a], counts(cover.id)) : []
    return intersect([a], [...goneFrom(cover), ...cover.absences, ...notOneOf])
  }

  const unattended = (id: StaffId): readonly Interval[] => {
    const before = known.get(id)
    if (before) return before
    const s = staffMember(id)
    const value = union([...goneFrom(s), ...s.absences.flatMap((a) => uncovered(a))])
    known.set(id, value)
    return value
  }

  const unattendedKnownSince = (id: StaffId, at: Instant): Instant | null => {
    const s = staffMember(id)
    const since = s.absences.filter((a) => contains(uncovered(a), at)).map((a) => a.recordedAt)
    if (s.leftAt !== null && s.leftAt <= at) since.push(s.leftAt)
    return since.sort()[0] ?? null
  }

  return {
    team: (id) => find(teams, id, 'team'),
    leftAt: (id) => staffMember(id).leftAt,
    unattended,
    unattendedBut(id, covers) {
      const s = staffMember(id)
      return union([...goneFrom(s), ...s.absences.flatMap((a) => uncovered(a, covers))])
    },
    unattendedKnownSince,
  }
}
