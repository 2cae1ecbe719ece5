import { parentPort, workerData } from 'node:worker_threads'
import { type CopyRow, isNull, readCopy, text } from './copy-text.ts'
import { Events, type EventsData, takeEvents } from './rows.ts'

/** One event about the person asked for. */
export interface Told {
  readonly at: string
  readonly actor: string
  readonly organisation: string
  readonly action: string
  readonly outcome: string
}

/** What the thread is asked: a dump, and perhaps a person. */
export interface EventsAsked {
  readonly dump: string
  readonly person: string | undefined
}

export interface EventsAnswer {
  readonly data: EventsData
  readonly told: readonly Told[]
}

/**
 * Digests the events of a dump on a thread of its own, while the first thread works the chains out: the two halves cost about the same.
 */
function answer({ dump, person }: EventsAsked): EventsAnswer {
  const events = new Events()
  const told: Told[] = []
  const also =
    person === undefined ? undefined : (columns: readonly string[]) => aboutPerson(columns, person, told)
  readCopy(dump, { 'audit.event': takeEvents(events, also) })
  return { data: events.data(), told }
}

function aboutPerson(columns: readonly string[], person: string, told: Told[]): (row: CopyRow) => void {
  const at = ['person_ids', 'at', 'actor_id', 'organisation_id', 'action', 'outcome'].map((name) =>
    columns.indexOf(name),
  )
  const wanted = Buffer.from(person.toLowerCase())
  return (row) => {
    const [people, ...rest] = at
    const found = isNull(row, people!)
      ? -1
      : row.bytes.subarray(row.starts[people!]!, row.ends[people!]!).indexOf(wanted)
    if (found < 0) return
    const [when, actor, organisation, action, outcome] = rest.map((i) => text(row, i)) as [
      string,
      string,
      string,
      string,
      string,
    ]
    told.push({ at: when, actor, organisation, action, outcome })
  }
}

if (parentPort) {
  const given = answer(workerData as EventsAsked)
  parentPort.postMessage(given, [given.data.digests, ...given.data.numbers.map((n) => n.buffer)])
}
