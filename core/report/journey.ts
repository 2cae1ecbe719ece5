import { addHours, type Day, dayOf, daysBetween, type Instant } from '../kernel/time.ts'

/** The stages of a person's way from hospital, in the words that every screen uses. */
export const STAGES = [
  'On the ward or unit',
  'Planning',
  'Ready to leave',
  'Leaving day',
  'First 72 hours',
  'Settling in',
  'My own way',
] as const
export type Stage = (typeof STAGES)[number]

/** Days after leaving in which somebody settles in: weeks 1 to 12. */
const SETTLING_DAYS = 84

export interface JourneyFacts {
  /** Newest first. */
  readonly stays: readonly { readonly admittedAt: Instant; readonly endedAt: Instant | null }[]
  /** The day since which they are said to be clinically ready to leave the newest stay; null or left out when nobody said so. */
  readonly readyOn?: Day | null
  /** The open or suspended transition, if there is one. */
  readonly transition: { readonly state: 'open' | 'suspended'; readonly openedAt: Instant } | null
  /** Whether the reader may see a contact that happened in the 72 elapsed hours after the newest stay. */
  readonly metInFirst72Hours: boolean
}

export interface JourneyStop {
  readonly name: Stage
  /** 'done': a row says so. 'passed': its time has gone by and no row that the reader may see says what came of it. */
  readonly state: 'done' | 'passed' | 'here' | 'ahead'
  readonly detail?: string
}

export interface Journey {
  readonly stops: readonly JourneyStop[]
  /** The way led back to hospital: from the stage reached to the first. A loop, not a failure. */
  readonly loop: { readonly from: number; readonly to: number; readonly words: string } | null
  /** The same in one sentence, for who cannot see the picture. */
  readonly sentence: string
}

const days = (n: number) => `${n} ${n === 1 ? 'day' : 'days'}`

function stageAfter(leftAt: Instant, now: Instant): number {
  if (dayOf(leftAt) === dayOf(now)) return 3
  if (now < addHours(leftAt, 72)) return 4
  return daysBetween(dayOf(leftAt), dayOf(now)) <= SETTLING_DAYS ? 5 : 6
}

function stageInHospital({ transition, readyOn }: JourneyFacts, now: Instant): number {
  if (transition?.state !== 'open') return 0
  return readyOn != null && readyOn <= dayOf(now) ? 2 : 1
}

/** What a kept row says of a stage that is behind. */
function saidDone(stage: Stage, { stays, readyOn, transition, metInFirst72Hours }: JourneyFacts): boolean {
  const leftAt = stays[0]?.endedAt ?? null
  switch (stage) {
    case 'On the ward or unit':
      return true
    case 'Planning':
      return transition !== null && leftAt !== null && transition.openedAt < leftAt
    case 'Leaving day':
      return leftAt !== null
    case 'First 72 hours':
      return metInFirst72Hours
    case 'Ready to leave':
      return readyOn != null
    case 'Settling in':
    case 'My own way':
      return false
  }
}

/**
 * Where a person is on the way, from the facts that are kept: stays, the transition and the ready date. Null when no stay
 * is known: a referral alone has no ward to leave. A stage behind is "done" only where a row says so; time alone makes nothing done.
 * Why a planned date alone makes nobody "Ready to leave": it is what everybody means to do, not what the team has said.
 */
export function journeyOf(facts: JourneyFacts, now: Instant): Journey | null {
  const { stays, transition } = facts
  const [latest, before] = stays
  if (!latest) return null
  const inHospital = latest.endedAt === null || latest.endedAt > now
  const here = inHospital ? stageInHospital(facts, now) : stageAfter(latest.endedAt, now)
  const back = inHospital && transition?.state === 'suspended' && before?.endedAt != null
  const from = inHospital ? latest.admittedAt : latest.endedAt
  const detail = `${inHospital ? 'in hospital' : 'left'} ${dayOf(from) === dayOf(now) ? 'today' : `${days(daysBetween(dayOf(from), dayOf(now)))}${inHospital ? '' : ' ago'}`}`
  const stops = STAGES.map((name, i): JourneyStop => {
    if (i === here) return { name, state: 'here', detail }
    if (i > here) return { name, state: 'ahead' }
    return { name, state: saidDone(name, facts) ? 'done' : 'passed' }
  })
  const loop = back
    ? { from: stageAfter(before.endedAt, latest.admittedAt), to: 0, words: 'Back in hospital' }
    : null
  const stage = STAGES[here]!
  const unmet =
    here > STAGES.indexOf('First 72 hours') && !facts.metInFirst72Hours
      ? ' No contact in the first 72 hours is recorded that you may see.'
      : ''
  return {
    stops,
    loop,
    sentence: `${back ? 'Back in hospital: now' : 'Now'} at "${stage}", ${detail}.${unmet}`,
  }
}
