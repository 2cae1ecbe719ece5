import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import { type Communication, communicationShape } from '#core/people/communication.ts'
import type { SafeContact } from '#core/people/contact-point.ts'
import { legalNameBeside, type PersonName } from '#core/people/names.ts'
import { defineQuery } from '#platform/commands/command.ts'

/** What stands above every page about somebody, as far as the asker may see it. */
export interface ShownHeader {
  readonly state: 'shown'
  readonly personId: string
  readonly name: string
  readonly legalName: string | null
  readonly pronouns: string | null
  readonly bornOn: Day | null
  readonly nhsNumber: string | null
  readonly numberVerified: boolean
  readonly communication: Communication
  readonly contactPoints: readonly {
    readonly kind: string
    readonly value: string
    readonly safe: SafeContact
  }[]
  /** Actions in force today, the one that ends first at the top. */
  readonly staffSafety: readonly {
    readonly id: string
    readonly action: string
    readonly expiresOn: Day
    readonly team: string
  }[]
  /** The latest answer to each service that the asker may know of. */
  readonly sharing: readonly { readonly service: string; readonly answer: string }[]
  /** What is said of their death, and not undone; `report` null where who said it is not open to the asker. */
  readonly death: {
    readonly state: 'none' | 'reported' | 'confirmed'
    readonly report: { readonly at: Instant; readonly by: string | null; readonly team: string } | null
  }
  /** Another record was put into this one, in the last 30 days; whoever knows it is somebody else says so. */
  readonly together: { readonly at: Instant; readonly by: string; readonly until: Instant } | null
  /** True when core is open to the asker. */
  readonly core: boolean
}

/** Added by the asker's team, and nothing else opens this person to them yet. New and known people look alike here. */
export type Header = ShownHeader | { readonly state: 'added by your team'; readonly personId: string }

const PERSON = `select id as "personId", display_name as name, pronouns, born_on as "bornOn", communication,
    net.death_state(id) as "deathState" from tc.person where id = $1`
const NAMES = `select kind, given, family from tc.person_name where person_id = $1 and kind <> 'former'`
const CORE = `select nhs_number as number, nhs_number_status as status from tc.person_core where person_id = $1`
const POINTS = `select kind, value, safe from tc.contact_point where person_id = $1 and ended_at is null order by recorded_at, id`
const SAFETY = `select a.id, a.action, a.expires_on as "expiresOn", t.name as team from tc.staff_safety_action a join tc.team t on t.id = a.team_id
  where a.person_id = $1 and a.expires_on >= ((select ctx.now()) at time zone 'Europe/London')::date order by a.expires_on, a.id`
const SHARING = `select distinct on (d.recipient_service_id) s.name as service, d.answer from tc.sharing_decision d join tc.service s on s.id = d.recipient_service_id
  where d.person_id = $1 order by d.recipient_service_id, d.decided_at desc, d.id desc`
const DEATH = `select r.reported_at as at, w.name as by, t.name as team from tc.death_report r join tc.team t on t.id = r.team_id
  left join tc.staff w on w.id = r.by_id where r.person_id = $1 order by r.version desc limit 1`
const TOGETHER = `select m.together_at as at, s.name as by, m.undo_until_at as until from tc.merge m join tc.staff s on s.id = m.together_by
  where m.keep_id = $1 and m.state = 'together' and m.undo_until_at > (select ctx.now()) order by m.together_at desc limit 1`
const RELATION = `select true as ours from tc.person_relation where person_id = $1 limit 1`

/** Null: there is nobody of that id whom the asker may see; hidden and absent are alike. */
export const header = defineQuery<{ personId: string }, Header | null>({
  name: 'people.header',
  title: 'Who somebody is, and how to reach and address them',
  input: z.object({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [person, names, core, contactPoints, staffSafety, sharing, death, together, relation] =
      await Promise.all([
        tx.row<{
          personId: string
          name: string
          pronouns: string | null
          bornOn: Day | null
          communication: unknown
          deathState: ShownHeader['death']['state']
        }>(PERSON, [personId]),
        tx.rows<{ kind: PersonName['kind']; given: string | null; family: string | null }>(NAMES, [personId]),
        tx.row<{ number: string | null; status: string }>(CORE, [personId]),
        tx.rows<ShownHeader['contactPoints'][number]>(POINTS, [personId]),
        tx.rows<ShownHeader['staffSafety'][number]>(SAFETY, [personId]),
        tx.rows<ShownHeader['sharing'][number]>(SHARING, [personId]),
        tx.row<NonNullable<ShownHeader['death']['report']>>(DEATH, [personId]),
        tx.row<NonNullable<ShownHeader['together']>>(TOGETHER, [personId]),
        tx.row<{ ours: boolean }>(RELATION, [personId]),
      ])
    if (!person) return relation ? { state: 'added by your team', personId } : null
    const communication = communicationShape.safeParse(person.communication)
    const { deathState, ...who } = person
    return {
      ...who,
      death: { state: deathState, report: deathState === 'none' ? null : (death ?? null) },
      state: 'shown',
      legalName: legalNameBeside(
        names.map(({ kind, given, family }) => ({
          kind,
          ...(given !== null && { given }),
          ...(family !== null && { family }),
        })),
      ),
      nhsNumber: core?.number ?? null,
      numberVerified: core?.status === 'verified',
      communication: communication.success ? communication.data : { answer: 'not-asked' },
      contactPoints,
      staffSafety,
      sharing,
      together: together ?? null,
      core: core !== undefined,
    }
  },
  shows: (found) => (found === null ? [] : [found.personId]),
})
