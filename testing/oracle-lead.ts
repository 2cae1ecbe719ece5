import type { Offer, PersonRows, SharedRows, Stay } from './safetynet-oracle-facts.ts'

/**
 * The judge's question about the lead, from the promise: somebody by name leads the way out, at work or covered by one of the team.
 * Which stay it is about: the one admitted last. On the ward it
 * is whom the ward named, else its manager; at home it is whoever accepted by name, or whom their team named since; when nobody
 * accepted, the manager of the ward that was left has it, and that is a gap from the minute of leaving.
 */
export interface Leader {
  readonly stayId: string
  readonly teamId: string
  readonly staffId: string | null
  /** Since when it is they. */
  readonly since: number
  /** Whether they lead because somebody said their name. */
  readonly byName: boolean
  /** The person is at home, and nobody has accepted. */
  readonly nobodyAccepted: boolean
  /** The team that was asked last and is silent. */
  readonly asked: string | null
  /** A yes that was said to a leaving which did not happen, and not said again since. */
  readonly doubt: Doubt | null
}

interface Doubt {
  readonly offerId: string
  readonly teamId: string
  readonly staffId: string
  readonly since: number
  readonly wardId: string
}

/** They said yes, then the leaving was taken back: nobody knows whether they still mean the next one, until their team says a name. */
function doubtOf(person: PersonRows, stay: Stay, yes: Offer | undefined): Doubt | null {
  if (stay.undoneAt === null || yes === undefined) return null
  const saidAt = yes.answeredAt ?? 0
  if (saidAt > stay.undoneAt) return null
  const heard = person.leads.filter(
    (n) => n.stayId === stay.id && n.teamId === yes.toTeamId && n.at >= saidAt,
  )
  const last = lastOf(heard, (n) => n.at)
  if (last && last.at >= stay.undoneAt) return null
  return {
    offerId: yes.id,
    teamId: yes.toTeamId,
    staffId: last?.staffId ?? yes.toStaffId,
    since: Math.max(stay.undoneAt, person.openedAt ?? 0),
    wardId: stay.teamId,
  }
}

/** Newest last, by time and then by id. */
const lastOf = <T extends { id: string }>(rows: readonly T[], at: (row: T) => number): T | undefined =>
  rows.reduce<T | undefined>((best, row) => {
    if (best === undefined || at(row) > at(best)) return row
    return at(row) === at(best) && row.id > best.id ? row : best
  }, undefined)

export function whoLeads(person: PersonRows): Leader | null {
  const { openedAt } = person
  // nobody is on a way out: nobody leads one
  if (openedAt === null) return null
  // a ward that never said that somebody left it has nothing to say once they were admitted elsewhere
  const concerned = person.stays.filter((s) => s.endedAt === null || s.endedAt >= openedAt)
  const newest = Math.max(...concerned.map((s) => s.admittedAt))
  const stay = lastOf(
    concerned.filter((s) => s.admittedAt === newest),
    (s) => s.endedAt ?? Number.POSITIVE_INFINITY,
  )
  if (!stay) return null
  // what was said before a way out was closed was about that one
  const offers = person.offers.filter((o) => o.offeredAt > (person.lastClosedAt ?? Number.NEGATIVE_INFINITY))
  const asked = lastOf(
    offers.filter((o) => o.stayId === stay.id && o.answer === null),
    (o) => o.offeredAt,
  )?.toTeamId
  const promised = lastOf(
    offers.filter((o) => o.stayId === stay.id && o.answer === 'accepted'),
    (o) => o.answeredAt ?? 0,
  )
  const common = { stayId: stay.id, asked: asked ?? null, doubt: doubtOf(person, stay, promised) }
  const names = person.leads.filter((n) => n.stayId === stay.id)
  if (stay.endedAt === null) {
    const named = lastOf(
      names.filter((n) => n.teamId === stay.teamId),
      (n) => n.at,
    )
    return {
      ...common,
      teamId: stay.teamId,
      staffId: named ? named.staffId : stay.managerId,
      since: Math.max(openedAt, stay.admittedAt, stay.movedAt ?? 0, named ? named.at : 0),
      byName: named !== undefined,
      nobodyAccepted: false,
    }
  }
  const taken = promised
  if (!taken)
    return {
      ...common,
      teamId: stay.teamId,
      staffId: stay.managerId,
      since: stay.endedAt,
      byName: false,
      nobodyAccepted: true,
    }
  const since = taken.answeredAt ?? 0
  const named = lastOf(
    names.filter((n) => n.teamId === taken.toTeamId && n.at >= since),
    (n) => n.at,
  )
  return {
    ...common,
    teamId: taken.toTeamId,
    staffId: named ? named.staffId : taken.toStaffId,
    since: Math.max(stay.endedAt, since, named ? named.at : 0),
    byName: true,
    nobodyAccepted: false,
  }
}

/**
 * At t: is there nobody at work who leads? `nobodyOwns` is the judge's own word for somebody who left or is away uncovered; a cover
 * from elsewhere, or a volunteer, leads nobody.
 */
export function nobodyLeads(
  leader: Leader,
  t: number,
  shared: SharedRows,
  nobodyOwns: (staffId: string | null, t: number) => boolean,
): boolean {
  if (t < leader.since) return false
  if (leader.nobodyAccepted || nobodyOwns(leader.staffId, t)) return true
  const employedThere = (staffId: string | null) =>
    shared.posts.some(
      (p) =>
        p.staffId === staffId &&
        p.teamId === leader.teamId &&
        p.from <= t &&
        (p.until === null || t < p.until),
    )
  const awayNow = (shared.absences.get(leader.staffId ?? '') ?? []).filter((a) => a.from <= t && t < a.until)
  if (awayNow.some((a) => !employedThere(a.coverId))) return true
  // a ward's manager who was never named may be away uncovered too; that is asked above
  const closedAt = shared.teams.get(leader.teamId)?.closedAt ?? null
  if (closedAt !== null && t >= closedAt) return true
  if (!leader.byName) return false
  return !employedThere(leader.staffId)
}
