import fs from 'node:fs'
import { parse } from 'yaml'
import { emergencyIds, standingsOfEmergency } from './access/emergency.ts'
import { inGrace } from './access/grace.ts'
import type { AccessFacts } from './access-facts.ts'

/**
 * The independent judge of access: content/access/rules.yaml applied to the source facts, person by person and asker by
 * asker, in plain loops. It shares no code with core/sharing, the derived table or the row rules.
 */
export type RecordClass =
  | 'identity'
  | 'core'
  | 'shared'
  | 'own-team'
  | 'drug-and-alcohol'
  | 'person-and-team'
  | 'home-entry'
  | 'safeguarding'
  | 'write-own'

/** Who asks: a staff member acting in one post. */
export interface AskingStaff {
  readonly staffId: string
  readonly postId: string
}

/** What an asker may see of one person. */
export interface Sight {
  readonly classes: ReadonlySet<RecordClass>
  /** Referrals of this person that the asker reads for their own sake (sent by or to their team), whatever the classes say. */
  readonly referralIds: ReadonlySet<string>
  /** Whether they lead, cover or own, and the person's core is open to them for it: then they read what a shared plan says to them. */
  readonly leads: boolean
  /** Whether they are told that something is held and whom to ring, by a cell that says `held`. */
  readonly held: boolean
  /** The rows of facts by which anything of this person is open to the asker. */
  readonly reachedBy: ReadonlySet<string>
}

type Cell = 'yes' | 'no' | 'answer' | 'item' | 'held' | 'not yet'
interface Holder {
  readonly who: string
  readonly agreement: 'needed' | 'not needed'
  readonly opens: Record<RecordClass, Cell | boolean>
}
interface Rules {
  readonly classes: Record<RecordClass, { bit: number; is: string }>
  readonly bases: readonly {
    basis: string
    row: string
    when: string
    holders?: readonly Holder[]
    'unless-answer'?: string
    'lifts-no'?: boolean
    'outlives-agreement'?: boolean
  }[]
  readonly grace: { readonly days: number; readonly clock: string }
  readonly answers: Record<string, Record<string, string>>
  readonly 'no-closes': readonly RecordClass[]
}

export const rules = parse(
  fs.readFileSync(new URL('../content/access/rules.yaml', import.meta.url), 'utf8'),
) as Rules
export const bitsOf = (classes: Iterable<RecordClass>): number =>
  [...classes].reduce((sum, c) => sum | rules.classes[c].bit, 0)

const DAY = 86_400_000
const live = (row: { from: number; until: number | null }, now: number) =>
  row.from <= now && (row.until === null || now < row.until)

/** One way in which a person stands to a team, service or staff member at this moment. */
interface Standing {
  readonly when: string
  readonly sourceId: string
  readonly from: number
  readonly until?: number
  /** Who is meant by each `who` of the rules. */
  readonly holders: Record<string, string | null>
  readonly serviceId?: string
  readonly referredBy?: string | null
  /** Since when the person has been in this care. */
  readonly inCareFrom?: number
  /** What a recorded act names. */
  readonly items?: readonly string[]
}

/** The ids through which an asker holds anything: post, team, its services, and oneself where the post is at one's employer. */
export function granteesOf(facts: AccessFacts, asker: AskingStaff, now: number): Set<string> {
  const post = facts.posts.find((p) => p.id === asker.postId)
  const staff = facts.staff.find((s) => s.id === asker.staffId)
  const holds = facts.holders.some(
    (h) => h.postId === asker.postId && h.staffId === asker.staffId && live(h, now),
  )
  if (!post || !staff || !holds || (staff.leftAt !== null && staff.leftAt <= now)) return new Set()
  const oneself = staff.organisationId === post.organisationId ? [staff.id] : []
  const services = facts.services.filter((s) => s.teamId === post.teamId).map((s) => s.id)
  return new Set([
    post.id,
    post.teamId,
    ...services,
    ...oneself,
    ...emergencyIds(facts.emergencies, asker, now),
  ])
}

export function expectedSight(facts: AccessFacts, asker: AskingStaff, personId: string, now: Date): Sight {
  const t = now.getTime()
  const mine = granteesOf(facts, asker, t)
  const classes = new Set<RecordClass>()
  const reachedBy = new Set<string>()
  let leads = false
  let held = false
  let lifted = false
  for (const standing of standingsOf(facts, personId)) {
    if (!live({ from: standing.from, until: standing.until ?? null }, t)) continue
    for (const holder of holdersOf(facts, personId, standing)) {
      const id = standing.holders[holder.who]
      if (!id || !mine.has(id) || !mayCross(facts, standing, holder, t)) continue
      const opened = classesOf(facts, personId, standing, holder)
      for (const name of opened) classes.add(name)
      held ||= holder.opens.safeguarding === 'held'
      if (opened.length > 0) reachedBy.add(standing.sourceId)
      const basis = rules.bases.find((b) => b.when === standing.when)
      leads ||= basis?.basis === 'lead or owner' && opened.includes('core')
      lifted ||= basis?.['lifts-no'] === true && opened.includes('core')
    }
  }
  const refused =
    !lifted && facts.services.some((s) => mine.has(s.id) && answerFor(facts, personId, s.id).answer === 'no')
  if (refused) for (const name of rules['no-closes']) classes.delete(name)
  const referrals = facts.referrals.filter(
    (r) =>
      r.personId === personId &&
      (mine.has(r.fromTeamId) ||
        (mine.has(r.serviceId) &&
          [r.id, ...facts.episodes.filter((e) => e.referralId === r.id).map((e) => e.id)].some((id) =>
            reachedBy.has(id),
          ))),
  )
  return {
    classes,
    referralIds: new Set(referrals.map((r) => r.id)),
    leads: leads && !refused,
    held,
    reachedBy,
  }
}

/** The newest answer the person gave about one service; only where there is none, what was noted instead. None counts as 'not asked'. */
function answerFor(
  facts: AccessFacts,
  personId: string,
  serviceId: string,
): { answer: string; items: readonly string[] } {
  const about = facts.decisions.filter((d) => d.personId === personId && d.serviceId === serviceId)
  const newestFirst = about.sort((x, y) => y.at - x.at || (x.id < y.id ? 1 : -1))
  const given = newestFirst.find((d) => ['yes', 'some', 'no'].includes(d.answer))
  return given ?? newestFirst[0] ?? { answer: 'not asked', items: [] }
}

function holdersOf(facts: AccessFacts, personId: string, standing: Standing): readonly Holder[] {
  const basis = rules.bases.find((b) => b.when === standing.when)
  if (!basis) throw new Error(`content/access/rules.yaml has no basis for "${standing.when}"`)
  const unless = basis['unless-answer']
  if (unless && standing.serviceId && answerFor(facts, personId, standing.serviceId).answer === unless)
    return []
  return basis.holders ?? []
}

/** May this holder have what others know? Inside one organisation yes; between two only while an agreement is in force. */
function mayCross(facts: AccessFacts, standing: Standing, holder: Holder, t: number): boolean {
  if (holder.agreement === 'not needed' || !standing.referredBy) return true
  const teamId = facts.services.find((s) => s.id === standing.serviceId)?.teamId
  const to = facts.teams.find((team) => team.id === teamId)?.organisationId
  if (to === standing.referredBy) return true
  const theirs = facts.agreements.filter(
    (a) => [a.a, a.b].includes(standing.referredBy ?? '') && [a.a, a.b].includes(to ?? ''),
  )
  if (theirs.some((a) => live(a, t))) return true
  const basis = rules.bases.find((b) => b.when === standing.when)
  return (
    basis?.['outlives-agreement'] === true &&
    inGrace(theirs, standing.inCareFrom ?? standing.from, t, rules.grace)
  )
}

function classesOf(facts: AccessFacts, personId: string, standing: Standing, holder: Holder): RecordClass[] {
  const names = Object.keys(rules.classes) as RecordClass[]
  return names.filter((name) => {
    const cell = holder.opens[name]
    // YAML 1.1 readers take a bare yes for true
    if (cell === 'yes' || cell === true) return true
    if (cell === 'item') return standing.items?.includes(name) === true
    return cell === 'answer' && answerOpens(facts, personId, standing, name)
  })
}

function answerOpens(facts: AccessFacts, personId: string, standing: Standing, name: RecordClass): boolean {
  const service = facts.services.find((s) => s.id === standing.serviceId)
  if (!service) return false
  const { answer, items } = answerFor(facts, personId, service.id)
  const listed = items.includes(name)
  switch (rules.answers[answer]?.[name]) {
    case 'always':
      return true
    case 'if listed':
      return listed
    case 'if listed or the service is a drug-and-alcohol team':
      return listed || facts.teams.find((t) => t.id === service.teamId)?.drugAndAlcohol === true
    case 'needs a referral':
      return Boolean(standing.referredBy)
    default:
      return false
  }
}

/** Every way in which this person stands to anybody, from the source facts. */
function standingsOf(facts: AccessFacts, personId: string): Standing[] {
  const of = <T extends { personId: string }>(rows: readonly T[]) =>
    rows.filter((row) => row.personId === personId)
  const standings: Standing[] = []
  for (const stay of of(facts.stays)) {
    if (stay.endedAt === null)
      standings.push({
        when: "the person's stay on a ward is open",
        sourceId: stay.id,
        from: stay.at,
        holders: { "the ward's team": stay.teamId },
      })
  }
  for (const transition of of(facts.transitions)) {
    const stay = facts.stays.find((s) => s.id === transition.stayId)
    if (!stay || transition.state === 'closed') continue
    const manager = facts.teams.find((team) => team.id === stay.teamId)?.managerId ?? null
    standings.push({
      when: 'the transition of a stay is open or suspended',
      sourceId: transition.id,
      from: transition.at,
      holders: { "the ward's team": stay.teamId, "the ward's manager": manager },
    })
  }
  standings.push(...standingsOfLead(facts, personId))
  for (const closing of of(facts.closings)) standings.push(...standingsOfClosing(facts, closing))
  for (const referral of of(facts.referrals)) standings.push(...standingsOfReferral(facts, referral))
  for (const episode of of(facts.episodes)) standings.push(standingOfEpisode(facts, episode))
  for (const row of of(facts.waiting))
    standings.push({
      when: 'something about the person waits for the team',
      sourceId: row.id,
      from: row.at,
      holders: { 'the team it waits for': row.teamId },
    })
  for (const relation of of(facts.relations))
    standings.push({
      when: 'the team added this person, or said it now works with them',
      sourceId: relation.id,
      from: relation.at,
      holders: { 'the team': relation.teamId },
    })
  standings.push(...standingsOfEmergency(facts, personId))
  return standings
}

/** Who was asked to lead or to carry on, who leads after a handover, and who stands in for them. */
function standingsOfLead(facts: AccessFacts, personId: string): Standing[] {
  if (!facts.transitions.some((x) => x.personId === personId && x.state !== 'closed')) return []
  const way = facts.transitions.find((x) => x.personId === personId && x.state !== 'closed')
  const stays = facts.stays.filter(
    (s) => s.personId === personId && (s.endedAt === null || (way !== undefined && s.endedAt >= way.at)),
  )
  // the one admitted last
  const place = (s: (typeof stays)[number]) => [s.at, s.endedAt ?? Number.POSITIVE_INFINITY, s.id] as const
  const [newest] = stays.sort((a, b) => {
    const [x, y] = [place(a), place(b)]
    const n = [0, 1, 2].find((i) => x[i] !== y[i])
    return n === undefined ? 0 : (x[n] as number) < (y[n] as number) ? 1 : -1
  })
  const asked = facts.offers.filter(
    (o) =>
      o.personId === personId &&
      (o.what === 'carry on' || o.stayId === newest?.id) &&
      !facts.closings.some((c) => c.personId === personId && c.at >= o.offeredAt),
  )
  const standings: Standing[] = asked
    .filter((o) => o.answer === null || (o.what === 'carry on' && o.answer === 'accepted'))
    .map((o) => ({
      when: 'the lead is offered, or somebody is asked to carry on',
      sourceId: o.id,
      from: o.offeredAt,
      holders: { 'the team asked': o.toTeamId },
    }))
  const accepted = asked.filter((o) => o.what === 'lead' && o.answer === 'accepted')
  const [leads] = accepted.sort((a, b) => (b.answeredAt ?? 0) - (a.answeredAt ?? 0) || (a.id < b.id ? 1 : -1))
  if (!leads) return standings
  const since = leads.answeredAt ?? 0
  standings.push({
    when: 'the lead was handed over and accepted by name',
    sourceId: leads.id,
    from: since,
    holders: { 'the leading team': leads.toTeamId },
  })
  const named = facts.named.filter(
    (n) => n.stayId === leads.stayId && n.teamId === leads.toTeamId && n.at >= since,
  )
  const [last] = named.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
  const lead = last?.staffId ?? leads.toStaffId
  for (const away of facts.absences.filter((a) => a.staffId === lead && a.until > since))
    standings.push({
      when: 'somebody covers for the lead, in the hours of the absence',
      sourceId: away.id,
      from: Math.max(away.from, since),
      until: away.until,
      holders: { 'who covers the lead': away.coverId },
    })
  return standings
}

/** A way out that is over: those who had it keep what they wrote for a time, and whoever carries on knows with whom. */
function standingsOfClosing(facts: AccessFacts, closing: AccessFacts['closings'][number]): Standing[] {
  const { personId } = closing
  const closed = facts.transitions.find((x) => x.id === closing.transitionId && x.personId === personId)
  const ward = facts.stays.find((s) => s.id === closed?.stayId)
  const [led] = facts.offers
    .filter((o) => o.personId === personId && o.what === 'lead' && o.answer === 'accepted')
    .filter((o) => ward !== undefined && o.stayId === ward.id && (o.answeredAt ?? 0) <= closing.at)
    .sort((a, b) => (b.answeredAt ?? 0) - (a.answeredAt ?? 0) || (a.id < b.id ? 1 : -1))
  const had = {
    "the ward's team": ward?.teamId ?? null,
    'the team that led': led?.toTeamId ?? null,
    'the team that closed it': closing.teamId,
  }
  const daysOf = (teamId: string) => {
    const days = facts.services.filter((s) => s.teamId === teamId).map((s) => s.ownRowsDays)
    return days.length === 0 ? 28 : Math.max(...days)
  }
  const standings: Standing[] = Object.entries(had).flatMap(([who, teamId]) =>
    teamId === null
      ? []
      : [
          {
            when: 'the way out was closed',
            sourceId: closing.id,
            from: closing.at,
            until: closing.at + daysOf(teamId) * DAY,
            holders: { [who]: teamId },
          },
        ],
  )
  const agreed = facts.offers.find((o) => o.id === closing.carriesOnId && o.personId === personId)
  if (agreed?.what === 'carry on' && agreed.answer === 'accepted')
    standings.push({
      when: 'somebody agreed to carry on, and the way out was closed',
      sourceId: closing.id,
      from: closing.at,
      until: closing.at + 28 * DAY,
      holders: { 'the team that carries on': agreed.toTeamId },
    })
  return standings
}

function standingsOfReferral(facts: AccessFacts, referral: AccessFacts['referrals'][number]): Standing[] {
  const service = facts.services.find((s) => s.id === referral.serviceId)
  const about = {
    sourceId: referral.id,
    serviceId: referral.serviceId,
    referredBy: referral.fromOrganisationId,
    holders: { 'the service': referral.serviceId, "the service's team": service?.teamId ?? null },
  }
  const standings: Standing[] = []
  const waits = ['sent', 'seen', 'question asked'].includes(referral.word)
  const met = facts.episodes.some((e) => e.referralId === referral.id && e.firstContactAt !== null)
  const hangs = referral.word === 'not taken on' && referral.wayOnward === null
  if (waits || hangs || (['taken on', 'started'].includes(referral.word) && !met))
    standings.push({
      when: 'the sender still owns the referral',
      sourceId: referral.id,
      from: referral.sentAt,
      holders: { 'the sending team': referral.fromTeamId, 'the sender': referral.fromStaffId },
    })
  if (
    referral.word === 'started' &&
    met &&
    onlyReferred(facts, referral.personId) &&
    lacksCore(facts, referral)
  )
    standings.push({
      when: "the way out that only a referral opened is open, and the person's answer closes core to the service that supports",
      sourceId: referral.id,
      from: referral.sentAt,
      holders: { 'the sending team': referral.fromTeamId, 'the sender': referral.fromStaffId },
    })
  if (waits)
    standings.push({ ...about, when: 'the referral is sent, seen or asked about', from: referral.sentAt })
  if (referral.word === 'taken on' && referral.answeredAt !== null)
    standings.push({
      ...about,
      when: 'the service has taken the referral on and support has not started',
      from: referral.answeredAt,
    })
  if (['not taken on', 'withdrawn', 'finished'].includes(referral.word) && referral.closedAt !== null)
    standings.push({ ...about, ...ended(referral.closedAt, service?.ownRowsDays ?? 0) })
  return standings
}

/** A way out is open that goes by no stay. */
const onlyReferred = (facts: AccessFacts, personId: string): boolean =>
  facts.transitions.some((x) => x.personId === personId && x.stayId === null && x.state !== 'closed')

/** The person's answers leave core closed to the team that runs the service of this referral. */
function lacksCore(facts: AccessFacts, { personId, serviceId }: AccessFacts['referrals'][number]): boolean {
  const teamId = facts.services.find((s) => s.id === serviceId)?.teamId
  const refused = facts.services.some(
    (s) => s.teamId === teamId && answerFor(facts, personId, s.id).answer === 'no',
  )
  const { answer, items } = answerFor(facts, personId, serviceId)
  const core = rules.answers[answer]?.core
  return refused || core === 'never' || (core === 'if listed' && !items.includes('core'))
}

const ended = (at: number, days: number) => ({
  when: 'the referral was declined, withdrawn or finished, or the episode ended',
  from: at,
  until: at + days * DAY,
})

function standingOfEpisode(facts: AccessFacts, episode: AccessFacts['episodes'][number]): Standing {
  const referral = facts.referrals.find((r) => r.id === episode.referralId)
  const about = {
    sourceId: episode.id,
    serviceId: episode.serviceId,
    referredBy: referral?.fromOrganisationId ?? null,
    // taken on before the support began is in care already
    inCareFrom: Math.min(episode.startedAt, referral?.answeredAt ?? episode.startedAt),
    holders: {
      "the episode's team": episode.teamId,
      "the service's team": episode.teamId,
      'the service': episode.serviceId,
    },
  }
  const days = facts.services.find((s) => s.id === episode.serviceId)?.ownRowsDays ?? 0
  return episode.state === 'open'
    ? { ...about, when: "the person's time with a service is open", from: episode.startedAt }
    : { ...about, ...ended(episode.endedAt ?? 0, days) }
}
