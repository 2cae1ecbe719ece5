import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { CarerTopic } from '#core/people/carer.ts'
import type { DeputyKind } from '#core/people/deputy.ts'
import type { ConfidentialityRoute, LegalBasis, TakesPart } from '#core/sharing/basis.ts'
import type { Answer, Item } from '#core/sharing/decision.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** A team, or a staff member for their own sake, that can read something of a person now. `classes`: bits of the access rule. */
export interface Reader {
  readonly kind: 'team' | 'staff'
  readonly id: string
  readonly name: string
  readonly organisation: string
  readonly classes: number
}

/** One service that was asked about, was referred to, or supports, as far as the asker may know of it. */
export interface ServiceSharing {
  readonly serviceId: string
  readonly service: string
  readonly teamId: string
  readonly organisation: string
  /** The answer that counts, and how it was given; null where the asker knows of none. */
  readonly said: {
    readonly answer: Answer
    readonly items: readonly Item[]
    readonly decidedAt: Instant
    readonly how: string | null
    readonly whoWasThere: string | null
    readonly language: string | null
    readonly reviewOn: Day | null
    readonly legalBasis: LegalBasis
    readonly confidentialityRoute: ConfidentialityRoute
    readonly takesPart: TakesPart
    /** For the team that wrote it down alone. */
    readonly capacity: string | null
    readonly withdrawn: boolean
    /** 'person': they said it themselves at their own door, where nobody writes it down for them. */
    readonly saidBy: 'staff' | 'person'
  } | null
}

export interface CarerSharing {
  readonly id: string
  readonly name: string
  readonly relation: string
  readonly answer: 'yes' | 'no' | 'not-asked' | 'could-not-be-asked'
  readonly topics: readonly CarerTopic[]
  readonly chosenAt: Instant
  /** 'person': they chose it themselves at their own door. */
  readonly saidBy: 'staff' | 'person'
}

/** Somebody who speaks or decides for the person. Access by itself: none. */
export interface DeputyShown {
  readonly id: string
  readonly kind: DeputyKind
  readonly name: string
  readonly telephone: string | null
  readonly scope: string
  /** Which paper was seen; null: none yet. */
  readonly evidence: string | null
  readonly seenOn: Day | null
  readonly fromOn: Day
  readonly untilOn: Day | null
  readonly team: string
  readonly by: string
  readonly endedOn: Day | null
  readonly endedWhy: string | null
  readonly version: number
}

export interface SharingOfPerson {
  readonly personId: string
  readonly name: string | null
  readonly now: Instant
  /** Empty where core is closed to the asker. Never said to be whole: see `acl.readers`. */
  readonly readers: readonly Reader[]
  readonly services: readonly ServiceSharing[]
  /** Those that the asker's own team wrote down. */
  readonly carers: readonly CarerSharing[]
  /** Live ones first, then those that ended. */
  readonly deputies: readonly DeputyShown[]
}

const PERSON = `select (select ctx.now()) as now, p.display_name as name from (select 1) one left join tc.person p on p.id = $1`
const READERS = `select kind, id, name, organisation, classes from acl.readers($1) order by kind desc, name, id`
const SERVICES = `with known as (
    select d.recipient_service_id as id from tc.sharing_decision d where d.person_id = $1
    union select r.service_id from tc.referral r where r.person_id = $1
    union select e.service_id from tc.episode e where e.person_id = $1 and e.state = 'open'
    union select s.id from acl.readers($1) r join tc.service s on s.team_id = r.id where (r.classes & 22) <> 0 and r.kind = 'team'
       and exists (select from tc.referral x where x.person_id = $1 and x.service_id = s.id))
  select s.id as "serviceId", s.name as service, s.team_id as "teamId", o.name as organisation,
    case when d.id is not null then jsonb_build_object('answer', d.answer, 'items', d.items, 'decidedAt', d.at, 'how', d.how,
      'whoWasThere', d.who_was_there, 'language', d.language, 'reviewOn', d.review_on, 'legalBasis', d.legal_basis,
      'confidentialityRoute', d.confidentiality_route, 'takesPart', d.takes_part, 'withdrawn', d.withdrawn, 'saidBy', d.said_by,
      'capacity', case when d.team_id = (select ctx.team()) then d.capacity end) end as said
  from known k join tc.service s on s.id = k.id join tc.team t on t.id = s.team_id join tc.organisation o on o.id = t.organisation_id
  left join lateral (select x.*, to_char(x.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from tc.sharing_decision x where x.person_id = $1 and x.recipient_service_id = s.id
    order by (x.answer in ('yes', 'some', 'no')) desc, x.decided_at desc, x.id desc limit 1) d on true
  order by s.name, s.id`
const CARERS = `select c.id, c.name, c.relation,
    case when h.id is null then c.may_be_told ->> 'answer' when cardinality(h.topics) = 0 then 'no' else 'yes' end as answer,
    case when h.id is null then coalesce(c.may_be_told -> 'topics', '[]') else to_jsonb(h.topics) end as topics,
    coalesce(h.chosen_at, c.recorded_at) as "chosenAt", case when h.id is not null and h.recorded_by is null then 'person' else 'staff' end as "saidBy"
  from tc.carer c
  left join lateral (select x.* from tc.carer_choice x where x.carer_id = c.id order by x.chosen_at desc, x.id desc limit 1) h on true
  where c.person_id = $1 and c.ended_at is null and c.team_id = (select ctx.team()) order by c.name, c.id`

const DEPUTIES = `select d.id, d.kind, d.name, d.telephone, d.scope, d.evidence, d.evidence_seen_on as "seenOn", d.from_on as "fromOn", d.until_on as "untilOn",
    t.name as team, s.name as by, d.ended_on as "endedOn", d.ended_why as "endedWhy", d.version
  from tc.deputy d join tc.team t on t.id = d.team_id join tc.staff s on s.id = d.recorded_by
  where d.person_id = $1 order by d.ended_on is not null, d.from_on desc, d.id limit 100`

/** Who knows what of somebody, what they said about it, and what their carers may be told. */
export const sharingOfPerson = defineQuery<{ personId: string }, SharingOfPerson>({
  name: 'sharing.of-person',
  title: 'Who should know what',
  input: z.object({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [person, readers, services, carers, deputies] = await Promise.all([
      tx.row<{ now: Instant; name: string | null }>(PERSON, [personId]),
      tx.rows<Reader>(READERS, [personId]),
      tx.rows<ServiceSharing>(SERVICES, [personId]),
      tx.rows<CarerSharing>(CARERS, [personId]),
      tx.rows<DeputyShown>(DEPUTIES, [personId]),
    ])
    return { personId, ...person!, readers, services, carers, deputies }
  },
  shows: (found) => (found.name === null ? [] : [found.personId]),
})
