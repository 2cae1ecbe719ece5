import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, type Day, dayOf } from '#core/kernel/time.ts'
import { dayShape } from '#core/people/shapes.ts'
import { copyDueOn } from '#core/record-copy/clock.ts'
import { emergencySearch, emergencyWhoShape } from '#core/sharing/emergency.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadRequest, type RequestRow } from '../facts.ts'
import { ASKED_HOW } from '../words.ts'

const how = z.string().trim().min(3).max(500)
const input = z.strictObject({
  requestId: z.uuid(),
  who: emergencyWhoShape,
  askedOn: dayShape,
  askedHow: z.enum(ASKED_HOW),
  /** What they ask for, in their words; empty: everything. */
  what: z.string().trim().max(2000),
  /** Null: not checked yet. The clock runs all the same. */
  identity: z.nullable(z.strictObject({ on: dayShape, how })),
})
type Input = z.output<typeof input>

/** Times somebody may look for a person at the desk in an hour. Ours, unsigned. */
const TRIES_AN_HOUR = 15
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('copy.ask ' || (select ctx.actor())::text, 0))`
const LATELY = `select count(*)::int as tried from audit.command
  where actor_id = (select ctx.actor()) and name = 'copy.ask' and outcome <> 'done' and at > (select ctx.now()) - interval '1 hour'`
const FACTS = `select (select ctx.employed_post()) is not null as employed,
    coalesce((select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1), false) as supports,
    exists (select from tc.subject_request q where q.person_id = $1 and q.closed_team_id is null and q.state in ('asked', 'gathered', 'released')) as open`

interface Facts {
  readonly employed: boolean
  readonly supports: boolean
  readonly open: boolean
  readonly tried: number
  readonly personId: string | null
}

/**
 * Writes down that somebody asks for everything the organisation holds about them, and starts the one-month clock: the desk gets a task
 * that is due on the last day. By whoever supports the person, or at the desk by two identifiers among those of whom the organisation
 * holds something. Refuses: those of `emergencySearch`, COPY_NO_ONE_FITS, COPY_OPEN_ALREADY, COPY_ASKED_DAY, COPY_IDENTITY_DAY, TOO_MANY_TRIES.
 */
export const askForCopy = defineCommand<Input, Facts, { personId: string; search: unknown; dueOn: Day }>({
  name: 'copy.ask',
  version: 1,
  title: 'Write down that somebody asks for a copy of their record',
  input,
  right: ['people.read', 'subject-access.release'],
  people: ({ who }) => (who.by === 'id' ? [who.personId] : []),
  async load(tx, { who }) {
    if (who.by === 'id') {
      const facts = await tx.row<Omit<Facts, 'tried' | 'personId'>>(FACTS, [who.personId])
      return { employed: false, supports: false, open: false, ...facts, tried: 0, personId: who.personId }
    }
    const search = emergencySearch(who)
    const { rights } = await tx.asker
    await tx.row(ONE_AT_A_TIME)
    const [lately, found] = await Promise.all([
      tx.row<{ tried: number }>(LATELY),
      search.ok && rights.includes('subject-access.release')
        ? tx.row<{ id: string | null }>('select tc.find_for_copy($1::jsonb) as id', [
            JSON.stringify(search.value),
          ])
        : undefined,
    ])
    const personId = found?.id ?? null
    const facts = await tx.row<Omit<Facts, 'tried' | 'personId'>>(FACTS, [personId])
    return {
      employed: false,
      open: false,
      ...facts,
      supports: personId !== null,
      tried: lately?.tried ?? 0,
      personId,
    }
  },
  decide({ employed, supports, open, tried, personId }, i, by) {
    if (by.asker.kind !== 'staff' || !employed) return refuse('COPY_NOT_YOURS')
    const search = emergencySearch(i.who)
    if (!search.ok) return search
    if (i.who.by !== 'id') {
      if (!by.asker.rights.includes('subject-access.release')) return refuse('COPY_NOT_YOURS')
      if (tried >= TRIES_AN_HOUR) return refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } })
      if (personId === null) return refuse('COPY_NO_ONE_FITS')
    }
    if (personId === null || !supports) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (open) return refuse('COPY_OPEN_ALREADY')
    const today = dayOf(by.now)
    if (i.askedOn > today || i.askedOn < addDays(today, -366))
      return refuse('COPY_ASKED_DAY', { field: 'askedOn' })
    if (i.identity !== null && i.identity.on > today)
      return refuse('COPY_IDENTITY_DAY', { field: 'identityOn' })
    return ok({ personId, search: search.value, dueOn: copyDueOn(i.askedOn, englandHolidays) })
  },
  async store(tx, { personId, search, dueOn }, i) {
    const said = {
      who: search,
      askedOn: i.askedOn,
      askedHow: i.askedHow,
      what: i.what,
      identityOn: i.identity?.on ?? null,
      identityHow: i.identity?.how ?? null,
    }
    await tx.row('select tc.copy_ask($1, $2, $3::jsonb, $4)', [
      i.requestId,
      personId,
      JSON.stringify(said),
      dueOn,
    ])
    return { made: { requestId: i.requestId, dueOn }, people: [personId] }
  },
})

const check = z.strictObject({ requestId: z.uuid(), personId: z.uuid(), on: dayShape, how })
type Check = z.output<typeof check>

/** Writes down who checked that it is this person who asks, on which day and how. Refuses: COPY_IDENTITY_DONE, COPY_IDENTITY_DAY, COPY_SETTLED. */
export const checkIdentity = defineCommand<Check, RequestRow | undefined, null>({
  name: 'copy.check-identity',
  version: 1,
  title: 'Say that it is this person who asks',
  input: check,
  right: ['people.read', 'subject-access.release'],
  people: (i) => [i.personId],
  load: loadRequest,
  decide(q, i, by) {
    if (!q) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (by.asker.kind !== 'staff') return refuse('COPY_NOT_YOURS')
    if (q.identityOn !== null) return refuse('COPY_IDENTITY_DONE')
    if (q.state !== 'asked') return refuse('COPY_SETTLED')
    return i.on > dayOf(by.now) ? refuse('COPY_IDENTITY_DAY', { field: 'on' }) : ok(null)
  },
  async store(tx, _, i) {
    await tx.row('select tc.copy_identity($1, $2, $3)', [i.requestId, i.on, i.how])
    return { made: { requestId: i.requestId } }
  },
})
