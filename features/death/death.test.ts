import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { aThursday } from '#testing/thursday.ts'
import { onMaple } from '#testing/ward.ts'

let product: Product
let world: World
/** Coordinator and manager of the ward; worker and manager of medication support; a nurse of another team. */
let jo: string
let wyn: string
let sam: string
let lin: string
let noor: string

beforeAll(async () => {
  ;({ product, world, jo, wyn, sam, lin, noor } = await aThursday('jo', 'wyn', 'sam', 'lin', 'noor'))
})
afterAll(() => product.stop())

/** On the ward, with dates of leaving; with support that has planned visits, unless said otherwise. */
async function aPerson(name: string, supported = true) {
  const { personId, stayId } = await onMaple({ product, world, token: jo }, name, '2026-03-02T10:00:00Z')
  if (!supported) return { personId, stayId, episodeId: null }
  const referralId = freshId()
  must(
    await product.act(jo, 'referral.send', {
      referralId,
      personId,
      serviceId: world.services.medication,
      stayId,
      urgent: false,
      asks: { reason: { state: 'known', text: 'Company while learning to take medicines.' } },
      sharing: { answer: 'yes', items: [] },
    }),
  )
  const [referral] = await product.rows<{ version: number }>(
    'select version from tc.referral where id = $1',
    [referralId],
  )
  const episodeId = freshId()
  must(
    await product.act(lin, 'referral.accept', {
      personId,
      referralId,
      episodeId,
      version: referral?.version,
      start: { kind: 'date', on: '2026-03-06' },
      keyWorkerId: world.staff.sam.id,
    }),
  )
  return { personId, stayId, episodeId }
}
type Who = Awaited<ReturnType<typeof aPerson>>

const report = (p: Who, token = sam, more: Record<string, unknown> = {}) =>
  product.act(token, 'death.report', {
    reportId: freshId(),
    personId: p.personId,
    version: 0,
    said: 'Her sister rang.',
    happenedOn: '2026-03-05',
    ...more,
  })
const confirm = (p: Who, token = wyn, version = 1) =>
  product.act(token, 'death.confirm', {
    decisionId: freshId(),
    personId: p.personId,
    version,
    why: 'The coroner’s office rang.',
  })
const undo = (p: Who, token = wyn, version = 1, alive = true) =>
  product.act(token, 'death.undo', {
    decisionId: freshId(),
    personId: p.personId,
    version,
    alive,
    why: 'It was somebody of the same name.',
  })
const gaps = (p: Who) =>
  product.rows<{ key: string; team_id: string; owner_staff_id: string | null; kind: string }>(
    'select key, kind, team_id, owner_staff_id from net.obligation where person_id = $1 order by key',
    [p.personId],
  )
const aboutDeath = async (p: Who) => (await gaps(p)).filter((g) => /^N11:(death|after-death):/.test(g.key))
const planned = async (p: Who) =>
  (
    await product.rows("select id from tc.contact where person_id = $1 and state = 'planned' order by id", [
      p.personId,
    ])
  ).map((r) => r.id)
const appointment = (p: Who, startsAt: string) => ({
  personId: p.personId,
  appointmentId: freshId(),
  what: 'Housing office',
  place: '',
  withWhom: '',
  topic: 'housing',
  startsAt,
  goesStaffId: null,
})
const appointments = (p: Who) =>
  product.rows<{ id: string; state: string; version: number }>(
    'select id, state, version from tc.appointment where person_id = $1 order by starts_at',
    [p.personId],
  )
const state = async (p: Who) =>
  (await product.rows<{ s: string }>('select net.death_state($1) as s', [p.personId]))[0]?.s
const agreed = async (p: Who) =>
  expect(
    (await compareWithStored(product.superuser, { personIds: [p.personId] })).map((d) => d.words),
  ).toEqual([])

describe('a death that is reported', () => {
  it('asks the lead at once, holds what was owed and takes nothing off the plan', async () => {
    const p = await aPerson('Ada Reported')
    const [before, plan] = [await gaps(p), await planned(p)]
    expect(plan.length).toBeGreaterThan(0)
    expect(await state(p)).toBe('none')
    must(await report(p))
    expect(await state(p)).toBe('reported')
    const asked = await aboutDeath(p)
    expect(asked).toMatchObject([
      { kind: 'N11', team_id: world.teams.maple, owner_staff_id: world.staff.wyn.id },
    ])
    expect((await gaps(p)).filter((g) => !asked.some((a) => a.key === g.key))).toEqual(before)
    expect(await planned(p)).toEqual(plan)
    await agreed(p)
  })

  it('is said on the visits list, on the person’s header and on the boards', async () => {
    const p = await aPerson('Bea Reported')
    must(await report(p))
    const today = must(await product.ask(sam, 'contact.today', { on: '2026-03-06', who: 'mine' })) as {
      visits: { personId: string; death: string }[]
    }
    expect(today.visits.filter((v) => v.personId === p.personId)).not.toHaveLength(0)
    expect(new Set(today.visits.filter((v) => v.personId === p.personId).map((v) => v.death))).toEqual(
      new Set(['reported']),
    )
    expect(must(await product.ask(sam, 'people.header', { personId: p.personId }))).toMatchObject({
      death: { state: 'reported', report: { by: 'Sam Okoro' } },
    })
    const board = must(
      await product.ask(jo, 'stay.leaving-board', { ward: null, gap: false, mine: false }),
    ) as {
      rows: { personId: string; death: string }[]
    }
    expect(board.rows.find((r) => r.personId === p.personId)?.death).toBe('reported')
    const open = must(await product.ask(wyn, 'safetynet.board', {})) as {
      open: { personId: string; death: string; key: string }[]
    }
    expect(open.open.filter((l) => l.personId === p.personId).map((l) => l.death)).toContain('reported')
  })

  it('is reported by whoever supports, in words, and once', async () => {
    const p = await aPerson('Cay Reported')
    expect(codeOf(await report(p, noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await report(p, sam, { said: ' ' }))).toBe('DEATH_NEEDS_HOW')
    expect(codeOf(await report(p, sam, { happenedOn: '2026-03-06' }))).toBe('DEATH_IN_FUTURE')
    expect(codeOf(await report(p, sam, { version: 3 }))).toBe('STALE_VERSION')
    expect(await state(p)).toBe('none')
    must(await report(p))
    expect(codeOf(await report(p, jo))).toBe('DEATH_ALREADY_REPORTED')
  })

  it('of somebody with no way out open asks the ward that has them', async () => {
    const p = await aPerson('Dot Reported', false)
    must(await report(p, jo))
    expect(await gaps(p)).toMatchObject([{ team_id: world.teams.maple, owner_staff_id: world.staff.wyn.id }])
    await agreed(p)
    must(await undo(p))
    expect(await gaps(p)).toEqual([])
  })
})

describe('a death that is confirmed', () => {
  it('is confirmed by a named worker of the ward or the lead’s team, and by nobody else', async () => {
    const p = await aPerson('Eve Confirmed')
    expect(codeOf(await confirm(p))).toBe('DEATH_NOT_REPORTED')
    must(await report(p, jo))
    expect(codeOf(await confirm(p, sam))).toBe('NOT_ALLOWED')
    expect(codeOf(await confirm(p, noor))).toBe('NOT_ALLOWED')
    // a manager of a service that neither leads nor reported it
    expect(codeOf(await confirm(p, lin))).toBe('DEATH_NOT_YOURS_TO_DECIDE')
    must(await confirm(p))
    expect(codeOf(await confirm(p, wyn, 1))).toBe('STALE_VERSION')
    expect(codeOf(await confirm(p, wyn, 2))).toBe('DEATH_ALREADY_CONFIRMED')
  })

  it('stops what was planned, voids what was owed, and asks the lead and each service once what they did', async () => {
    const p = await aPerson('Fay Confirmed')
    must(await report(p))
    must(await confirm(p))
    expect(await planned(p)).toEqual([])
    expect((await gaps(p)).map((g) => g.team_id).sort()).toEqual(
      [world.teams.maple, world.teams.medication].sort(),
    )
    expect((await gaps(p)).every((g) => g.key.startsWith('N11:after-death:'))).toBe(true)
    await agreed(p)
    const [decision] = await product.rows<{ id: string }>(
      'select id from tc.death_decision where person_id = $1',
      [p.personId],
    )
    const done = (token: string, did = 'Rang the family, told the pharmacy.') =>
      product.act(token, 'death.after-done', {
        afterId: freshId(),
        personId: p.personId,
        decisionId: decision?.id,
        did,
      })
    expect(codeOf(await done(sam, ' '))).toBe('DEATH_AFTER_NEEDS_WORDS')
    expect(codeOf(await done(noor))).toBe('NOT_FOUND_OR_NOT_YOURS')
    must(await done(sam))
    expect((await gaps(p)).map((g) => g.team_id)).toEqual([world.teams.maple])
    expect(codeOf(await done(lin))).toBe('DEATH_AFTER_DONE')
    must(await done(wyn))
    expect(await gaps(p)).toEqual([])
    await agreed(p)
  })

  it('refuses new plans and referrals, and says who can undo it', async () => {
    const p = await aPerson('Gil Confirmed')
    must(await report(p))
    must(await confirm(p))
    const contact = {
      personId: p.personId,
      episodeId: p.episodeId,
      contactId: freshId(),
      mode: 'phone',
      fromAt: '2026-03-07T10:00:00Z',
      untilAt: '2026-03-07T11:00:00Z',
      staffId: null,
    }
    expect(codeOf(await product.act(sam, 'contact.plan', contact))).toBe('PERSON_HAS_DIED')
    const referral = {
      referralId: freshId(),
      personId: p.personId,
      serviceId: world.services.inReach,
      stayId: p.stayId,
      urgent: false,
      asks: { reason: { state: 'known', text: 'Company.' } },
      sharing: { answer: 'not asked', items: [] },
    }
    expect(codeOf(await product.act(jo, 'referral.send', referral))).toBe('PERSON_HAS_DIED')
    must(await undo(p, wyn, 2))
    must(await product.act(sam, 'contact.plan', contact))
  })

  it('stops the appointments to come, refuses new ones, and undoing it puts back what it stopped alone', async () => {
    const p = await aPerson('Una Confirmed')
    const [past, soon, later] = ['10:30', '11:00', '12:00'].map((t) =>
      appointment(p, `2026-03-05T${t}:00.000Z`),
    )
    for (const a of [past, soon, later]) must(await product.act(sam, 'appointment.make', a))
    // its time is over, and nobody has said what became of it
    await product.superuser.query(
      "update tc.appointment set starts_at = '2026-03-05T09:30:00Z' where id = $1",
      [past?.appointmentId],
    )
    must(await report(p))
    expect((await appointments(p)).map((a) => a.state)).toEqual(['planned', 'planned', 'planned'])
    must(await confirm(p))
    expect((await appointments(p)).map((a) => a.state)).toEqual(['planned', 'stopped', 'stopped'])
    const along = { personId: p.personId, appointmentId: soon?.appointmentId, version: 2, goesStaffId: null }
    expect(codeOf(await product.act(sam, 'appointment.goes-along', along))).toBe('APPOINTMENT_TOLD')
    const another = appointment(p, '2026-03-06T11:00:00Z')
    expect(codeOf(await product.act(sam, 'appointment.make', another))).toBe('PERSON_HAS_DIED')
    const move = {
      personId: p.personId,
      appointmentId: past?.appointmentId,
      movedToId: freshId(),
      version: 1,
      told: { kind: 'moved', to: '2026-03-07T11:00:00Z', words: '' },
    }
    expect(codeOf(await product.act(sam, 'appointment.tell', move))).toBe('PERSON_HAS_DIED')
    must(await undo(p, wyn, 2, false))
    expect((await appointments(p)).map((a) => [a.state, a.version])).toEqual([
      ['planned', 1],
      ['planned', 3],
      ['planned', 3],
    ])
    must(await product.act(sam, 'appointment.make', another))
  })

  it('is written in one’s own name by whoever may, whoever writes the SQL', async () => {
    const p = await aPerson('Hob Confirmed')
    must(await report(p))
    const [row] = await product.rows<{ id: string }>('select id from tc.death_report where person_id = $1', [
      p.personId,
    ])
    const plant = async (token: string, text: string, values: unknown[]) => {
      const client = await product.appPool.connect()
      try {
        await client.query('begin')
        await client.query('select ctx.begin($1)', [token])
        await client.query(text, values)
        return 'done'
      } catch (cause) {
        return (cause as { code?: string }).code
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    const decide = (by: string, team: string): [string, unknown[]] => [
      `insert into tc.death_decision (id, report_id, person_id, organisation_id, team_id, version, what, why, decided_at, decided_by)
         values ($1, $2, $3, (select ctx.organisation()), $4, 9, 'confirmed', 'x', (select ctx.now()), $5)`,
      [freshId(), row?.id, p.personId, team, by],
    ]
    expect(await plant(sam, ...decide(world.staff.sam.id, world.teams.medication))).toBe('42501')
    expect(await plant(wyn, ...decide(world.staff.jo.id, world.teams.maple))).toBe('42501')
    expect(await plant(wyn, 'delete from tc.death_report where person_id = $1', [p.personId])).toBe('42501')
    expect(await plant(wyn, "update tc.death_report set said = 'x' where person_id = $1", [p.personId])).toBe(
      '42501',
    )
    expect(
      await plant(
        noor,
        `insert into tc.death_report (id, person_id, organisation_id, team_id, version, source, said, reported_at, by_id)
      values ($1, $2, (select ctx.organisation()), $3, 7, 'by hand', 'x', (select ctx.now()), $4)`,
        [freshId(), p.personId, world.teams.north, world.staff.noor.id],
      ),
    ).toBe('42501')
    must(await product.act(sam, 'appointment.make', appointment(p, '2026-03-09T11:00:00Z')))
    const stop = "update tc.appointment set state = 'stopped' where person_id = $1"
    expect(await plant(sam, stop, [p.personId]), 'without the confirmation it names').toBe('23514')
    expect(
      await plant(sam, 'update tc.appointment set stopped_for = null where person_id = $1', [p.personId]),
    ).toBe('42501')
    // nobody's contacts are stopped by calling the function: without a command that holds the person it does nothing
    expect(await plant(wyn, 'select net.settle_death($1)', [p.personId])).toBe('done')
    expect((await planned(p)).length).toBeGreaterThan(0)
  })
})

describe('a death that is undone', () => {
  it('as a report: everything stands as before', async () => {
    const p = await aPerson('Ida Undone')
    const [before, plan] = [await gaps(p), await planned(p)]
    must(await report(p))
    must(await undo(p))
    expect(await state(p)).toBe('none')
    expect(await gaps(p)).toEqual(before)
    expect(await planned(p)).toEqual(plan)
    expect(codeOf(await undo(p, wyn, 2))).toBe('DEATH_NOT_REPORTED')
    // and may be reported again
    must(await report(p, sam, { version: 2 }))
    expect(await state(p)).toBe('reported')
  })

  it('as a confirmation: it stays reported, and the contacts that it stopped are back', async () => {
    const p = await aPerson('Jan Undone')
    const [before, plan] = [await gaps(p), await planned(p)]
    must(await report(p))
    must(await confirm(p))
    expect(await planned(p)).toEqual([])
    expect(codeOf(await undo(p, sam, 2, false))).toBe('NOT_ALLOWED')
    must(await undo(p, wyn, 2, false))
    expect(await state(p)).toBe('reported')
    expect(await planned(p)).toEqual(plan)
    expect((await gaps(p)).filter((g) => !g.key.startsWith('N11:death:'))).toEqual(before)
    expect(codeOf(await undo(p, wyn, 3, false))).toBe('DEATH_NOT_CONFIRMED')
    must(await confirm(p, wyn, 3))
    must(await undo(p, wyn, 4, true))
    expect(await state(p)).toBe('none')
    expect(await planned(p)).toEqual(plan)
    expect(await gaps(p)).toEqual(before)
    await agreed(p)
    expect(must(await product.ask(wyn, 'death.of-person', { personId: p.personId }))).toMatchObject({
      state: 'none',
      decisions: [
        { what: 'report undone' },
        { what: 'confirmed' },
        { what: 'confirmation undone' },
        { what: 'confirmed' },
      ],
    })
  })

  it('tells the second of two who decide at once', async () => {
    const p = await aPerson('Kit Undone')
    must(await report(p, jo))
    const both = await Promise.all([confirm(p), undo(p)])
    expect(both.map(codeOf).sort()).toEqual(['STALE_VERSION', 'done'])
  })
})
