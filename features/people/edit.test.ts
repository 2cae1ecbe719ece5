import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import type { PersonFacts } from './queries/details.ts'
import type { ShownHeader } from './queries/header.ts'
import type { MedicineList } from './queries/medicines.ts'
import type { SearchAnswer } from './queries/search.ts'
import type { TimelinePage } from './queries/timeline.ts'

let product: Product
let world: World
let jo: string
let lin: string
let person: Person
let full: StaffMember
let token: string

const RIGHTS = [
  'people.read',
  'people.details',
  'people.former-names',
  'people.characteristics',
  'staff-safety.record',
  'staff-safety.reason',
  'medicines.read',
  'medicines.record',
  'people.register',
]

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.setNow('2026-03-02T09:00:00Z')
  jo = await product.signIn(world.staff.jo.email)
  lin = await product.signIn(world.staff.lin.email)
  full = await world.hires('Full Card', world.teams.maple, RIGHTS)
  token = await product.signIn(full.email)
})
beforeEach(async () => {
  person = await world.person('Mara Okafor')
  await world.admits(person, -3)
  await product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
})
afterAll(() => product.stop())

const act = (name: string, input: object, who = token, id?: string) =>
  product.act(who, name, { personId: person.id, ...input }, id)
const details = async (who = token) =>
  must(await product.ask(who, 'people.details', { personId: person.id })) as PersonFacts
const header = async (who = token) =>
  must(await product.ask(who, 'people.header', { personId: person.id })) as ShownHeader | null
const history = async (who = token) =>
  (must(await product.ask(who, 'people.timeline', { personId: person.id })) as TimelinePage).events.map(
    (e) => e.what,
  )
const rows = async (text: string) => (await product.superuser.query(text, [person.id])).rows

/** Every command that edits: its input, and what the second saver's answer is. */
const edits = (version: number): [string, object][] => [
  ['person.change-names', { version, names: [{ kind: 'known-as', given: 'Maz', family: 'Okafor' }] }],
  [
    'person.change-details',
    {
      version,
      birth: { state: 'known', on: '1987-03-14' },
      pronouns: 'she',
      communication: { answer: 'none-needed', reviewOn: '2027-03-01' },
    },
  ],
  ['person.change-contact', { version, addresses: [{ kind: 'no-fixed-address' }], contactPoints: [] }],
  ['person.record-number', { version, nhsNumber: '999 000 0018' }],
  ['person.record-allergies', { version, allergies: { state: 'listed', text: 'penicillin: rash' } }],
]

describe('changing what is known of a person', () => {
  it.each(edits(1))(
    '%s: done once, a replay changes nothing, the second saver is told',
    async (name, input) => {
      const id = freshId()
      expect(must(await act(name, input, token, id)).replayed).toBe(false)
      expect(must(await act(name, input, token, id)).replayed).toBe(true)
      expect(await act(name, input)).toMatchObject({ refusal: { code: 'STALE_VERSION' } })
      expect(await history()).toHaveLength(1)
    },
  )

  it.each([
    ...edits(1),
    [
      'person.add-carer',
      {
        carerId: freshId(),
        carer: {
          name: { kind: 'known-as', given: 'Bea' },
          relation: 'aunt',
          contactPoints: [],
          mayBeTold: { answer: 'no' },
        },
      },
    ],
    ['person.record-characteristics', { characteristics: { sex: { answer: 'prefer-not-to-say' } } }],
    [
      'person.add-staff-safety-action',
      { actionId: freshId(), action: 'Visit in pairs', reason: 'dog', expiresOn: '2026-06-01' },
    ],
    [
      'medicine.record',
      {
        medicineId: freshId(),
        name: 'A',
        doseInWords: 'one',
        when: 'at night',
        prescribedBy: 'Dr',
        saidBy: 'ward',
        asOfOn: '2026-03-01',
      },
    ],
  ] as [string, object][])(
    '%s: refused to another organisation, and to a post without the right',
    async (name, input) => {
      const elsewhere = await world.hires('Elsewhere', world.teams.medication, RIGHTS)
      expect(await act(name, input, await product.signIn(elsewhere.email))).toMatchObject({
        ok: false,
        refusal: { code: expect.stringMatching(/NOT_FOUND_OR_NOT_YOURS|STALE_VERSION/) },
      })
      const reader = await world.hires('Reader', world.teams.maple, ['people.read'])
      expect(await act(name, input, await product.signIn(reader.email))).toMatchObject({
        ok: false,
        refusal: { code: 'NOT_ALLOWED' },
      })
      expect(await history()).toEqual([])
    },
  )

  it('finds a changed name at once, and no longer the one that was corrected', async () => {
    must(
      await act('person.change-names', {
        version: 1,
        names: [
          { kind: 'known-as', given: 'Quorra', family: 'Vantongeren' },
          { kind: 'former', given: 'Quorra', family: 'Oldwick' },
        ],
      }),
    )
    const ids = async (typed: string, who = token) =>
      (must(await product.ask(who, 'people.search', { typed })) as SearchAnswer).people.map((p) => p.personId)
    expect(await ids('vantong')).toContain(person.id)
    expect(await ids('quora vantongren')).toContain(person.id)
    expect(await ids('okafor')).not.toContain(person.id)
    expect(await ids('oldwick')).toContain(person.id)
    // Jo lacks the right: does not see the former name, and does not take it away by saving the rest
    expect((await details(jo)).names.map((n) => n.kind)).toEqual(['known-as'])
    must(
      await act(
        'person.change-names',
        { version: 2, names: [{ kind: 'known-as', given: 'Quorra', family: 'Vanton' }] },
        jo,
      ),
    )
    expect((await details()).names).toMatchObject([
      { kind: 'former', family: 'Oldwick' },
      { kind: 'known-as', family: 'Vanton' },
    ])
  })

  it('keeps safe contact, having no address among the answers, and ends what is no longer so', async () => {
    const point = {
      kind: 'mobile',
      value: '07700 900123',
      safe: { answer: 'may', channels: ['text'], how: 'before 3pm' },
    }
    must(
      await act('person.change-contact', {
        version: 1,
        addresses: [{ kind: 'no-fixed-address', usuallyNear: 'the bridge' }],
        contactPoints: [point],
      }),
    )
    expect(await details()).toMatchObject({
      contactPoints: [point],
      core: { version: 2, addresses: [{ kind: 'no-fixed-address', usuallyNear: 'the bridge' }] },
    })
    must(
      await act('person.change-contact', {
        version: 2,
        addresses: [],
        contactPoints: [{ ...point, safe: { answer: 'do-not-contact' } }],
      }),
    )
    expect((await header())?.contactPoints).toEqual([{ ...point, safe: { answer: 'do-not-contact' } }])
    expect(
      await rows(
        'select count(*)::int as n from tc.contact_point where person_id = $1 and ended_at is not null',
      ),
    ).toEqual([{ n: 1 }])
  })

  it('records a given number, asks the records desk about a shared one, and leaves a verified one alone', async () => {
    const other = await world.person('Other Number')
    must(await act('person.record-number', { version: 1, nhsNumber: other.nhsNumber }))
    expect(await rows('select team_id, about_id from tc.task where person_id = $1')).toEqual([
      { team_id: world.teams.records, about_id: other.id },
    ])
    expect(await act('person.record-number', { version: 2, nhsNumber: '999 000 0019' })).toMatchObject({
      refusal: { code: 'NHS_NUMBER_CHECK_DIGIT' },
    })
    await product.superuser.query(
      "update tc.person_core set nhs_number = '9990000018', nhs_number_status = 'verified' where person_id = $1",
      [person.id],
    )
    expect(await act('person.record-number', { version: 2, nhsNumber: '' })).toMatchObject({
      refusal: { code: 'NHS_NUMBER_VERIFIED' },
    })
    // what else is on that row can still be changed
    must(await act('person.record-allergies', { version: 2, allergies: { state: 'none known' } }))
    await product.superuser.query(
      "update tc.person_core set nhs_number_status = 'not-known', nhs_number = null where person_id = $1",
      [person.id],
    )
  })

  it('refuses a birth date to come and a review that has passed', async () => {
    const input = {
      version: 1,
      birth: { state: 'not-known' },
      pronouns: '',
      communication: { answer: 'none-needed', reviewOn: '2026-03-02' },
    }
    expect(await act('person.change-details', input)).toMatchObject({
      refusal: { code: 'COMMUNICATION_REVIEW_PASSED' },
    })
    expect(
      await act('person.change-details', { ...input, birth: { state: 'known', on: '2026-03-03' } }),
    ).toMatchObject({ refusal: { code: 'BIRTH_DATE_AFTER_TODAY' } })
  })

  it('keeps characteristics out of every answer, and the newest stands', async () => {
    must(
      await act('person.record-characteristics', {
        characteristics: {
          race: { answer: 'said', value: 'a word of theirs' },
          sex: { answer: 'prefer-not-to-say' },
        },
      }),
    )
    must(
      await act('person.record-characteristics', {
        characteristics: { race: { answer: 'prefer-not-to-say' } },
      }),
    )
    expect(
      await rows('select name, answer from tc.person_characteristic where person_id = $1 order by name'),
    ).toEqual([
      { name: 'race', answer: { answer: 'prefer-not-to-say' } },
      { name: 'sex', answer: { answer: 'prefer-not-to-say' } },
    ])
    for (const query of ['people.header', 'people.details', 'people.summary', 'people.timeline'])
      expect(JSON.stringify(must(await product.ask(token, query, { personId: person.id })))).not.toMatch(
        /prefer-not|word of theirs/,
      )
  })

  it('shows a staff-safety action to its last day and its reason to those who may read it', async () => {
    must(
      await act('person.add-staff-safety-action', {
        actionId: freshId(),
        action: 'Visit in pairs after 6pm',
        reason: 'a dog',
        expiresOn: '2026-03-20',
      }),
    )
    expect((await header(jo))?.staffSafety).toMatchObject([
      { action: 'Visit in pairs after 6pm', expiresOn: '2026-03-20', team: 'Maple ward' },
    ])
    expect((await details(jo)).safetyReasons).toEqual([])
    expect((await details()).safetyReasons).toMatchObject([{ reason: 'a dog' }])
    expect(
      await act('person.add-staff-safety-action', { actionId: freshId(), action: 'Take care', reason: 'x' }),
    ).toMatchObject({ refusal: { code: 'STAFF_SAFETY_NEEDS_AN_END' } })
    await product.setNow('2026-03-21T09:00:00Z')
    expect((await header(await product.signIn(world.staff.jo.email)))?.staffSafety).toEqual([])
    await product.setNow('2026-03-02T09:00:00Z')
  })

  it('lists a medicine and takes it off, with who said so', async () => {
    const medicineId = freshId()
    const medicine = {
      medicineId,
      name: 'Olanzapine',
      doseInWords: 'one 10mg tablet',
      when: 'at night',
      prescribedBy: 'Dr Example',
      saidBy: 'discharge letter',
      asOfOn: '2026-03-01',
    }
    must(await act('medicine.record', medicine))
    const list = async () =>
      must(await product.ask(token, 'medicine.list', { personId: person.id })) as MedicineList
    expect((await list()).present).toMatchObject([{ id: medicineId, name: 'Olanzapine', asNeeded: false }])
    expect(
      await act('medicine.record', { ...medicine, medicineId: freshId(), asOfOn: '2026-03-03' }),
    ).toMatchObject({ refusal: { code: 'MEDICINE_AS_OF_AHEAD' } })
    const stop = { medicineId, version: 1, stoppedOn: '2026-03-02', saidBy: 'Dr Example' }
    expect(await act('medicine.stop', { ...stop, version: 7 })).toMatchObject({
      refusal: { code: 'STALE_VERSION' },
    })
    must(await act('medicine.stop', stop))
    expect(await act('medicine.stop', { ...stop, version: 2 })).toMatchObject({
      refusal: { code: 'MEDICINE_NOT_ON_LIST' },
    })
    expect(await list()).toMatchObject({ present: [], stopped: [{ endedOn: '2026-03-02', version: 2 }] })
  })
})

describe('what is shown to whom', () => {
  it('shows identity alone to a service that has only been sent a referral', async () => {
    must(
      await act('person.record-allergies', {
        version: 1,
        allergies: { state: 'listed', text: 'penicillin' },
      }),
    )
    must(
      await act('medicine.record', {
        medicineId: freshId(),
        name: 'Olanzapine',
        doseInWords: 'one',
        when: 'at night',
        prescribedBy: 'Dr',
        saidBy: 'ward',
        asOfOn: '2026-03-01',
      }),
    )
    expect(await header(lin)).toBeNull()
    await world.refers(person, -1)
    await product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
    expect(await header(lin)).toMatchObject({
      state: 'shown',
      name: 'Mara Okafor',
      bornOn: '1984-05-17',
      nhsNumber: null,
      core: false,
      staffSafety: [],
    })
    expect(must(await product.ask(lin, 'medicine.list', { personId: person.id }))).toEqual({
      personId: person.id,
      allergies: null,
      complete: false,
      ring: [expect.objectContaining({ name: 'Maple ward' })],
      present: [],
      stopped: [],
    })
    expect((await details(lin)).core).toBeNull()
    expect(await history(lin)).toEqual([])
    expect(must(await product.ask(lin, 'people.summary', { personId: person.id }))).toMatchObject({
      stay: null,
      next: null,
      journey: { stays: [] },
    })
  })

  it('lists a ward’s people and a worker’s, with next and last contact', async () => {
    const list = async (who: string, scope: 'mine' | 'team') =>
      (must(await product.ask(who, 'people.caseload', { scope })) as { rows: { personId: string }[] }).rows
    expect((await list(jo, 'team')).map((r) => r.personId)).toContain(person.id)
    expect((await list(lin, 'team')).map((r) => r.personId)).not.toContain(person.id)
    const sam = await product.signIn(world.staff.sam.email)
    const referral = await world.refers(person, -2)
    await world.says(referral, 'started', { answered_at: world.at(-2) })
    const episode = await world.startsSupport(person, -2, { referralId: referral })
    await world.plansContact(person, episode, 1)
    await world.happened(await world.plansContact(person, episode, -1), -1)
    await product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
    expect(await list(sam, 'mine')).toMatchObject([
      {
        personId: person.id,
        service: 'Medication support',
        nextOn: '2026-03-03',
        nextWorker: 'Sam Okoro',
        lastAt: '2026-03-01T09:00:00.000Z',
      },
    ])
    expect(await list(lin, 'mine')).toEqual([])
  })

  it('pages what happened, newest first, without shifting when more happens', async () => {
    for (let v = 1; v <= 5; v += 1)
      must(
        await act('person.record-allergies', {
          version: v,
          allergies: { state: 'listed', text: `text ${v}` },
        }),
      )
    const ask = async (before?: object) =>
      must(
        await product.ask(token, 'people.timeline', {
          personId: person.id,
          limit: 2,
          ...(before && { before }),
        }),
      ) as TimelinePage
    const first = await ask()
    must(await act('person.record-allergies', { version: 6, allergies: { state: 'none known' } }))
    const second = await ask(first.events.at(-1))
    const third = await ask(second.events.at(-1))
    expect(new Set([...first.events, ...second.events, ...third.events].map((e) => e.id)).size).toBe(5)
    expect([first.more, second.more, third.more]).toEqual([true, true, false])
    expect(first.events[0]).toMatchObject({ what: 'allergies recorded', by: 'Full Card', team: 'Maple ward' })
  })
})
