import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { aThursday, THURSDAY } from '#testing/thursday.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import { onMaple, type Where } from '#testing/ward.ts'

let product: Product
let world: World
let jo: string
let wyn: string
let sam: string
let noor: string

beforeAll(async () => {
  ;({ product, world, jo, wyn, sam, noor } = await aThursday('jo', 'wyn', 'sam', 'noor'))
})
afterAll(() => product.stop())

const onTheWard = (name: string) => onMaple({ product, world, token: jo }, name)
const leaves = (s: Where, version = 1) =>
  product.act(jo, 'stay.end', {
    ...s,
    version,
    endedAt: '2026-03-05T09:00:00Z',
    endedKnownTo: 'minute',
    endSource: 'by hand',
  })
const dates = async (s: Where, plannedOn = '2026-03-05') =>
  must(
    await product.act(jo, 'stay.plan-leaving', {
      ...s,
      planId: freshId(),
      version: 0,
      readyOn: null,
      plannedOn,
      why: '',
    }),
  )
const keys = async (s: Where) =>
  (
    await product.rows<{ key: string }>('select key from net.obligation where person_id = $1 order by key', [
      s.personId,
    ])
  ).map((r) => r.key.split(':').slice(0, 2).join(':'))
const right = async (s: Where) => {
  expect(
    (await compareWithStored(product.superuser, { personIds: [s.personId] })).map((d) => d.words),
  ).toEqual([])
  expect(await wrongTransitions(product.superuser, [s.personId])).toEqual([])
}

describe('leave inside a stay', () => {
  const goes = (s: Where, token = jo, more: Record<string, unknown> = {}) =>
    product.act(token, 'stay.leave-start', {
      ...s,
      leaveId: freshId(),
      kind: 'overnight leave',
      fromAt: '2026-03-05T09:00:00Z',
      expectedBackAt: '2026-03-06T18:00:00Z',
      ...more,
    })

  it.each(['overnight leave', 'short leave', 'away without leave'])(
    '%s opens no way out and owes nothing',
    async (kind) => {
      const s = await onTheWard(`On ${kind}`)
      must(await goes(s, jo, { kind }))
      expect(await product.rows('select id from tc.transition where person_id = $1', [s.personId])).toEqual(
        [],
      )
      expect(await keys(s)).toEqual([])
      expect(await product.rows('select ended_at from tc.stay where id = $1', [s.stayId])).toEqual([
        { ended_at: null },
      ])
      await right(s)
    },
  )

  it('is the ward’s to write, once at a time, and in order', async () => {
    const s = await onTheWard('Lee Away')
    expect(codeOf(await goes(s, noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await goes(s, jo, { fromAt: '2026-03-04T08:00:00Z' }))).toBe('LEAVE_BEFORE_ADMISSION')
    expect(codeOf(await goes(s, jo, { fromAt: '2026-03-05T12:00:00Z' }))).toBe('LEAVE_IN_FUTURE')
    expect(codeOf(await goes(s, jo, { expectedBackAt: '2026-03-05T09:00:00Z' }))).toBe(
      'LEAVE_BACK_BEFORE_START',
    )
    must(await goes(s))
    expect(codeOf(await goes(s, wyn))).toBe('LEAVE_ALREADY_AWAY')
    const board = must(
      await product.ask(jo, 'stay.leaving-board', { ward: null, gap: false, mine: false }),
    ) as {
      rows: { personId: string; away: unknown }[]
    }
    expect(board.rows.find((r) => r.personId === s.personId)?.away).toMatchObject({ kind: 'overnight leave' })
    const [leave] = await product.rows<{ id: string }>('select id from tc.stay_leave where stay_id = $1', [
      s.stayId,
    ])
    const back = (backAt = '2026-03-05T09:30:00Z', token = jo) =>
      product.act(token, 'stay.leave-back', { ...s, leaveId: leave?.id, backAt })
    expect(codeOf(await back('2026-03-05T08:00:00Z'))).toBe('LEAVE_BACK_BEFORE_START')
    expect(codeOf(await back('2026-03-05T09:30:00Z', noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await back())
    expect(codeOf(await back())).toBe('LEAVE_ALREADY_BACK')
    must(await leaves(s))
    expect(codeOf(await goes(s))).toBe('LEAVE_STAY_ENDED')
  })
})

describe('a leaving that is cancelled by hand', () => {
  const undone = (s: Where, version: number, token = jo, why = 'The taxi turned round.') =>
    product.act(token, 'stay.end-undone', { ...s, undoneId: freshId(), version, why })

  it('restores what stood before', async () => {
    const s = await onTheWard('Una Cancelled')
    await dates(s)
    const [owed, way] = [
      await keys(s),
      await product.rows('select state, opened_because, stay_id from tc.transition where person_id = $1', [
        s.personId,
      ]),
    ]
    expect(codeOf(await undone(s, 1))).toBe('STAY_NOT_ENDED')
    must(await leaves(s))
    expect(await keys(s)).not.toEqual(owed)
    expect(codeOf(await undone(s, 2, jo, ' '))).toBe('STAY_UNDO_NEEDS_WHY')
    expect(codeOf(await undone(s, 1))).toBe('STALE_VERSION')
    expect(codeOf(await undone(s, 2, noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await undone(s, 2))
    expect(await keys(s)).toEqual(owed)
    expect(
      await product.rows('select state, opened_because, stay_id from tc.transition where person_id = $1', [
        s.personId,
      ]),
    ).toEqual(way)
    await right(s)
    must(await leaves(s, 3))
    expect(await keys(s)).not.toEqual(owed)
    await right(s)
  })

  it('is refused where they have been admitted here since', async () => {
    const s = await onTheWard('Vi Cancelled')
    must(await leaves(s))
    must(
      await product.act(jo, 'stay.open', {
        stayId: freshId(),
        personId: s.personId,
        unitId: world.unitId,
        visitNumber: null,
        admittedAt: '2026-03-05T09:30:00Z',
        admittedKnownTo: 'minute',
        homeArea: 'not known',
        distance: 'not known',
        reason: 'not known',
        source: 'by hand',
        movedFrom: null,
      }),
    )
    expect(codeOf(await undone(s, 2))).toBe('STAY_OVERLAPS')
  })
})

/** A call of the ward's own, after leaving. */
const books = (s: Where, token = jo, more: Record<string, unknown> = {}) =>
  product.act(token, 'stay.plan-contact', {
    ...s,
    contactId: freshId(),
    mode: 'phone',
    fromAt: '2026-03-06T10:00:00Z',
    untilAt: '2026-03-06T10:30:00Z',
    staffId: world.staff.jo.id,
    ...more,
  })

describe('supports in place', () => {
  const says = (s: Where, token: string, overrideReason: string | null = null) =>
    product.act(token, 'stay.supports-in-place', { ...s, inPlaceId: freshId(), overrideReason })
  /** A plan that names the GP, who is handed it. */
  const shares = async (s: Where) => {
    const planId = freshId()
    const gp = {
      id: freshId(),
      name: 'Dr Invented',
      role: 'GP',
      staffId: null,
      teamId: null,
      organisationId: null,
    }
    must(
      await product.act(jo, 'plan.write', {
        ...s,
        planId,
        versionId: planId,
        version: 0,
        sections: { crisis: { words: 'Ring the ward.', own: '' } },
        named: [gp],
      }),
    )
    const lines = async () =>
      (must(await product.ask(jo, 'stay.supports', { stayId: s.stayId })) as { lines: object[] }).lines
    const [written] = await product.rows<{ at: Date }>('select at from tc.plan where id = $1', [planId])
    expect(await lines(), 'written is not received').toContainEqual({ support: 'plan shared', state: 'open' })
    must(
      await product.act(jo, 'plan.hand-over', {
        personId: s.personId,
        planId,
        version: 1,
        receiptId: freshId(),
        recipientId: gp.id,
        way: 'handed over',
        how: 'By hand at the surgery',
        at: written?.at.toISOString(),
      }),
    )
    expect(await lines()).toContainEqual({ support: 'plan shared', state: 'in place' })
  }

  it('watches whether anybody said where home is', async () => {
    const s = await onTheWard('Ula Homeless')
    const home = async () =>
      (
        must(await product.ask(jo, 'stay.supports', { stayId: s.stayId })) as {
          lines: { support: string; state: string }[]
        }
      ).lines.find((l) => l.support === 'home')?.state
    expect(await home()).toBe('in place')
    for (const [said, state] of [
      [null, 'open'],
      ['no fixed address', 'in place'],
    ] as const) {
      await product.superuser.query('update tc.stay set home_area = $2 where id = $1', [s.stayId, said])
      expect(await home()).toBe(state)
    }
  })

  it('is said when nothing is open', async () => {
    const s = await onTheWard('Wil Supported')
    await dates(s, '2026-03-05')
    const line = async (support: string) =>
      (
        must(await product.ask(jo, 'stay.supports', { stayId: s.stayId })) as {
          lines: { support: string; state: string }[]
        }
      ).lines.find((l) => l.support === support)?.state
    expect(await line('lead'), 'the ward leads because nobody has accepted').toBe('open')
    const offerId = freshId()
    const whom = { teamId: world.teams.north, staffId: world.staff.noor.id }
    must(
      await product.act(jo, 'lead.offer', {
        offerId,
        personId: s.personId,
        what: 'lead',
        ...whom,
        note: 'Near.',
      }),
    )
    expect(await line('lead'), 'offered is not accepted').toBe('open')
    must(await product.act(noor, 'lead.accept', { offerId, personId: s.personId, version: 1 }))
    expect(await line('lead')).toBe('in place')
    // on the planned day itself they may still be on the ward, and the third night may be too late if they leave in the morning
    for (const [fromAt, untilAt] of [
      ['2026-03-05T14:00:00Z', '2026-03-05T14:30:00Z'],
      ['2026-03-08T14:00:00Z', '2026-03-08T14:30:00Z'],
    ]) {
      const contactId = freshId()
      must(await books(s, jo, { contactId, fromAt, untilAt }))
      expect(await line('first contact'), fromAt).toBe('open')
      await product.superuser.query("update tc.contact set state = 'void' where id = $1", [contactId])
    }
    must(await books(s))
    const shown = must(await product.ask(jo, 'stay.supports', { stayId: s.stayId })) as { lines: object[] }
    expect(shown.lines).toContainEqual({ support: 'first contact', state: 'in place' })
    expect(shown.lines).toContainEqual({ support: 'medicines', state: 'not kept' })
    expect(shown.lines).toContainEqual({ support: 'home', state: 'in place' })
    expect(shown.lines).toContainEqual({ support: 'plan shared', state: 'open' })
    expect(codeOf(await says(s, jo)), 'nobody has the plan').toBe('SUPPORTS_OPEN')
    await shares(s)
    const answers = async (token: string) => {
      const client = await product.appPool.connect()
      try {
        await client.query('begin')
        await client.query('select ctx.begin($1)', [token])
        return (await client.query('select net.plan_shared($1) as yes', [s.stayId])).rows[0].yes
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    expect([await answers(jo), await answers(noor)], 'to the ward alone').toEqual([true, false])
    must(await says(s, jo))
    expect(
      await product.rows('select open_then, override_reason from tc.supports_in_place where stay_id = $1', [
        s.stayId,
      ]),
    ).toEqual([{ open_then: [], override_reason: null }])
  })

  it('is refused while something is open, save by a named override which a colleague looks at', async () => {
    const s = await onTheWard('Xia Supported')
    await dates(s)
    expect(codeOf(await says(s, jo))).toBe('SUPPORTS_OPEN')
    expect(codeOf(await says(s, jo, 'They want to go.'))).toBe('SUPPORTS_OVERRIDE_NOT_YOURS')
    expect(codeOf(await says(s, noor, 'They want to go.'))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await says(s, wyn, 'The first visit is booked by telephone tonight.'))
    const [task] = await product.rows<{ id: string; due_at: Date }>(
      "select id, due_at from tc.task where person_id = $1 and kind = 'second look'",
      [s.personId],
    )
    // the next working day, 5pm
    expect(task?.due_at).toEqual(new Date('2026-03-06T17:00:00Z'))
    const done = (token: string) =>
      product.act(token, 'task.done', {
        taskId: task?.id,
        personId: s.personId,
        doneText: 'Rang; it is booked.',
      })
    expect(codeOf(await done(wyn))).toBe('SECOND_LOOK_NOT_YOURS')
    must(await done(jo))
    await right(s)
  })

  it('said over something open, is looked at by the team that is asked to lead, with the reason, and by no other', async () => {
    const s = await onTheWard('Xav Supported')
    await dates(s)
    const offer = (staff: 'noor' | 'lin', team: 'north' | 'medication') => ({
      offerId: freshId(),
      personId: s.personId,
      what: 'lead',
      teamId: world.teams[team],
      staffId: world.staff[staff].id,
      note: '',
    })
    const declined = offer('noor', 'north')
    const looks = (team: string) =>
      product.rows<{ id: string; what: string; due_at: Date; organisation_id: string }>(
        "select id, what, due_at, organisation_id from tc.task where person_id = $1 and kind = 'second look' and team_id = $2",
        [s.personId, team],
      )
    must(await product.act(jo, 'lead.offer', declined))
    must(
      await product.act(noor, 'lead.decline', {
        offerId: declined.offerId,
        personId: s.personId,
        version: 1,
        reason: 'Full.',
      }),
    )
    must(await says(s, wyn, 'The sister stays tonight.'))
    expect(await looks(world.teams.north), 'who said no is told nothing').toEqual([])
    must(await product.act(jo, 'lead.offer', offer('noor', 'north')))
    must(await says(s, wyn, 'The first visit is booked by telephone tonight.'))
    const [task, ...more] = await looks(world.teams.north)
    expect(more).toEqual([])
    expect(task).toMatchObject({
      due_at: new Date('2026-03-06T17:00:00Z'),
      organisation_id: world.staff.noor.organisationId,
    })
    expect(task?.what).toContain('Your team is asked to lead')
    expect(task?.what, 'a fixed sentence').not.toContain('telephone')
    expect(await looks(world.teams.maple)).toHaveLength(2)
    expect(await looks(world.teams.medication)).toEqual([])
    expect(must(await product.ask(noor, 'task.one', { taskId: task?.id }))).toMatchObject({
      whySaid: 'The first visit is booked by telephone tonight.',
      saidBy: 'Wyn Parry',
    })
    expect(must(await product.ask(jo, 'task.one', { taskId: task?.id })), 'theirs, not the ward’s').toBeNull()
    // nobody can ask for one by calling the function, or about what another said
    const client = await product.appPool.connect()
    try {
      await client.query('begin')
      await client.query('select ctx.begin($1)', [jo])
      const { rows } = await client.query(
        'select net.ask_second_look(i.id, $2) as n from tc.supports_in_place i where i.stay_id = $1',
        [s.stayId, '2026-03-06T17:00:00Z'],
      )
      expect(rows.map((r) => r.n)).toEqual([0, 0])
    } finally {
      await client.query('rollback')
      client.release()
    }
    const done = { taskId: task?.id, personId: s.personId, doneText: 'Rang the ward.' }
    must(await product.act(noor, 'task.done', done))
    expect(
      await product.rows(
        "select team_id, class_bit from tc.timeline where what = 'task done' and about_id = $1",
        [task?.id],
      ),
    ).toEqual([{ team_id: world.teams.north, class_bit: 8 }])
    await right(s)
  })

  it('never holds up leaving: whatever is open is a gap from that minute', async () => {
    const s = await onTheWard('Yan Supported')
    await dates(s)
    expect(codeOf(await says(s, jo))).toBe('SUPPORTS_OPEN')
    must(await leaves(s))
    expect(await keys(s)).toContain('N4:booked')
    const [gap] = await product.rows<{ gap_from: Date }>(
      "select gap_from from net.obligation where person_id = $1 and key like 'N4:booked:%'",
      [s.personId],
    )
    expect(gap?.gap_from).toEqual(new Date('2026-03-05T09:00:00Z'))
    expect(codeOf(await says(s, wyn, 'Late.'))).toBe('SUPPORTS_STAY_ENDED')
    await right(s)
  })

  it('cannot be planted over something open by somebody without the right', async () => {
    const s = await onTheWard('Zoe Supported')
    const client = await product.appPool.connect()
    try {
      await client.query('begin')
      await client.query('select ctx.begin($1)', [jo])
      await expect(
        client.query(
          `insert into tc.supports_in_place (id, stay_id, person_id, organisation_id, team_id, open_then, override_reason, at, by_staff_id)
           values ($1, $2, $3, $4, $5, '{lead}', 'x', (select ctx.now()), $6)`,
          [
            freshId(),
            s.stayId,
            s.personId,
            world.organisations.northside,
            world.teams.maple,
            world.staff.jo.id,
          ],
        ),
      ).rejects.toMatchObject({ code: '42501' })
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
})

describe('a contact of the ward’s own', () => {
  it('counts as booked, stands on the worker’s list, and is recorded like any other', async () => {
    const s = await onTheWard('Abe Booked')
    must(await leaves(s))
    expect(await keys(s)).toContain('N4:booked')
    const contactId = freshId()
    must(await books(s, jo, { contactId }))
    const open = await product.rows(
      "select gap_from from net.obligation where person_id = $1 and key like 'N4:booked:%' and gap_from <= $2",
      [s.personId, THURSDAY],
    )
    expect(open).toEqual([])
    for (const who of ['mine', 'team']) {
      const day = must(await product.ask(jo, 'contact.today', { on: '2026-03-06', who })) as {
        visits: { id: string }[]
      }
      expect(day.visits.map((v) => v.id)).toContain(contactId)
    }
    await product.setNow('2026-03-06T10:20:00.000Z')
    const nextDay = await product.signIn(world.staff.jo.email)
    must(
      await product.act(nextDay, 'contact.record', {
        personId: s.personId,
        contactId,
        version: 1,
        record: {
          happened: 'yes',
          at: '2026-03-06T10:05:00Z',
          mode: 'phone',
          by: [world.staff.jo.id],
          person: 'spoken with',
          doses: [],
        },
        note: null,
        worries: [],
      }),
    )
    expect(await keys(s)).not.toContain('N4:met')
    await product.setNow(THURSDAY)
  })

  it('is refused to others, in the past, and with somebody of another team', async () => {
    const s = await onTheWard('Bob Booked')
    must(await leaves(s))
    expect(codeOf(await books(s, sam))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(
      codeOf(await books(s, jo, { untilAt: '2026-03-05T09:30:00Z', fromAt: '2026-03-05T09:00:00Z' })),
    ).toBe('WARD_CONTACT_NOT_AHEAD')
    expect(codeOf(await books(s, jo, { staffId: world.staff.sam.id }))).toBe('EPISODE_WORKER')
  })
})

describe('hours after leaving', () => {
  it('within 48 hours, decided and taken back, and decided again', async () => {
    const s = await onTheWard('Cat Sooner')
    must(await leaves(s))
    const due = async () =>
      (
        await product.rows<{ gap_from: Date }>(
          "select gap_from from net.obligation where person_id = $1 and key like 'N4:met:%'",
          [s.personId],
        )
      )[0]?.gap_from.toISOString()
    const before = await due()
    const decides = () =>
      product.act(jo, 'stay.sooner-contact', { ...s, decisionId: freshId(), reason: 'The first nights.' })
    const ends = (token = jo, reason = 'Their brother stays with them.') =>
      product.act(token, 'stay.sooner-contact-end', { ...s, endId: freshId(), reason })
    expect(codeOf(await ends())).toBe('SOONER_NOT_DECIDED')
    must(await decides())
    expect(await due()).toBe('2026-03-07T09:00:00.000Z')
    expect(codeOf(await ends(jo, ' '))).toBe('SOONER_NEEDS_REASON')
    expect(codeOf(await ends(noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await ends())
    expect(await due()).toBe(before)
    must(await decides())
    expect(await due()).toBe('2026-03-07T09:00:00.000Z')
    expect(codeOf(await decides())).toBe('SOONER_ALREADY_DECIDED')
    await right(s)
  })

  it('of a ward change from a moment on; whoever left before keeps what they were promised', async () => {
    const [before, after] = [await onTheWard('Dan Hours'), await onTheWard('Eli Hours')]
    must(await leaves(before))
    const changes = (token: string, more: Record<string, unknown> = {}) =>
      product.act(token, 'unit.change-hours', {
        changeId: freshId(),
        unitId: world.unitId,
        version: 0,
        hours: 168,
        why: 'Agreed with the trust for this ward.',
        ...more,
      })
    expect(codeOf(await changes(jo))).toBe('NOT_ALLOWED')
    expect(codeOf(await changes(wyn, { why: ' ' }))).toBe('UNIT_HOURS_NEED_WHY')
    expect(codeOf(await changes(wyn, { hours: 72 }))).toBe('UNIT_HOURS_SAME')
    must(await changes(wyn))
    expect(codeOf(await changes(wyn, { hours: 72 }))).toBe('STALE_VERSION')
    await product.setNow('2026-03-05T11:00:00.000Z')
    const later = await product.signIn(world.staff.jo.email)
    must(
      await product.act(later, 'stay.end', {
        ...after,
        version: 1,
        endedAt: '2026-03-05T10:30:00Z',
        endedKnownTo: 'minute',
        endSource: 'by hand',
      }),
    )
    const due = async (s: Where) =>
      (
        await product.rows<{ gap_from: Date }>(
          "select gap_from from net.obligation where person_id = $1 and key like 'N4:met:%'",
          [s.personId],
        )
      )[0]?.gap_from.toISOString()
    expect(await due(before)).toBe('2026-03-08T09:00:00.000Z')
    expect(await due(after)).toBe('2026-03-12T10:30:00.000Z')
    await right(before)
    await right(after)
  })
})
