import { gapsAfterDeath, standingDeaths } from './oracle-death.ts'
import { nobodyLeads, whoLeads } from './oracle-lead.ts'
import { aboutReviews, aboutThePlan, type Papers, type PlanQuestion, planPapers } from './oracle-plan.ts'
import {
  type Asker,
  type Contact,
  type Episode,
  type PersonRows,
  type Referral,
  readSourceRows,
  type SharedRows,
} from './safetynet-oracle-facts.ts'

/**
 * The independent judge of the safety net. It is written from the promises in docs/architecture.md ("The safety net") and shares no code with core/safetynet:
 * instead of computing with intervals it asks, at every instant at which anything about the person changes, one plain
 * question for each obligation ("is it unkept just now?"), and joins the answers. Slow on purpose, and easy to read.
 */
export interface ExpectedGap {
  readonly key: string
  readonly kind: 'N1a' | 'N1b' | 'N2' | 'N4' | 'N5' | 'N7' | 'N8' | 'N9' | 'N11'
  readonly aboutId: string
  readonly from: string
  /** Null: open until somebody does something. */
  readonly until: string | null
  readonly teamId: string
  readonly organisationId: string
  readonly ownerStaffId: string | null
  /** One other team on whose board it stands too. */
  readonly toldTeamId: string | null
  /** Record classes that would be right; more than one where the papers leave it open. */
  readonly classBits: readonly number[]
}

interface Question
  extends Omit<ExpectedGap, 'from' | 'until' | 'ownerStaffId' | 'organisationId' | 'toldTeamId'> {
  readonly owner: string | null
  /** Another team that must know; nobody when it is the owning team itself. */
  readonly told?: string | null
  readonly unkept: (t: number) => boolean
}

const HOUR = 3_600_000
const SHARED = 4
const DRUG_AND_ALCOHOL = 16

/** Every gap that the source tables call for, by person; people without a gap have an empty list. */
export async function expectedGaps(
  client: Asker,
  personIds: readonly string[] | null = null,
): Promise<Map<string, ExpectedGap[]>> {
  const { shared, people } = await readSourceRows(client, personIds)
  const papers = await planPapers(client, personIds)
  const expected = new Map(
    people.map((person) => [person.personId, gapsOf(person, shared, papers.get(person.personId))]),
  )
  // a death is asked about whoever it is, and once it is confirmed nothing else is owed
  for (const death of (await standingDeaths(client, personIds)).values()) {
    const person = people.find((p) => p.personId === death.personId)
    const asked = gapsAfterDeath(death, person ? whoLeads(person) : null).flatMap((gap) =>
      ask(
        {
          key: gap.key,
          kind: 'N11',
          aboutId: gap.aboutId,
          teamId: gap.teamId,
          owner: gap.owner,
          classBits: shared.teams.get(gap.teamId)?.drugAndAlcohol ? [DRUG_AND_ALCOHOL] : [2],
          unkept: (t) => t >= gap.from,
        },
        [gap.from],
        shared,
      ),
    )
    const before = death.confirmation === null ? (expected.get(death.personId) ?? []) : []
    expected.set(death.personId, [...before, ...asked].sort(byKeyThenTime))
  }
  return expected
}

function gapsOf(person: PersonRows, shared: SharedRows, papers: Papers | undefined): ExpectedGap[] {
  const questions = [
    ...person.referrals.flatMap((referral) => aboutReferral(referral, person, shared)),
    ...person.episodes.flatMap((episode) => aboutEpisode(episode, person, shared)),
    ...person.contacts.flatMap((contact) => aboutContact(contact, person, shared)),
    ...aboutWaitingRows(person, shared),
    ...aboutLeaving(person, shared),
    ...aboutTheLead(person, shared),
    ...aboutForgottenStays(person, shared),
  ]
  const instants = instantsOf(person, shared)
  for (const { instants: more, serviceTeamId, coreOnly, ...question } of papers
    ? aboutPapers(person, papers)
    : []) {
    const drug = shared.teams.get(serviceTeamId)?.drugAndAlcohol
    questions.push({ ...question, classBits: drug ? [DRUG_AND_ALCOHOL] : [coreOnly ? 2 : SHARED] })
    instants.push(...more)
  }
  instants.sort((a, b) => a - b)
  return questions.flatMap((question) => ask(question, instants, shared)).sort(byKeyThenTime)
}

const byKeyThenTime = (a: ExpectedGap, b: ExpectedGap) => (a.key + a.from < b.key + b.from ? -1 : 1)

/** Between two neighbours of this list nothing about the person changes. */
function instantsOf(person: PersonRows, shared: SharedRows): number[] {
  const found = new Set<number>()
  const add = (value: unknown) => {
    if (typeof value === 'number') for (const more of [0, 48, 72, 168]) found.add(value + more * HOUR)
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(add)
  }
  add(person)
  const staff = new Set<string | null>([
    ...person.referrals.map((r) => r.fromStaffId),
    ...person.episodes.map((e) => e.keyWorkerId),
    ...person.contacts.map((c) => c.staffId),
    ...person.tasks.map((t) => t.staffId),
    ...person.stays.map((s) => s.managerId),
    ...person.leads.map((n) => n.staffId),
    ...person.offers.map((o) => o.toStaffId),
  ])
  for (const id of [...staff]) for (const away of shared.absences.get(id ?? '') ?? []) staff.add(away.coverId)
  for (const post of shared.posts) if (staff.has(post.staffId)) add(post)
  for (const id of staff) {
    add(shared.leftAt.get(id ?? ''))
    add(shared.absences.get(id ?? ''))
  }
  for (const team of shared.teams.values()) add(team.closedAt)
  return [...found].sort((a, b) => a - b)
}

/** Asks the question at each instant and joins neighbouring yeses. */
function ask(question: Question, instants: readonly number[], shared: SharedRows): ExpectedGap[] {
  const team = shared.teams.get(question.teamId)
  const { unkept, owner, told = null, ...rest } = question
  const common = {
    ...rest,
    toldTeamId: told === question.teamId ? null : told,
    organisationId: team?.organisationId ?? 'no such team',
    ownerStaffId: team?.closedAt == null ? owner : team.rootOwnerId,
  }
  const gaps: ExpectedGap[] = []
  let since: number | null = null
  for (const t of instants) {
    const open = unkept(t)
    if (open && since === null) since = t
    if (!open && since !== null) {
      gaps.push({ ...common, from: iso(since), until: iso(t) })
      since = null
    }
  }
  if (since !== null) gaps.push({ ...common, from: iso(since), until: null })
  return gaps
}

const iso = (t: number) => new Date(t).toISOString()

function hasLeft(staffId: string, t: number, shared: SharedRows): boolean {
  const left = shared.leftAt.get(staffId)
  return left !== undefined && left <= t
}

/** Away with nobody in their place: no cover, or a cover who has left or is away too (their cover is not asked for). */
function isAwayUncovered(staffId: string, t: number, shared: SharedRows): boolean {
  return uncoveredAbsences(staffId, t, shared).length > 0
}

function uncoveredAbsences(staffId: string, t: number, shared: SharedRows) {
  const holds = (a: { from: number; until: number }) => a.from <= t && t < a.until
  return (shared.absences.get(staffId) ?? []).filter(
    (away) =>
      holds(away) &&
      (away.coverId === null ||
        hasLeft(away.coverId, t, shared) ||
        (shared.absences.get(away.coverId) ?? []).some(holds)),
  )
}

const nobodyOwns = (staffId: string | null, t: number, shared: SharedRows) =>
  staffId === null || hasLeft(staffId, t, shared) || isAwayUncovered(staffId, t, shared)

function classOf(serviceId: string | null, teamId: string, shared: SharedRows): number[] {
  const team = shared.teams.get(shared.services.get(serviceId ?? '')?.teamId ?? teamId)
  return [team?.drugAndAlcohol ? DRUG_AND_ALCOHOL : SHARED]
}

function aboutReferral(referral: Referral, person: PersonRows, shared: SharedRows): Question[] {
  const { word } = referral
  const unanswered = word === 'sent' || word === 'seen' || word === 'question asked'
  const hasEpisode = person.episodes.some((episode) => episode.referralId === referral.id)
  const waitsForEpisode = (word === 'taken on' || word === 'started') && !hasEpisode
  const leftHanging = word === 'not taken on' && referral.wayOnward === null
  const refusedAt = leftHanging ? referral.answeredAt : null
  const refused = (t: number) => refusedAt !== null && t >= refusedAt
  const classBits = classOf(referral.serviceId, referral.fromTeamId, shared)
  const questions: Question[] = []
  if (unanswered || waitsForEpisode || leftHanging)
    questions.push({
      key: `N1b:referral:${referral.id}`,
      kind: 'N1b',
      aboutId: referral.id,
      teamId: referral.fromTeamId,
      owner: referral.fromStaffId,
      classBits,
      unkept: (t) => refused(t) || (t >= referral.sentAt && nobodyOwns(referral.fromStaffId, t, shared)),
    })
  if (unanswered || leftHanging)
    questions.push({
      key: `N5:referral:${referral.id}`,
      kind: 'N5',
      aboutId: referral.id,
      teamId: shared.services.get(referral.serviceId)?.teamId ?? '',
      told: referral.fromTeamId,
      owner: null,
      classBits,
      unkept: (t) => (unanswered ? t >= referral.replyByAt : refused(t)),
    })
  if (word === 'question asked' && referral.questionAskedAt !== null)
    questions.push(
      waiting('question', referral.id, classBits, shared, {
        teamId: referral.fromTeamId,
        staffId: referral.fromStaffId,
        since: referral.questionAskedAt,
        due: referral.questionAskedAt + 48 * HOUR,
      }),
    )
  return questions
}

const isPaused = (episodeId: string | null, t: number, person: PersonRows) =>
  person.pauses.some((p) => p.episodeId === episodeId && p.from <= t && (p.until === null || t < p.until))

const isInHospital = (t: number, person: PersonRows) =>
  (person.suspendedAt !== null && t >= person.suspendedAt) ||
  person.laterStays.some((stay) => stay.from <= t && (stay.until === null || t < stay.until))

function aboutEpisode(episode: Episode, person: PersonRows, shared: SharedRows): Question[] {
  if (episode.state !== 'open') return []
  const referral = person.referrals.find((r) => r.id === episode.referralId)
  const withSender = referral !== undefined && episode.firstContactAt === null
  const owner = withSender ? referral.fromStaffId : episode.keyWorkerId
  const firstContactAt = referral === undefined ? null : episode.firstContactAt
  const ownedFrom = firstContactAt ?? episode.startedAt
  const classBits = classOf(episode.serviceId, episode.teamId, shared)
  const questions: Question[] = [
    {
      key: `N1b:episode:${episode.id}`,
      kind: 'N1b',
      aboutId: episode.id,
      teamId: withSender ? referral.fromTeamId : episode.teamId,
      owner,
      classBits,
      unkept: (t) => t >= ownedFrom && nobodyOwns(owner, t, shared),
    },
  ]
  const contacts = person.contacts.filter((contact) => contact.episodeId === episode.id)
  const live = contacts.filter(
    (c) =>
      c.state === 'planned' &&
      c.resolvedAt === null &&
      c.staffId !== null &&
      !nobodyOwns(c.staffId, c.from, shared),
  )
  const happened = contacts.filter((c) => c.state === 'happened' && c.happenedAt !== null)
  const stillToCome = (t: number) =>
    t < episode.startedAt ||
    t < episode.startOnAt ||
    live.some((c) => t < c.until) ||
    happened.some((c) => c.happenedAt !== null && t < c.happenedAt)
  const reasoned = (t: number) =>
    episode.noNextReason !== null &&
    episode.noNextFrom !== null &&
    episode.noNextFrom <= t &&
    (episode.noNextUntil === null || t < episode.noNextUntil)
  questions.push({
    key: `N2:episode:${episode.id}`,
    kind: 'N2',
    aboutId: episode.id,
    teamId: episode.teamId,
    owner: episode.keyWorkerId,
    classBits,
    unkept: (t) =>
      !stillToCome(t) && !reasoned(t) && !isPaused(episode.id, t, person) && !isInHospital(t, person),
  })
  return questions
}

function aboutContact(contact: Contact, person: PersonRows, shared: SharedRows): Question[] {
  if (contact.resolvedAt !== null) return []
  const episode = person.episodes.find((e) => e.id === contact.episodeId)
  const serviceId = contact.serviceId ?? episode?.serviceId ?? null
  const about = {
    aboutId: contact.id,
    owner: episode?.keyWorkerId ?? null,
    classBits: classOf(serviceId, contact.teamId, shared),
  }
  const questions: Question[] = []
  const missed = contact.state === 'no answer' || contact.state === 'did not happen'
  const voidInHospital = isInHospital(contact.from, person)
  if ((missed || contact.state === 'planned') && !voidInHospital)
    questions.push({
      ...about,
      key: `N7:contact:${contact.id}`,
      kind: 'N7',
      teamId: contact.teamId,
      unkept: (t) => t >= contact.until || (missed && contact.recordedAt !== null && t >= contact.recordedAt),
    })
  const episodeGoesOn = contact.episodeId === null || episode?.state === 'open'
  if (contact.state === 'planned' && episodeGoesOn)
    questions.push({
      ...about,
      key: `N2:worker:${contact.id}`,
      kind: 'N2',
      teamId: episode?.teamId ?? contact.teamId,
      unkept: (t) =>
        t >= contact.plannedAt &&
        t < contact.until &&
        !isPaused(contact.episodeId, t, person) &&
        !isInHospital(t, person) &&
        knownMissing(contact, t, shared),
    })
  return questions
}

/** At t it is known that nobody will come when the window opens. */
function knownMissing(contact: Contact, t: number, shared: SharedRows): boolean {
  const { staffId, from } = contact
  if (staffId === null) return true
  const leftByThen = hasLeft(staffId, from, shared) && hasLeft(staffId, t, shared)
  return leftByThen || uncoveredAbsences(staffId, from, shared).some((away) => t >= away.recordedAt)
}

function aboutWaitingRows(person: PersonRows, shared: SharedRows): Question[] {
  const serviceOf = (episodeId: string) => person.episodes.find((e) => e.id === episodeId)
  return [
    ...person.tasks.map((task) => {
      const own = classOf(null, task.teamId, shared)
      return waiting('task', task.id, [1, 2, ...own], shared, task)
    }),
    ...person.proposals.map((proposal) => {
      const episode = serviceOf(proposal.episodeId)
      const teamId = episode?.teamId ?? proposal.teamId
      const row = { teamId, staffId: null, since: proposal.since, due: proposal.since + 168 * HOUR }
      return waiting(
        'proposal',
        proposal.id,
        classOf(episode?.serviceId ?? null, teamId, shared),
        shared,
        row,
      )
    }),
    ...person.worries.map((worry) =>
      waiting('worry', worry.id, classOf(null, worry.teamId, shared), shared, {
        ...worry,
        staffId: null,
        due: worry.since,
      }),
    ),
  ]
}

function waiting(
  what: string,
  id: string,
  classBits: readonly number[],
  shared: SharedRows,
  row: { teamId: string; staffId: string | null; since: number; due: number },
): Question {
  const closedAt = shared.teams.get(row.teamId)?.closedAt ?? null
  return {
    key: `N11:${what}:${id}`,
    kind: 'N11',
    aboutId: id,
    teamId: row.teamId,
    owner: row.staffId,
    classBits,
    unkept: (t) =>
      t >= row.due ||
      (t >= row.since &&
        ((closedAt !== null && t >= closedAt) || (row.staffId !== null && hasLeft(row.staffId, t, shared)))),
  }
}

/** The stay that they left last and are not back from; null when they are in hospital, or never left since the way out opened. */
function stayLeft(person: PersonRows) {
  const { openedAt } = person
  if (openedAt === null || person.suspendedAt !== null) return null
  const leavings = person.stays.filter((s) => s.endedAt !== null && s.endedAt >= openedAt)
  const [last] = leavings.sort(
    (a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0) || b.admittedAt - a.admittedAt || (a.id < b.id ? 1 : -1),
  )
  if (!last || last.endedAt === null) return null
  const left = last.endedAt
  if (person.stays.some((s) => s.endedAt === null && s.admittedAt >= left)) return null
  return { ...last, endedAt: left }
}

function aboutPapers(person: PersonRows, papers: Papers): PlanQuestion[] {
  const known = {
    leader: whoLeads(person),
    left: stayLeft(person),
    inHospital: (t: number) => isInHospital(t, person),
  }
  // off the way out, somebody looks again only where somebody still supports them
  const looked = person.openedAt !== null || person.episodes.some((e) => e.state === 'open')
  return [...aboutThePlan(papers, known), ...(looked ? aboutReviews(papers, known) : [])]
}

/**
 * Whoever has left is met within the hours that their ward promises (48 where somebody decided so), and until then somebody has
 * booked it. Nothing of it while they are back in hospital, and nothing more once anybody has met or spoken with them.
 */
function aboutLeaving(person: PersonRows, shared: SharedRows): Question[] {
  const last = stayLeft(person)
  if (!last) return []
  const left = last.endedAt
  // of a day of leaving without an hour, what happened on it was after leaving only if somebody wrote so
  const metThem = person.contacts.some(
    (c) =>
      c.state === 'happened' &&
      c.happenedAt !== null &&
      c.happenedAt >= left &&
      (last.dayOverAt === null || c.happenedAt >= last.dayOverAt || c.afterStayId === last.id),
  )
  if (metThem) return []
  const due = left + (last.sooner ? 48 : last.hours) * HOUR
  const booked = person.contacts.filter(
    (c) => c.state === 'planned' && c.resolvedAt === null && c.until > left && c.until <= due,
  )
  // whoever leads now owes it, and the ward that was left is told
  const leader = whoLeads(person)
  const about = {
    kind: 'N4' as const,
    aboutId: last.id,
    teamId: leader?.teamId ?? last.teamId,
    owner: leader ? leader.staffId : last.managerId,
    told: last.teamId,
    classBits: shared.teams.get(last.teamId)?.drugAndAlcohol ? [DRUG_AND_ALCOHOL] : [2],
  }
  return [
    {
      ...about,
      key: `N4:booked:${last.id}`,
      unkept: (t) => t >= left && t < due && !booked.some((c) => t < c.until),
    },
    { ...about, key: `N4:met:${last.id}`, unkept: (t) => t >= due },
  ]
}

/** Exactly one lead, by name and at work or covered: asked of whoever has the person, in hospital and at home. */
function aboutTheLead(person: PersonRows, shared: SharedRows): Question[] {
  const leader = whoLeads(person)
  if (!leader) return []
  const { doubt } = leader
  return [
    {
      key: `N1a:lead:${leader.stayId}`,
      kind: 'N1a',
      aboutId: leader.stayId,
      teamId: leader.teamId,
      owner: leader.staffId,
      told: leader.asked,
      classBits: shared.teams.get(leader.teamId)?.drugAndAlcohol ? [DRUG_AND_ALCOHOL] : [2],
      unkept: (t) => nobodyLeads(leader, t, shared, (staffId, at) => nobodyOwns(staffId, at, shared)),
    },
    ...(doubt === null
      ? []
      : [
          {
            key: `N1a:again:${doubt.offerId}`,
            kind: 'N1a' as const,
            aboutId: leader.stayId,
            teamId: doubt.teamId,
            owner: doubt.staffId,
            told: doubt.wardId,
            classBits: shared.teams.get(doubt.teamId)?.drugAndAlcohol ? [DRUG_AND_ALCOHOL] : [2],
            unkept: (t: number) => t >= doubt.since,
          },
        ]),
  ]
}

/** A ward where somebody is still written down as staying, though they came to another later and left that. */
function aboutForgottenStays(person: PersonRows, shared: SharedRows): Question[] {
  return person.stays.flatMap((stay) => {
    if (stay.endedAt !== null) return []
    const elsewhere = person.stays.filter((s) => s.endedAt !== null && s.admittedAt > stay.admittedAt)
    if (elsewhere.length === 0) return []
    const since = Math.min(...elsewhere.map((s) => s.endedAt ?? Number.POSITIVE_INFINITY))
    return [
      {
        key: `N11:stay:${stay.id}`,
        kind: 'N11' as const,
        aboutId: stay.id,
        teamId: stay.teamId,
        owner: stay.managerId,
        classBits: shared.teams.get(stay.teamId)?.drugAndAlcohol ? [DRUG_AND_ALCOHOL] : [2],
        unkept: (t: number) => t >= since,
      },
    ]
  })
}
