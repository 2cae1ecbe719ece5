import { describe, expect, it } from 'vitest'
import type { StaffId } from '../kernel/ids.ts'
import { type Day, day, instant } from '../kernel/time.ts'
import { type Carer, mayTellCarer } from './carer.ts'
import { characteristicOf, characteristicsShape } from './characteristics.ts'
import { communicationReviewDue, communicationShape } from './communication.ts'
import { CHANNELS, type ContactPoint, mayContact } from './contact-point.ts'
import type { PersonName } from './names.ts'
import type { NhsNumber } from './nhs-number.ts'
import { decideRegister, onlyNamed, personDetailsShape } from './person.ts'
import { type Identifiers, isForTheRecordsDesk, isSameOnTwo, matchIdentifiers } from './same-person.ts'
import { actionsInForce, decideStaffSafetyAction } from './staff-safety.ts'

const TODAY = day('2026-11-22')
const MARA: PersonName = { kind: 'legal', given: 'Amara', family: 'Okafor' }
const bornOn = (on: string) => ({ ...onlyNamed([MARA]), birth: { state: 'known' as const, on: on as Day } })

describe('register', () => {
  it('takes somebody of whom only one name is known', () => {
    const details = onlyNamed([{ kind: 'legal', given: 'Suharto' }])
    expect(personDetailsShape.parse(details)).toEqual(details)
    const registered = decideRegister(details, TODAY)
    expect(registered).toMatchObject({ ok: true, value: { displayName: 'Suharto', searchKeys: ['suharto'] } })
  })

  it('takes a baby born today and somebody of 125, and refuses a slip in the year', () => {
    expect(decideRegister(bornOn('2026-11-22'), TODAY).ok).toBe(true)
    expect(decideRegister(bornOn('1901-11-22'), TODAY).ok).toBe(true)
    expect(decideRegister(bornOn('2026-11-23'), TODAY)).toMatchObject({
      refusal: { code: 'BIRTH_DATE_AFTER_TODAY', field: 'birth.on' },
    })
    expect(decideRegister(bornOn('1901-11-21'), TODAY)).toMatchObject({
      refusal: { code: 'BIRTH_DATE_TOO_LONG_AGO', params: { years: 125 } },
    })
  })

  it('does not take a day that is not in the calendar', () => {
    expect(personDetailsShape.safeParse(bornOn('2026-02-29')).success).toBe(false)
    expect(personDetailsShape.safeParse(bornOn('2024-02-29')).success).toBe(true)
  })

  it('takes no fixed address as an answer', () => {
    const details = {
      ...onlyNamed([MARA]),
      addresses: [{ kind: 'no-fixed-address', usuallyNear: 'the library' }],
    }
    expect(personDetailsShape.parse(details).addresses).toEqual(details.addresses)
  })
})

describe('safe contact', () => {
  const phone = (safe: ContactPoint['safe']): ContactPoint => ({
    kind: 'mobile',
    value: '07700 900118',
    safe,
  })

  it('is a yes only for what the person said', () => {
    const point = phone({ answer: 'may', channels: ['call', 'text'] })
    expect(CHANNELS.map((channel) => mayContact(point, channel))).toEqual([
      'yes',
      'the person said no',
      'yes',
      'cannot carry it',
      'cannot carry it',
    ])
  })

  it('asks first where nobody asked, and holds a no', () => {
    expect(mayContact(phone({ answer: 'not-asked' }), 'call')).toBe('ask the person first')
    expect(mayContact(phone({ answer: 'do-not-contact' }), 'call')).toBe('the person said no')
  })

  it('never texts a landline and writes only by post', () => {
    const landline: ContactPoint = {
      kind: 'landline',
      value: '01632 960123',
      safe: { answer: 'may', channels: ['call', 'text'] },
    }
    expect(mayContact(landline, 'text')).toBe('cannot carry it')
    expect(mayContact({ kind: 'post', value: 'home', safe: { answer: 'do-not-contact' } }, 'letter')).toBe(
      'the person said no',
    )
  })
})

describe('communication, characteristics and carers', () => {
  it('a review falls due on its day, and at once where nobody asked', () => {
    const held = communicationShape.parse({
      answer: 'needs',
      needs: [{ need: 'format', format: 'large print' }],
      reviewOn: '2026-11-22',
    })
    expect(communicationReviewDue(held, day('2026-11-21'))).toBe(false)
    expect(communicationReviewDue(held, TODAY)).toBe(true)
    expect(communicationReviewDue({ answer: 'not-asked' }, TODAY)).toBe(true)
  })

  it('keeps not asked, said and prefer not to say apart', () => {
    const held = characteristicsShape.parse({
      race: { answer: 'prefer-not-to-say' },
      sex: { answer: 'said', value: 'female' },
    })
    expect(characteristicOf(held, 'race').answer).toBe('prefer-not-to-say')
    expect(characteristicOf(held, 'sex')).toEqual({ answer: 'said', value: 'female' })
    expect(characteristicOf(held, 'disability').answer).toBe('not-asked')
    expect(characteristicsShape.safeParse({ weight: { answer: 'not-asked' } }).success).toBe(false)
  })

  it('a carer is told only what the person said yes to', () => {
    const aunt = (mayBeTold: Carer['mayBeTold']): Carer => ({
      name: { kind: 'legal', given: 'Ngozi' },
      relation: 'my aunt',
      contactPoints: [],
      mayBeTold,
    })
    const yes = aunt({ answer: 'yes', topics: ['leave dates'] })
    expect(mayTellCarer(yes, 'leave dates')).toBe(true)
    expect(mayTellCarer(yes, 'medicines')).toBe(false)
    for (const answer of ['no', 'not-asked', 'could-not-be-asked'] as const)
      expect(mayTellCarer(aunt({ answer }), 'leave dates')).toBe(false)
  })
})

describe('staff-safety action', () => {
  const sam = { staffId: 'sam' as StaffId, at: instant('2026-11-22T10:00:00Z') }
  const pairs = {
    action: 'Visit in pairs after 6pm',
    reason: 'A neighbour threatened a colleague on 20 November.',
  }
  const until = (expiresOn: string) => decideStaffSafetyAction({ ...pairs, expiresOn: expiresOn as Day }, sam)

  it('needs an end, after today and within a year', () => {
    expect(decideStaffSafetyAction(pairs, sam)).toMatchObject({
      refusal: { code: 'STAFF_SAFETY_NEEDS_AN_END', field: 'expiresOn' },
    })
    expect(until('2026-11-22')).toMatchObject({ refusal: { code: 'STAFF_SAFETY_END_PASSED' } })
    expect(until('2027-11-23')).toMatchObject({
      refusal: { code: 'STAFF_SAFETY_END_TOO_FAR', params: { latest: '2027-11-22' } },
    })
    expect(until('2027-11-22').ok && until('2026-11-23').ok).toBe(true)
  })

  it.each(['High risk', 'medium-risk man', 'Risk level 3', 'risk: violent'])('is not a label: %s', (action) =>
    expect(decideStaffSafetyAction({ ...pairs, action, expiresOn: day('2026-12-03') }, sam)).toMatchObject({
      refusal: { code: 'STAFF_SAFETY_IS_A_LABEL', field: 'action' },
    }),
  )

  it('holds to the end of its last day, and not after it was ended', () => {
    const made = until('2026-12-03')
    if (!made.ok) throw new Error(made.refusal.code)
    const inForce = (on: string) => actionsInForce([made.value], day(on)).length
    expect(['2026-11-21', '2026-11-22', '2026-12-03', '2026-12-04'].map(inForce)).toEqual([0, 1, 1, 0])
    const ended = {
      ...made.value,
      ending: {
        state: 'ended early' as const,
        endedAt: instant('2026-11-25T09:00:00Z'),
        endedBy: sam.staffId,
      },
    }
    expect(actionsInForce([ended], day('2026-11-24'))).toHaveLength(1)
    expect(actionsInForce([ended], day('2026-11-25'))).toHaveLength(0)
    const later = until('2026-12-31')
    if (!later.ok) throw new Error(later.refusal.code)
    expect(actionsInForce([later.value, made.value], TODAY).map((a) => a.expiresOn)).toEqual([
      '2026-12-03',
      '2026-12-31',
    ])
  })
})

describe('the same person', () => {
  const mara: Identifiers = { nhsNumber: '9990000018' as NhsNumber, bornOn: day('1991-03-14'), names: [MARA] }
  const against = (other: Partial<Identifiers>) => matchIdentifiers(mara, { ...mara, ...other })
  const other = {
    nhsNumber: '9990000123' as NhsNumber,
    bornOn: day('1968-09-02'),
    names: [{ kind: 'legal' as const, given: 'Tom', family: 'Hallam' }],
  }

  // number, birth date, family name: same on two? for the records desk?
  it.each([
    [{}, true, false],
    [{ names: other.names }, true, true],
    [{ bornOn: other.bornOn }, true, true],
    [{ bornOn: null }, true, false],
    [{ bornOn: other.bornOn, names: other.names }, false, true],
    [{ nhsNumber: null }, false, true],
    [{ nhsNumber: other.nhsNumber }, false, false],
    [{ nhsNumber: null, bornOn: other.bornOn }, false, false],
    [{ nhsNumber: null, names: other.names }, false, false],
    [{ nhsNumber: null, bornOn: null }, false, false],
    [other, false, false],
  ] as [Partial<Identifiers>, boolean, boolean][])('%o', (difference, same, desk) => {
    expect([isSameOnTwo(against(difference)), isForTheRecordsDesk(against(difference))]).toEqual([same, desk])
  })

  it('compares family names by key, former ones too, and one-name people by that name', () => {
    const married: PersonName[] = [
      { kind: 'legal', given: 'Amara', family: 'Eze' },
      { kind: 'former', given: 'Amara', family: 'OKAFOR' },
    ]
    expect(against({ names: married }).familyName).toBe('agrees')
    const single = (given: string): Identifiers => ({ ...mara, names: [{ kind: 'legal', given }] })
    expect(matchIdentifiers(single('Tenzin'), single('tenzin')).familyName).toBe('agrees')
    expect(matchIdentifiers(single('Okafor'), mara).familyName).toBe('agrees')
    expect(against({ names: [{ kind: 'legal', family: '-' }] }).familyName).toBe('not known')
  })
})
