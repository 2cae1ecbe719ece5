import * as z from 'zod/mini'

/**
 * The shape of a pathway definition, engine 1: what one file under `content/pathways` may say.
 * Strict everywhere: a misspelt key is refused, because a rule that is silently not read is a rule nobody keeps.
 * No expressions and no code: conditions are names from the closed catalogue in `conditions.ts`.
 * The meaning of names (does this stage exist?) is looked at in `check.ts`; this file looks at shape alone.
 */

const words = z.string().check(z.minLength(1))
const slug = z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens'))
const timeOfDay = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as "07:30"'))
const whole = z.int().check(z.minimum(1))

/** A length of time: elapsed hours, or London calendar days, working days (bank holidays out) or weeks. */
export const Within = z.union(
  [
    z.strictObject({ hours: whole }),
    z.strictObject({ days: whole }),
    z.strictObject({ workingDays: z.int().check(z.minimum(0)) }),
    z.strictObject({ weeks: whole }),
  ],
  'give exactly one of hours, days, workingDays or weeks, as a whole number',
)
export type Within = z.infer<typeof Within>

/** How a planned contact is made. */
export const Mode = z.enum(['visit', 'phone', 'video'], 'a mode is visit, phone or video')
export type Mode = z.infer<typeof Mode>

/** What becomes of a planned contact on a weekend or a bank holiday. */
export const DayRule = z.enum(
  ['as-usual', 'by-phone', 'next-working-day', 'none'],
  'a rule is as-usual, by-phone, next-working-day or none',
)
export type DayRule = z.infer<typeof DayRule>

const weekday = z.enum(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  'name days mon, tue, wed, thu, fri, sat, sun',
)

/** On which days a contact is planned: every day, named weekdays, or every n days from the day the step began. */
export const Rhythm = z.union(
  [z.literal('every-day'), z.array(weekday).check(z.minLength(1)), z.strictObject({ everyDays: whole })],
  'say every-day, a list of weekdays, or everyDays with a number',
)
export type Rhythm = z.infer<typeof Rhythm>

/** One contact of a step: its days, its window in London time, its mode. A step with two a day has two of these. */
export const StepContact = z.strictObject({ on: Rhythm, from: timeOfDay, until: timeOfDay, mode: Mode })
export type StepContact = z.infer<typeof StepContact>

/** One step of a support schedule, from most to least support. `targetWeeks` makes a review fall due, never fewer visits. */
export const Step = z.strictObject({
  id: slug,
  title: words,
  contacts: z.array(StepContact).check(z.minLength(1)),
  weekends: DayRule,
  bankHolidays: DayRule,
  targetWeeks: whole,
})
export type Step = z.infer<typeof Step>

const Condition = z.looseObject({ is: slug })
export type ConditionUse = z.infer<typeof Condition>

const Stage = z.strictObject({
  id: slug,
  title: words,
  targetWeeks: z.optional(whole),
  words,
  next: z.array(z.strictObject({ to: slug, when: z.array(Condition) })),
})

/** Things that start a clock. Closed: each is a fact the record holds. */
export const ClockStart = z.enum(
  [
    'referral-sent',
    'referral-accepted',
    'left-hospital',
    'episode-started',
    'contact-ended',
    'step-started',
    'pause-ended',
    'episode-ended',
  ],
  'an obligation starts from one of the named events: see ClockStart in core/pathway/definition.ts',
)
export type ClockStart = z.infer<typeof ClockStart>

const Obligation = z.strictObject({
  id: slug,
  words,
  from: ClockStart,
  within: Within,
  owner: slug,
})

/** Acts of the no-answer chain. Closed, so that a screen can offer each as one press. */
export const ChainAct = z.enum(
  [
    'ring-person',
    'try-again',
    'ring-named-contact',
    'tell-manager',
    'tell-referring-team',
    'ask-for-welfare-check',
  ],
  'an act is one of ChainAct in core/pathway/definition.ts',
)
export type ChainAct = z.infer<typeof ChainAct>

const ChainStep = z.strictObject({
  id: slug,
  afterMinutes: z.int().check(z.minimum(0)),
  role: slug,
  act: ChainAct,
  words,
})
export type ChainStep = z.infer<typeof ChainStep>

/** Facts that pause a schedule. Nothing else does. */
export const PauseFact = z.enum(['back-in-hospital', 'away'], 'a pause is made by back-in-hospital or away')
export type PauseFact = z.infer<typeof PauseFact>

/** The team relation whose named member must agree before support goes down. */
export const TeamRelation = z.enum(
  ['prescribing', 'referring'],
  'a team relation is prescribing or referring',
)
export type TeamRelation = z.infer<typeof TeamRelation>

const Schedule = z.strictObject({
  kind: z.literal('schedule'),
  steps: z.array(Step).check(z.minLength(1)),
  stepDown: z.strictObject({
    agreedByTeam: z.array(TeamRelation).check(z.minLength(1)),
    noOpenWorry: z.literal(true, 'no step down with an open worry: this is not a setting'),
    noOpenGap: z.literal(true, 'no step down with an open gap: this is not a setting'),
    aheadDaysAtMost: whole,
  }),
  stepUp: z.strictObject({ by: slug }),
  suggest: z.strictObject({
    down: z.strictObject({ missedContactsAtMost: z.int(), notTakenAtMost: z.int(), notKnownAtMost: z.int() }),
    up: z.strictObject({ missedContactsAtLeast: whole, notTakenAtLeast: whole }),
  }),
  pauses: z.array(
    z.strictObject({
      fact: PauseFact,
      words,
      reviewOnReturn: z.strictObject({ within: Within, owner: slug }),
    }),
  ),
  reviewOwner: slug,
  missedAfterMinutes: z.int().check(z.minimum(0)),
})

const Support = z.discriminatedUnion('kind', [
  Schedule,
  z.strictObject({ kind: z.literal('none'), because: words }),
])

/**
 * What of leaving hospital a service with this pathway lines up. Closed, and in the order in which a leaving board says them: a
 * referral to such a service is the answer to "is it asked for?". The first visit is no pathway's: the diary says it.
 */
export const LinedUp = z.enum(
  ['home', 'medicines', 'groups', 'drugs-and-alcohol'],
  'a pathway supports home, medicines, groups or drugs-and-alcohol',
)
export type LinedUp = z.infer<typeof LinedUp>

const Role = z.strictObject({
  id: slug,
  title: words,
  side: z.enum(['service', 'referrer', 'prescriber'], 'a side is service, referrer or prescriber'),
  paid: z.enum(['employed', 'volunteer', 'either'], 'say employed, volunteer or either'),
  does: z.array(words).check(z.minLength(1)),
  doesNot: z.array(words).check(z.minLength(1)),
  worksWith: words,
})

const Outcome = z.strictObject({
  id: slug,
  title: words,
  handover: z.enum(['named-receiver', 'not-possible'], 'a handover is named-receiver or not-possible'),
})

/** One pathway definition, whole. */
export const PathwayDefinition = z.strictObject({
  engine: z.literal(1, 'this release reads engine: 1'),
  id: slug,
  version: whole,
  title: words,
  signing: z.strictObject({ state: z.enum(['unsigned', 'signed']), words }),
  forWhom: z.array(words).check(z.minLength(1)),
  notFor: z.array(words),
  routes: z.array(z.strictObject({ id: slug, title: words, sentBy: slug })).check(z.minLength(1)),
  offers: z.array(words).check(z.minLength(1)),
  /** Left out: a referral to such a service stands on a leaving board under its own name. */
  supports: z.optional(z.array(LinedUp).check(z.minLength(1))),
  usualLengthWeeks: whole,
  boundary: words,
  roles: z.array(Role).check(z.minLength(1)),
  mayLead: z.array(slug),
  startsAt: slug,
  stages: z.array(Stage).check(z.minLength(1)),
  support: Support,
  noAnswer: z.array(ChainStep),
  obligations: z.array(Obligation).check(z.minLength(1)),
  medicineSupport: z.strictObject({ askedAt: z.enum(['every-contact', 'visits-only', 'never']), words }),
  measures: z.array(
    z.strictObject({
      id: slug,
      title: words,
      when: z.array(words).check(z.minLength(1)),
      run: z.enum(['by-the-system', 'not-yet']),
    }),
  ),
  closing: z.strictObject({
    words,
    outcomes: z.array(Outcome).check(z.minLength(1)),
    destinations: z.array(z.strictObject({ id: slug, title: words })).check(z.minLength(1)),
  }),
  kpis: z.array(z.strictObject({ id: slug, words, run: z.enum(['by-the-system', 'not-yet']) })),
  mayNotHappen: z.array(words).check(z.minLength(1)),
  notYetRun: z.array(z.strictObject({ id: slug, words })),
})
/** A checked pathway definition: what `readPathway` gives. */
export type PathwayDefinition = z.infer<typeof PathwayDefinition>

/** The support schedule part of a definition. */
export type SupportSchedule = z.infer<typeof Schedule>
