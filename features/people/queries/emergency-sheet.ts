import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { SafeContact } from '#core/people/contact-point.ts'
import { type Address, addressShape } from '#core/people/person.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** One person on the sheet that is printed for the day on which nothing works; only what is open to the asker. */
export interface SheetRow {
  readonly personId: string
  readonly name: string
  readonly bornOn: Day | null
  readonly nhsNumber: string | null
  readonly addresses: readonly Address[]
  readonly reach: readonly { readonly kind: string; readonly value: string; readonly safe: SafeContact }[]
  readonly next: {
    readonly fromAt: Instant
    readonly untilAt: Instant
    readonly mode: string
    readonly worker: string | null
  } | null
  /** Somebody said that they have died and nobody has confirmed it: the lead is rung before anybody else. */
  readonly reportedDead: boolean
  /** Back in hospital: nobody comes. */
  readonly paused: boolean
  /** From the newest safety plan, who to ring first first; null when there is none that the asker may see. */
  readonly ring: readonly { readonly name: string; readonly number: string }[] | null
  /** Names only; null when medicines are not the asker's to read. */
  readonly medicines: readonly string[] | null
  readonly lead: { readonly name: string | null; readonly team: string; readonly telephone: string } | null
}
export interface EmergencySheet {
  readonly scope: 'mine' | 'team'
  /** Soonest next contact first; who has none stands at the end, by name. */
  readonly rows: readonly SheetRow[]
  readonly more: boolean
  readonly asAt: Instant
}

const MOST = 200

// people are found and cut first; then one index look-up a kind of fact a person, in the one statement
const SHEET = `with people as materialized (
    select w.person_id from (
      select distinct e.person_id from tc.episode e where $1 = 'mine' and e.key_worker_staff_id = (select ctx.actor()) and e.state = 'open'
      union
      select a.person_id from acl.access a where $1 = 'team' and (a.classes & 2) <> 0) w
     limit 2000),
  sheet as materialized (
    select p.id, p.display_name, p.born_on, p.family_key, p.given_key, net.death_state(p.id) = 'reported' as dead, n.window_from_at, n.window_until_at, n.mode, n.staff_id
      from people w join tc.person p on p.id = w.person_id
      left join lateral (select c.window_from_at, c.window_until_at, c.mode, c.staff_id from tc.contact c
         where c.person_id = p.id and c.state = 'planned' and c.window_until_at > (select ctx.now()) order by c.window_from_at limit 1) n on true
     where net.death_state(p.id) <> 'confirmed'
     order by n.window_from_at nulls last, p.family_key, p.given_key, p.id limit $2)
  select s.id as "personId", s.display_name as name, s.born_on as "bornOn", s.dead as "reportedDead", k.nhs_number as "nhsNumber", coalesce(k.addresses, '[]') as addresses,
    coalesce(r.reach, '[]') as reach, s.window_from_at as "fromAt", s.window_until_at as "untilAt", s.mode, w.name as worker, tr.paused is not null as paused,
    sp.ring, case when (select ctx.has_right('medicines.read')) then coalesce(m.names, '[]') end as medicines, l.name as "leadName", l.team as "leadTeam", l.telephone as "leadTelephone"
  from sheet s
  left join tc.person_core k on k.person_id = s.id
  left join tc.staff w on w.id = s.staff_id
  left join lateral (select true as paused from tc.transition t where t.person_id = s.id and t.state = 'suspended' limit 1) tr on true
  left join lateral (select json_agg(json_build_object('kind', c.kind, 'value', c.value, 'safe', c.safe) order by c.recorded_at, c.id) as reach
     from tc.contact_point c where c.person_id = s.id and c.ended_at is null) r on true
  left join lateral (select x.ring from tc.safety_plan x where x.person_id = s.id order by x.version desc limit 1) sp on true
  left join lateral (select json_agg(x.name order by x.recorded_at, x.id) as names from tc.medicine x
     where x.person_id = s.id and (x.ended_on is null or x.ended_on > ((select ctx.now()) at time zone 'Europe/London')::date)) m on true
  -- the rule of core/safetynet/lead.ts, set-wise, by the stay admitted last: the ward while somebody is on it, then whoever accepted, else the ward that was left
  left join lateral (
    select st.name, t.name as team, t.telephone
      from tc.transition o
      join lateral (select y.id, y.team_id, y.ended_at from tc.stay y where y.person_id = o.person_id and (y.ended_at is null or y.ended_at >= o.opened_at)
         order by y.admitted_at desc, y.ended_at desc nulls first, y.id desc limit 1) y on true
      left join lateral (select h.to_team_id, h.to_staff_id, h.answered_at from tc.lead_handover h
         where h.person_id = o.person_id and h.stay_id = y.id and h.what = 'lead' and h.answer = 'accepted' and y.ended_at is not null
           and not exists (select from tc.transition_closing k where k.person_id = h.person_id and k.closed_at >= h.offered_at)
         order by h.answered_at desc, h.id desc limit 1) h on true
      join tc.team t on t.id = coalesce(h.to_team_id, y.team_id)
      left join lateral (select n.staff_id from tc.lead_named n
         where n.person_id = o.person_id and n.stay_id = y.id and n.team_id = t.id and (y.ended_at is null or n.at >= h.answered_at)
         order by n.at desc, n.id desc limit 1) n on true
      left join tc.staff st on st.id = coalesce(n.staff_id, h.to_staff_id, t.manager_staff_id)
     where o.person_id = s.id and o.state <> 'closed' limit 1) l on true
  order by s.window_from_at nulls last, s.family_key, s.given_key, s.id`

type Raw = Omit<SheetRow, 'next' | 'lead' | 'addresses'> & {
  readonly addresses: unknown
  readonly fromAt: Instant | null
  readonly untilAt: Instant | null
  readonly mode: string | null
  readonly worker: string | null
  readonly leadName: string | null
  readonly leadTeam: string | null
  readonly leadTelephone: string | null
}

const addressesOf = z.array(addressShape)

function rowOf(raw: Raw): SheetRow {
  const { fromAt, untilAt, mode, worker, leadName, leadTeam, leadTelephone, ...rest } = raw
  const addresses = addressesOf.safeParse(raw.addresses)
  return {
    ...rest,
    addresses: addresses.success ? addresses.data : [],
    next: fromAt === null || untilAt === null || mode === null ? null : { fromAt, untilAt, mode, worker },
    lead: leadTeam === null ? null : { name: leadName, team: leadTeam, telephone: leadTelephone ?? '' },
  }
}

const input = z.strictObject({ scope: z.enum(['mine', 'team']) })

/**
 * A caseload on paper, for the hour when nothing else works: who, where, how to reach them safely, who comes next, whom to
 * ring first, names of medicines, who leads. Nobody of whom it is confirmed that they have died. One statement however many people; each is named in the audit event.
 */
export const emergencySheet = defineQuery<z.infer<typeof input>, EmergencySheet>({
  name: 'people.emergency-sheet',
  title: 'Emergency sheet of a caseload',
  input,
  right: 'people.read',
  async run(tx, { scope }) {
    const [{ now }, rows] = await Promise.all([tx.asker, tx.rows<Raw>(SHEET, [scope, MOST + 1])])
    return { scope, rows: rows.slice(0, MOST).map(rowOf), more: rows.length > MOST, asAt: now }
  },
  shows: (sheet) => sheet.rows.map((r) => r.personId),
})
