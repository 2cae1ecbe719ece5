import type { StayId } from '#core/kernel/ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { ContactMode, PersonFacts, WardFacts } from './facts.ts'
import { leadNow } from './lead.ts'
import { type LiveMode, type SafetyClock, safetyClock } from './leaving/safety-clock.ts'
import { type Obligation, type Owed, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

/** Every way to meet that a contact can have, as the safety clock names it: a new one cannot be forgotten here. */
const LIVE: Readonly<Record<ContactMode, LiveMode>> = {
  visit: 'visit',
  phone: 'phone',
  video: 'video',
  'accompanied first visit': 'accompanied',
}

/**
 * N4: after leaving, a live contact within the ward's hours (72, or 7 days where its setting says so; 48 by a dated decision):
 * booked in time, then done. Owed by the lead and their team (N1a): the ward's manager while no
 * handover was accepted; then the ward that was left is told.
 * Open from the minute of leaving while nothing is booked that would keep it; from the due time until somebody meets the person.
 * Settled by the first contact that happened after leaving, however late (where only the day of leaving is known: from the next
 * London midnight, unless its writer says that it came after); void while the person is back in hospital and when the end of the
 * stay is undone. Contacts of any partner count, whoever may see them.
 * Source: docs/architecture.md, the safety net; `leaving/safety-clock.ts` for the hours.
 */
export function n4(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const stay = stayLeft(facts)
  if (stay === null) return []
  const clock = clockOf(stay, facts)
  const lead = leadNow(facts) ?? { teamId: stay.teamId, staffId: stay.managerStaffId }
  if (clock.metAt !== null) return []
  const dayOnly =
    stay.endKnownTo === 'day'
      ? ' Only the day of leaving is known: a contact of that day counts when it is written down as after leaving.'
      : ''
  const about: Omit<Owed, 'key' | 'gaps' | 'clears'> = {
    kind: 'N4',
    aboutId: stay.id,
    teamId: lead.teamId,
    serviceTeamId: stay.teamId,
    ownerStaffId: lead.staffId,
    coreOnly: true,
    toldTeamId: stay.teamId,
  }
  return [
    ...owed(
      {
        ...about,
        key: `N4:booked:${stay.id}`,
        gaps: clock.notBooked,
        clears: `Book a visit or a call that ends within ${clock.hours} hours of leaving.${dayOnly}`,
      },
      staffing,
    ),
    ...owed(
      {
        ...about,
        key: `N4:met:${stay.id}`,
        gaps: clock.notMet,
        clears: `Meet or ring the person, and write it down: ${clock.hours} hours after leaving were promised.${dayOnly}`,
      },
      staffing,
    ),
  ]
}

/** The stay whose leaving counts: the last one, while the person is not in hospital again; null when nothing is owed. */
export function stayLeft({ transition, stays = [] }: PersonFacts): LeftStay | null {
  if (transition.state !== 'open') return null
  const { openedAt } = transition
  const left = stays
    .flatMap((s) =>
      s.endedAt !== null && s.endedAt >= openedAt && s.ward
        ? [
            {
              id: s.id,
              admittedAt: s.admittedAt,
              endedAt: s.endedAt,
              endKnownTo: s.endKnownTo ?? 'minute',
              ...s.ward,
            },
          ]
        : [],
    )
    .sort((a, b) => (order(a) < order(b) ? 1 : -1))[0]
  if (left === undefined) return null
  // moved to another ward, or back at once: the stay that is open began when this one ended, or later
  return stays.some((s) => s.endedAt === null && s.admittedAt >= left.endedAt) ? null : left
}

/** A stay that the person left, with its ward. */
export interface LeftStay extends WardFacts {
  readonly id: StayId
  readonly admittedAt: Instant
  readonly endedAt: Instant
  readonly endKnownTo: 'minute' | 'day'
}

const order = (s: LeftStay): string => `${s.endedAt} ${s.admittedAt} ${s.id}`

function clockOf(stay: LeftStay, { contacts, met = [] }: PersonFacts): SafetyClock {
  return safetyClock({
    leftAt: stay.endedAt,
    leftKnownTo: stay.endKnownTo,
    unitHours: stay.unitHours,
    soonerSinceAt: stay.soonerSinceAt,
    contacts: [
      ...contacts.flatMap((c) =>
        c.state === 'planned' && c.resolvedAt === null
          ? [
              {
                id: c.id as string,
                mode: LIVE[c.mode],
                state: c.state,
                personMet: false,
                windowFromAt: c.windowFromAt,
                windowUntilAt: c.windowUntilAt,
                // a booking settles what was open before it (decision 0004), so it counts from leaving
                plannedAt: stay.endedAt,
                happenedAt: null,
              },
            ]
          : [],
      ),
      ...met.map((m) => ({
        id: m.id,
        mode: LIVE[m.mode],
        state: 'happened' as const,
        personMet: true,
        windowFromAt: m.happenedAt,
        windowUntilAt: m.happenedAt,
        plannedAt: m.happenedAt,
        happenedAt: m.happenedAt,
        saidAfterLeaving: m.afterStayId === stay.id,
      })),
    ],
    suspended: [],
  })
}
