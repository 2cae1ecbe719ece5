import type { Instant } from '#core/kernel/time.ts'
import type { StageFacts } from '#core/pathway/conditions.ts'
import { stepsTaken } from '#core/pathway/schedule.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import type { OpenCounts } from './facts.ts'
import type { ScheduleFacts } from './schedule-facts.ts'

/** What the rows say for a stage: what a worker says beside them (goals, the person's yes) is not among it. */
export interface StageCounts {
  readonly happened: number
  readonly in_hospital: boolean
}

// where core is closed to the asker a stay is hidden, and nobody is said to have left because of that
const COUNTS = `select (select count(*) from tc.contact c where c.episode_id = $1 and c.state = 'happened')::int as happened,
    exists (select from tc.stay s where s.person_id = $2 and s.ended_at is null)
      or (select true from acl.access a where a.person_id = $2 and (a.classes & 2) <> 0 limit 1) is null
      or (select true from acl.closed c where c.person_id = $2 limit 1) is not null as in_hospital`

export const loadStageCounts = async (tx: Tx, episodeId: string, personId: string): Promise<StageCounts> =>
  (await tx.row<StageCounts>(COUNTS, [episodeId, personId])) ?? { happened: 0, in_hospital: true }

/** The facts that the conditions of a stage are judged on, as far as the record knows them. */
export function stageFactsOf(
  facts: ScheduleFacts,
  counts: StageCounts,
  open: OpenCounts,
  said: { readonly goalsWritten: number },
  now: Instant,
): Omit<StageFacts, 'personAgreedToMove'> {
  return {
    hasLeftHospital: !counts.in_hospital,
    contactsHappened: counts.happened,
    stepsTaken: stepsTaken(facts.state)
      .filter((taken) => taken.fromAt <= now)
      .map((taken) => taken.stepId),
    openWorries: open.worries,
    openGaps: open.gaps,
    goalsWritten: said.goalsWritten,
  }
}
