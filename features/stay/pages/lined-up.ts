import { dayOf, type Instant } from '#core/kernel/time.ts'
import type { LinedUp } from '#core/pathway/definition.ts'
import { furthestOn, OPEN } from '#core/referral/words.ts'
import { WORD_COLOUR, wordShown } from '#features/referral/index.ts'
import type { TagColour } from '#platform/ui/index.ts'
import type { BoardReferral, BoardRow } from '../queries/leaving-board.ts'
import { leavesUnbooked } from './unbooked.ts'

/** What is lined up for leaving, always all five and always in this order. */
export const LINED_UP_NAMES = ['Home', 'Medicines', 'First visit', 'Groups', 'Drugs and alcohol'] as const
export type LinedUpName = (typeof LINED_UP_NAMES)[number]

/** One of the five with its state in a word; red is for "Late" alone. */
export interface LinedUpLine {
  readonly name: LinedUpName
  readonly word: string
  readonly colour: TagColour
  /** The referral whose word it is. */
  readonly referral: BoardReferral | null
}

export interface LinedUpShown {
  readonly lines: readonly LinedUpLine[]
  /** Referrals that none of the five says: of a service that is under none of them, or going on beside one that is further on. */
  readonly others: readonly BoardReferral[]
  /** The words above that rest on nothing being there: hidden and absent are alike, so they are said to be as far as one sees. */
  readonly nothing: readonly string[]
}

type Facts = Pick<
  BoardRow,
  'stay' | 'leaving' | 'bookedAfter' | 'referrals' | 'blocker' | 'homeArea' | 'first' | 'next'
>
type State = Omit<LinedUpLine, 'name'>
const said = (word: string, colour: TagColour): State => ({ word, colour, referral: null })

/** Words that say that nothing was found, which the asker's view alone may explain. */
const NOTHING_FOUND = ['Not asked', 'Not booked', 'Not known'] as const

/** The five for one row: what the record says, and nothing that it does not. */
export function linedUp(row: Facts, now: Instant): LinedUpShown {
  const furthest = (support: LinedUp) => furthestOn(row.referrals.filter((r) => r.supports.includes(support)))
  const asked = (referral: BoardReferral | null): State | null =>
    referral && { word: wordShown(referral.word), colour: WORD_COLOUR[referral.word], referral }
  const orNotAsked = (support: LinedUp): State => asked(furthest(support)) ?? said('Not asked', 'grey')
  const home = furthest('home')
  const states: Readonly<Record<LinedUpName, State>> = {
    Home: (home && OPEN.includes(home.word) ? asked(home) : null) ?? homeState(row),
    Medicines: orNotAsked('medicines'),
    'First visit': firstVisit(row, now),
    Groups: orNotAsked('groups'),
    'Drugs and alcohol': orNotAsked('drugs-and-alcohol'),
  }
  const lines = LINED_UP_NAMES.map((name) => ({ name, ...states[name] }))
  const saidAbove = new Set(lines.map((line) => line.referral?.id))
  return {
    lines,
    others: row.referrals.filter(
      (r) => !saidAbove.has(r.id) && (r.supports.length === 0 || OPEN.includes(r.word)),
    ),
    nothing: NOTHING_FOUND.filter((word) => lines.some((line) => line.word === word)),
  }
}

/** A reason why they cannot leave says more than an area: an area is where home was said to be, and no key to it. */
const homeState = ({ blocker, homeArea }: Facts): State =>
  blocker?.aboutHome
    ? said('Waited for', 'orange')
    : homeArea === null
      ? said('Not known', 'grey')
      : homeArea === 'no fixed address'
        ? said('No fixed address', 'orange')
        : said('Area known', 'green')

/** The first visit after leaving, as the safety net and the diary have it. */
function firstVisit(row: Facts, now: Instant): State {
  const { stay, first, bookedAfter, next } = row
  if (stay !== null && stay.endedAt === null) {
    if (bookedAfter === null) return said('No date yet', 'grey')
    return bookedAfter
      ? said('Booked', 'green')
      : said('Not booked', leavesUnbooked(row, dayOf(now)) ? 'orange' : 'grey')
  }
  if (first === null) return next === null ? said('Not known', 'grey') : said('Booked', 'green')
  if (first.state === 'met') return said('Met', 'green')
  if (first.dueAt < now) return said('Late', 'red')
  return first.booked ? said('Booked', 'green') : said('Not booked', 'orange')
}
