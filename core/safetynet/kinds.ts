/** Changed whenever the same facts would give other obligations; a release with a new one recomputes everyone. */
export const RULES_VERSION = 4

/** Where the rules are written down for whoever reads the product. */
export const SOURCE = 'docs/architecture.md, the safety net'

interface KindEntry {
  /** The promise, in plain words. */
  readonly words: string
  /** A few words for a list. */
  readonly short: string
  /** What a row on a board calls the gap; without one, "No" and the short words. */
  readonly gap?: string
  /** Whether this version watches it. */
  readonly kept: boolean
  /** Kept by notices and not by rows of its own: it is a mark on another kind's row (`core/duty`). */
  readonly byNotices?: true
}

/**
 * Every kind of obligation of the safety net, kept or not yet.
 * Why the ones not kept stand here too: the board names them, so that nobody takes silence for safety.
 * Source: docs/architecture.md, the safety net.
 */
export const KINDS = {
  N1a: {
    kept: true,
    short: 'a lead',
    gap: 'No lead at work',
    words: 'One named lead, at work or covered, who hands over by name.',
  },
  N1b: {
    kept: true,
    short: 'an owner',
    gap: 'No owner at work',
    words: 'Each referral and each episode has an owner who is at work or covered.',
  },
  N2: {
    kept: true,
    short: 'a next contact',
    words:
      'There is a next contact with a date, a way to meet and a named worker, or a written reason why not.',
  },
  N3: {
    kept: false,
    short: 'medicine supply',
    words: "Every medicine's supply reaches past the day the next prescriber starts.",
  },
  N4: {
    kept: true,
    short: 'contact after leaving',
    gap: 'No contact after leaving',
    words: 'A live contact after leaving, within the hours that the ward promises: booked, then done.',
  },
  N5: {
    kept: true,
    short: 'an answer',
    gap: 'No answer by its date',
    words: 'Every referral is answered by its date, and a decline says the way onward.',
  },
  N6: {
    kept: false,
    short: 'opioid substitution without a day uncovered',
    words: 'An opioid-substitution prescription moves with no day uncovered.',
  },
  N7: {
    kept: true,
    short: 'what became of a contact',
    gap: 'A contact waits for its outcome',
    words: 'A contact that did not happen stays open until somebody writes what became of it.',
  },
  N8: {
    kept: true,
    short: 'the plan received',
    gap: 'The plan has not reached everyone',
    words: 'The plan reached everyone named in it within 24 hours of leaving.',
  },
  N9: {
    kept: true,
    short: 'reviews',
    gap: 'A review is due',
    words: 'Reviews are done by the day they fall due.',
  },
  N10: {
    kept: false,
    short: 'group staffing',
    words: 'A group session keeps its own staffing rule, or is shown before it starts.',
  },
  N11: {
    kept: true,
    short: 'nothing waits unseen',
    gap: 'A question, task or worry waits',
    words: "Everything that waits has an owner and an age on somebody's list.",
  },
  N12: {
    kept: false,
    short: 'refused messages',
    words: "What was refused on the way in is on a person's list, in words, with its content kept.",
  },
  N13: {
    kept: false,
    byNotices: true,
    short: 'telling somebody at work',
    words: 'A gap that cannot wait reaches somebody who is at work.',
  },
} as const satisfies Record<string, KindEntry>

export type Kind = keyof typeof KINDS
/** The kinds of which this version stores gaps. */
export type KeptKind = { [K in Kind]: (typeof KINDS)[K]['kept'] extends true ? K : never }[Kind]

/** "No next contact", "A contact waits for its outcome": what a row of a board or of a person's page calls a gap of this kind. */
export function gapTitle(kind: string): string {
  const entry: KindEntry | undefined = Object.hasOwn(KINDS, kind) ? KINDS[kind as Kind] : undefined
  return entry?.gap ?? `No ${entry?.short.replace(/^(?:a|an) /, '') ?? 'kept promise'}`
}

/** Where one kind covers several things, what a row calls each, by the start of its key. */
const BY_KEY: readonly (readonly [start: string, title: string])[] = [
  ['N4:booked:', 'No contact booked after leaving'],
  ['N1a:again:', 'The lead is asked again'],
  ['N8:none:', 'No leaving plan'],
  ['N11:death:', 'Reported to have died'],
  ['N11:after-death:', 'After a death'],
  ['N11:stay:', 'A stay stands open, and a later one has ended'],
  ['N11:worry:', 'A worry is open'],
  ['N11:question:', 'A question waits for its answer'],
  ['N11:task:', 'A task is late'],
  ['N11:proposal:', 'A step down waits to be decided'],
]

/** As `gapTitle`, of one gap by its key: "A question waits for its answer". */
export const gapTitleOfKey = (key: string): string =>
  BY_KEY.find(([start]) => key.startsWith(start))?.[1] ?? gapTitle(key.slice(0, key.indexOf(':')))

const entries = Object.entries(KINDS) as [Kind, KindEntry][]

/** One line for the foot of every board: what this version does not watch. */
export const notYetKeptLine = `Not yet watched by this version: ${entries
  .filter(([, k]) => !k.kept && !k.byNotices)
  .map(([kind, k]) => `${k.short} (${kind})`)
  .join(', ')}. Nothing shown about these does not mean that they are safe.`
