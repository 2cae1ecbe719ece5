import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { acknowledgedFor, decideHandOver, type Named, openedFor, type ReceivedWay } from '#core/plan/plan.ts'
import { handOverShape, planSeenShape } from '#core/plan/shapes.ts'
import type { Decider, Stored } from '#platform/commands/command.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { ADD_RECEIPT, ONE_VERSION, type PlanRow, RECEIPTS_OF_PLAN, type ReceiptRow } from '../rows.ts'

const seen = z.strictObject({ ...planSeenShape.shape })
type Seen = z.infer<typeof seen>
const handed = z.strictObject({ ...handOverShape.shape })
type Handed = z.infer<typeof handed>

interface Facts {
  readonly plan: PlanRow | undefined
  readonly receipts: readonly ReceiptRow[]
}

interface Receipt {
  readonly id: string
  readonly recipientId: string
  readonly way: ReceivedWay
  readonly how: string
  readonly at: string
  readonly classBit: number
}

async function load(tx: Tx, i: Seen): Promise<Facts> {
  const [plan, receipts] = await Promise.all([
    tx.row<PlanRow>(ONE_VERSION, [i.planId, i.version]),
    tx.rows<ReceiptRow>(RECEIPTS_OF_PLAN, [i.planId]),
  ])
  return { plan, receipts }
}

/** Whether somebody has this version, or a later one. */
const has = ({ receipts }: Facts, i: Seen, n: Named) =>
  receipts.some((r) => r.recipientId === n.id && r.version >= i.version)

async function store(tx: Tx, receipts: readonly Receipt[], i: Seen, by: Decider): Promise<Stored> {
  for (const r of receipts)
    await expectWritten(
      tx.write(ADD_RECEIPT, [
        r.id,
        i.planId,
        i.version,
        r.recipientId,
        i.personId,
        by.asker.organisationId,
        by.asker.teamId,
        r.way,
        r.how,
        r.at,
        by.now,
        by.asker.actorId,
      ]),
    )
  return {
    made: { planId: i.planId, personId: i.personId, receipts: receipts.length },
    timeline: receipts.map((r) => ({
      personId: i.personId,
      at: by.now,
      what: 'plan received',
      aboutId: r.id,
      classBit: r.classBit,
    })),
  }
}

/** For those of the version whom one opening or acknowledging stands for, and who do not have it yet. */
function receiptsFor(
  facts: Facts,
  i: Seen,
  by: Decider,
  way: ReceivedWay,
  whom: (named: readonly Named[]) => readonly Named[],
): Result<readonly Receipt[]> {
  if (!facts.plan || facts.plan.personId !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const { classBit } = facts.plan
  const theirs = whom(facts.plan.named)
  if (theirs.length === 0) return refuse('PLAN_NOT_NAMED')
  return ok(
    theirs
      .filter((n) => !has(facts, i, n))
      .map((n) => ({ id: by.newId(), recipientId: n.id, way, how: '', at: by.now, classBit })),
  )
}

/** The one who is named in a plan, or somebody of the team that is named, has opened it here. Opening it twice changes nothing. */
export const openPlan = defineCommand<Seen, Facts, readonly Receipt[]>({
  name: 'plan.open',
  version: 1,
  title: 'Open a plan in which you are named',
  input: seen,
  right: 'plan.read',
  people: (i) => [i.personId],
  load,
  decide: (facts, i, by) =>
    by.asker.kind === 'machine'
      ? refuse('NOT_FOUND_OR_NOT_YOURS')
      : receiptsFor(facts, i, by, 'opened here', (named) =>
          openedFor(named, { staffId: by.asker.actorId, grantees: by.asker.grantees }),
        ),
  store,
})

/** The machine of an organisation that is named in a plan says that the organisation has it. */
export const acknowledgePlan = defineCommand<Seen, Facts, readonly Receipt[]>({
  name: 'plan.acknowledge',
  version: 1,
  title: 'Say, as the machine of an organisation, that it has the plan',
  input: seen,
  right: 'plan.acknowledge',
  people: (i) => [i.personId],
  load,
  decide: (facts, i, by) =>
    by.asker.kind === 'staff'
      ? refuse('NOT_FOUND_OR_NOT_YOURS')
      : receiptsFor(facts, i, by, 'acknowledged by machine', (named) =>
          acknowledgedFor(named, by.asker.organisationId),
        ),
  store,
})

/** A worker writes how and when somebody was given the plan, or when it was posted and to whom. */
export const handOverPlan = defineCommand<Handed, Facts, readonly Receipt[]>({
  name: 'plan.hand-over',
  version: 1,
  title: 'Write how somebody was given the plan',
  input: handed,
  right: 'plan.write',
  people: (i) => [i.personId],
  load,
  decide(facts, i, by) {
    const { plan } = facts
    if (!plan || plan.personId !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const recipient = plan.named.find((n) => n.id === i.recipientId)
    const said = decideHandOver(
      recipient,
      recipient !== undefined && has(facts, i, recipient),
      plan.at,
      i,
      by.now,
    )
    return said.ok
      ? ok([
          {
            id: i.receiptId,
            recipientId: i.recipientId,
            way: i.way,
            how: said.value.how,
            at: said.value.at,
            classBit: plan.classBit,
          },
        ])
      : said
  },
  store,
})
