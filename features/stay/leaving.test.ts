import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aThursday } from '#testing/thursday.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import { onMaple, type Where } from '#testing/ward.ts'

let product: Product
let world: World
let jo: string
let wyn: string
let lin: string

beforeAll(async () => {
  ;({ product, world, jo, wyn, lin } = await aThursday('jo', 'wyn', 'lin'))
})
afterAll(() => product.stop())

/** Somebody on Maple ward since Wednesday 4 March. */
const onTheWard = (name: string) => onMaple({ product, world, token: jo }, name)
const dates = (s: Where, more: Record<string, unknown> = {}) => ({
  ...s,
  planId: freshId(),
  version: 0,
  readyOn: null,
  plannedOn: '2026-03-12',
  why: '',
  ...more,
})
const stopped = (s: Where, more: Record<string, unknown> = {}) => ({
  ...s,
  blockerId: freshId(),
  code: '18',
  words: '',
  whoActs: 'Dee, housing',
  sinceOn: '2026-03-04',
  ...more,
})
const leaves = (s: Where) => ({
  ...s,
  version: 1,
  endedAt: '2026-03-05T09:00:00Z',
  endedKnownTo: 'minute',
  endSource: 'by hand',
})
const transition = (s: Where) =>
  product.rows('select state, opened_because, stay_id from tc.transition where person_id = $1', [s.personId])

describe('dates of leaving', () => {
  it('open the way out of hospital, and taking them back does not close it', async () => {
    const s = await onTheWard('Ada Leaving')
    expect(await transition(s)).toEqual([])
    must(await product.act(jo, 'stay.plan-leaving', dates(s)))
    const open = [{ state: 'open', opened_because: 'leave date entered', stay_id: s.stayId }]
    expect(await transition(s)).toEqual(open)
    must(
      await product.act(
        jo,
        'stay.plan-leaving',
        dates(s, { version: 1, plannedOn: null, why: 'The flat fell through.' }),
      ),
    )
    expect(await transition(s)).toEqual(open)
    expect(await wrongTransitions(product.superuser, [s.personId])).toEqual([])
  })

  it('keep every version with its author and reason; the second to save is told', async () => {
    const s = await onTheWard('Bea Leaving')
    must(await product.act(jo, 'stay.plan-leaving', dates(s, { readyOn: '2026-03-05' })))
    const moved = { version: 1, readyOn: '2026-03-05', plannedOn: '2026-03-14', why: 'The key comes later.' }
    must(await product.act(wyn, 'stay.plan-leaving', dates(s, moved)))
    expect(
      codeOf(await product.act(jo, 'stay.plan-leaving', dates(s, { ...moved, plannedOn: '2026-03-16' }))),
    ).toBe('STALE_VERSION')
    const shown = must(await product.ask(jo, 'stay.leaving', { stayId: s.stayId }))
    expect(shown).toMatchObject({
      plans: [
        { version: 2, plannedOn: '2026-03-14', why: 'The key comes later.', by: 'Wyn Parry' },
        { version: 1, plannedOn: '2026-03-12', readyOn: '2026-03-05', by: 'Jo Ellis' },
      ],
    })
    expect(
      codeOf(
        await product.act(
          jo,
          'stay.plan-leaving',
          dates(s, { ...moved, version: 2, plannedOn: null, why: '' }),
        ),
      ),
    ).toBe('LEAVING_NEEDS_WHY')
  })

  it('happen once when the button is pressed twice', async () => {
    const s = await onTheWard('Cal Leaving')
    const [input, id] = [dates(s), freshId()]
    must(await product.act(jo, 'stay.plan-leaving', input, id))
    expect(must(await product.act(jo, 'stay.plan-leaving', input, id))).toMatchObject({ replayed: true })
    expect(await product.rows('select version from tc.leaving_plan where stay_id = $1', [s.stayId])).toEqual([
      { version: 1 },
    ])
    expect(
      await product.rows(
        "select count(*)::int as n from audit.event where action = 'stay.plan-leaving' and $1 = any (person_ids)",
        [s.personId],
      ),
    ).not.toEqual([{ n: 0 }])
    expect(
      await product.rows(
        "select class_bit from tc.timeline where person_id = $1 and what = 'leaving planned'",
        [s.personId],
      ),
    ).toEqual([{ class_bit: 2 }])
  })

  it('are the ward’s: another team, another person and a stay that is not there are alike', async () => {
    const [s, other] = [await onTheWard('Dan Leaving'), await onTheWard('Eve Leaving')]
    for (const [who, input] of [
      [lin, dates(s)],
      [jo, dates({ ...s, personId: other.personId })],
      [jo, dates({ ...s, stayId: freshId() })],
    ] as const)
      expect(codeOf(await product.act(who, 'stay.plan-leaving', input))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(must(await product.ask(lin, 'stay.leaving', { stayId: s.stayId }))).toBeNull()
  })

  it('belong to a stay that is open', async () => {
    const s = await onTheWard('Fay Leaving')
    must(await product.act(jo, 'stay.end', leaves(s)))
    expect(codeOf(await product.act(jo, 'stay.plan-leaving', dates(s)))).toBe('LEAVING_STAY_ENDED')
    expect(codeOf(await product.act(jo, 'stay.add-blocker', stopped(s)))).toBe('LEAVING_STAY_ENDED')
  })
})

describe('what stops somebody leaving', () => {
  it('is noted with who acts, counted on the board, and ends once', async () => {
    const s = await onTheWard('Gus Leaving')
    const housing = stopped(s)
    must(await product.act(jo, 'stay.add-blocker', housing))
    must(
      await product.act(
        jo,
        'stay.add-blocker',
        stopped(s, { code: null, words: 'No key yet', sinceOn: '2026-03-05' }),
      ),
    )
    const row = async () =>
      (
        must(await product.ask(jo, 'stay.leaving-board', { ward: null, gap: false, mine: false })) as {
          rows: { personId: string; blocker: unknown }[]
        }
      ).rows.find((r) => r.personId === s.personId)?.blocker
    expect(await row()).toMatchObject({ code: '18', whoActs: 'Dee, housing', sinceOn: '2026-03-04', more: 1 })
    const end = { ...s, blockerId: housing.blockerId, endedOn: '2026-03-05' }
    expect(codeOf(await product.act(lin, 'stay.end-blocker', end))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(wyn, 'stay.end-blocker', end))
    expect(codeOf(await product.act(jo, 'stay.end-blocker', end))).toBe('BLOCKER_ALREADY_ENDED')
    expect(await row()).toMatchObject({ code: null, words: 'No key yet', more: 0 })
    expect(codeOf(await product.act(jo, 'stay.add-blocker', stopped(s, { code: '99' })))).toBe(
      'BLOCKER_CODE_NOT_KNOWN',
    )
  })
})

describe('a decision to be met within 48 hours', () => {
  it('is made once, by the ward, with its author and reason', async () => {
    const s = await onTheWard('Hal Leaving')
    const decision = { ...s, decisionId: freshId(), reason: 'Said she feared the first night.' }
    expect(codeOf(await product.act(lin, 'stay.sooner-contact', decision))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await product.act(jo, 'stay.sooner-contact', decision))
    expect(
      codeOf(await product.act(wyn, 'stay.sooner-contact', { ...decision, decisionId: freshId() })),
    ).toBe('SOONER_ALREADY_DECIDED')
    expect(
      await product.rows('select decided_by, reason from tc.sooner_contact where stay_id = $1', [s.stayId]),
    ).toEqual([{ decided_by: world.staff.jo.id, reason: 'Said she feared the first night.' }])
  })
})

describe('the first contact after leaving', () => {
  const owed = (s: Where) =>
    product.rows<{ key: string; from: Date; until: string; owner: string; team: string }>(
      `select split_part(key, ':', 2) as key, gap_from as from, gap_until::text as until, owner_staff_id as owner, team_id as team
         from net.obligation where person_id = $1 and kind = 'N4' order by key`,
      [s.personId],
    )
  const first = async (s: Where) =>
    (
      must(await product.ask(jo, 'stay.leaving-board', { ward: null, gap: false, mine: false })) as {
        rows: { personId: string; first: unknown }[]
      }
    ).rows.find((r) => r.personId === s.personId)?.first

  it('is owed by the ward and its manager from the minute of leaving, and stands on the ward’s board', async () => {
    const s = await onTheWard('Lou Leaving')
    must(await product.act(jo, 'stay.end', leaves(s)))
    const ours = { owner: world.staff.wyn.id, team: world.teams.maple }
    expect(await owed(s)).toMatchObject([
      { key: 'booked', from: new Date('2026-03-05T09:00:00Z'), until: '2026-03-08 09:00:00+00', ...ours },
      { key: 'met', from: new Date('2026-03-08T09:00:00Z'), until: 'infinity', ...ours },
    ])
    expect(await first(s)).toEqual({ state: 'not met', dueAt: '2026-03-08T09:00:00.000Z', booked: false })
    const lines = (must(await product.ask(jo, 'safetynet.board', { kind: 'N4' })) as { open: object[] }).open
    expect(lines).toContainEqual(
      expect.objectContaining({
        personId: s.personId,
        owner: 'Wyn Parry',
        leftAt: '2026-03-05T09:00:00.000Z',
      }),
    )
    expect(
      (must(await product.ask(lin, 'safetynet.board', { kind: 'N4' })) as { open: object[] }).open,
    ).toEqual([])
  })

  it('comes sooner by a decision, also one that is made after leaving', async () => {
    const s = await onTheWard('Mia Leaving')
    must(await product.act(jo, 'stay.end', leaves(s)))
    must(
      await product.act(jo, 'stay.sooner-contact', { ...s, decisionId: freshId(), reason: 'First nights' }),
    )
    expect((await owed(s)).map((o) => o.from.toISOString())).toEqual([
      '2026-03-05T09:00:00.000Z',
      '2026-03-07T09:00:00.000Z',
    ])
  })

  it('is booked by whoever plans it and settled by whoever meets them', async () => {
    const s = await onTheWard('Ned Leaving')
    const { northside, riverside } = world.organisations
    must(await product.act(jo, 'stay.end', leaves(s)))
    const contact = freshId()
    await product.superuser.query(
      `insert into tc.contact (id, person_id, service_id, organisation_id, team_id, on_day, window_from_at, window_until_at, mode, staff_id, planned_at, state)
       values ($1, $2, $3, $4, $5, '2026-03-06', '2026-03-06 09:00+00', '2026-03-06 11:00+00', 'phone', $6, '2026-03-05 10:00+00', 'planned')`,
      [contact, s.personId, world.services.medication, riverside, world.teams.medication, world.staff.sam.id],
    )
    // any command about the person works out again what is owed
    const again = { ...s, decisionId: freshId(), reason: 'First nights' }
    must(await product.act(jo, 'stay.sooner-contact', again))
    expect((await owed(s)).map((o) => [o.key, o.from.toISOString()])).toEqual([
      ['booked', '2026-03-06T11:00:00.000Z'],
      ['met', '2026-03-07T09:00:00.000Z'],
    ])
    await product.superuser.query(
      "update tc.contact set state = 'happened', happened_at = '2026-03-06 09:30+00', seen = false where id = $1",
      [contact],
    )
    await product.superuser.query(
      "insert into tc.task (id, person_id, organisation_id, team_id, kind, what, since_at, due_at) values ($1, $2, $3, $4, 'stay lacks', 'x', now(), now())",
      [again.decisionId, s.personId, northside, world.teams.maple],
    )
    must(
      await product.act(jo, 'task.done', {
        taskId: again.decisionId,
        personId: s.personId,
        doneText: 'Done',
      }),
    )
    expect(await owed(s)).toEqual([])
    expect(await first(s)).toEqual({ state: 'met' })
  })
})

describe('a contact of the ward itself', () => {
  it('settles what the ward owes; not before leaving, and not by another team', async () => {
    const s = await onTheWard('Oda Leaving')
    const met = (more: Record<string, unknown> = {}) => ({
      ...s,
      contactId: freshId(),
      mode: 'phone',
      at: '2026-03-05T09:30:00Z',
      ...more,
    })
    expect(codeOf(await product.act(jo, 'stay.met-after-leaving', met()))).toBe('AFTER_NOT_LEFT')
    must(await product.act(jo, 'stay.end', leaves(s)))
    expect(codeOf(await product.act(lin, 'stay.met-after-leaving', met()))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await product.act(jo, 'stay.met-after-leaving', met({ at: '2026-03-05T08:30:00Z' })))).toBe(
      'AFTER_BEFORE_LEAVING',
    )
    must(await product.act(jo, 'stay.met-after-leaving', met()))
    expect(
      await product.rows("select 1 from net.obligation where person_id = $1 and kind = 'N4'", [s.personId]),
    ).toEqual([])
    expect(
      await product.rows(
        'select state, seen, class_bit, episode_id, by_staff_id from tc.contact where person_id = $1',
        [s.personId],
      ),
    ).toEqual([
      { state: 'happened', seen: false, class_bit: 4, episode_id: null, by_staff_id: world.staff.jo.id },
    ])
  })
})

describe('a contact of the team that leads', () => {
  it('is recorded by that team itself, as its own, without a time with a service', async () => {
    const s = await onTheWard('Una Leaving')
    must(await product.act(jo, 'stay.end', leaves(s)))
    const noor = await product.signIn(world.staff.noor.email)
    const met = { ...s, contactId: freshId(), mode: 'visit', at: '2026-03-05T09:30:00Z' }
    expect(codeOf(await product.act(noor, 'stay.met-after-leaving', met))).toBe('NOT_FOUND_OR_NOT_YOURS')
    const offer = { offerId: freshId(), personId: s.personId }
    const whom = { what: 'lead', teamId: world.teams.north, staffId: world.staff.noor.id, note: 'Near you' }
    must(await product.act(jo, 'lead.offer', { ...offer, ...whom }))
    must(await product.act(noor, 'lead.accept', { ...offer, version: 1 }))
    must(await product.act(noor, 'stay.met-after-leaving', met))
    expect(
      await product.rows("select 1 from net.obligation where person_id = $1 and kind = 'N4'", [s.personId]),
    ).toEqual([])
    expect(
      await product.rows('select team_id, by_staff_id from tc.contact where person_id = $1', [s.personId]),
    ).toEqual([{ team_id: world.teams.north, by_staff_id: world.staff.noor.id }])
  })
})

describe('leaving that nobody planned', () => {
  it('is one sheet, which ends the stay, opens the way out and makes the first contact owed at once', async () => {
    const s = await onTheWard('Pat Leaving')
    const sheet = {
      ...s,
      leavingId: freshId(),
      version: 1,
      how: 'self-discharge',
      leftAt: '2026-03-05T02:10:00Z',
      leftKnownTo: 'minute',
      whereTo: 'Her sister',
      told: null,
      arranged: null,
    }
    expect(codeOf(await product.act(lin, 'stay.left-unplanned', sheet))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await product.act(jo, 'stay.left-unplanned', { ...sheet, version: 2 }))).toBe(
      'STALE_VERSION',
    )
    expect(codeOf(await product.act(jo, 'stay.left-unplanned', { ...sheet, leftAt: null }))).toBe(
      'LEFT_NEEDS_TIME',
    )
    must(await product.act(jo, 'stay.left-unplanned', sheet))
    expect(codeOf(await product.act(wyn, 'stay.left-unplanned', { ...sheet, leavingId: freshId() }))).toBe(
      'LEFT_ALREADY_TOLD',
    )
    expect(
      await product.rows(
        `select s.ended_at, s.end_source, u.how, u.where_to, u.told from tc.stay s join tc.unplanned_leaving u on u.stay_id = s.id where s.id = $1`,
        [s.stayId],
      ),
    ).toEqual([
      {
        ended_at: new Date('2026-03-05T02:10:00Z'),
        end_source: 'by hand',
        how: 'self-discharge',
        where_to: 'Her sister',
        told: null,
      },
    ])
    expect(await transition(s)).toEqual([{ state: 'open', opened_because: 'left', stay_id: s.stayId }])
    expect(
      await product.rows(
        "select gap_from from net.obligation where person_id = $1 and key like 'N4:booked:%'",
        [s.personId],
      ),
    ).toEqual([{ gap_from: new Date('2026-03-05T02:10:00Z') }])
  })
})

describe('the row rules', () => {
  /** What one statement of the serving login does while this staff member acts. */
  async function sql(token: string, text: string, values: unknown[]): Promise<number | string> {
    const client = await product.appPool.connect()
    try {
      await client.query('begin')
      await client.query('select ctx.begin($1)', [token])
      return (await client.query(text, values)).rowCount ?? 0
    } catch (cause) {
      return (cause as { code?: string }).code ?? 'failed'
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  const PLAN = `insert into tc.leaving_plan (id, stay_id, person_id, organisation_id, team_id, version, planned_on, at, by_staff_id)
    values ($1, $2, $3, $4, $5, 9, '2026-03-20', now(), $6)`

  it('let the ward write in its own name, and nobody plant a row on its stay', async () => {
    const s = await onTheWard('Ida Leaving')
    const { northside, riverside } = world.organisations
    const { maple, medication } = world.teams
    const [ward, support] = [world.staff.jo.id, world.staff.lin.id]
    expect(await sql(jo, PLAN, [freshId(), s.stayId, s.personId, northside, maple, ward])).toBe(1)
    expect(await sql(jo, PLAN, [freshId(), s.stayId, s.personId, northside, maple, world.staff.wyn.id])).toBe(
      '42501',
    )
    expect(await sql(lin, PLAN, [freshId(), s.stayId, s.personId, riverside, medication, support])).toBe(
      '42501',
    )
    expect(await sql(lin, PLAN, [freshId(), s.stayId, s.personId, northside, maple, support])).toBe('42501')
    const other = await onTheWard('Jay Leaving')
    expect(await sql(jo, PLAN, [freshId(), s.stayId, other.personId, northside, maple, ward])).toBe('42501')
    expect(await sql(jo, 'update tc.leaving_plan set why = why', [])).toBe('42501')
    expect(await sql(jo, 'delete from tc.sooner_contact', [])).toBe('42501')
  })

  it('hide what is planned from whoever does not support the person', async () => {
    const s = await onTheWard('Kim Leaving')
    must(await product.act(jo, 'stay.plan-leaving', dates(s)))
    must(await product.act(jo, 'stay.add-blocker', stopped(s)))
    for (const table of ['leaving_plan', 'leaving_blocker']) {
      expect(await sql(jo, `select 1 from tc.${table} where person_id = $1`, [s.personId])).toBe(1)
      expect(await sql(lin, `select 1 from tc.${table} where person_id = $1`, [s.personId])).toBe(0)
    }
  })
})
