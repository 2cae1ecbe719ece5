import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { ASKS, sendingFrom } from '#testing/sending.ts'
import { aThursday, THURSDAY } from '#testing/thursday.ts'

describe('a referral is sent', () => {
  let product: Product
  let world: World
  let jo: string
  let lin: string
  let bo: string
  let noor: string

  beforeAll(async () => {
    ;({ product, world, jo, lin, bo, noor } = await aThursday('jo', 'lin', 'bo', 'noor'))
  })
  afterAll(() => product?.stop())

  const { onTheWard, sending, sent, rowOf } = sendingFrom(() => ({ product, world, jo }))
  const listed = async (token: string, query: string, input: unknown = {}) =>
    (
      must(await product.ask(token, query, input)) as {
        rows: { id: string; personName: string | null; word: string }[]
      }
    ).rows

  it('is sent with its sharing decision and a reply-by date in working days', async () => {
    const mara = await onTheWard('Mara Test')
    const input = await sent(mara, { stayId: mara.stayId })
    const row = await rowOf(input.referralId)
    // the pathway says two working days; after Thursday that is Monday, 5pm
    expect(row.reply_by_at.toISOString()).toBe('2026-03-09T17:00:00.000Z')
    expect(row).toMatchObject({
      word: 'sent',
      from_team_id: world.teams.maple,
      from_staff_id: world.staff.jo.id,
      stay_id: mara.stayId,
    })
    const decision = await product.superuser.query(
      'select answer, review_on::text from tc.sharing_decision where referral_id = $1',
      [input.referralId],
    )
    expect(decision.rows).toEqual([{ answer: 'yes', review_on: '2026-05-28' }])
    expect((await listed(lin, 'referral.inbox')).find((r) => r.id === input.referralId)).toMatchObject({
      personName: 'Mara Test',
      word: 'sent',
    })
    expect((await listed(jo, 'referral.sent')).some((r) => r.id === input.referralId)).toBe(true)
    expect((await listed(bo, 'referral.inbox')).some((r) => r.id === input.referralId)).toBe(false)
  })

  it('takes the reply-by date from the pathway of the service', async () => {
    const body = { obligations: [{ id: 'reply', from: 'referral-sent', within: { workingDays: 5 } }] }
    await product.superuser.query("insert into tc.pathway_version values ('slow', 1, 'x', 'Slow', $1)", [
      JSON.stringify(body),
    ])
    await product.superuser.query("update tc.service set pathway_id = 'slow' where id = $1", [
      world.services.housing,
    ])
    const input = await sent(await onTheWard('Ola Test'), { serviceId: world.services.housing })
    expect((await rowOf(input.referralId)).reply_by_at.toISOString()).toBe('2026-03-12T17:00:00.000Z')
  })

  it('is sent once when the button is pressed twice', async () => {
    const input = sending(await onTheWard('Una Test'))
    const id = freshId()
    const first = must(await product.act(jo, 'referral.send', input, id))
    const again = must(await product.act(jo, 'referral.send', input, id))
    expect(again).toEqual({ made: first.made, replayed: true })
    const rows = await product.superuser.query('select from tc.referral where person_id = $1', [
      input.personId,
    ])
    expect(rows.rowCount).toBe(1)
  })

  it('is refused without an agreement, to a closed service, and a second time while one is open', async () => {
    const person = await onTheWard('Ira Test')
    await product.superuser.query(
      'update tc.sharing_agreement set until_at = $1 where $2 in (organisation_a, organisation_b)',
      [THURSDAY, world.organisations.harbour],
    )
    expect(
      codeOf(await product.act(jo, 'referral.send', sending(person, { serviceId: world.services.housing }))),
    ).toBe('REFERRAL_NO_AGREEMENT')
    await product.superuser.query('update tc.sharing_agreement set until_at = null')
    await product.superuser.query('update tc.service set capacity = 0 where id = $1', [
      world.services.inReach,
    ])
    expect(
      codeOf(await product.act(jo, 'referral.send', sending(person, { serviceId: world.services.inReach }))),
    ).toBe('REFERRAL_SERVICE_CLOSED')
    await sent(person)
    expect(codeOf(await product.act(jo, 'referral.send', sending(person)))).toBe('REFERRAL_ALREADY_OPEN')
    await product.superuser.query('update tc.service set capacity = 30')
  })

  it('is not sent against a no, and the no is kept', async () => {
    const person = await onTheWard('Nell Test')
    expect(
      codeOf(await product.act(jo, 'referral.send', sending(person, { sharing: { answer: 'no' } }))),
    ).toBe('REFERRAL_SAID_NO')
    must(
      await product.act(jo, 'sharing.record', {
        decisionId: freshId(),
        personId: person.id,
        serviceId: world.services.medication,
        sharing: { answer: 'no' },
      }),
    )
    expect(
      codeOf(await product.act(jo, 'referral.send', sending(person, { sharing: { answer: 'not asked' } }))),
    ).toBe('REFERRAL_SAID_NO_BEFORE')
    const closed = await product.superuser.query('select grantee_id from acl.closed where person_id = $1', [
      person.id,
    ])
    expect(closed.rows).toEqual([{ grantee_id: world.services.medication }])
    must(await product.act(jo, 'referral.send', sending(person)))
  })

  it('is refused to somebody whose team does not support the person', async () => {
    const person = await onTheWard('Ewa Test')
    expect(codeOf(await product.act(noor, 'referral.send', sending(person)))).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('leaves out what the person did not agree to', async () => {
    const medicines = { state: 'known', text: 'A tablet at night' }
    const input = await sent(await onTheWard('Sol Test'), {
      asks: { ...ASKS, medicines },
      sharing: { answer: 'some', items: ['shared'] },
    })
    expect((await rowOf(input.referralId)).asks).toMatchObject({
      reason: ASKS.reason,
      medicines: { state: 'not shared' },
    })
  })

  it('says late once the reply-by time has passed', async () => {
    const input = await sent(await onTheWard('Lou Test'))
    expect((await listed(lin, 'referral.inbox', { late: true })).some((r) => r.id === input.referralId)).toBe(
      false,
    )
    await product.setNow('2026-03-09T17:00:01.000Z')
    const [joLater, linLater] = [
      await product.signIn(world.staff.jo.email),
      await product.signIn(world.staff.lin.email),
    ]
    expect(
      (await listed(linLater, 'referral.inbox', { late: true })).some((r) => r.id === input.referralId),
    ).toBe(true)
    expect(
      (await listed(joLater, 'referral.sent', { late: true })).some((r) => r.id === input.referralId),
    ).toBe(true)
    await product.setNow(THURSDAY)
  })

  it('shows cards of services with an agreement, with counts and no names', async () => {
    const person = await onTheWard('Vi Test')
    const before = await sent(person)
    const cards = must(await product.ask(jo, 'referral.services', { personId: person.id })) as {
      id: string
      before: { id: string } | null
      waiting: number
    }[]
    expect(cards.map((c) => c.id).sort()).toEqual(Object.values(world.services).sort())
    expect(cards.find((c) => c.id === world.services.medication)).toMatchObject({
      takesReferrals: true,
      capacity: 30,
      before: { id: before.referralId, word: 'sent' },
    })
    expect(cards.find((c) => c.id === world.services.medication)!.waiting).toBeGreaterThan(0)
    const figures = async () => {
      const found = must(await product.ask(jo, 'referral.services', {})) as {
        id: string
        answersDue: number
        answeredInTime: number
      }[]
      const { answersDue, answeredInTime } = found.find((c) => c.id === world.services.medication)!
      return { answersDue, answeredInTime }
    }
    // whoever waits past the date counts against it, and not only once an answer has come
    const were = await figures()
    const late = await world.refers(person, 0, { replyBy: 1 })
    expect(await figures()).toEqual({ ...were, answersDue: were.answersDue + 1 })
    await world.says(late, 'withdrawn', { withdrawn_at: world.at(3) })
    expect(await figures()).toEqual(were)
    // Harbour House has no agreement with Riverside
    const seen = must(await product.ask(bo, 'referral.services', {})) as { id: string }[]
    expect(seen.map((c) => c.id)).not.toContain(world.services.medication)
  })
})
