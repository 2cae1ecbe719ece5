import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { decideMakeAgreement, type HeldAgreement } from '#core/sharing/agreement.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

/** With one's own organisation. `from` null: from now. `until` null: no end is set. */
const input = z.strictObject({
  agreementId: z.uuid(),
  organisationId: z.uuid(),
  from: z.nullable(instantShape),
  until: z.nullable(instantShape),
})
type Input = z.infer<typeof input>

interface Facts {
  readonly areTwo: boolean
  readonly held: readonly HeldAgreement[]
}
interface Decision {
  readonly from: Instant
  readonly until: Instant | null
  readonly namesPair: boolean
}

// two colleagues of the two organisations make one at the same moment: the second waits here and then reads the first
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(hashtextextended('sharing agreement ' || least($1, o.own)::text || greatest($1, o.own)::text, 0))
  from (select (select ctx.organisation()) as own) o`
const ARE_TWO = 'select (select ctx.organisation()) <> $1::uuid as "areTwo"'
/** Whose act the end is, as the asker's organisation sees it. */
export const WHOSE_END = `case when organisation_a = (select ctx.organisation()) then ended_by_a else ended_by_b end as "endedByUs",
    case when organisation_a = (select ctx.organisation()) then ended_by_b else ended_by_a end as "endedByThem"`
const HELD = `select from_at as "from", until_at as "until", ${WHOSE_END} from tc.sharing_agreement
  where organisation_a = least($1::uuid, (select ctx.organisation())) and organisation_b = greatest($1::uuid, (select ctx.organisation()))`
const MAKE = `insert into tc.sharing_agreement (id, organisation_a, organisation_b, from_at, until_at, made_at, made_by)
  values ($1, least($2::uuid, (select ctx.organisation())), greatest($2::uuid, (select ctx.organisation())), $3, $4, (select ctx.now()), (select ctx.actor()))
  on conflict do nothing`

/**
 * One's own organisation and another share from now or from a day to come: referrals may pass, and what they carry is read.
 * Whoever was referred between the two before there was any agreement is looked at again.
 */
export const makeAgreement = defineCommand<Input, Facts, Decision>({
  name: 'agreement.make',
  version: 1,
  title: 'Make a sharing agreement with another organisation',
  input,
  right: 'sharing.agreement',
  people: () => [],
  reliesOn: (i) => [i.organisationId],
  async load(tx, i) {
    const [, two, held] = await Promise.all([
      tx.row(ONE_AT_A_TIME, [i.organisationId]),
      tx.row<{ areTwo: boolean }>(ARE_TWO, [i.organisationId]),
      tx.rows<HeldAgreement>(HELD, [i.organisationId]),
    ])
    return { areTwo: two?.areTwo ?? false, held }
  },
  decide: (facts, i, by) => decideMakeAgreement(facts, i, by.now),
  async store(tx, { from, until, namesPair }, i) {
    const [, people] = await Promise.all([
      expectWritten(tx.write(MAKE, [i.agreementId, i.organisationId, from, until])),
      namesPair
        ? tx.rows<{ id: string }>('select acl.people_between($1, false) as id', [i.organisationId])
        : [],
    ])
    return {
      made: { agreementId: i.agreementId, touched: people.length },
      people: people.map((p) => p.id),
    }
  },
})
