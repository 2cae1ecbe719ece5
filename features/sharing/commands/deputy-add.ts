import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { type Deputy, decideDeputy, deputyShape } from '#core/people/deputy.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.object({ deputyId: z.uuid(), personId: z.uuid(), deputy: deputyShape })
type Input = z.infer<typeof input>

interface Facts {
  readonly classBit: 2 | 16
}

// of a drug-and-alcohol team's class where one writes it down: that it did says what somebody needs
const FACTS = `select case when t.drug_and_alcohol then 16 else 2 end as "classBit" from tc.team t
  where t.id = (select ctx.team()) and (select true from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1)`
const ADD = `insert into tc.deputy (id, person_id, kind, name, telephone, scope, evidence, evidence_seen_on, from_on, until_on, class_bit,
    organisation_id, team_id, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`

/**
 * Who speaks or decides for the person: role, evidence seen, scope, dates. It opens nothing to them and nothing to anybody else.
 * Refuses: NOT_FOUND_OR_NOT_YOURS and those of `decideDeputy`.
 */
export const addDeputy = defineCommand<Input, Facts | undefined, Deputy & Facts>({
  name: 'deputy.add',
  version: 1,
  title: 'Write down who speaks or decides for the person',
  input,
  right: ['sharing.record', 'people.details'],
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.personId]),
  decide(facts, i, by) {
    if (!facts) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const decided = decideDeputy(i.deputy, dayOf(by.now))
    return decided.ok ? ok({ ...decided.value, ...facts }) : decided
  },
  async store(tx, d, i, by) {
    await expectWritten(
      tx.write(ADD, [
        i.deputyId,
        i.personId,
        d.kind,
        d.name,
        d.telephone,
        d.scope,
        d.evidence,
        d.seenOn,
        d.fromOn,
        d.untilOn,
        d.classBit,
      ]),
    )
    return {
      made: { deputyId: i.deputyId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'who speaks for them written down',
          aboutId: i.deputyId,
          classBit: d.classBit,
        },
      ],
    }
  },
})
