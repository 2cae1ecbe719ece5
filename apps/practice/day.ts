import { practicePeople } from '#content/practice/practice-people.ts'
import { addDays, addMinutes, at, dayOf, type Instant, startOfDay } from '#core/kernel/time.ts'
import type { Told } from './journeys.ts'
import { kitAway } from './partnership.ts'
import type { Act } from './pen.ts'
import { organisationOf, type Row, type Rows, staffId, teamOf } from './world.ts'

const id = (kind: string, n: number): string => `0193f0${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`

/** Rae is on training tomorrow and Ade covers: a round that somebody takes. */
const raeAway = (told: Told): Row => {
  const tomorrow = addDays(dayOf(told.now), 1)
  return {
    id: id('0a', 2),
    staff_id: staffId('rae'),
    kind: 'training',
    from_at: startOfDay(tomorrow),
    until_at: startOfDay(addDays(tomorrow, 1)),
    cover_staff_id: staffId('ade'),
    recorded_at: addMinutes(told.now, -60),
    recorded_by: staffId('lin'),
  }
}

interface Incident {
  readonly by: 'sam' | 'ade'
  readonly person: string | null
  readonly said: Row & { readonly happened_at: string }
  readonly at: string
}

/** What went wrong of late: a medicine of Tom's, and a phone that was lost. */
function incidents(told: Told): Incident[] {
  const today = dayOf(told.now)
  const tom = practicePeople(today).tom.personId
  return [
    {
      by: 'sam',
      person: tom,
      at: at(addDays(today, -1), '14:40'),
      said: {
        kind: 'medicine',
        harm: 'none',
        happened_at: at(addDays(today, -1), '09:10'),
        what: 'The evening box was open on the table in the morning, and two tablets lay beside it.',
        done: 'Counted with Tom, rang the pharmacy line, and put the box back as they said.',
        told: 'Lin Chau, and the pharmacy line',
        told_at: at(addDays(today, -1), '09:30'),
      },
    },
    {
      by: 'ade',
      person: null,
      at: at(addDays(today, -4), '17:05'),
      said: {
        kind: 'property',
        harm: 'none',
        happened_at: at(addDays(today, -4), '16:30'),
        what: 'A work phone was left on the bus. It is locked.',
        done: 'Rang the bus company. Lin asked for it to be switched off.',
        told: 'Lin Chau',
        told_at: at(addDays(today, -4), '16:45'),
      },
    },
  ]
}

/** Who is away. It stands before anybody's obligations are worked out: whose worker is away is a fact about them too. */
export const absenceRows = (told: Told): Rows => ({ staff_absence: [kitAway(told), raeAway(told)] })

/** The same days as somebody would send them to the door. */
export const dayActs = (told: Told): Act[] => [
  ...[kitAway(told), raeAway(told)].map((a) => ({
    at: a.recorded_at as Instant,
    by: 'lin' as const,
    command: 'staff.record-absence',
    input: {
      absenceId: a.id,
      staffId: a.staff_id,
      kind: a.kind,
      from: a.from_at,
      until: a.until_at,
      coverStaffId: a.cover_staff_id,
    },
  })),
  ...incidents(told).map(({ by, person, at, said }, n) => ({
    at: at as Instant,
    by,
    command: 'incident.record',
    input: {
      incidentId: id('0b', n + 1),
      personId: person,
      said: {
        kind: said.kind,
        harm: said.harm,
        happenedAt: said.happened_at,
        what: said.what,
        done: said.done,
        told: { who: said.told, at: said.told_at },
      },
    },
  })),
]

/** What stands beside the journeys: what went wrong. */
export function dayRows(told: Told): Rows {
  const all = incidents(told)
  return {
    incident: all.map((i, n) => ({
      id: id('0b', n + 1),
      person_id: i.person,
      organisation_id: organisationOf(i.by),
      team_id: teamOf(i.by),
      class_bit: 8,
      recorded_at: i.at,
      by_staff_id: staffId(i.by),
    })),
    incident_version: all.map((i, n) => ({
      id: id('0b', n + 1),
      incident_id: id('0b', n + 1),
      person_id: i.person,
      version: 1,
      ...i.said,
      at: i.at,
      by_staff_id: staffId(i.by),
    })),
    timeline: all.flatMap((i, n) =>
      i.person === null
        ? []
        : [
            {
              id: id('0c', n + 1),
              person_id: i.person,
              at: i.said.happened_at,
              what: 'incident recorded',
              about_id: id('0b', n + 1),
              class_bit: 8,
              organisation_id: organisationOf(i.by),
              team_id: teamOf(i.by),
              by_id: staffId(i.by),
            },
          ],
    ),
  }
}
