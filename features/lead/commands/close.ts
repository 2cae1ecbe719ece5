import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { decideClose } from '#core/safetynet/close.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { closingFacts } from '../closing.ts'
import { loadLead, newest } from '../facts.ts'

const input = z.strictObject({
  closingId: z.uuid(),
  personId: z.uuid(),
  /** The way out that was seen. */
  transitionId: z.uuid(),
  words: z.string().trim().max(2000),
})
/** Of everything open about the person, whoever asks: a closing must not rest on what its asker happens to see. */
const WAITS = 'select gaps, owed, referrals from net.closing_waits($1)'
const COVERS = `select exists (select from tc.staff_absence a where a.staff_id = $1 and a.cover_staff_id = (select ctx.actor())
  and a.from_at <= (select ctx.now()) and a.until_at > (select ctx.now())) as covers`
const ADD = `insert into tc.transition_closing (id, transition_id, person_id, organisation_id, team_id, carries_on_id, words, closed_at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

/**
 * Closes a way out of hospital: the only way in which one ends. Refuses as `decideClose`, and STALE_VERSION when another way out
 * is open than the one that was seen.
 */
export const closeTransition = defineCommand({
  name: 'transition.close',
  version: 1,
  title: 'Close a way out of hospital',
  input,
  right: 'transition.close',
  people: (i) => [i.personId],
  async load(tx, i) {
    const facts = await loadLead(tx, i.personId)
    const [waits, cover] = await Promise.all([
      tx.row<{ gaps: number; owed: number; referrals: number }>(WAITS, [i.personId]),
      tx.row<{ covers: boolean }>(COVERS, [facts.lead?.staffId ?? null]),
    ])
    return { facts, waits, covers: cover?.covers === true }
  },
  decide({ facts, waits, covers }, i, by) {
    if (!waits) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.transition && facts.transition.id !== i.transitionId) return refuse('STALE_VERSION')
    const decided = decideClose({
      ...closingFacts(facts, { staffId: by.asker.actorId, grantees: by.asker.grantees, covers }),
      gapsOpen: waits.gaps,
      leavingOwed: waits.owed,
      referralsOpen: waits.referrals,
      words: i.words,
    })
    const carriesOn = newest(facts, 'carry on')
    if (!decided.ok) return decided
    return carriesOn
      ? ok({ words: decided.value, carriesOnId: carriesOn.id })
      : refuse('CLOSE_NOBODY_CARRIES_ON')
  },
  async store(tx, { words, carriesOnId }, i, by) {
    await tx.write(ADD, [
      i.closingId,
      i.transitionId,
      i.personId,
      by.asker.organisationId,
      by.asker.teamId,
      carriesOnId,
      words,
      by.now,
      by.asker.actorId,
    ])
    return {
      made: { closingId: i.closingId, personId: i.personId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'way out of hospital closed',
          aboutId: i.closingId,
          classBit: 2,
        },
      ],
    }
  },
})
