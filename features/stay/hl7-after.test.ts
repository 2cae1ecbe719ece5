import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFeed, takes as takesAll } from '#testing/feed.ts'
import { aMessage, type PersonToSend } from '#testing/hl7-builder.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'

let product: Product
let world: World
let feed: string
let jo: string
let wyn: string

beforeAll(async () => {
  product = await aProduct()
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  feed = await aFeed(product, { organisationId: world.organisations.northside, teamId: world.teams.records })
  jo = await product.signIn(world.staff.jo.email)
  wyn = await product.signIn(world.staff.wyn.email)
})
afterAll(() => product.stop())

const all = async <R extends object = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  (await product.superuser.query(sql, values)).rows as R[]

/** What was done, without the list of places that are kept and not used. */
const takes = async (on: Product, token: string, text: string) =>
  (await takesAll(on, token, text)).map((l) => l.replace(/; kept but not used:.*/, ''))

/** An invented number of the 999 range, with its check digit. */
function numberOf(n: number): string {
  for (let nine = 999_100_000 + n * 20; ; nine += 1) {
    const sum = [...String(nine)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}
let people = 0
function someone(): { person: PersonToSend; visit: string } {
  people += 1
  return {
    person: {
      nhsNumber: numberOf(people),
      family: `After${people}`,
      given: 'Given',
      bornOn: '1990-02-03',
      postcode: 'NS4 2QT',
    },
    visit: `AFTER-${people}`,
  }
}
type Someone = ReturnType<typeof someone>

const a01 = ({ person, visit }: Someone) =>
  aMessage().sentBy('NSD').admitting(person).toWard('MAPLE', 'BED 4').forVisit(visit).numbered(`IN-${visit}`)
/** The discharge builder puts its time into EVN-6 and PV1-45, and sends five minutes later. */
const a03 = ({ person, visit }: Someone, at = '2026-11-20T11:00:00Z', n = 1) =>
  aMessage()
    .sentBy('NSD')
    .discharging(person)
    .fromWard('MAPLE')
    .at(at)
    .forVisit(visit)
    .numbered(`OUT-${visit}-${n}`)
const other = (event: string, who: Someone, at: string, n = 1) =>
  a03(who, at, n)
    .saying('MSH', 9, `ADT^${event}`)
    .saying('PV1', 45, '')
    .numbered(`${event}-${who.visit}-${n}`)

const stayOf = async (who: Someone) =>
  (
    await all<{ id: string; person_id: string; ended_at: Date | null; version: number }>(
      'select id, person_id, ended_at, version from tc.stay where visit_number = $1',
      [who.visit],
    )
  )[0]!
const kinds = async (personId: string) =>
  (
    await all<{ kind: string }>('select distinct kind from net.obligation where person_id = $1 order by 1', [
      personId,
    ])
  ).map((r) => r.kind)
const right = async (personId: string) => {
  expect((await compareWithStored(product.superuser, { personIds: [personId] })).map((d) => d.words)).toEqual(
    [],
  )
  expect(await wrongTransitions(product.superuser, [personId])).toEqual([])
}

describe('a cancelled discharge (A13)', () => {
  it('opens the stay again, takes away what was owed after leaving, and keeps what was written', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text() + a03(who).text())
    const { id, person_id: personId } = await stayOf(who)
    expect(await kinds(personId)).toContain('N4')
    must(
      await product.act(jo, 'stay.left-unplanned', {
        leavingId: freshId(),
        stayId: id,
        personId,
        version: 2,
        how: 'discharge message',
        leftAt: null,
        leftKnownTo: 'minute',
        whereTo: null,
        told: null,
        arranged: null,
      }),
    )
    expect(await takes(product, feed, other('A13', who, '2026-11-20T12:00:00Z').text())).toEqual([
      `A13-${who.visit}-1 AA discharge cancelled: the stay on Maple is open again`,
    ])
    expect((await stayOf(who)).ended_at).toBeNull()
    expect(await kinds(personId)).not.toContain('N4')
    expect(await all('select how from tc.unplanned_leaving where stay_id = $1', [id])).toHaveLength(1)
    expect(
      await all('select ended_at, end_source from tc.stay_end_undone where stay_id = $1', [id]),
    ).toMatchObject([{ ended_at: new Date('2026-11-20T11:00:00Z'), end_source: 'PV1-45' }])
    await right(personId)
    // and again: the same message, and a discharge that is new
    expect(await takes(product, feed, other('A13', who, '2026-11-20T12:00:00Z').text())).toEqual([
      `A13-${who.visit}-1 AA the same message came before and was answered; nothing changed`,
    ])
    expect(await takes(product, feed, a03(who, '2026-11-21T10:00:00Z', 2).text())).toEqual([
      `OUT-${who.visit}-2 AA discharged from Maple`,
    ])
    expect(await kinds(personId)).toContain('N4')
    // a sheet of its own for the second leaving
    expect(must(await product.ask(jo, 'stay.leaving-of-person', { personId }))).toMatchObject({
      unplanned: null,
    })
    await right(personId)
  })

  it('that comes before its discharge is known when that comes late', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text())
    expect(await takes(product, feed, other('A13', who, '2026-11-20T12:00:00Z').text())).toEqual([
      `A13-${who.visit}-1 AA discharge cancelled; the stay on Maple stands as it is`,
    ])
    expect(await takes(product, feed, a03(who).text())).toEqual([
      `OUT-${who.visit}-1 AA a later message cancelled this discharge from Maple, nothing changed`,
    ])
    expect((await stayOf(who)).ended_at).toBeNull()
  })

  it('never undoes a leaving that was written by hand: the ward is asked', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text())
    const { id, person_id: personId } = await stayOf(who)
    must(
      await product.act(jo, 'stay.end', {
        stayId: id,
        personId,
        version: 1,
        endedAt: '2026-11-20T11:00:00Z',
        endedKnownTo: 'minute',
        endSource: 'by hand',
      }),
    )
    expect(await takes(product, feed, other('A13', who, '2026-11-21T12:00:00Z').text())).toEqual([
      `A13-${who.visit}-1 AA discharge cancelled; the leaving from Maple was written by hand and stands (a task for the ward)`,
    ])
    expect((await stayOf(who)).ended_at).toEqual(new Date('2026-11-20T11:00:00Z'))
    expect(
      await all(
        "select team_id from tc.task where about_id = $1 and kind = 'end by hand' and done_at is null",
        [id],
      ),
    ).toEqual([{ team_id: world.teams.maple }])
    await right(personId)
  })

  it('is held against when a discharge was taken in, where that does not say when it was sent', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text() + a03(who).saying('MSH', 7, '').text())
    const { ended_at } = await stayOf(who)
    expect(ended_at).not.toBeNull()
    // sent after the time of leaving, and before the discharge was taken in
    await takes(product, feed, other('A13', who, '2026-11-20T12:00:00Z').text())
    expect((await stayOf(who)).ended_at).toEqual(ended_at)
  })

  it('that is older than the discharge that holds changes nothing', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text() + a03(who, '2026-11-21T10:00:00Z').text())
    await takes(product, feed, other('A13', who, '2026-11-20T12:00:00Z').text())
    expect((await stayOf(who)).ended_at).toEqual(new Date('2026-11-21T10:00:00Z'))
  })

  it('without a visit number finds the newest stay by two identifiers, and waits where they do not agree', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text() + a03(who).text())
    const bare = other('A13', who, '2026-11-20T12:00:00Z').saying('PV1', 19, '')
    const stranger = { ...who, person: { ...who.person, family: 'Elsewhere', bornOn: '1950-01-01' } }
    expect(
      (
        await takes(
          product,
          feed,
          other('A13', stranger, '2026-11-20T12:30:00Z', 9).saying('PV1', 19, '').text(),
        )
      )[0],
    ).toContain('kept, with a task for the records desk')
    await takes(product, feed, bare.text())
    expect((await stayOf(who)).ended_at).toBeNull()
  })

  it('in whatever order messages come, gives what their order of sending gives, or a message waits: 40 orders, seed 2026', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), async (order) => {
        const who = someone()
        await takes(product, feed, a01(who).text())
        const messages = [
          a03(who, '2026-11-19T11:00:00Z', 1),
          other('A13', who, '2026-11-19T15:00:00Z', 1),
          a03(who, '2026-11-20T11:00:00Z', 2),
          other('A13', who, '2026-11-20T15:00:00Z', 2),
        ]
        let waits = false
        for (const i of order)
          waits =
            (await takes(product, feed, messages[i]!.text())).some((l) => l.includes('kept, with')) || waits
        // each once more: a repeat changes nothing
        const before = await stayOf(who)
        for (const i of order) await takes(product, feed, messages[i]!.text())
        expect(await stayOf(who)).toEqual(before)
        if (!waits) expect(before.ended_at).toBeNull()
        await right(before.person_id)
      }),
      { seed: 2026, numRuns: 40 },
    )
  }, 60_000)
})

describe('leave (A21 and A22)', () => {
  it('ends no stay, opens no way out and starts no clock', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text())
    const { person_id: personId, id } = await stayOf(who)
    expect(await takes(product, feed, other('A21', who, '2026-11-21T09:00:00Z').text())).toEqual([
      `A21-${who.visit}-1 AA on leave from Maple, the stay goes on`,
    ])
    expect((await stayOf(who)).ended_at).toBeNull()
    expect(await all('select id from tc.transition where person_id = $1', [personId])).toEqual([])
    // the ward's own task, for what the admission message lacked, waits as before; nothing of leaving does
    expect(await kinds(personId)).toEqual(['N11'])
    expect(await all('select kind, back_at from tc.stay_leave where stay_id = $1', [id])).toEqual([
      { kind: 'overnight leave', back_at: null },
    ])
    expect(await takes(product, feed, other('A21', who, '2026-11-21T09:30:00Z', 2).text())).toEqual([
      `A21-${who.visit}-2 AA this was known already of Maple, nothing changed`,
    ])
    expect(await takes(product, feed, other('A22', who, '2026-11-22T09:00:00Z').text())).toEqual([
      `A22-${who.visit}-1 AA back on Maple`,
    ])
    expect(await takes(product, feed, other('A22', who, '2026-11-22T08:30:00Z', 2).text())).toEqual([
      `A22-${who.visit}-2 AA back on Maple`,
    ])
    // of two returns from one leave the earlier one ended it
    expect(await all('select back_at from tc.stay_leave where stay_id = $1', [id])).toEqual([
      { back_at: new Date('2026-11-22T08:30:00Z') },
    ])
  })

  const away = async (who: Someone) =>
    (
      await all('select from_at from tc.stay_leave where stay_id = $1 and back_at is null', [
        (await stayOf(who)).id,
      ])
    ).length

  it('whose return comes first leaves nobody away', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text())
    await takes(product, feed, other('A22', who, '2026-11-22T09:00:00Z').text())
    expect(await takes(product, feed, other('A21', who, '2026-11-21T09:00:00Z').text())).toEqual([
      `A21-${who.visit}-1 AA on leave from Maple and back again already, the stay goes on`,
    ])
    expect(await away(who)).toBe(0)
    // and a leave after that return is one
    await takes(product, feed, other('A21', who, '2026-11-22T14:00:00Z', 2).text())
    expect(await away(who)).toBe(1)
  })

  it('that is said to have begun once more, after its return, opens no second one', async () => {
    const who = someone()
    await takes(product, feed, a01(who).text())
    for (const [event, at] of [
      ['A21', '2026-11-21T09:00:00Z'],
      ['A22', '2026-11-22T09:00:00Z'],
    ] as const)
      await takes(product, feed, other(event, who, at).text())
    expect(await takes(product, feed, other('A21', who, '2026-11-21T09:00:00Z', 2).text())).toEqual([
      `A21-${who.visit}-2 AA this was known already of Maple, nothing changed`,
    ])
    expect(await away(who)).toBe(0)
  })

  it('ends in whatever order its messages come: 24 orders of two leaves, seed 2026', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), async (order) => {
        const who = someone()
        await takes(product, feed, a01(who).text())
        const messages = [
          other('A21', who, '2026-11-19T09:00:00Z', 1),
          other('A22', who, '2026-11-19T18:00:00Z', 1),
          other('A21', who, '2026-11-20T09:00:00Z', 2),
          other('A22', who, '2026-11-20T18:00:00Z', 2),
        ]
        for (const i of order) await takes(product, feed, messages[i]!.text())
        expect(await away(who), order.join(' ')).toBe(0)
      }),
      { seed: 2026, numRuns: 24 },
    )
  }, 60_000)
})

describe('news of a death', () => {
  const state = async (personId: string) =>
    (await all<{ s: string }>('select net.death_state($1) as s', [personId]))[0]?.s

  it.each([
    ['a discharge by method 4', (w: Someone) => a03(w).saying('PV1', 36, '4')],
    ['a discharge to destination 79', (w: Someone) => a03(w).saying('PV1', 37, '79')],
    ['PID-30 of a discharge', (w: Someone) => a03(w).saying('PID', 30, 'Y')],
  ])('in %s ends the stay and is reported by the machine', async (_name, message) => {
    const who = someone()
    await takes(product, feed, a01(who).text())
    const [line] = await takes(product, feed, message(who).text())
    expect(line).toContain('AA discharged from Maple')
    expect(line).toContain('reported to have died: nothing is sent, and the lead is asked to confirm it')
    const { person_id: personId } = await stayOf(who)
    expect(await state(personId)).toBe('reported')
    expect(await all('select source, team_id from tc.death_report where person_id = $1', [personId])).toEqual(
      [{ source: 'message', team_id: world.teams.maple }],
    )
    expect(await kinds(personId)).toContain('N11')
    await right(personId)
  })

  it.each(['A08', 'A31'])(
    'in an update (%s) is read; an update about anything else changes nothing',
    async (event) => {
      const who = someone()
      await takes(product, feed, a01(who).text())
      const plain = other(event, who, '2026-11-21T09:00:00Z')
      expect((await takes(product, feed, plain.text()))[0]).toContain(
        ' AA nothing of this update changes anything',
      )
      const { person_id: personId } = await stayOf(who)
      expect(await state(personId)).toBe('none')
      const said = plain.saying('PID', 30, 'Y').saying('PID', 29, '20261121')
      expect(await takes(product, feed, said.text())).toEqual([
        expect.stringContaining('AA reported to have died: the lead is asked to confirm it'),
      ])
      expect(await state(personId)).toBe('reported')
      expect(await takes(product, feed, said.text())).toEqual([
        expect.stringContaining('AA the same message came before and was answered; nothing changed'),
      ])
      expect(
        await all(
          "select to_char(happened_on, 'YYYY-MM-DD') as d from tc.death_report where person_id = $1",
          [personId],
        ),
      ).toEqual([{ d: '2026-11-21' }])
    },
  )

  it('is confirmed or undone by a named worker and never by a machine, and the same message does not say it again', async () => {
    const who = someone()
    const died = a03(who).saying('PV1', 36, '4')
    await takes(product, feed, a01(who).text() + died.text())
    const { person_id: personId } = await stayOf(who)
    const decision = { decisionId: freshId(), personId, version: 1, why: 'Wrong person.' }
    expect(await product.act(feed, 'death.confirm', decision)).toMatchObject({
      refusal: { code: 'NOT_ALLOWED' },
    })
    expect(await product.act(feed, 'death.undo', { ...decision, alive: true })).toMatchObject({
      refusal: { code: 'NOT_ALLOWED' },
    })
    must(await product.act(wyn, 'death.undo', { ...decision, alive: true }))
    await takes(product, feed, died.text())
    expect(await state(personId)).toBe('none')
    await right(personId)
  })
})
