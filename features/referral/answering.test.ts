import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { ASKS, sendingFrom } from '#testing/sending.ts'
import { aThursday } from '#testing/thursday.ts'

describe('a referral is answered', () => {
  let product: Product
  let world: World
  let jo: string
  let lin: string
  let bo: string

  beforeAll(async () => {
    ;({ product, world, jo, lin, bo } = await aThursday('jo', 'lin', 'bo'))
  })
  afterAll(() => product?.stop())

  const { onTheWard, sent, rowOf } = sendingFrom(() => ({ product, world, jo }))
  it('is seen by name once, and a second opening changes nothing', async () => {
    const input = await sent(await onTheWard('Kay Test'))
    const opening = { personId: input.personId, referralId: input.referralId }
    expect(must(await product.act(lin, 'referral.see', opening)).made).toMatchObject({ firstOpened: true })
    expect(must(await product.act(lin, 'referral.see', opening)).made).toMatchObject({ firstOpened: false })
    expect(await rowOf(input.referralId)).toMatchObject({
      word: 'seen',
      seen_by: world.staff.lin.id,
      version: 2,
    })
    expect(codeOf(await product.act(jo, 'referral.see', opening))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await product.act(bo, 'referral.see', opening))).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('goes back to seen when the question is answered, and both read the thread', async () => {
    const input = await sent(await onTheWard('Pat Test'))
    const about = { personId: input.personId, referralId: input.referralId }
    must(
      await product.act(lin, 'referral.ask', {
        ...about,
        messageId: freshId(),
        version: 1,
        question: 'Is there a lift?',
      }),
    )
    expect(
      codeOf(
        await product.act(lin, 'referral.ask', {
          ...about,
          messageId: freshId(),
          version: 1,
          question: 'Again?',
        }),
      ),
    ).toBe('STALE_VERSION')
    expect(
      codeOf(
        await product.act(lin, 'referral.answer-question', {
          ...about,
          messageId: freshId(),
          version: 2,
          answer: 'Yes',
        }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(
      await product.act(jo, 'referral.answer-question', {
        ...about,
        messageId: freshId(),
        version: 2,
        answer: 'Yes',
      }),
    )
    expect(await rowOf(input.referralId)).toMatchObject({ word: 'seen', question_asked_at: null })
    for (const token of [jo, lin]) {
      const page = must(await product.ask(token, 'referral.page', { referralId: input.referralId })) as {
        messages: { body: string; by: string }[]
      }
      expect(page.messages.map((m) => [m.by, m.body])).toEqual([
        ['Lin Chau', 'Is there a lift?'],
        ['Jo Ellis', 'Yes'],
      ])
    }
    expect(must(await product.ask(bo, 'referral.page', { referralId: input.referralId }))).toBeNull()
  })

  it('is taken on with a start date: the episode opens and access follows', async () => {
    const input = await sent(await onTheWard('Tia Test'))
    const about = { personId: input.personId, referralId: input.referralId, version: 1 }
    const start = { kind: 'date', on: '2026-03-11' }
    const accepting = { ...about, episodeId: freshId(), start, keyWorkerId: world.staff.sam.id }
    expect(
      codeOf(
        await product.act(lin, 'referral.accept', {
          ...accepting,
          start: { kind: 'date', on: '2026-03-04' },
        }),
      ),
    ).toBe('REFERRAL_START_PASSED')
    expect(
      codeOf(await product.act(lin, 'referral.accept', { ...accepting, keyWorkerId: world.staff.bo.id })),
    ).toBe('REFERRAL_KEY_WORKER')
    expect(codeOf(await product.act(bo, 'referral.accept', accepting))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(lin, 'referral.accept', accepting))
    expect(await rowOf(input.referralId)).toMatchObject({ word: 'taken on', answered_by: world.staff.lin.id })
    const episode = (
      await product.superuser.query(
        'select *, start_on::text as start from tc.episode where referral_id = $1',
        [input.referralId],
      )
    ).rows[0]
    expect(episode).toMatchObject({
      id: accepting.episodeId,
      state: 'open',
      start: '2026-03-11',
      key_worker_staff_id: world.staff.sam.id,
      team_id: world.teams.medication,
      pathway_id: 'medication-support',
    })
    const access = await product.superuser.query(
      "select classes from acl.access where person_id = $1 and basis = 'episode' and grantee_id = $2",
      [input.personId, world.services.medication],
    )
    expect(access.rows).toEqual([{ classes: 6 }])
    expect(
      codeOf(
        await product.act(lin, 'referral.decline', {
          ...about,
          version: 2,
          reason: 'Full',
          onward: { kind: 'introduction', to: 'The day centre' },
        }),
      ),
    ).toBe('REFERRAL_WORD')
  })

  it('may be put in the queue with the day it is expected', async () => {
    const input = await sent(await onTheWard('Cy Test'))
    const start = { kind: 'queue', place: 3, expectedOn: '2026-03-30' }
    must(
      await product.act(lin, 'referral.accept', {
        personId: input.personId,
        referralId: input.referralId,
        version: 1,
        episodeId: freshId(),
        start,
      }),
    )
    const page = must(await product.ask(jo, 'referral.page', { referralId: input.referralId }))
    expect(page).toMatchObject({
      word: 'taken on',
      placeInQueue: 3,
      startOn: '2026-03-30',
      sentByUs: true,
      workers: [],
    })
  })

  it('is declined with a reason and an unmet need of its own', async () => {
    const input = await sent(await onTheWard('Rob Test'))
    const about = {
      personId: input.personId,
      referralId: input.referralId,
      version: 1,
      reason: 'We have nobody who signs',
    }
    expect(codeOf(await product.act(lin, 'referral.decline', about))).toBe('INPUT_NOT_UNDERSTOOD')
    const onward = { kind: 'unmet need', need: 'A worker who signs', area: 'Northside', missing: 'BSL' }
    must(await product.act(lin, 'referral.decline', { ...about, onward }))
    expect(await rowOf(input.referralId)).toMatchObject({
      word: 'not taken on',
      way_onward: 'unmet need',
      decline_reason: about.reason,
    })
    const needs = await product.superuser.query(
      'select need, area, missing, team_id from tc.unmet_need where referral_id = $1',
      [input.referralId],
    )
    expect(needs.rows).toEqual([
      { need: onward.need, area: onward.area, missing: onward.missing, team_id: world.teams.medication },
    ])
    // the sender reads the way onward; the one who declined keeps its own row and no name
    expect(must(await product.ask(jo, 'referral.page', { referralId: input.referralId }))).toMatchObject({
      onwardNote: expect.stringContaining('BSL'),
    })
    expect(must(await product.ask(lin, 'referral.page', { referralId: input.referralId }))).toMatchObject({
      personName: null,
    })
  })

  it('is handed on in one press, once, with nothing typed again', async () => {
    const person = await onTheWard('Abe Test')
    const input = await sent(person)
    const about = { personId: input.personId, referralId: input.referralId }
    const onward = { kind: 'hand-on', serviceId: world.services.medication, note: '2 miles' }
    const declining = { ...about, version: 1, reason: 'Full until 14 December', onward }
    expect(codeOf(await product.act(lin, 'referral.decline', declining))).toBe('REFERRAL_ONWARD_ITSELF')
    must(
      await product.act(lin, 'referral.decline', {
        ...declining,
        onward: { ...onward, serviceId: world.services.housing },
      }),
    )
    const handing = {
      ...about,
      newReferralId: freshId(),
      serviceId: world.services.housing,
      stayId: person.stayId,
    }
    expect(codeOf(await product.act(lin, 'referral.hand-on', handing))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(jo, 'referral.hand-on', handing))
    expect(await rowOf(handing.newReferralId)).toMatchObject({
      service_id: world.services.housing,
      asks: expect.objectContaining({ reason: ASKS.reason }),
      word: 'sent',
    })
    expect(codeOf(await product.act(jo, 'referral.hand-on', { ...handing, newReferralId: freshId() }))).toBe(
      'REFERRAL_NOT_HANDED_ON',
    )
  })

  it('is withdrawn by the sender, and a later one names it as the earlier referral', async () => {
    const person = await onTheWard('Zed Test')
    const input = await sent(person)
    const about = {
      personId: input.personId,
      referralId: input.referralId,
      version: 1,
      reason: 'Moving away',
    }
    expect(codeOf(await product.act(lin, 'referral.withdraw', about))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(jo, 'referral.withdraw', about))
    expect(
      codeOf(
        await product.act(lin, 'referral.ask', {
          ...about,
          version: 2,
          messageId: freshId(),
          question: 'Why?',
        }),
      ),
    ).toBe('REFERRAL_WORD')
    const again = await sent(person)
    expect(await rowOf(again.referralId)).toMatchObject({ earlier_referral_id: input.referralId })
    const mine = must(await product.ask(jo, 'referral.for-person', { personId: person.id })) as {
      id: string
      isAgain: boolean
    }[]
    expect(mine.map((r) => [r.id, r.isAgain])).toEqual([
      [again.referralId, true],
      [input.referralId, false],
    ])
  })
})
