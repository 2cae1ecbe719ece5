import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { decideRegister } from '#core/people/person.ts'
import { type PersonRows, personRows } from '#core/people/rows.ts'
import { hasTwoIdentifiers, type Received, receivedShape } from '#core/referral/receive.ts'
import { decideSend } from '#core/referral/send.ts'
import { defineCommand, expectWritten, StoreRefused } from '#platform/commands/command.ts'
import { line } from './facts.ts'
import { loadForSend, storeReferral } from './send-facts.ts'

const input: z.ZodType<Received> = z.object(receivedShape.shape)
/** As many people as a feed may add in an hour (`person.register`). */
const MOST_AN_HOUR = 5_000
const COUNT = `select count(*)::int as n from audit.command
  where actor_id = (select ctx.actor()) and name in ('person.register', 'referral.receive') and at > (select ctx.now()) - interval '1 hour'`
const ANSWERS = 'select ctx.answers_for() is not null as answers'
const ORIGINAL = `insert into tc.referral_original (id, referral_id, person_id, organisation_id, team_id, form, sender_id, raw, unmapped, for_receiver, received_at, received_by)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), $4, $5, $6, $7::jsonb, $8, (select ctx.now()), (select ctx.actor()))`

interface Facts {
  readonly lately: number
  /** Somebody manages the machine's team and so owns what it sends. */
  readonly answers: boolean
}
/** Null: the person is one whom the sender reads here already. */
type Decision = { readonly rows: PersonRows | null }

/**
 * A referral from another system: the person (the one it reads here, or one whom two identifiers find or make) and the referral in one
 * transaction, both or neither, with the message kept whole beside it. It is the act of `person.register` and `referral.send`, with their
 * refusals; REFERRAL_TWO_IDENTIFIERS and REFERRAL_NEEDS_A_SENDER are its own. A machine owns nobody: whoever manages its team does.
 */
export const receive = defineCommand<Received, Facts, Decision>({
  name: 'referral.receive',
  version: 1,
  title: 'Send a referral from another system',
  input,
  right: 'referral.send',
  people: (i) => (i.about.kind === 'known' ? [i.about.personId] : []),
  reliesOn: (i) => [i.serviceId],
  async load(tx) {
    const [count, who] = await Promise.all([
      tx.row<{ n: number }>(COUNT),
      tx.row<{ answers: boolean }>(ANSWERS),
    ])
    return { lately: count?.n ?? 0, answers: who?.answers === true }
  },
  decide(facts, i, by) {
    if (by.asker.kind !== 'machine') return refuse('NOT_ALLOWED')
    if (!facts.answers) return refuse('REFERRAL_NEEDS_A_SENDER')
    if (i.refused) return refuse('REFERRAL_SAID_NO')
    if (facts.lately >= MOST_AN_HOUR) return refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } })
    if (i.about.kind === 'known') return ok({ rows: null })
    if (!by.asker.rights.includes('people.register')) return refuse('NOT_ALLOWED')
    if (!hasTwoIdentifiers(i.about.details)) return refuse('REFERRAL_TWO_IDENTIFIERS')
    const decided = decideRegister(i.about.details, dayOf(by.now))
    return decided.ok ? ok({ rows: personRows(decided.value.details) }) : decided
  },
  async store(tx, { rows }, i, by) {
    let personId: string
    if (i.about.kind === 'known') personId = i.about.personId
    else {
      const found = await tx.row<{ id: string }>('select tc.register_person($1, $2::jsonb) as id', [
        i.about.callsIt,
        JSON.stringify(rows),
      ])
      personId = found!.id
      // held before what is known of them is read, as the door holds whom a command names
      tx.row('select net.lock($1::uuid[], $1::uuid[], $2::uuid[])', [[], [personId]])
      tx.row('select acl.refresh($1::uuid[])', [[personId]])
    }
    const facts = await loadForSend(tx, personId, i.serviceId, null)
    const asked = { answer: 'not asked', items: [], how: '', whoWasThere: '', language: '' } as const
    const sending = decideSend(
      facts,
      { asks: i.asks, sharing: { ...asked, items: [] } },
      by.now,
      englandHolidays,
    )
    if (!sending.ok) throw new StoreRefused(sending)
    await storeReferral(
      tx,
      // that nobody asked is no answer, and a machine gives none in somebody's name
      { ...sending.value, sharing: null },
      {
        referralId: i.referralId,
        personId,
        serviceId: i.serviceId,
        stayId: null,
        urgent: i.urgent,
        source: 'api',
        fromSaid: [by.asker.name, i.fromSaid].filter(Boolean).join(': ').slice(0, 400),
      },
      by,
    )
    const { form, senderId, raw, unmapped } = i.original
    await expectWritten(
      tx.write(ORIGINAL, [
        by.newId(),
        i.referralId,
        personId,
        form,
        senderId,
        raw,
        JSON.stringify(unmapped),
        facts.lastAnswer?.answer !== 'some',
      ]),
    )
    return {
      made: { referralId: i.referralId, personId, replyByAt: sending.value.replyByAt },
      people: [personId],
      timeline: [
        ...(i.about.kind === 'described'
          ? [{ ...line(personId, by.now, 'person added', personId), classBit: 8 }]
          : []),
        line(personId, by.now, 'referral sent by another system', i.referralId),
      ],
    }
  },
})
