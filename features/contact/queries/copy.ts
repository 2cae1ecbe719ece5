import * as z from 'zod'
import { type CopyPerson, copyText } from '#core/contact/trust-copy.ts'
import { refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery, QueryRefused } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

export interface CopySpan {
  readonly id: string
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly copiedAt: Instant
}
export interface CopyShown extends CopySpan {
  readonly text: string
  readonly people: number
  readonly entries: number
  /** Of the own team or of drug and alcohol: kept here, and in no block for another record. */
  readonly leftOut: number
  readonly personIds: readonly string[]
}

interface Raw {
  readonly personId: string
  readonly at: Instant
  readonly classBit: number
  readonly lines: readonly string[]
}

// each is bound to the asker's own hand: who wrote the line of the timeline, the note, or what was done. The rows of the span come
// first, by index, and are few; whose hand it was is then one look-up a row: the other way round it reads a hand's every year.
const CONTACTS = `with span as materialized (
    select c.id, c.person_id, c.happened_at, c.window_from_at, c.class_bit, c.mode, c.state, c.seen, c.why_not from tc.contact c
     where c.recorded_at > $1 and c.recorded_at <= $2 and c.state = any (array['happened', 'no answer', 'did not happen'])),
  mine as materialized (
    select s.* from span s where (select true from tc.timeline t where t.by_id = (select ctx.actor()) and t.about_id = s.id
      and (t.what = any (array['contact happened', 'no answer', 'contact did not happen']) or (t.what = 'contact corrected' and t.at > $1 and t.at <= $2)) limit 1))
  select c.id, c.person_id as "personId", coalesce(c.happened_at, c.window_from_at) as at, c.class_bit as "classBit", c.mode, c.state, c.seen, c.why_not as "whyNot",
    (select json_agg(d.medicine_name || ': ' || d.outcome || coalesce(', ' || d.reason, '') order by d.medicine_name, d.id) from tc.dose_record d
       where d.contact_id = c.id and not exists (select from tc.dose_record r where r.replaces_id = d.id and r.contact_id = c.id)) as doses,
    (select json_agg(w.what || ': ' || coalesce(w.told || ' was told', 'nobody told yet') order by w.raised_at, w.id) from tc.worry w
       where w.contact_id = c.id and w.raised_by = (select ctx.actor())) as worries
  from mine c`
const NOTES = `select n.person_id as "personId", n.at, n.class_bit as "classBit", n.body, n.corrects_id is not null as corrected from tc.note n
 where n.by_staff_id = (select ctx.actor()) and n.recorded_at > $1 and n.recorded_at <= $2`
const SETTLED = `select w.person_id as "personId", w.done_at as at, w.class_bit as "classBit", w.what, w.done_text as done from tc.worry w
 where w.done_by = (select ctx.actor()) and w.done_at > $1 and w.done_at <= $2`
const OUTCOMES = `with settled as materialized (
    select c.id, c.person_id, c.resolved_at, c.class_bit, c.resolution_what, c.resolution from tc.contact c
     where c.resolved_by = (select ctx.actor()) and c.resolved_at > $1 and c.resolved_at <= $2)
  select c.person_id as "personId", c.resolved_at as at, c.class_bit as "classBit", c.resolution_what as what, c.resolution as words from settled c
   where (select true from tc.timeline t where t.by_id = (select ctx.actor()) and t.about_id = c.id and t.what = 'missed contact settled' limit 1)`

interface ContactRaw extends Omit<Raw, 'lines'> {
  readonly mode: string
  readonly state: string
  readonly seen: boolean | null
  readonly whyNot: string | null
  readonly doses: readonly string[] | null
  readonly worries: readonly string[] | null
}
const MODES: Readonly<Record<string, string>> = {
  visit: 'Visit',
  phone: 'Phone call',
  video: 'Video call',
  'accompanied first visit': 'First visit, accompanied',
}
const became = (c: ContactRaw): string =>
  c.state === 'happened'
    ? c.mode === 'phone'
      ? 'spoken with'
      : c.seen
        ? 'seen'
        : 'happened, not seen'
    : c.state === 'no answer'
      ? 'no answer'
      : `did not happen${c.whyNot ? `, ${c.whyNot}` : ''}`

/** What the asker's own hand recorded after `from` and up to `until`, as lines. */
export async function recordedByMe(tx: Tx, from: Instant, until: Instant): Promise<Raw[]> {
  const span = [from, until]
  const [contacts, notes, settled, outcomes] = await Promise.all([
    tx.rows<ContactRaw>(CONTACTS, span),
    tx.rows<Omit<Raw, 'lines'> & { readonly body: string; readonly corrected: boolean }>(NOTES, span),
    tx.rows<Omit<Raw, 'lines'> & { readonly what: string; readonly done: string }>(SETTLED, span),
    tx.rows<Omit<Raw, 'lines'> & { readonly what: string | null; readonly words: string | null }>(
      OUTCOMES,
      span,
    ),
  ])
  return [
    ...contacts.map((c) => ({
      ...c,
      lines: [
        `${MODES[c.mode] ?? c.mode}: ${became(c)}`,
        ...(c.doses ?? []),
        ...(c.worries ?? []).map((w) => `Worry: ${w}`),
      ],
    })),
    ...notes.map((n) => ({ ...n, lines: [`${n.corrected ? 'Corrected note' : 'Note'}: ${n.body}`] })),
    ...settled.map((w) => ({ ...w, lines: [`Worry (${w.what}), what was done: ${w.done}`] })),
    ...outcomes.map((o) => ({
      ...o,
      lines: [`What came of a missed contact: ${[o.what, o.words].filter(Boolean).join(', ')}`],
    })),
  ]
}

const ONE = `select id, from_at as "fromAt", until_at as "untilAt", copied_at as "copiedAt" from tc.trust_copy where id = $1`
const PEOPLE = `select p.id, p.display_name as name, k.nhs_number as "nhsNumber" from tc.person p left join tc.person_core k on k.person_id = p.id where p.id = any ($1::uuid[])`
/** What is written for those who support the person now; the own team's (8) and drug and alcohol (16) go into no other record. */
const SHARED = 4

/** One copy as a block of plain text: only what the asker's own hand recorded, and only what is shared. */
export const copyOfMine = defineQuery<{ copyId: string }, CopyShown>({
  name: 'contact.copy',
  title: 'What I recorded, as a block for the trust’s record',
  input: z.strictObject({ copyId: z.uuid() }),
  right: 'contact.record',
  async run(tx, { copyId }) {
    const span = await tx.row<CopySpan>(ONE, [copyId])
    if (!span) throw new QueryRefused(refuse('NOT_FOUND_OR_NOT_YOURS'))
    const all = await recordedByMe(tx, span.fromAt, span.untilAt)
    const entries = all.filter((e) => e.classBit === SHARED)
    const ids = [...new Set(entries.map((e) => e.personId))]
    const named = await tx.rows<{ id: string; name: string; nhsNumber: string | null }>(PEOPLE, [ids])
    const people: CopyPerson[] = named.map((p) => ({
      name: p.name,
      nhsNumber: p.nhsNumber,
      entries: entries.filter((e) => e.personId === p.id),
    }))
    const asker = await tx.asker
    return {
      ...span,
      text: copyText(asker.name, { from: span.fromAt, until: span.untilAt }, people),
      people: named.length,
      entries: people.reduce((sum, p) => sum + p.entries.length, 0),
      leftOut: all.length - entries.length,
      personIds: named.map((p) => p.id),
    }
  },
  shows: (c) => c.personIds,
})

const MINE = `select id, from_at as "fromAt", until_at as "untilAt", copied_at as "copiedAt" from tc.trust_copy
  where staff_id = (select ctx.actor()) order by until_at desc limit 50`

/** The asker's copies so far, newest first. */
export const copiesOfMine = defineQuery<Record<string, never>, readonly CopySpan[]>({
  name: 'contact.copies',
  title: 'My copies so far',
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  right: 'contact.record',
  run: (tx) => tx.rows<CopySpan>(MINE),
  shows: () => [],
})
