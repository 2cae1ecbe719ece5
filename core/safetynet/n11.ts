import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import { addHours, type Instant } from '#core/kernel/time.ts'
import type { PersonFacts, WaitingFacts } from './facts.ts'
import { earliest, from, latest, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

/** Hours a question on a referral may wait for its answer. Our proposal, unsigned; docs/architecture.md, the safety net. */
export const QUESTION_ANSWERED_WITHIN_HOURS = 48
/** Hours a wish to step down may wait for its decision. Our proposal, unsigned; docs/architecture.md, the safety net. */
export const PROPOSAL_DECIDED_WITHIN_HOURS = 168

interface Waiting {
  readonly kind: 'task' | 'question' | 'proposal' | 'worry'
  readonly id: string
  readonly sinceAt: Instant
  readonly dueAt: Instant
  readonly teamId: TeamId
  readonly serviceTeamId: TeamId
  readonly staffId: StaffId | null
}

const CLEARS = {
  task: 'Do it and mark it done, or give it to someone who is at work.',
  question: 'Answer the question on the referral.',
  proposal: 'Decide with the person: step down, or not now.',
  worry: 'Write what was done about the worry.',
} as const satisfies Record<Waiting['kind'], string>

/**
 * N11: nothing waits unseen. A gap opens when a waiting row is late, when its named owner has left, or when the
 * owning team is closed. A worry is late at once: it waits until what was done is written. So is a stay that nobody ended.
 * Goes on while the person is in hospital and after an episode has ended.
 * Source: docs/architecture.md, the safety net.
 */
export const n11 = (facts: PersonFacts, staffing: Staffing): Obligation[] => [
  ...overtakenStays(facts, staffing),
  ...[...questions(facts), ...facts.waiting.map(lateAt)].flatMap((w) => {
    const sinceThen = (at: Instant | null) => (at === null ? null : latest(w.sinceAt, at))
    const left = w.staffId === null ? null : sinceThen(staffing.leftAt(w.staffId))
    const closed = sinceThen(staffing.team(w.teamId).closedAt)
    return owed(
      {
        key: `N11:${w.kind}:${w.id}`,
        kind: 'N11',
        aboutId: w.id,
        teamId: w.teamId,
        serviceTeamId: w.serviceTeamId,
        ownerStaffId: w.staffId,
        gaps: [from(earliest(w.dueAt, left, closed))],
        clears: CLEARS[w.kind],
        coreOnly: w.kind === 'task',
      },
      staffing,
    )
  }),
]

/**
 * A stay that stands open although one that began later has ended: its ward looks whether the person is still there. Mostly the
 * word that they left never came.
 */
function overtakenStays({ stays = [] }: PersonFacts, staffing: Staffing): Obligation[] {
  return stays.flatMap(({ id, endedAt, admittedAt, ward }) => {
    const ends = stays.flatMap((s) => (s.endedAt !== null && s.admittedAt > admittedAt ? [s.endedAt] : []))
    const first = ends.sort()[0]
    if (endedAt !== null || ward === undefined || first === undefined) return []
    return owed(
      {
        key: `N11:stay:${id}`,
        kind: 'N11',
        aboutId: id,
        teamId: ward.teamId,
        serviceTeamId: ward.teamId,
        ownerStaffId: ward.managerStaffId,
        gaps: [from(first)],
        clears:
          'Look whether they are still on your ward. Write down when they left; if they came back since, as a new stay.',
        coreOnly: true,
      },
      staffing,
    )
  })
}

const questions = (facts: PersonFacts): Waiting[] =>
  facts.referrals
    .filter((r) => r.word === 'question asked')
    .map((r) => {
      const sinceAt = r.questionAskedAt ?? r.sentAt
      const dueAt = addHours(sinceAt, QUESTION_ANSWERED_WITHIN_HOURS)
      return {
        kind: 'question',
        id: r.id,
        sinceAt,
        dueAt,
        teamId: r.fromTeamId,
        serviceTeamId: r.toTeamId,
        staffId: r.fromStaffId,
      }
    })

function lateAt(w: WaitingFacts): Waiting {
  switch (w.kind) {
    case 'task':
      return { ...w, serviceTeamId: w.teamId }
    case 'proposal':
      return { ...w, staffId: null, dueAt: addHours(w.sinceAt, PROPOSAL_DECIDED_WITHIN_HOURS) }
    case 'worry':
      return { ...w, serviceTeamId: w.teamId, staffId: null, dueAt: w.sinceAt }
  }
}
