import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { type ClientFacts, decideSecret } from '#core/people/machine-scopes.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const plain = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\s|]+$/)
const input = z.strictObject({
  doorId: z.uuid(),
  organisationId: z.uuid(),
  endpointId: z.uuid(),
  serviceId: z.uuid(),
  /** What the partner's system calls the service. */
  target: z.strictObject({ system: plain, value: plain }),
})
type Input = z.infer<typeof input>
interface Facts extends ClientFacts {
  readonly listed: boolean
  readonly known: boolean
  readonly has: boolean
}
const FACTS = `select ctx.may_clients($1) as may, ctx.second_factor_at() as "secondFactorAt",
    exists (select from tc.partner_endpoint where id = $2 and organisation_id = $1 and ended_at is null) as listed,
    exists (select from tc.service where id = $3) as known,
    exists (select from tc.partner_door where organisation_id = $1 and service_id = $3 and ended_at is null) as has`
const ADD = `insert into tc.partner_door (id, organisation_id, endpoint_id, service_id, target_system, target_value, listed_at, listed_by)
  values ($1, $2, $3, $4, $5, $6, (select ctx.now()), (select ctx.actor()))`

/**
 * From now on a referral that this organisation's staff send to a service goes to a listed partner's system too, as a message of BaRS.
 * Asks for a second factor as lately as a secret does: what goes there is about people. Refuses: PARTNER_DOOR_THERE.
 */
export const addDoor = defineCommand<Input, Facts | undefined, null>({
  name: 'partner.add-door',
  version: 1,
  title: 'Have referrals to a service sent to a partner’s system too',
  input,
  right: 'client.manage',
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.organisationId, i.endpointId, i.serviceId]),
  decide(facts, _input, by) {
    if (!facts?.may || !facts.listed || !facts.known) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (facts.has) return refuse('PARTNER_DOOR_THERE', { field: 'serviceId' })
    const fresh = decideSecret(facts, by.now)
    return fresh.ok ? ok(null) : fresh
  },
  async store(tx, _decision, i) {
    await expectWritten(
      tx.write(ADD, [i.doorId, i.organisationId, i.endpointId, i.serviceId, i.target.system, i.target.value]),
    )
    return { made: { doorId: i.doorId } }
  },
})

const endInput = z.strictObject({ organisationId: z.uuid(), doorId: z.uuid() })
const STANDS = `select exists (select from tc.partner_door where id = $2 and organisation_id = $1 and ended_at is null and ctx.may_clients($1)) as stands`
const END = `update tc.partner_door set ended_at = (select ctx.now()), ended_by = (select ctx.actor()), version = version + 1
  where id = $1 and ended_at is null`

/** Referrals to a service go to the partner's system no longer. What still waits becomes a task of whoever sent it. */
export const endDoor = defineCommand<z.infer<typeof endInput>, boolean, null>({
  name: 'partner.end-door',
  version: 1,
  title: 'Have referrals to a service sent to a partner’s system no longer',
  input: endInput,
  right: 'client.manage',
  people: () => [],
  load: async (tx, i) =>
    (await tx.row<{ stands: boolean }>(STANDS, [i.organisationId, i.doorId]))?.stands === true,
  decide: (stands) => (stands ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(END, [i.doorId]))
    return { made: { doorId: i.doorId } }
  },
})
