import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, codeOf, freshId, must, type Product } from '#testing/product.ts'
import type { Sheet } from './queries/sheet.ts'
import type { Today } from './queries/today.ts'

/** Monday 2 March 2026, 10am in London: the morning window (7:30 to 10:30) is open. */
const NOW = '2026-03-02T10:00:00.000Z'

describe('visits and calls', () => {
  let product: Product
  let world: World
  let lin: string
  let sam: string

  beforeAll(async () => {
    product = await aProduct()
    world = await aWorld(product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
    await product.setNow(NOW)
    lin = await product.signIn(world.staff.lin.email)
    sam = await product.signIn(world.staff.sam.email)
  })
  afterAll(() => product?.stop())

  const rows = async (text: string, values: unknown[]) => (await product.superuser.query(text, values)).rows

  interface Supported {
    person: Person
    episodeId: string
    contactId: string
    evening: string
    medicines: string[]
  }
  /** Taken on from today with Sam as key worker; `contactId`: this morning's visit. */
  async function supported(name: string, medicines: readonly string[] = []): Promise<Supported> {
    const person = await world.person(name)
    const referralId = await world.refers(person, 0)
    await world.answers(person, world.services.medication, 'yes', 0)
    await world.opensTransition(person, 0)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    const episodeId = freshId()
    must(
      await product.act(lin, 'referral.accept', {
        personId: person.id,
        referralId,
        episodeId,
        version: 1,
        start: { kind: 'date', on: '2026-03-02' },
        keyWorkerId: world.staff.sam.id,
      }),
    )
    const ids: string[] = []
    for (const medicine of medicines) {
      const [m] = await rows(
        `insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, prescriber, said_by, as_of, organisation_id, team_id, recorded_at, recorded_by)
         values ($1, $2, $3, 'one tablet', 'morning', 'Dr Vale', 'the ward', '2026-03-01', $4, $5, ctx.clock(), $6) returning id`,
        [freshId(), person.id, medicine, world.organisations.northside, world.teams.maple, world.staff.jo.id],
      )
      ids.push(m.id)
    }
    const [morning, evening] = await rows(
      'select id from tc.contact where episode_id = $1 order by window_from_at limit 2',
      [episodeId],
    )
    return { person, episodeId, contactId: morning.id, evening: evening.id, medicines: ids }
  }
  const by = () => [world.staff.sam.id]
  const yes = (s: Supported, more: Record<string, unknown> = {}) => ({
    happened: 'yes',
    at: '2026-03-02T08:05:00.000Z',
    mode: 'visit',
    by: by(),
    person: 'seen',
    doses: s.medicines.map((medicineId) => ({ medicineId, answer: 'took it, I saw' })),
    ...more,
  })
  const recording = (s: Supported, record: unknown, more: Record<string, unknown> = {}) => ({
    personId: s.person.id,
    contactId: s.contactId,
    version: 1,
    record,
    ...more,
  })
  const gaps = async (s: Supported): Promise<string[]> =>
    (
      await rows(
        'select key from net.obligation where person_id = $1 and gap_from <= ctx.clock() and gap_until > ctx.clock()',
        [s.person.id],
      )
    ).map((r) => r.key)

  it('is recorded whole in one act: what happened, three doses, a note and a worry; the referral is started', async () => {
    await product.moveTo(NOW)
    const s = await supported('Mara Contact', ['Amber', 'Beryl', 'Coral'])
    const [amber, beryl, coral] = s.medicines
    const doses = [
      { medicineId: amber, answer: 'took it, I saw' },
      { medicineId: beryl, answer: 'not taken', reason: 'said no' },
      { medicineId: coral, answer: 'not known' },
    ]
    const worry = { id: freshId(), kind: 'someone at home unsafe', told: { told: 'nobody yet' } }
    const input = recording(s, yes(s, { doses }), {
      note: { id: freshId(), text: 'Calm. Brother visiting.' },
      worries: [worry],
    })
    const id = freshId()
    must(await product.act(sam, 'contact.record', input, id))
    expect(must(await product.act(sam, 'contact.record', input, id)).replayed).toBe(true)
    expect(codeOf(await product.act(sam, 'contact.record', { ...input, note: null }, id))).toBe(
      'COMMAND_ID_REUSED',
    )
    expect(
      await rows('select state, seen, late_minutes, by_staff_id, version from tc.contact where id = $1', [
        s.contactId,
      ]),
    ).toEqual([
      { state: 'happened', seen: true, late_minutes: 0, by_staff_id: world.staff.sam.id, version: 2 },
    ])
    expect(
      await rows(
        'select medicine_name, outcome, reason from tc.dose_record where contact_id = $1 order by medicine_name',
        [s.contactId],
      ),
    ).toEqual([
      { medicine_name: 'Amber', outcome: 'took it, I saw', reason: null },
      { medicine_name: 'Beryl', outcome: 'not taken', reason: 'said no' },
      { medicine_name: 'Coral', outcome: 'not known', reason: null },
    ])
    expect(await rows('select word from tc.referral where person_id = $1', [s.person.id])).toEqual([
      { word: 'started' },
    ])
    // a worry is on the board at once, and settled only by what was done, after somebody was told
    expect(await gaps(s)).toEqual([`N11:worry:${worry.id}`])
    const settling = {
      personId: s.person.id,
      worryId: worry.id,
      done: 'Manager rang the home team',
      version: 1,
    }
    expect(codeOf(await product.act(sam, 'worry.settle', settling))).toBe('WORRY_NEEDS_TOLD')
    const telling = {
      personId: s.person.id,
      worryId: worry.id,
      who: 'Lin Chau',
      at: '2026-03-02T09:00:00.000Z',
      version: 1,
    }
    must(await product.act(sam, 'worry.tell', telling))
    // whoever had the older page is not written over the first, and settles nothing unseen
    expect(codeOf(await product.act(lin, 'worry.tell', { ...telling, who: 'the duty desk' }))).toBe(
      'STALE_VERSION',
    )
    expect(codeOf(await product.act(sam, 'worry.settle', settling))).toBe('STALE_VERSION')
    const seen = { ...settling, version: 2 }
    expect(codeOf(await product.act(sam, 'worry.settle', { ...seen, done: ' ' }))).toBe('WORRY_NEEDS_DONE')
    must(await product.act(sam, 'worry.settle', seen))
    expect(await gaps(s)).toEqual([])
  })

  it('refuses silence about a medicine, a dose seen over the telephone, a time to come, and an older page', async () => {
    await product.moveTo(NOW)
    const s = await supported('Nia Contact', ['Amber', 'Beryl'])
    const one = [{ medicineId: s.medicines[0], answer: 'took it, I saw' }]
    expect(codeOf(await product.act(sam, 'contact.record', recording(s, yes(s, { doses: one }))))).toBe(
      'DOSE_UNANSWERED',
    )
    expect(
      codeOf(
        await product.act(
          sam,
          'contact.record',
          recording(s, yes(s, { mode: 'phone', person: 'spoken with', doses: one })),
        ),
      ),
    ).toBe('DOSE_NOT_SEEN')
    expect(
      codeOf(
        await product.act(sam, 'contact.record', recording(s, yes(s, { at: '2026-03-02T11:00:00.000Z' }))),
      ),
    ).toBe('CONTACT_AHEAD')
    expect(codeOf(await product.act(sam, 'contact.record', { ...recording(s, yes(s)), version: 7 }))).toBe(
      'STALE_VERSION',
    )
    must(await product.act(sam, 'contact.record', recording(s, yes(s))))
    expect(codeOf(await product.act(sam, 'contact.record', recording(s, yes(s))))).toBe(
      'CONTACT_ALREADY_RECORDED',
    )
  })

  it('is refused to staff of another organisation, alike for hidden and absent', async () => {
    await product.moveTo(NOW)
    const s = await supported('Oz Contact')
    const bo = await product.signIn(world.staff.bo.email)
    expect(codeOf(await product.act(bo, 'contact.record', recording(s, yes(s))))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect(
      codeOf(await product.act(sam, 'contact.record', { ...recording(s, yes(s)), contactId: freshId() })),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(must(await product.ask(bo, 'contact.sheet', { contactId: s.contactId }))).toBeNull()
  })

  it('stays open after no answer, through every step of the chain, until somebody writes what came of it', async () => {
    await product.moveTo(NOW)
    const s = await supported('Pia Contact')
    must(
      await product.act(
        sam,
        'contact.record',
        recording(s, { happened: 'no answer', at: '2026-03-02T08:00:00.000Z', mode: 'visit', by: by() }),
      ),
    )
    const key = `N7:contact:${s.contactId}`
    expect(await gaps(s)).toContain(key)
    const step = {
      personId: s.person.id,
      contactId: s.contactId,
      doneId: freshId(),
      stepId: 'ring',
      at: '2026-03-02T08:02:00.000Z',
      found: 'no answer',
    }
    expect(codeOf(await product.act(sam, 'contact.no-answer-step', { ...step, stepId: 'nowhere' }))).toBe(
      'CHAIN_STEP_UNKNOWN',
    )
    must(await product.act(sam, 'contact.no-answer-step', step))
    // a colleague who did the same step is told so: two are never stored as one, nor the second in silence
    expect(codeOf(await product.act(lin, 'contact.no-answer-step', { ...step, doneId: freshId() }))).toBe(
      'CHAIN_STEP_DONE',
    )
    const sheet = must(await product.ask(sam, 'contact.sheet', { contactId: s.contactId })) as Sheet
    // an hour after the first no answer, by the definition
    expect(sheet.chain).toMatchObject({
      state: 'running',
      next: { id: 'try-again', dueAt: '2026-03-02T09:00:00.000Z' },
    })
    must(
      await product.act(sam, 'contact.no-answer-step', {
        ...step,
        doneId: freshId(),
        stepId: 'try-again',
        found: 'answered',
      }),
    )
    expect(await gaps(s)).toContain(key)
    must(
      await product.act(sam, 'contact.resolve', {
        personId: s.person.id,
        contactId: s.contactId,
        version: 2,
        what: 'made up by another contact',
        inWords: 'Was asleep; going back at noon',
      }),
    )
    expect(await gaps(s)).not.toContain(key)
    expect(
      codeOf(
        await product.act(sam, 'contact.resolve', {
          personId: s.person.id,
          contactId: s.contactId,
          version: 3,
          what: 'rearranged',
          inWords: 'x',
        }),
      ),
    ).toBe('CONTACT_OUTCOME_NOT_OWED')
  })

  it('keeps what a record said before, and what each dose was, when it is put right', async () => {
    await product.moveTo(NOW)
    const s = await supported('Rea Contact', ['Amber', 'Beryl'])
    must(await product.act(sam, 'contact.record', recording(s, yes(s))))
    const put = (answer: string, more = {}) => ({ medicineId: s.medicines[0], answer, ...more })
    const record = yes(s, {
      doses: [
        put('not taken', { reason: 'asleep' }),
        { medicineId: s.medicines[1], answer: 'took it, I saw' },
      ],
    })
    const correcting = {
      personId: s.person.id,
      contactId: s.contactId,
      version: 2,
      record,
      why: 'I mixed up two people',
    }
    expect(codeOf(await product.act(sam, 'contact.correct', { ...correcting, version: 1 }))).toBe(
      'STALE_VERSION',
    )
    expect(codeOf(await product.act(sam, 'contact.correct', { ...correcting, record: yes(s) }))).toBe(
      'CORRECTION_CHANGES_NOTHING',
    )
    must(await product.act(sam, 'contact.correct', correcting))
    const doses = await rows(
      'select id, medicine_name, outcome, replaces_id from tc.dose_record where contact_id = $1 order by id',
      [s.contactId],
    )
    expect(doses).toHaveLength(3)
    const first = doses.find((d) => d.medicine_name === 'Amber' && d.replaces_id === null)
    expect(doses.find((d) => d.replaces_id !== null)).toMatchObject({
      medicine_name: 'Amber',
      outcome: 'not taken',
      replaces_id: first.id,
    })
    const sheet = must(await product.ask(sam, 'contact.sheet', { contactId: s.contactId })) as Sheet
    expect(sheet.doses.map((d) => d.outcome)).toEqual(['not taken', 'took it, I saw'])
    expect(sheet.corrections).toMatchObject([{ why: 'I mixed up two people', was: { happened: 'yes' } }])
    // it never happened after all: no first contact any more, and the gap is open
    must(
      await product.act(sam, 'contact.correct', {
        ...correcting,
        version: 3,
        record: { happened: 'no', at: '2026-03-02T08:00:00.000Z', reason: 'could not go', by: by() },
      }),
    )
    expect(await rows('select first_contact_at from tc.episode where id = $1', [s.episodeId])).toEqual([
      { first_contact_at: null },
    ])
    expect(await gaps(s)).toContain(`N7:contact:${s.contactId}`)
    const after = must(await product.ask(sam, 'contact.sheet', { contactId: s.contactId })) as Sheet
    expect(after.doses.map((d) => d.outcome)).toEqual(['not known', 'not known'])
  })

  it('is read only once support has ended, and says so instead of "somebody else saved it"', async () => {
    await product.moveTo(NOW)
    const s = await supported('Una Contact')
    must(await product.act(sam, 'contact.record', recording(s, yes(s, { doses: [] }))))
    await product.superuser.query(
      "update tc.contact set state = 'void', resolved_at = ctx.clock() where episode_id = $1 and state = 'planned'",
      [s.episodeId],
    )
    await product.superuser.query("update tc.transition set state = 'closed' where person_id = $1", [
      s.person.id,
    ])
    await world.endsSupport(s.episodeId, 0)
    await product.superuser.query('select acl.refresh($1)', [[s.person.id]])
    const record = { happened: 'no', at: '2026-03-02T08:00:00.000Z', reason: 'could not go', by: by() }
    const correcting = {
      personId: s.person.id,
      contactId: s.contactId,
      version: 2,
      record,
      why: 'Wrong person',
    }
    expect(codeOf(await product.act(sam, 'contact.correct', correcting))).toBe('CONTACT_READ_ONLY')
  })

  it('moves and is given to somebody; planning neither doubles nor undoes it; missed ones do not move', async () => {
    await product.moveTo(NOW)
    const s = await supported('Suz Contact')
    const ids = { personId: s.person.id, contactId: s.evening, version: 1 }
    const to = { fromAt: '2026-03-03T13:00:00.000Z', untilAt: '2026-03-03T14:00:00.000Z' }
    expect(
      codeOf(await product.act(sam, 'contact.move', { ...ids, ...to, fromAt: '2026-03-01T13:00:00.000Z' })),
    ).toBe('CONTACT_MOVE_PAST')
    must(await product.act(sam, 'contact.move', { ...ids, ...to }))
    expect(
      codeOf(await product.act(sam, 'contact.assign', { ...ids, version: 2, staffId: world.staff.jo.id })),
    ).toBe('EPISODE_WORKER')
    must(await product.act(sam, 'contact.assign', { ...ids, version: 2, staffId: world.staff.ade.id }))
    expect(
      await rows('select what from tc.timeline where about_id = $1 order by at, id', [s.evening]),
    ).toContainEqual({ what: 'contact given to a worker' })
    const count = async () =>
      (
        await rows("select count(*)::int as n from tc.contact where episode_id = $1 and state = 'planned'", [
          s.episodeId,
        ])
      )[0].n
    const before = await count()
    must(await product.act(sam, 'episode.extend-plan', { personId: s.person.id, episodeId: s.episodeId }))
    expect(await count()).toBe(before)
    const contactId = freshId()
    must(
      await product.act(sam, 'contact.plan', {
        personId: s.person.id,
        episodeId: s.episodeId,
        contactId,
        mode: 'accompanied first visit',
        ...to,
        staffId: null,
      }),
    )
    expect(await gaps(s)).toContain(`N2:worker:${contactId}`)
    await product.moveTo('2026-03-02T12:00:00.000Z')
    expect(codeOf(await product.act(sam, 'contact.move', { ...ids, contactId: s.contactId, ...to }))).toBe(
      'CONTACT_NOT_PLANNED',
    )
  })

  it('shows a team its day: done, late, not covered; and what still waits from the day before', async () => {
    await product.moveTo(NOW)
    const s = await supported('Tom Contact')
    must(await product.act(sam, 'contact.record', recording(s, yes(s, { at: '2026-03-02T08:00:00.000Z' }))))
    await world.away(world.staff.sam, 0.3, 0.6)
    await product.superuser.query('select pg_sleep(0)')
    await product.moveTo('2026-03-02T19:00:00.000Z')
    const mine = must(await product.ask(sam, 'contact.today', {})) as Today
    expect(mine.visits.filter((v) => v.personId === s.person.id).map((v) => v.state)).toEqual([
      'happened',
      'planned',
    ])
    const other = must(
      await product.ask(await product.signIn(world.staff.ade.email), 'contact.today', { who: 'team' }),
    ) as Today
    expect(other.visits.some((v) => v.personId === s.person.id)).toBe(true)
    await product.moveTo('2026-03-03T09:00:00.000Z')
    const next = must(await product.ask(lin, 'contact.today', { who: 'team' })) as Today
    expect(next.waiting.map((w) => w.contactId)).toContain(s.evening)
    expect(
      (
        must(
          await product.ask(await product.signIn(world.staff.jo.email), 'contact.today', { who: 'team' }),
        ) as Today
      ).visits,
    ).toEqual([])
  })

  it('records a contact nobody planned, notes beside it, and their corrections', async () => {
    await product.moveTo(NOW)
    const s = await supported('Uma Contact')
    const contactId = freshId()
    const extra = {
      personId: s.person.id,
      episodeId: s.episodeId,
      contactId,
      record: yes(s, {
        mode: 'phone',
        person: 'spoken with',
        doses: [],
        by: [world.staff.sam.id, world.staff.ade.id],
      }),
    }
    must(await product.act(sam, 'contact.record-extra', extra))
    expect(await rows('select state, also_by, slot_key from tc.contact where id = $1', [contactId])).toEqual([
      { state: 'happened', also_by: [world.staff.ade.id], slot_key: null },
    ])
    const noteId = freshId()
    must(
      await product.act(sam, 'note.write', {
        personId: s.person.id,
        noteId,
        contactId,
        text: 'Rang about the bus pass',
        audience: 'own team',
      }),
    )
    const correction = {
      personId: s.person.id,
      noteId: freshId(),
      correctsId: noteId,
      text: 'Rang about the rail card',
      why: 'Wrong card',
    }
    must(await product.act(sam, 'note.correct', correction))
    expect(
      codeOf(await product.act(sam, 'note.correct', { ...correction, noteId: freshId(), text: 'x' })),
    ).toBe('STALE_VERSION')
    expect(
      await rows('select body, class_bit from tc.note where contact_id = $1 order by recorded_at, id', [
        contactId,
      ]),
    ).toEqual([
      { body: 'Rang about the bus pass', class_bit: 8 },
      { body: 'Rang about the rail card', class_bit: 8 },
    ])
    const list = must(await product.ask(sam, 'contact.for-person', { personId: s.person.id })) as {
      id: string
    }[]
    expect(list.map((c) => c.id)).toContain(contactId)
  })

  it('fills the plan up as visits are recorded, so that two weeks never run dry', async () => {
    await product.moveTo(NOW)
    const s = await supported('Vic Contact')
    const last = async () =>
      (
        await rows(
          "select max(on_day)::text as on_day from tc.contact where episode_id = $1 and state = 'planned'",
          [s.episodeId],
        )
      )[0].on_day
    must(await product.act(sam, 'contact.record', recording(s, yes(s))))
    expect(await last()).toBe('2026-03-16')
    await product.moveTo('2026-03-07T10:00:00.000Z')
    const [due] = await rows(
      "select id from tc.contact where episode_id = $1 and on_day = '2026-03-07' order by window_from_at limit 1",
      [s.episodeId],
    )
    must(
      await product.act(sam, 'contact.record', {
        ...recording(s, yes(s, { at: '2026-03-07T08:00:00.000Z' })),
        contactId: due.id,
      }),
    )
    expect(await last()).toBe('2026-03-21')
  })
})
