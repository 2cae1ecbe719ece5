import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { secondLookDueAt } from '#core/place/task-due.ts'
import {
  emergencyReasonShape,
  emergencySearch,
  emergencyUntil,
  emergencyWhoShape,
} from '#core/sharing/emergency.ts'
import { thingOf } from '#features/duty/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const opening = z.strictObject({
  emergencyId: z.uuid(),
  who: emergencyWhoShape,
  reason: emergencyReasonShape,
})
type Opening = z.output<typeof opening>

/** Records that one staff member may open in an hour, and times they may look for somebody. Ours, unsigned. */
const MOST_AN_HOUR = { opened: 5, tried: 15 } as const

// one after another for each asker, or many sent at once would each see that none was opened
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('emergency.open ' || (select ctx.actor())::text, 0))`
const LATELY = `select count(*) filter (where outcome = 'done')::int as opened, count(*)::int as tried,
    (select ctx.employed_post()) is not null as employed
  from audit.command where actor_id = (select ctx.actor()) and name = 'emergency.open' and at > (select ctx.now()) - interval '1 hour'`
const FIND = 'select tc.find_for_emergency($1::jsonb) as id'
const ADD = `insert into tc.emergency_access (id, person_id, staff_id, post_id, team_id, organisation_id, reason_kind, reason, over_a_no, opened_at, until_at, second_look_due_at)
  select $1, $2, (select ctx.actor()), (select ctx.employed_post()), (select ctx.team()), (select ctx.organisation()), $3, $4,
         exists (select from acl.closed c where c.person_id = $2), (select ctx.now()), $5, $6`
const TELL = 'select net.emergency_opened($1, $2)'

interface OpeningFacts {
  readonly opened: number
  readonly tried: number
  readonly employed: boolean
  readonly personId: string | null
}

/**
 * Opens core and what teams share of one person to the asker alone, in this post, for at most 60 minutes. In the same transaction the desk
 * is told and asked for a second look, and the person's timeline says it. Of nobody, and of several who fit, the same words.
 * Refuses: those of `emergencySearch`, EMERGENCY_NOT_YOURS, EMERGENCY_NO_ONE_FITS, EMERGENCY_OPEN_ALREADY, TOO_MANY_TRIES.
 */
export const openEmergency = defineCommand<Opening, OpeningFacts, { personId: string; untilAt: Instant }>({
  name: 'emergency.open',
  version: 1,
  title: 'Open a record in an emergency',
  input: opening,
  right: 'emergency.access',
  // not known before the record's own matcher has looked; the store names who it is
  people: () => [],
  async load(tx, { who }) {
    const search = emergencySearch(who)
    await tx.row(ONE_AT_A_TIME)
    const [lately, found] = await Promise.all([
      tx.row<Omit<OpeningFacts, 'personId'>>(LATELY),
      search.ok ? tx.row<{ id: string | null }>(FIND, [JSON.stringify(search.value)]) : undefined,
    ])
    return {
      opened: lately?.opened ?? 0,
      tried: lately?.tried ?? 0,
      employed: lately?.employed ?? false,
      personId: found?.id ?? null,
    }
  },
  decide({ opened, tried, employed, personId }, { who }, by) {
    if (by.asker.kind !== 'staff' || !employed) return refuse('EMERGENCY_NOT_YOURS')
    if (opened >= MOST_AN_HOUR.opened || tried >= MOST_AN_HOUR.tried)
      return refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } })
    const search = emergencySearch(who)
    if (!search.ok) return search
    if (personId === null) return refuse('EMERGENCY_NO_ONE_FITS')
    if (by.asker.emergencies?.some((e) => e.personId === personId)) return refuse('EMERGENCY_OPEN_ALREADY')
    return ok({ personId, untilAt: emergencyUntil(by.now) })
  },
  async store(tx, { personId, untilAt }, { emergencyId, reason }, by) {
    const due = secondLookDueAt(by.now, englandHolidays)
    await Promise.all([
      expectWritten(tx.write(ADD, [emergencyId, personId, reason.kind, reason.words, untilAt, due])),
      tx.row(TELL, [emergencyId, thingOf('emergency-access')?.minutes ?? 240]),
    ])
    return { made: { emergencyId, personId, untilAt }, people: [personId] }
  },
})

const closing = z.strictObject({ emergencyId: z.uuid(), personId: z.uuid() })

/** Closes what the asker opened in an emergency before its hour is over. Refuses: EMERGENCY_OVER. */
export const closeEmergency = defineCommand({
  name: 'emergency.close',
  version: 1,
  title: 'Close a record that was opened in an emergency',
  input: closing,
  right: 'emergency.access',
  people: (i: z.output<typeof closing>) => [i.personId],
  load: (tx, i) =>
    tx.row<{ over: boolean }>(
      `select closed_at is not null or until_at <= (select ctx.now()) as over from tc.emergency_access
        where id = $1 and person_id = $2 and staff_id = (select ctx.actor())`,
      [i.emergencyId, i.personId],
    ),
  decide(row, _i, _by) {
    if (!row) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return row.over ? refuse('EMERGENCY_OVER') : ok(null)
  },
  async store(tx, _, i, by) {
    await expectWritten(
      tx.write('update tc.emergency_access set closed_at = $2 where id = $1 and closed_at is null', [
        i.emergencyId,
        by.now,
      ]),
    )
    return { made: { emergencyId: i.emergencyId } }
  },
})
