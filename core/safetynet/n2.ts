import { type Interval, startOfDay } from '#core/kernel/time.ts'
import type { ContactFacts, EpisodeFacts, PersonFacts } from './facts.ts'
import { backInHospital } from './hospital.ts'
import { contains, subtract } from './intervals.ts'
import { from, latest, type Obligation, owed } from './obligation.ts'
import type { Staffing } from './staffing.ts'

const CLEARS =
  'Plan the next contact with a date, a way to meet and a named worker, or write why there is none.'
const CLEARS_WORKER = 'Name a worker who is there for this contact, or move it.'

/**
 * N2: for each open episode a next contact with date, mode and named worker, or a recorded reason why not;
 * and for each planned contact a worker who will be there.
 * Cover ends with the latest window of a contact that somebody at work will make; a start date in the future is
 * waited for, and one that slips is a gap. Void inside a pause and while the person is back in hospital.
 * Source: docs/architecture.md, the safety net.
 */
export function n2(facts: PersonFacts, staffing: Staffing): Obligation[] {
  const open = new Map(facts.episodes.map((e) => [e.id, e]))
  const hospital = backInHospital(facts)
  return [
    ...facts.episodes.flatMap((e) => nextContact(e, facts.contacts, hospital, staffing)),
    ...facts.contacts.flatMap((c) => {
      if (c.episodeId === null) return workerThere(c, null, hospital, staffing)
      const episode = open.get(c.episodeId)
      return episode === undefined ? [] : workerThere(c, episode, hospital, staffing)
    }),
  ]
}

/** Somebody at work will make this contact. */
const isLive = (c: ContactFacts, staffing: Staffing): boolean =>
  c.state === 'planned' &&
  c.resolvedAt === null &&
  c.staffId !== null &&
  !contains(staffing.unattended(c.staffId), c.windowFromAt)

function nextContact(
  e: EpisodeFacts,
  contacts: readonly ContactFacts[],
  hospital: readonly Interval[],
  staffing: Staffing,
): Obligation[] {
  const live = contacts.filter((c) => c.episodeId === e.id && isLive(c, staffing)).map((c) => c.windowUntilAt)
  const coveredUntil = latest(e.startedAt, startOfDay(e.startOn), e.lastContactAt, ...live)
  const explained: Interval[] = e.noNextContact === null ? [] : [e.noNextContact]
  return owed(
    {
      key: `N2:episode:${e.id}`,
      kind: 'N2',
      aboutId: e.id,
      teamId: e.teamId,
      serviceTeamId: e.serviceTeamId,
      ownerStaffId: e.keyWorkerStaffId,
      gaps: subtract([from(coveredUntil)], [...explained, ...e.pauses, ...hospital]),
      clears: CLEARS,
    },
    staffing,
  )
}

/** From when it is known that nobody will come, until the window is over: then N7 carries it. */
function workerThere(
  c: ContactFacts,
  e: EpisodeFacts | null,
  hospital: readonly Interval[],
  staffing: Staffing,
): Obligation[] {
  if (c.state !== 'planned' || c.resolvedAt !== null) return []
  const known = c.staffId === null ? c.plannedAt : staffing.unattendedKnownSince(c.staffId, c.windowFromAt)
  if (known === null) return []
  return owed(
    {
      key: `N2:worker:${c.id}`,
      kind: 'N2',
      aboutId: c.id,
      teamId: e === null ? c.teamId : e.teamId,
      serviceTeamId: c.serviceTeamId,
      ownerStaffId: c.keyWorkerStaffId,
      gaps: subtract(
        [{ from: latest(c.plannedAt, known), until: c.windowUntilAt }],
        [...(e === null ? [] : e.pauses), ...hospital],
      ),
      clears: CLEARS_WORKER,
    },
    staffing,
  )
}
