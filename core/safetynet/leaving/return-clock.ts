import { addDays, type Day, daysBetween } from '#core/kernel/time.ts'

/**
 * The national 72-hour count (MHS78, MHS79, MHS80), as NHS England's own publication code works it out: whole days, by the
 * provider's own contacts. Computed beside the safety clock, never instead of it.
 * Source: NHSDigital/mental-health-monthly-statistics, menh_publications/notebooks, commit 7b4d742 (18 September 2025);
 * quick guide to submitting 72-hour follow-ups, NHS England (contract duty since 1 April 2020).
 */
export const RETURN_CLOCK = {
  version: 'mental-health-monthly-statistics 7b4d742, 18 September 2025',
  /** Acute adult, acute older adult, PICU, acute learning disability and autism, rehabilitation (two). */
  bedClasses: ['200', '201', '202', '205', '212', '213'],
  /** Died; stillbirth. No method recorded stays counted. */
  excludedMethods: ['4', '5'],
  /** Court, penal establishment, police, secure units, another mental health ward, died, independent hospital and their like. */
  excludedDestinations: ['30', '37', '40', '42', '48', '49', '50', '53', '79', '84', '87', '89'],
  /** Attended, on time or late. */
  attended: ['5', '6'],
  /** Face to face, telephone, talk type, video. Texts, emails and messages do not count. */
  mechanisms: ['01', '02', '04', '11'],
  /** Days after leaving that count: 1, 2 and 3. The day itself never does. */
  lastDay: 3,
} as const

export interface ReturnContact {
  readonly id: string
  readonly on: Day
  readonly attendance: string
  readonly mechanism: string
  /** Organisation code under which it is submitted; null when it is not submitted at all. */
  readonly provider: string | null
}

export interface ReturnClockFacts {
  readonly leftOn: Day
  /** Of the last ward stay; null when not known, which is not counted. */
  readonly bedClass: string | null
  readonly method: string | null
  readonly destination: string | null
  /** Only an authority whose code begins with E, or none recorded, is counted. */
  readonly localAuthority: string | null
  readonly diedOn: Day | null
  /** The discharging provider, and the receiver of an onward referral dated within the stay that itself submits. */
  readonly providers: readonly string[]
  readonly contacts: readonly ReturnContact[]
  /** New hospital stays after leaving; the national code takes one as a follow-up. */
  readonly admissions: readonly { readonly on: Day; readonly provider: string }[]
}

export type NotCounted = 'bed' | 'method' | 'destination' | 'outside England' | 'died'

export type WhyNot =
  | 'same day'
  | 'too late'
  | 'before leaving'
  | 'not attended'
  | 'not live'
  | 'not the provider'

export type ReturnClock =
  | { readonly state: 'not counted'; readonly why: NotCounted }
  | {
      readonly state: 'counted'
      readonly firstOn: Day
      readonly lastOn: Day
      /** The first day on which something met it; null while nothing has. */
      readonly metOn: Day | null
      readonly metBy: 'contact' | 'admission' | null
      /** Why each other contact does not count. */
      readonly notCounting: readonly { readonly id: string; readonly why: WhyNot }[]
    }

/** The national count for one leaving, for all time to come: it has no clock, so that whoever shows it holds `lastOn` against today. */
export function returnClock(facts: ReturnClockFacts): ReturnClock {
  const excluded = whyNotCounted(facts)
  if (excluded) return { state: 'not counted', why: excluded }
  const { leftOn, contacts, admissions, providers } = facts
  const judged = contacts.map((c) => ({ c, why: whyNot(c, facts) }))
  const met = [
    ...judged.flatMap(({ c, why }) => (why === null ? [{ on: c.on, by: 'contact' as const }] : [])),
    ...admissions.flatMap((a) =>
      inWindow(leftOn, a.on) && providers.includes(a.provider)
        ? [{ on: a.on, by: 'admission' as const }]
        : [],
    ),
  ].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.by < b.by ? 1 : -1))[0]
  return {
    state: 'counted',
    firstOn: addDays(leftOn, 1),
    lastOn: addDays(leftOn, RETURN_CLOCK.lastDay),
    metOn: met?.on ?? null,
    metBy: met?.by ?? null,
    notCounting: judged.flatMap(({ c, why }) => (why === null ? [] : [{ id: c.id, why }])),
  }
}

const inWindow = (leftOn: Day, on: Day): boolean => {
  const days = daysBetween(leftOn, on)
  return days >= 1 && days <= RETURN_CLOCK.lastDay
}

const has = (list: readonly string[], code: string | null): boolean => code !== null && list.includes(code)

function whyNotCounted(f: ReturnClockFacts): NotCounted | null {
  if (!has(RETURN_CLOCK.bedClasses, f.bedClass)) return 'bed'
  if (has(RETURN_CLOCK.excludedMethods, f.method)) return 'method'
  if (has(RETURN_CLOCK.excludedDestinations, f.destination)) return 'destination'
  if (f.localAuthority !== null && !f.localAuthority.startsWith('E')) return 'outside England'
  return f.diedOn !== null && daysBetween(f.leftOn, f.diedOn) <= RETURN_CLOCK.lastDay ? 'died' : null
}

function whyNot(c: ReturnContact, f: ReturnClockFacts): WhyNot | null {
  const days = daysBetween(f.leftOn, c.on)
  if (days < 0) return 'before leaving'
  if (!has(RETURN_CLOCK.attended, c.attendance)) return 'not attended'
  if (!has(RETURN_CLOCK.mechanisms, c.mechanism)) return 'not live'
  if (c.provider === null || !f.providers.includes(c.provider)) return 'not the provider'
  if (days === 0) return 'same day'
  return days > RETURN_CLOCK.lastDay ? 'too late' : null
}
