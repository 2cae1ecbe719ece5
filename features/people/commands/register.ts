import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { decideRegister, personDetailsShape } from '#core/people/person.ts'
import { type PersonRows, personRows } from '#core/people/rows.ts'
import { defineCommand } from '#platform/commands/command.ts'

/** `personId`: what the sender calls them in its own request. The record gives an id of its own, alike for known and unknown. */
const input = z.object({ personId: z.uuid(), details: personDetailsShape })
type Input = z.infer<typeof input>

/** Most registrations in one hour: by hand far more than anyone needs, by a feed a busy morning. Ours. */
const MOST_AN_HOUR = { staff: 60, machine: 5_000 } as const

// a spreadsheet is limited by its rows, and by the one who confirmed it
const COUNT = `select count(*)::int as n from audit.command
  where (select ctx.purpose()) not like 'job: %' and actor_id = (select ctx.actor()) and name = 'person.register' and at > (select ctx.now()) - interval '1 hour'`

/**
 * Adds a person, or joins the one whom the partnership knows already. The answer is the same in words, shape and time:
 * an id, and nothing that the asker did not type. Everything else about matching is the database function's own.
 */
export const register = defineCommand<Input, { lately: number }, PersonRows>({
  name: 'person.register',
  version: 1,
  title: 'Add a person',
  input,
  right: 'people.register',
  // not known before the record's own matcher has looked; the store names who it turned out to be
  people: () => [],
  async load(tx) {
    return { lately: (await tx.row<{ n: number }>(COUNT))?.n ?? 0 }
  },
  decide(facts, { details }, by) {
    if (facts.lately >= MOST_AN_HOUR[by.asker.kind === 'machine' ? 'machine' : 'staff'])
      return refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } })
    const decided = decideRegister(details, dayOf(by.now))
    return decided.ok ? ok(personRows(decided.value.details)) : decided
  },
  async store(tx, rows, { personId }, by) {
    const row = await tx.row<{ id: string }>('select tc.register_person($1, $2::jsonb) as id', [
      personId,
      JSON.stringify(rows),
    ])
    const id = row!.id
    return {
      made: { personId: id },
      people: [id],
      timeline: [{ personId: id, at: by.now, what: 'person added', aboutId: id, classBit: 8 }],
    }
  },
})
