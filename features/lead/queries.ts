import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { type Missing, missingToClose } from '#core/safetynet/close.ts'
import { type Asker, holds } from '#platform/commands/asker.ts'
import { defineQuery } from '#platform/commands/command.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { closingFacts } from './closing.ts'
import {
  accepted,
  actingTeam,
  type LeadFacts,
  loadLead,
  loadLeads,
  MAY_ASK,
  newest,
  type OfferShown,
  waits,
} from './facts.ts'

export type { OfferShown } from './facts.ts'

/** Somebody who covers for the lead now, or nobody while the lead is away. */
export interface CoverShown {
  readonly until: Instant
  readonly by: string | null
  /** They hold an employed post in the leading team now: otherwise nobody leads meanwhile. */
  readonly leads: boolean
}

/** Who leads, as a person's page says it. Names and teams, and what the asker may do about it. */
export interface LeadShown {
  readonly personId: string
  readonly transitionId: string | null
  readonly inHospital: boolean
  readonly lead: {
    readonly teamId: string
    readonly team: string
    readonly telephone: string
    readonly staffId: string | null
    readonly name: string | null
    readonly sinceAt: Instant
    readonly because: NonNullable<LeadFacts['lead']>['because']
    readonly byName: boolean
    /** Null: the lead is at work, or nobody is named. */
    readonly away: CoverShown | null
  } | null
  readonly forNow: { readonly team: string; readonly staff: string | null } | null
  /** Asked to lead, and silent so far. */
  readonly offered: OfferShown | null
  /** The newest asking to carry on, whatever became of it. */
  readonly carriesOn: OfferShown | null
  /** A lead accepted before leaving: it begins at the minute of leaving. */
  readonly next: OfferShown | null
  /** Newest first. */
  readonly offers: readonly OfferShown[]
  /** The asker's team leads, or answers for now. */
  readonly ours: boolean
  /** Accepted for a leaving that was undone, and asked again; `ours`: by the asker's team. */
  readonly again: {
    readonly teamId: string
    readonly team: string
    readonly name: string | null
    readonly ours: boolean
  } | null
  readonly actorId: string
  /** What is missing before this way out may be closed, as far as the asker sees it. */
  readonly missing: readonly Missing[]
  /** The name as this asker may see it. */
  readonly name: string | null
  readonly now: Instant
}

const ABOUT = `select t.name as team, t.telephone, s.name from tc.team t left join tc.staff s on s.id = $2 where t.id = $1`
const AWAY = `select a.until_at as until, c.name as by, a.cover_staff_id = (select ctx.actor()) as me, coalesce(tc.works_in(a.cover_staff_id, $2), false) as leads from tc.staff_absence a left join tc.staff c on c.id = a.cover_staff_id
  where a.staff_id = $1 and a.from_at <= (select ctx.now()) and a.until_at > (select ctx.now()) order by a.cover_staff_id is null, tc.works_in(a.cover_staff_id, $2), a.until_at desc limit 1`
const SEEN_OPEN = `select (select count(*)::int from net.obligation o where o.person_id = $1 and o.kind not in ('N4', 'N8')
    and o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now())) as gaps,
  (select count(*)::int from net.obligation o where o.person_id = $1 and o.kind in ('N4', 'N8') and o.gap_until > (select ctx.now())) as owed,
  (select count(*)::int from tc.referral r where r.person_id = $1 and (r.word in ('sent', 'seen', 'question asked') or r.word = 'not taken on' and r.way_onward is null)) as referrals,
  (select p.display_name from tc.person p where p.id = $1) as name`

async function shown(tx: Tx, personId: string): Promise<LeadShown> {
  const facts = await loadLead(tx, personId)
  const { lead, forNow, transition, again } = facts
  const [about, away, open, asker, asked] = await Promise.all([
    tx.row<{ team: string; telephone: string; name: string | null }>(ABOUT, [
      lead?.teamId ?? null,
      lead?.staffId ?? null,
    ]),
    tx.row<CoverShown & { readonly me: boolean | null }>(AWAY, [lead?.staffId ?? null, lead?.teamId ?? null]),
    tx.row<{ gaps: number; owed: number; referrals: number; name: string | null }>(SEEN_OPEN, [personId]),
    tx.asker,
    again === null
      ? undefined
      : tx.row<{ team: string; name: string | null }>(ABOUT, [again.teamId, again.staffId]),
  ])
  const closer = { staffId: asker.actorId, grantees: asker.grantees, covers: away?.me === true }
  const team = actingTeam(facts)
  return {
    personId,
    transitionId: transition?.id ?? null,
    inHospital: facts.inHospital,
    lead:
      lead && about
        ? { ...about, ...lead, away: away ? { until: away.until, by: away.by, leads: away.leads } : null }
        : null,
    forNow: forNow && { team: forNow.team, staff: forNow.staff },
    offered: waits(facts, 'lead') ?? null,
    carriesOn: newest(facts, 'carry on') ?? null,
    next: lead?.because === 'on the ward' ? (accepted(facts, lead.stayId) ?? null) : null,
    offers: facts.offers,
    ours: team !== null && asker.grantees.includes(team),
    again:
      again && asked
        ? {
            teamId: again.teamId,
            team: asked.team,
            name: asked.name,
            ours: asker.grantees.includes(again.teamId),
          }
        : null,
    actorId: asker.actorId,
    missing: missingToClose({
      ...closingFacts(facts, closer),
      gapsOpen: open?.gaps ?? 0,
      leavingOwed: open?.owed ?? 0,
      referralsOpen: open?.referrals ?? 0,
    }),
    name: open?.name ?? null,
    now: asker.now,
  }
}

/** Who leads one person's way out, what is offered, and what is missing before it may be closed. */
export const leadOfPerson = defineQuery<{ personId: string }, LeadShown>({
  name: 'lead.of-person',
  title: 'Who leads a person’s way out of hospital',
  input: z.strictObject({ personId: z.uuid() }),
  right: ['people.read', 'stay.record', 'board.read'],
  run: (tx, { personId }) => shown(tx, personId),
  shows: (l) => (l.lead || l.offers.length > 0 ? [l.personId] : []),
})

/** One offer that waits for the asker's team, with the person's name as the asker may see it. */
export interface WaitingOffer
  extends Pick<
    OfferShown,
    'id' | 'what' | 'from' | 'by' | 'to' | 'toStaffId' | 'note' | 'offeredAt' | 'version' | 'personId'
  > {
  readonly name: string | null
  readonly mine: boolean
}

const WAITING = `select h.id, h.person_id as "personId", p.display_name as name, h.what, f.name as "from", b.name as by, s.name as "to", h.to_staff_id as "toStaffId",
    h.note, h.offered_at as "offeredAt", h.version, h.to_staff_id = (select ctx.actor()) as mine
  from tc.lead_handover h join tc.team f on f.id = h.team_id left join tc.person p on p.id = h.person_id
  left join tc.staff b on b.id = h.by_staff_id left join tc.staff s on s.id = h.to_staff_id
  where h.answer is null and h.to_team_id = (select ctx.team()) order by h.offered_at, h.id limit 100`

/** Who of the asker's team was asked to lead or to carry on, and has not answered; oldest first. */
export const waitingOffers = defineQuery<Record<string, never>, readonly WaitingOffer[]>({
  name: 'lead.waiting',
  title: 'Handovers that wait for an answer of my team',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: ['transition.lead', 'referral.answer', 'episode.manage'],
  run: (tx) => tx.rows<WaitingOffer>(WAITING),
  shows: (rows) => [...new Set(rows.map((r) => r.personId))],
})

/** Somebody who may be named or asked: an employed post in a team now. */
export interface Askable {
  readonly staffId: string
  readonly name: string
  readonly teamId: string
  readonly team: string
  readonly organisation: string
}
const ASKABLE = `select distinct s.id as "staffId", s.name, t.id as "teamId", t.name as team, o.name as organisation
  from tc.team t join tc.organisation o on o.id = t.organisation_id join tc.post p on p.team_id = t.id and not p.voluntary
  join tc.post_holder h on h.post_id = p.id and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
  join tc.staff s on s.id = h.staff_id and (s.left_at is null or s.left_at > (select ctx.now()))
  where t.closed_at is null and t.kind in ('ward', 'community', 'support', 'primary care')
    and ($1 <> 'lead' or t.clinical_responsibility and o.kind <> 'voluntary')
    and ($1 <> 'carry on' or not t.drug_and_alcohol or tc.may_name(t.id, $3))
    and ($1 <> 'lead' or t.id <> $2) and ($1 <> 'name' or t.id = $2)
  order by o.name, t.name, s.name limit 1000`

/** Whom a team may name as its own lead ('name'), ask to lead ('lead') or ask to carry on ('carry on'). */
export const askable = defineQuery<
  {
    readonly what: 'name' | 'lead' | 'carry on'
    readonly teamId: string
    readonly personId?: string | null | undefined
  },
  readonly Askable[]
>({
  name: 'lead.askable',
  title: 'Staff who may be named or asked to lead',
  input: z.strictObject({
    what: z.enum(['name', 'lead', 'carry on']),
    teamId: z.uuid(),
    personId: z.uuid().nullish(),
  }),
  right: MAY_ASK,
  run: (tx, { what, teamId, personId }) => tx.rows<Askable>(ASKABLE, [what, teamId, personId ?? null]),
  shows: () => [],
})

/** Who leads one of several people: a name and a team, for a row of a list. */
export interface LeadLine {
  readonly personId: string
  readonly name: string | null
  readonly team: string
  readonly because: NonNullable<LeadFacts['lead']>['because']
}

const NAMES = `select (select json_object_agg(t.id, t.name) from tc.team t where t.id = any ($1)) as teams,
  (select json_object_agg(s.id, s.name) from tc.staff s where s.id = any ($2)) as staff`

/** Who leads each of these people, as far as the asker may see it: for the rows of a board. */
export const leadsOfPeople = defineQuery<{ personIds: string[] }, readonly LeadLine[]>({
  name: 'lead.of-people',
  title: 'Who leads each of several people',
  input: z.strictObject({ personIds: z.array(z.uuid()).max(200) }),
  right: ['board.read', 'people.read', 'stay.record'],
  async run(tx, { personIds }) {
    const leads = await loadLeads(tx, personIds)
    const found = [...leads].flatMap(([personId, lead]) => (lead ? [{ personId, lead }] : []))
    const names = await tx.row<{
      teams: Record<string, string> | null
      staff: Record<string, string> | null
    }>(NAMES, [found.map((f) => f.lead.teamId), found.flatMap((f) => f.lead.staffId ?? [])])
    return found.map(({ personId, lead }) => ({
      personId,
      name: (lead.staffId && names?.staff?.[lead.staffId]) || null,
      team: names?.teams?.[lead.teamId] ?? '',
      because: lead.because,
    }))
  },
  shows: (rows) => rows.map((r) => r.personId),
})

/** Handovers that wait for the asker's team, for a screen of another feature; nothing where the post may not answer. */
export async function handoversFor(ask: Ask, asker: Asker): Promise<readonly WaitingOffer[]> {
  if (!holds(asker, waitingOffers.right)) return []
  const found = await ask(waitingOffers, {})
  return found.ok ? found.value : []
}
