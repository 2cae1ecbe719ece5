import type { RecordClass } from '#testing/access-oracle.ts'
import type { Ids } from './things.ts'

/** What somebody does at a door. */
export type Verb = 'see' | 'search' | 'count' | 'list' | 'print' | 'write'

/**
 * One door as the matrix expects it, written down here and reviewed: nothing of it is read from the product. `rights`: each is
 * needed; ' | ' parts those of which one is enough. `by`: the id it is asked with (a name of things.ts); without one it shows the
 * asker's own lists, or nothing of a person. `opens`: what must be open of the person for it to answer at all: a record class,
 * 'row' (the row that the id names), 'known' (anything at all of this person), 'gap' (a gap of theirs that is the asker's), 'identity or added' (their name, or that the
 * asker's team added them), 'pair' (another record is proposed to be of them at the asker's desk), 'service' (a readable answer, referral or
 * support of theirs names the service that is sent), 'stay' (any stay of theirs).
 */
export interface MatrixDoor {
  readonly verb: Verb
  readonly rights: readonly string[]
  readonly by?: string
  readonly opens?: readonly (
    | RecordClass
    | 'row'
    | 'known'
    | 'gap'
    | 'identity or added'
    | 'pair'
    | 'service'
    | 'stay'
  )[]
  /** Sent instead of the least input that the schema takes, or instead of its fields. */
  readonly input?: (ids: Ids) => Record<string, unknown>
  /** Of a door that takes more than a form: its own address where it has one, headers, and body. */
  readonly sends?: (ids: Ids) => {
    readonly url?: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: unknown
  }
  /** Values of the address beside the ids, and what stands after its question mark. */
  readonly at?: Readonly<Record<string, string>>
  /** Tables whose open rows it may leave out, since it shows them only beside another row. Why stands beside it. */
  readonly leavesOut?: readonly string[]
  /** Tables whose rows it tells to the team that wrote them even when the person is closed to it, without who it is about. */
  readonly ofOwnTeam?: readonly string[]
  /** Tables whose rows of both records of a proposed pair it tells to the desk that was asked about them. */
  readonly ofPair?: readonly string[]
  /** A table of which a row of the asker's own team lets it in where what it opens is closed: it goes on from there. */
  readonly orOwnRow?: string
  /** Why nobody in the matrix is ever let in here, or nobody refused. */
  readonly neverAllowed?: string
  readonly neverRefused?: string
  /** Why the thing itself may say no to whoever the rules let in: that is no wrong refusal then. */
  readonly mayRefuse?: string
}

export type Doors = Readonly<Record<string, MatrixDoor>>
