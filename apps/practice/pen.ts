import type { SeededRandom } from '#content/practice/random.ts'
import { uuidv7 } from '#core/kernel/ids.ts'
import { refusalSentence } from '#core/kernel/refusals.ts'
import type { Result } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { organisationOf, type Row, type Rows, type StaffKey, staffId, teamOf } from './world.ts'

/** One act of somebody, as the door would be sent it: what the rows beside it stand for. */
export interface Act {
  readonly at: Instant
  readonly by: StaffKey
  readonly command: string
  readonly input: unknown
}

/** The order in which rows can be added so that every reference finds its row. */
const ORDER = [
  'person',
  'person_name',
  'person_name_key',
  'person_search',
  'person_core',
  'contact_point',
  'person_characteristic',
  'carer',
  'deputy',
  'home_entry',
  'safeguarding',
  'safeguarding_version',
  'told_us',
  'feed_message',
  'feed_day_count',
  'kept_message',
  'person_relation',
  'medicine',
  'staff_absence',
  'stay',
  'stay_leave',
  'death_report',
  'death_decision',
  'leaving_plan',
  'leaving_blocker',
  'lead_handover',
  'transition',
  'transition_closing',
  'supports_in_place',
  'stay_end_undone',
  'plan',
  'plan_receipt',
  'safety_plan',
  'referral',
  'referral_original',
  'partner_message',
  'subscription',
  'partner_try',
  'referral_message',
  'unmet_need',
  'sharing_decision',
  'episode',
  'schedule_decision',
  'stage_move',
  'review',
  'step_down_proposal',
  'contact',
  'dose_record',
  'note',
  'worry',
  'subject_request',
  'task',
  'incident',
  'incident_version',
  'what_matters',
  'goal',
  'goal_step',
  'appointment',
  'timeline',
] as const
export type Table = (typeof ORDER)[number]

/**
 * Collects what a story leaves in the record: rows by table, and the acts that would have made them at the door.
 * Ids carry the time of their act and come from the story's own randomness: the same day of seeding gives the same ones.
 */
export class Pen {
  readonly random: SeededRandom
  readonly acts: Act[] = []
  readonly #rows = new Map<Table, Row[]>(ORDER.map((table) => [table, []]))

  constructor(random: SeededRandom) {
    this.random = random
  }

  id(at: Instant): string {
    return uuidv7(Date.parse(at), this.random.bytes(10))
  }

  /** A row that may still change while its story goes on. */
  add<R extends Record<string, unknown>>(table: Table, row: R): R {
    this.#rows.get(table)!.push(row)
    return row
  }

  act(at: Instant, by: StaffKey, command: string, input: unknown): void {
    this.acts.push({ at, by, command, input })
  }

  /** The line of the person's timeline that the door writes with every fact. */
  line(at: Instant, by: StaffKey, personId: string, what: string, aboutId: string, classBit: number): void {
    this.add('timeline', {
      id: this.id(at),
      person_id: personId,
      at,
      what,
      about_id: aboutId,
      class_bit: classBit,
      organisation_id: organisationOf(by),
      team_id: teamOf(by),
      by_id: staffId(by),
    })
  }

  rows(): Rows {
    return Object.fromEntries(ORDER.map((table) => [table, this.#rows.get(table)!]))
  }
}

/** Rows of several stories, table by table in the same order. */
export function together(all: readonly Rows[]): Rows {
  return Object.fromEntries(ORDER.map((table) => [table, all.flatMap((rows) => rows[table] ?? [])]))
}

/** What a rule decided. A story that a rule refuses is wrong, and seeding says which rule. */
export function decided<T>(result: Result<T>, what: string): T {
  if (!result.ok)
    throw new Error(
      `practice data: ${what} is refused: ${result.refusal.code}: ${refusalSentence(result.refusal.code, result.refusal.params)}`,
    )
  return result.value
}
