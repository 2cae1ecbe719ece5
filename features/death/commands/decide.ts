import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { type DeathDecision, decideConfirmDeath, decideUndoDeath } from '#core/people/death.ts'
import type { Decider, Stored } from '#platform/commands/command.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { type DeathOf, loadDeath, mayWrite, settlePlan } from '../facts.ts'

const shape = {
  decisionId: z.uuid(),
  personId: z.uuid(),
  /** The newest version that was seen. */
  version: z.int().min(1),
  why: z.string().max(1000),
}
const confirmInput = z.strictObject(shape)
/** `alive`: the person lives; false takes back the confirmation alone. */
const undoInput = z.strictObject({ ...shape, alive: z.boolean() })

interface Facts {
  readonly death: DeathOf | undefined
  readonly writable: boolean
}
interface Decision {
  readonly what: DeathDecision
  readonly why: string
  readonly version: number
  readonly reportId: string
}

const ADD = `insert into tc.death_decision (id, report_id, person_id, organisation_id, team_id, version, what, why, decided_at, decided_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
const WORDS: Readonly<Record<DeathDecision, string>> = {
  confirmed: 'death confirmed',
  'confirmation undone': 'confirmation of death undone',
  'report undone': 'report of death undone',
}

const load = async (tx: Tx, i: { readonly personId: string }): Promise<Facts> => {
  const [death, writable] = await Promise.all([loadDeath(tx, i.personId), mayWrite(tx, i.personId)])
  return { death, writable }
}

/** Whoever saw an older state is told so before any rule speaks of one they have not seen. */
function known(facts: Facts, version: number): Result<DeathOf & { readonly report_id: string }> {
  const { death, writable } = facts
  if (!death || !writable) return refuse('NOT_FOUND_OR_NOT_YOURS')
  if (death.report_id === null) return refuse('DEATH_NOT_REPORTED')
  if (version !== death.version) return refuse('STALE_VERSION')
  return ok({ ...death, report_id: death.report_id })
}

/** What the rule says of the death as the asker saw it, as the next version. A machine decides nothing. */
function decided(
  facts: Facts,
  version: number,
  by: Decider,
  rule: (death: DeathOf) => Result<Pick<Decision, 'what' | 'why'>>,
): Result<Decision> {
  if (by.asker.kind === 'machine') return refuse('NOT_ALLOWED')
  const death = known(facts, version)
  if (!death.ok) return death
  const said = rule(death.value)
  return said.ok
    ? ok({ ...said.value, version: death.value.version + 1, reportId: death.value.report_id })
    : said
}

async function store(
  tx: Tx,
  d: Decision,
  i: { readonly decisionId: string; readonly personId: string },
  by: Decider,
): Promise<Stored> {
  const { organisationId, teamId, actorId } = by.asker
  await expectWritten(
    tx.write(ADD, [
      i.decisionId,
      d.reportId,
      i.personId,
      organisationId,
      teamId,
      d.version,
      d.what,
      d.why,
      by.now,
      actorId,
    ]),
  )
  const contacts = await settlePlan(tx, i.personId)
  return {
    made: { decisionId: i.decisionId, personId: i.personId, what: d.what as string, contacts },
    timeline: [{ personId: i.personId, at: by.now, what: WORDS[d.what], aboutId: i.decisionId, classBit: 2 }],
  }
}

/**
 * Confirms a death: planned contacts stop, nothing else is owed any more, and the lead and each service are asked what they did.
 * Refuses: DEATH_NOT_REPORTED, DEATH_ALREADY_CONFIRMED, DEATH_NOT_YOURS_TO_DECIDE, DEATH_NEEDS_WHY, STALE_VERSION.
 */
export const confirmDeath = defineCommand<z.infer<typeof confirmInput>, Facts, Decision>({
  name: 'death.confirm',
  version: 1,
  title: 'Confirm that a person has died',
  input: confirmInput,
  right: 'death.confirm',
  people: (i) => [i.personId],
  load,
  decide: (facts, i, by) =>
    decided(facts, i.version, by, (death) => decideConfirmDeath(death.state, death.may_decide, i.why)),
  store,
})

/**
 * Undoes a report, or a confirmation: everything stands as before, planned contacts too.
 * Refuses: DEATH_NOT_REPORTED, DEATH_NOT_CONFIRMED, DEATH_NOT_YOURS_TO_DECIDE, DEATH_NEEDS_WHY, STALE_VERSION.
 */
export const undoDeath = defineCommand<z.infer<typeof undoInput>, Facts, Decision>({
  name: 'death.undo',
  version: 1,
  title: 'Undo that a person was reported or confirmed to have died',
  input: undoInput,
  right: 'death.confirm',
  people: (i) => [i.personId],
  load,
  decide: (facts, i, by) =>
    decided(facts, i.version, by, (death) => decideUndoDeath(death.state, death.may_decide, i)),
  store,
})
