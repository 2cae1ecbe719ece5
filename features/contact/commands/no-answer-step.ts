import * as z from 'zod'
import { type ChainStepDone, decideChainStep } from '#core/contact/no-answer.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { contactOf, instantInput } from '#features/episode/index.ts'
import { defineCommand } from '#platform/commands/command.ts'
import { loadContact, loadEarlier, ourContact } from '../facts.ts'

const input = z.object({
  personId: z.uuid(),
  contactId: z.uuid(),
  doneId: z.uuid(),
  stepId: z.string().max(80),
  at: instantInput,
  found: z.enum(['answered', 'no answer', 'told']),
})
const DONE =
  'select step_id as "stepId", at, by_staff_id as by, found from tc.chain_step_done where contact_id = $1 order by at, id'
const WRITE = `insert into tc.chain_step_done (id, contact_id, person_id, organisation_id, team_id, class_bit, step_id, found, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, (select ctx.actor()))`
const TRIED = 'update tc.contact set no_answer_at = no_answer_at || $2::timestamptz where id = $1'

/**
 * A step of the no-answer chain done: who did it, when, and what came of it. The contact stays open until its outcome is
 * written, even when somebody answered. Refuses: CHAIN_STEP_DONE, CHAIN_NOT_RUNNING, CHAIN_STEP_UNKNOWN, CONTACT_AHEAD.
 */
export const noAnswerStep = defineCommand({
  name: 'contact.no-answer-step',
  version: 1,
  title: 'Write a step after no answer',
  input,
  right: 'contact.record',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [facts, earlier, done] = await Promise.all([
      loadContact(tx, i.contactId, i.personId),
      loadEarlier(tx, i.contactId),
      tx.rows<ChainStepDone>(DONE, [i.contactId]),
    ])
    return { facts, earlier, done }
  },
  decide({ facts, earlier, done }, i, by) {
    const found = ourContact(facts)
    if (!found.ok) return found
    const { row, definition } = found.value
    const step: ChainStepDone = {
      stepId: i.stepId,
      at: i.at as Instant,
      by: by.asker.actorId as StaffId,
      found: i.found,
    }
    const decided = decideChainStep(definition?.noAnswer ?? [], contactOf(row, earlier), done, step, by.now)
    return decided.ok ? ok(row) : decided
  },
  async store(tx, row, i) {
    await Promise.all([
      tx.write(WRITE, [
        i.doneId,
        row.id,
        i.personId,
        row.organisation_id,
        row.team_id,
        row.class_bit,
        i.stepId,
        i.found,
        i.at,
      ]),
      ...(i.found === 'no answer' ? [tx.write(TRIED, [row.id, i.at])] : []),
    ])
    return {
      made: { doneId: i.doneId },
      timeline: [
        {
          personId: i.personId,
          at: i.at,
          what: `after no answer: ${i.found}`,
          aboutId: row.id,
          classBit: row.class_bit,
        },
      ],
    }
  },
})
