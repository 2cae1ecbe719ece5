import * as z from 'zod'
import { type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { decideAgreementEnd, type HeldAgreement } from '#core/sharing/agreement.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { WHOSE_END } from './agreement-make.ts'

/** `at`: the first instant without the agreement. */
const input = z.strictObject({
  agreementId: z.uuid(),
  version: z.int().min(1),
  end: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('now') }),
    z.strictObject({ kind: z.literal('at'), at: instantShape }),
    z.strictObject({ kind: z.literal('no end') }),
  ]),
})
type Input = z.infer<typeof input>

interface Facts extends HeldAgreement {
  readonly version: number
  readonly mine: boolean
}

interface Decision {
  readonly until: Instant | null
  readonly endedByUs: boolean
}

const FACTS = `select from_at as "from", until_at as "until", version, (select ctx.organisation()) in (organisation_a, organisation_b) as mine,
    ${WHOSE_END}
  from tc.sharing_agreement where id = $1`
const SET_END = `update tc.sharing_agreement set until_at = $3,
    ended_by_a = case when organisation_a = (select ctx.organisation()) then $4 else ended_by_a end,
    ended_by_b = case when organisation_b = (select ctx.organisation()) then $4 else ended_by_b end, version = version + 1, changed_at = (select ctx.now()), changed_by = (select ctx.actor())
  where id = $1 and version = $2`

/** Ends a sharing agreement, now or later, or takes one's own end away. Nothing else is rewritten: the next request already obeys. */
export const setAgreementEnd = defineCommand<Input, Facts | undefined, Decision>({
  name: 'agreement.set-end',
  version: 1,
  title: 'Set or change the end of a sharing agreement',
  input,
  right: 'sharing.agreement',
  people: () => [],
  load: (tx, i) => tx.row<Facts>(FACTS, [i.agreementId]),
  decide(agreement, i, by): Result<Decision> {
    if (!agreement?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (agreement.version !== i.version) return refuse('STALE_VERSION')
    return decideAgreementEnd(agreement, i.end, by.now)
  },
  async store(tx, { until, endedByUs }, i) {
    await expectWritten(tx.write(SET_END, [i.agreementId, i.version, until, endedByUs]))
    return { made: { agreementId: i.agreementId, version: i.version + 1 } }
  },
})
