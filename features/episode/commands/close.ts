import * as z from 'zod'
import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideClose, type Handover } from '#core/pathway/closing.ts'
import { type Word, wordAfter } from '#core/referral/words.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { definitionOf } from '../definition.ts'
import { openMatters, ours } from '../facts.ts'
import { setAsideProposals } from '../proposal.ts'
import { loadEpisode } from '../schedule-facts.ts'
import { instantInput, words } from '../shapes.ts'

const receiver = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('staff member'), staffId: z.uuid() }),
  z.object({ kind: z.literal('team'), teamId: z.uuid(), named: words }),
  z.object({ kind: z.literal('outside'), named: words, ofOrganisation: words }),
])
const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  outcomeId: z.string().max(80),
  destinationId: z.string().max(80),
  /** Who carries on, by name, and how and when it was handed over; null only where the outcome allows it. */
  handover: z.object({ to: receiver, how: words, at: instantInput }).nullable().default(null),
  /** Keys of what was open on the screen: all of it must have been shown. */
  seenKeys: z.array(z.string().max(200)).max(500),
  version: z.int(),
})

const REFERRAL = 'select id, word, version from tc.referral where id = $1'
const STAFF = `select s.name || coalesce(', ' || t.name, '') as name from tc.staff s
  left join lateral (select t.name from tc.post_holder h join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id
    where h.staff_id = s.id and (h.until_at is null or h.until_at > (select ctx.now())) order by h.from_at limit 1) t on true
  where s.id = $1 and (s.left_at is null or s.left_at > (select ctx.now()))`
const TEAM = 'select name from tc.team where id = $1 and closed_at is null'
const CLOSE = `update tc.episode set state = 'ended', ended_at = (select ctx.now()), outcome = $3, destination = $4, handover_to = $5, handover_text = $6,
    handover_staff_id = $7, handover_team_id = $8, handover_at = $9, open_at_closing = $10::text[], version = version + 1
  where id = $1 and version = $2 and state = 'open'`
// a visit that has begun or was missed stays until somebody writes what became of it
const VOID = `update tc.contact set state = 'void', version = version + 1
  where episode_id = $1 and state = 'planned' and window_from_at > (select ctx.now())`
const END_PAUSE =
  'update tc.schedule_pause set until_at = (select ctx.now()) where episode_id = $1 and until_at is null'
// the word of the referral, here because this room may not import the one that imports it; the rule is core's
const FINISH = `update tc.referral set word = $3, finished_at = (select ctx.now()), closed_at = (select ctx.now()), version = version + 1
  where id = $1 and version = $2`

async function receiverName(tx: Tx, handover: z.infer<typeof input>['handover']): Promise<string | null> {
  const to = handover?.to
  if (!to) return null
  if (to.kind === 'outside') return `${to.named}, ${to.ofOrganisation}`
  const row = await tx.row<{ name: string }>(to.kind === 'team' ? TEAM : STAFF, [
    to.kind === 'team' ? to.teamId : to.staffId,
  ])
  return row ? (to.kind === 'team' ? `${to.named}, ${row.name}` : row.name) : null
}

/**
 * Ends a person's time with the service: outcome, destination, and a handover to somebody named. What is open stays open,
 * must have been shown, and its keys are kept with the end; the referral becomes "finished"; contacts to come are void.
 * Refuses: those of `decideClose`, STALE_VERSION.
 */
export const close = defineCommand({
  name: 'episode.close',
  version: 1,
  title: 'End support',
  input,
  right: 'episode.manage',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [episode, open, named] = await Promise.all([
      loadEpisode(tx, i.episodeId, i.personId),
      openMatters(tx, i.personId),
      receiverName(tx, i.handover),
    ])
    const definition =
      episode &&
      (await definitionOf(tx, {
        pathwayId: episode.pathway_id,
        version: episode.pathway_version,
        sha256: episode.sha256,
      }))
    const referral = episode?.referral_id
      ? await tx.row<{ id: string; word: Word; version: number }>(REFERRAL, [episode.referral_id])
      : undefined
    return { facts: episode && definition && { episode, definition }, open, named, referral }
  },
  decide({ facts, open, named, referral }, i, by) {
    const found = ours(facts)
    if (!found.ok) return found
    const { episode, definition } = found.value
    if (i.handover && named === null) return refuse('CLOSING_NEEDS_RECEIVER', { field: 'handover' })
    const closed = decideClose(definition, episode.ended_at, {
      outcomeId: i.outcomeId,
      destinationId: i.destinationId,
      handover: i.handover && ({ ...i.handover, to: receiverOf(i.handover.to) } satisfies Handover),
      open: open.gaps.map((g) => ({ key: g.key, kind: g.kind, owner: g.owner_staff_id ?? '' })),
      seenKeys: i.seenKeys,
      by: by.asker.actorId as StaffId,
      now: by.now,
    })
    const word = referral && wordAfter(referral.word, 'finish')
    return closed.ok
      ? ok({
          episode,
          closed: closed.value,
          named: named ?? 'nobody: a handover was not possible',
          referral: word ? { ...referral, word } : null,
        })
      : closed
  },
  async store(tx, { episode: e, closed, named, referral }, i, by) {
    const to = i.handover?.to
    const sent: Promise<unknown>[] = [
      expectWritten(
        tx.write(CLOSE, [
          e.id,
          i.version,
          closed.outcomeId,
          closed.destinationId,
          named,
          i.handover?.how ?? null,
          to?.kind === 'staff member' ? to.staffId : null,
          to?.kind === 'team' ? to.teamId : null,
          i.handover?.at ?? null,
          closed.openAtClosing.map((o) => o.key),
        ]),
      ),
      tx.write(VOID, [e.id]),
      tx.write(END_PAUSE, [e.id]),
      setAsideProposals(tx, e.id),
    ]
    if (referral) sent.push(expectWritten(tx.write(FINISH, [referral.id, referral.version, referral.word])))
    await Promise.all(sent)
    return {
      made: { episodeId: e.id, openAtClosing: closed.openAtClosing.length },
      timeline: [
        { personId: i.personId, at: by.now, what: 'support ended', aboutId: e.id, classBit: e.class_bit },
      ],
    }
  },
})

const receiverOf = (to: z.infer<typeof receiver>): Handover['to'] => {
  if (to.kind === 'staff member') return { kind: 'staff member', staffId: to.staffId as StaffId }
  if (to.kind === 'team') return { kind: 'team', teamId: to.teamId as TeamId, named: to.named }
  return to
}
