import type { OrganisationId, PersonId, StaffId, TeamId } from '#core/kernel/ids.ts'
import type { Instant, Interval } from '#core/kernel/time.ts'
import { union } from './intervals.ts'
import { type KeptKind, RULES_VERSION, SOURCE } from './kinds.ts'
import type { Staffing } from './staffing.ts'

/**
 * Something owed to one person, with every interval for all time to come in which it is not kept.
 * Shape: `gaps` sorted, at least one, none touching; half-open, `until` null = until somebody acts.
 * `teamId`: whose board shows it. `classBit`: the record class of its facts (2 core, 4 shared, 16 drug and alcohol).
 */
export interface Obligation {
  readonly key: string
  readonly kind: KeptKind
  readonly aboutId: string
  readonly teamId: TeamId
  readonly organisationId: OrganisationId
  readonly ownerStaffId: StaffId | null
  /** One other team that must know of the gap and does not own it; null for none. */
  readonly toldTeamId: TeamId | null
  readonly classBit: 2 | 4 | 16
  readonly gaps: readonly Interval[]
  /** What somebody can do to end it, in one plain sentence. */
  readonly clears: string
  readonly source: string
  readonly rulesVersion: number
}

/** One stored row: one interval of one obligation. The names are those which the database's `net.replace` reads. */
export interface ObligationRow extends Omit<Obligation, 'gaps'> {
  readonly personId: PersonId
  readonly gapFrom: Instant
  readonly gapUntil: Instant | null
}

/** One row an interval. */
export const rowsOf = (personId: PersonId, obligations: readonly Obligation[]): ObligationRow[] =>
  obligations.flatMap(({ gaps, ...rest }) =>
    gaps.map(({ from, until }) => ({ personId, ...rest, gapFrom: from, gapUntil: until })),
  )

/** What a rule says of one obligation; the rest follows from the owning team. */
export interface Owed {
  readonly key: string
  readonly kind: KeptKind
  readonly aboutId: string
  readonly teamId: TeamId
  /** The team whose service the facts belong to: the class of the facts follows it. */
  readonly serviceTeamId: TeamId
  readonly ownerStaffId: StaffId | null
  readonly gaps: readonly Interval[]
  readonly clears: string
  /** Only facts of identity and core are involved. */
  readonly coreOnly?: boolean
  /** Another team that must be told; left out, or the owning team itself, is nobody. */
  readonly toldTeamId?: TeamId | null
}

/**
 * Fills in what follows from the teams; nothing where there is no gap.
 * The class is that of the facts (docs/architecture.md, who may see what); the owning team sees its own rows whatever
 * their class, so that somebody who may see an obligation always owns it.
 * Why the root owner: a closed team has nobody who looks at its board.
 */
export function owed(o: Owed, staffing: Staffing): Obligation[] {
  const gaps = union(o.gaps)
  if (gaps.length === 0) return []
  const team = staffing.team(o.teamId)
  return [
    {
      key: o.key,
      kind: o.kind,
      aboutId: o.aboutId,
      teamId: o.teamId,
      organisationId: team.organisationId,
      ownerStaffId: team.closedAt === null ? o.ownerStaffId : team.rootOwnerStaffId,
      toldTeamId: o.toldTeamId === o.teamId ? null : (o.toldTeamId ?? null),
      classBit: staffing.team(o.serviceTeamId).drugAndAlcohol ? 16 : o.coreOnly ? 2 : 4,
      gaps,
      clears: o.clears,
      source: SOURCE,
      rulesVersion: RULES_VERSION,
    },
  ]
}

/** From one instant until somebody acts. */
export const from = (at: Instant): Interval => ({ from: at, until: null })

/** The latest of some instants; nulls are left out. */
export const latest = (first: Instant, ...more: readonly (Instant | null)[]): Instant =>
  more.reduce<Instant>((a, b) => (b !== null && b > a ? b : a), first)

/** The earliest of some instants; nulls are left out. */
export const earliest = (first: Instant, ...more: readonly (Instant | null)[]): Instant =>
  more.reduce<Instant>((a, b) => (b !== null && b < a ? b : a), first)
