/** Between which two checkpoints a row was sealed, and by which one an outsider holds it. */
export interface Window {
  readonly after: string | null
  readonly heldBy: string | null
}

export interface Fault {
  readonly kind: keyof typeof WORDS
  readonly part?: string
  readonly seq?: number
  readonly eventId?: number
  readonly window?: Window
  /** What more there is to say, of checkpoints. */
  readonly about?: string
  /** How many of the kind in this chain; the first one is named. */
  readonly count?: number
}

/** Every way in which a dump can be wrong, in words. */
export const WORDS = {
  'row changed': 'an event is not what was sealed',
  'event gone': 'a sealed event is not there',
  'event twice': 'an event stands there twice',
  'never sealed':
    'an event stands among sealed ones and was never sealed itself: it was put there afterwards',
  'link gone': 'a place of the chain is missing before this one',
  'place twice': 'two links claim one place of the chain',
  'sealed twice': 'one event has two places',
  'chain broken': 'the hash does not follow from the one before and the row',
  'in the wrong chain': 'the event belongs to another organisation or month',
  'end differs': "the chain's recorded end is not its last link",
  'chain rewritten': 'the chain here is not the one that was signed',
  'end cut off': 'links that were signed are not there',
  'chain gone': 'a whole chain that was signed is not there',
  'older state':
    'the whole audit was put back to an older state: fewer events are sealed than were signed for',
  'checkpoint gone': 'a checkpoint is missing from its store',
  'checkpoint not ours':
    'a checkpoint is not signed by a key that was given, or was changed after it was signed',
  'checkpoints differ': 'two stores hold different checkpoints of one number',
  'another installation': 'the checkpoints are of the chains of another installation',
  'disposal not on record': 'events are said to be disposed of, and no sealed event says so',
  'sealer behind': 'an event waited more than a minute for the sealer when the dump was made',
  'no checkpoint':
    'there is no checkpoint to hold the chains against: a cut-off end or a rewritten chain would not be seen',
} as const

/** Gathers faults: the first of a kind in each chain by name, and how many more. */
export class Finding {
  readonly #first = new Map<string, Fault & { count: number }>()

  add(fault: Fault): void {
    const key = `${fault.kind} ${fault.part ?? ''}`
    const had = this.#first.get(key)
    if (had) this.#first.set(key, { ...had, count: had.count + 1 })
    else this.#first.set(key, { ...fault, count: 1 })
  }

  all(): Fault[] {
    return [...this.#first.values()]
  }
}

/** One fault as a line. */
export function faultLine(f: Fault): string {
  const where = [
    f.part === undefined ? '' : `chain ${f.part}`,
    f.seq === undefined ? '' : `place ${f.seq}`,
    f.eventId === undefined ? '' : `event ${f.eventId}`,
  ].filter(Boolean)
  const window =
    f.window === undefined
      ? ''
      : `; sealed ${f.window.after === null ? 'before the first checkpoint' : `after ${f.window.after}`}, ${
          f.window.heldBy === null ? 'no checkpoint holds it yet' : `changed after ${f.window.heldBy}`
        }`
  const more = (f.count ?? 1) > 1 ? ` (the first of ${f.count})` : ''
  return `FAULT ${f.kind}: ${WORDS[f.kind]}${f.about ? `: ${f.about}` : ''}${where.length ? ` [${where.join(', ')}]` : ''}${window}${more}`
}
