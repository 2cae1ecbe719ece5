import type { Result } from '#core/kernel/result.ts'
import type { Day } from '#core/kernel/time.ts'
import type { Done } from '#platform/commands/door.ts'

/** One column of a kind of spreadsheet. */
export interface Column {
  readonly name: string
  /** What is written there, for whoever fills it in. */
  readonly says: string
  readonly example: string
  /** The first row must name it. */
  readonly needed?: true
  /** Other names under which it is known. */
  readonly also?: readonly string[]
}

/** Something to fix, or that differs from the record; null: the whole row. */
export interface Said {
  readonly column: string | null
  readonly words: string
}

/** The cells of one row by the column's name; '' where the sheet has none. Untrimmed, as typed. */
export type Cells = Readonly<Record<string, string>>

export type ReadRow<Row> = { readonly row: Row } | { readonly problems: readonly Said[] }

/**
 * One command; `made`: what the ones before it gave back; `idOf`: an id of this row's content for something that it makes. The command's
 * own id is of its content too, so that the door knows a repeat.
 */
export interface Step {
  readonly command: string
  input(made: Done['made'], idOf: (what: string) => string): unknown
  /** A refusal that means that it was so already. */
  readonly already?: readonly string[]
}

/** What a row would do, held against the record as the asker sees it. */
export type Compared =
  | {
      readonly verdict: 'new' | 'changed'
      readonly said: readonly Said[]
      readonly steps: readonly Step[]
    }
  | { readonly verdict: 'unchanged' }
  | { readonly verdict: 'problem'; readonly said: readonly Said[] }

/** The door, as whoever handed the spreadsheet in. */
export interface At {
  readonly today: Day
  readonly organisationId: string
  ask(query: string, input: unknown): Promise<Result<unknown>>
}

/** A kind of spreadsheet: its columns, how a row is read, and what it would do. */
export interface Kind<Row = unknown> {
  readonly id: KindId
  readonly title: string
  readonly says: string
  readonly columns: readonly Column[]
  /** All of these are needed beside the right to hand in spreadsheets. */
  readonly rights: readonly string[]
  read(cells: Cells, today: Day): ReadRow<Row>
  /** Two rows of one file with the same key are about the same thing; the second is a problem. */
  keyOf(row: Row): string
  compare(at: At, rows: readonly Row[]): Promise<readonly Compared[]>
}

export const KIND_IDS = ['people', 'referrals', 'episodes', 'staff', 'caseload'] as const
export type KindId = (typeof KIND_IDS)[number]

export const problem = (column: string | null, words: string): Compared => ({
  verdict: 'problem',
  said: [{ column, words }],
})
