import * as z from 'zod/mini'

/**
 * What is known of one person's time on a pathway, for the conditions below. Counts and ids only.
 * `stepsTaken`: ids of the support steps this person has been on, in order; the last is the present one.
 */
export interface StageFacts {
  readonly hasLeftHospital: boolean
  readonly contactsHappened: number
  readonly stepsTaken: readonly string[]
  readonly personAgreedToMove: boolean
  readonly openWorries: number
  readonly openGaps: number
  readonly goalsWritten: number
}

interface Condition {
  /** What it asks, in words for the screen; `{slots}` are its parameters. */
  readonly words: string
  /** The shape of its parameters. */
  readonly shape: z.core.$ZodType
  /** Which parameter names a support step, so that the check can look it up. */
  readonly namesStep?: 'step'
  readonly holds: (facts: StageFacts, use: Readonly<Record<string, unknown>>) => boolean
}

const plain = (is: string) => z.strictObject({ is: z.literal(is) })
const counted = (is: string) => z.strictObject({ is: z.literal(is), atLeast: z.int().check(z.minimum(1)) })

/**
 * The closed catalogue of conditions a definition may name.
 * Why closed: a definition is read by clinicians and run by a machine; each name here is a function with a test, never an
 * expression. A new condition is a code change with its test.
 */
export const CONDITIONS = {
  'left-hospital': {
    words: 'has left hospital',
    shape: plain('left-hospital'),
    holds: (f) => f.hasLeftHospital,
  },
  'contacts-happened': {
    words: 'contacts that have happened: at least {atLeast}',
    shape: counted('contacts-happened'),
    holds: (f, use) => f.contactsHappened >= Number(use.atLeast),
  },
  'present-step': {
    words: 'the present support step is {step}',
    shape: z.strictObject({ is: z.literal('present-step'), step: z.string() }),
    namesStep: 'step',
    holds: (f, use) => f.stepsTaken.at(-1) === use.step,
  },
  'person-agrees': {
    words: 'the person agrees',
    shape: plain('person-agrees'),
    holds: (f) => f.personAgreedToMove,
  },
  'no-open-worry': {
    words: 'no worry is open',
    shape: plain('no-open-worry'),
    holds: (f) => f.openWorries === 0,
  },
  'no-open-gap': { words: 'no gap is open', shape: plain('no-open-gap'), holds: (f) => f.openGaps === 0 },
  'goals-written': {
    words: 'goals that are written down: at least {atLeast}',
    shape: counted('goals-written'),
    holds: (f, use) => f.goalsWritten >= Number(use.atLeast),
  },
} as const satisfies Record<string, Condition>

export type ConditionName = keyof typeof CONDITIONS

/** The catalogue entry of a name, or nothing when the catalogue has no such name. */
export function conditionOf(name: string): Condition | undefined {
  return Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name as ConditionName] : undefined
}

/**
 * The words of one use of a condition, its parameters filled in.
 * `stepTitle`: what a support step is called on a screen; without it the step's own id stands there.
 */
export function conditionWords(
  use: Readonly<Record<string, unknown>>,
  stepTitle: (stepId: string) => string = (id) => id,
): string {
  const condition = conditionOf(String(use.is))
  const words = condition?.words ?? String(use.is)
  return words.replace(/\{(\w+)\}/g, (_, slot: string) =>
    slot === condition?.namesStep ? stepTitle(String(use[slot])) : String(use[slot]),
  )
}
