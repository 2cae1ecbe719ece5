import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { instant } from '#core/kernel/time.ts'
import { decodeHl7, readHl7File } from '#platform/hl7/file.ts'
import { aMessage, MARA, PRACTICE_MESSAGES } from '#testing/hl7-builder.ts'
import { type AdtCommands, adtToCommands } from './hl7.ts'

const NOW = instant('2026-11-22T15:44:00Z')

const outcomeOf = (text: string) => {
  const file = readHl7File(text)
  if (!file.ok) return file
  const message = file.value[0]!.message
  return message.ok ? adtToCommands(message.value, NOW) : message
}
const mapped = (text: string): AdtCommands => {
  const result = outcomeOf(text)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}
const admitted = (text: string) => {
  const commands = mapped(text)
  if (commands.event !== 'A01') throw new Error('not an admission')
  return commands
}
const discharged = (text: string) => {
  const commands = mapped(text)
  if (commands.event !== 'A03') throw new Error('not a discharge')
  return commands
}
const refusal = (text: string) => {
  const result = outcomeOf(text)
  return result.ok ? 'read' : result.refusal.code
}
const anA01 = () => aMessage().admitting(MARA)

describe('an admission', () => {
  it('says who, where, when and from whom', () => {
    expect(admitted(PRACTICE_MESSAGES['a01-mara-okafor.hl7']!)).toEqual({
      controlId: 'NSD0000417',
      sentAt: '2026-11-02T14:35:00.000Z',
      died: null,
      event: 'A01',
      sender: { organisationCode: 'NSD', application: 'PAS' },
      processing: 'training',
      visitNumber: 'NSD-V20417',
      person: {
        nhsNumber: { status: 'given', number: '9990000018', senderSaysTraced: false },
        hospitalNumbers: [{ number: 'MH104233', authority: 'NSD' }],
        names: [
          { kind: 'legal', given: 'Amara', family: 'Okafor' },
          { kind: 'known-as', given: 'Mara' },
        ],
        bornOn: '1987-03-14',
        sex: 'female',
        addresses: [{ use: 'home', lines: ['14 Canal Row', 'Northside'], postcode: 'NS4 2QT' }],
        homeArea: { area: 'NS4' },
        telephones: ['07700 900118'],
        saidToHaveDied: false,
        diedOn: null,
      },
      admit: {
        ward: { wardCode: 'MAPLE', room: null, bed: 'BED 4', siteCode: 'NSD01', form: 'organisation first' },
        admittedAt: '2026-11-02T14:30:00.000Z',
        admittedKnownTo: 'minute',
        admittedFrom: 'PV1-44',
        homeArea: { area: 'NS4' },
        distance: 'not known',
        reason: 'not known',
      },
      notes: [],
      unmapped: [],
    })
  })

  it('finds the time in PV1-44, else EVN-6, else EVN-2, and says which', () => {
    const from = (text: string) => {
      const { admit, notes } = admitted(text)
      return [admit.admittedFrom, admit.admittedAt, notes.length]
    }
    const message = anA01().saying('EVN', 2, '202611021505').saying('EVN', 6, '202611021500')
    expect(from(message.text())).toEqual(['PV1-44', '2026-11-02T14:30:00.000Z', 0])
    expect(from(message.saying('PV1', 44, '').text())).toEqual(['EVN-6', '2026-11-02T15:00:00.000Z', 1])
    expect(from(message.saying('PV1', 44, '""').saying('EVN', 6, '').text())).toEqual([
      'EVN-2',
      '2026-11-02T15:05:00.000Z',
      1,
    ])
    expect(from(message.saying('PV1', 44, 'Tuesday').text())).toEqual([
      'EVN-6',
      '2026-11-02T15:00:00.000Z',
      2,
    ])
    expect(refusal(message.saying('PV1', 44, '2026').saying('EVN', 6, '').saying('EVN', 2, '').text())).toBe(
      'HL7_TIME_NOT_SAID',
    )
  })

  it('keeps a bare day a bare day, and says when the clock showed a time twice', () => {
    expect(admitted(anA01().saying('PV1', 44, '20261102').text()).admit).toMatchObject({
      admittedAt: '2026-11-02T00:00:00.000Z',
      admittedKnownTo: 'day',
    })
    expect(admitted(anA01().saying('PV1', 44, '202610250130').text()).notes.join()).toContain('twice')
  })

  it('reads the ward in either order', () => {
    const ward = (location: string, sender = 'NSD') =>
      admitted(anA01().sentBy(sender).saying('PV1', 3, location).text()).admit.ward
    expect(ward('RCB^OBS1^BAY2-6^RCB55')).toMatchObject({
      wardCode: 'OBS1',
      bed: 'BAY2-6',
      form: 'organisation first',
    })
    expect(ward('RCB^OBS1^BAY2-6^RCB55', 'RCB55')).toMatchObject({
      wardCode: 'OBS1',
      form: 'organisation first',
    })
    expect(ward('nsd^MAPLE')).toMatchObject({ wardCode: 'MAPLE', siteCode: null, form: 'organisation first' })
    expect(ward('MAPLE^R2^B3^NSD01')).toMatchObject({
      wardCode: 'MAPLE',
      room: 'R2',
      bed: 'B3',
      form: 'ward first',
    })
    expect(ward('West Wing^RCB-AWRD^BED2^RCB55', 'RCB')).toMatchObject({
      wardCode: 'West Wing',
      form: 'ward first',
    })
    expect(ward('R10^2^B^RCB55', 'RCB')).toMatchObject({ wardCode: 'R10', form: 'ward first' })
    expect(ward('NSD')).toMatchObject({ wardCode: 'NSD', form: 'ward first' })
    expect(admitted(anA01().namingTheWardFirst().text()).admit.ward.wardCode).toBe('MAPLE')
    expect(refusal(anA01().saying('PV1', 3, '^^BED 4').text())).toBe('HL7_WARD_NOT_SAID')
  })

  it('takes the reason where the sender gives one', () => {
    expect(admitted(anA01().and('PV2|||10^No bed nearer').text()).admit.reason).toEqual({
      words: 'No bed nearer',
      code: '10',
    })
    expect(admitted(anA01().and('PV2|||No bed nearer').text()).admit.reason).toEqual({
      words: 'No bed nearer',
    })
  })

  it('opens nothing for outpatients and people not yet admitted', () => {
    expect(refusal(anA01().saying('PV1', 2, 'O').text())).toBe('HL7_NOT_AN_INPATIENT')
    expect(refusal(anA01().saying('PV1', 2, 'P').text())).toBe('HL7_NOT_AN_INPATIENT')
    expect(refusal(anA01().saying('PV1', 2, '').text())).toBe('read')
  })

  it('says what it did not use, by place and never by content', () => {
    const commands = admitted(
      anA01()
        .saying('PID', 15, 'EN')
        .saying('PV1', 7, 'C1^Darwin')
        .and('NK1|1|Okafor^Ada')
        .and('OBX|1|x')
        .and('OBX|2|y')
        .text(),
    )
    expect(commands.unmapped).toEqual(['PID-15', 'PV1-7', 'NK1', 'OBX (2)'])
  })
})

describe('the person', () => {
  const person = (field: number, raw: string) => admitted(anA01().saying('PID', field, raw).text()).person
  const notes = (field: number, raw: string) =>
    admitted(anA01().saying('PID', field, raw).text()).notes.join('; ')

  it.each([
    '9990000018^^^NHS',
    '9990000018^^^NHS^NH',
    '999 000 0018^^^NHS^NH',
    '9990000018^^^^NH',
    '9990000018^^^NHS Number^PI',
    '9990000018^^^X&2.16.840.1.113883.2.1.4.1&ISO',
    'A1^^^NSD^PI~9990000018^^^NHS^NH',
    '9990000018^^^NHS~999-000-0018^^^^NH',
  ])('has the NHS number of %s', (raw) => {
    expect(person(3, raw).nhsNumber).toMatchObject({ status: 'given', number: '9990000018' })
  })

  it('keeps the sender’s claim that the number was traced, as a claim', () => {
    const traced = (found: ReturnType<typeof person>) =>
      found.nhsNumber.status === 'given' && found.nhsNumber.senderSaysTraced
    expect(traced(person(3, '9990000018^^^NHS^NH{status:01}'))).toBe(true)
    expect(traced(person(3, '9990000018^^^NHS^NH{status:02}'))).toBe(false)
    expect(traced(person(32, 'NSTS01'))).toBe(true)
  })

  it('has no NHS number where it is wrong or there are two, and the message says so and is used', () => {
    expect(person(3, '9990000019^^^NHS').nhsNumber).toEqual({ status: 'not given' })
    expect(notes(3, '9990000019^^^NHS')).toContain('check digit wrong')
    expect(notes(3, '999^^^NHS')).toContain('not ten digits')
    expect(person(3, '9990000018^^^NHS~9990000344^^^NHS').nhsNumber).toEqual({ status: 'not given' })
    expect(notes(3, '9990000018^^^NHS~9990000344^^^NHS')).toContain('two different')
  })

  it('does not take a hospital number for an NHS number, however it looks', () => {
    expect(person(3, '9990000018^^^NSD^PI')).toMatchObject({
      nhsNumber: { status: 'not given' },
      hospitalNumbers: [{ number: '9990000018', authority: 'NSD' }],
    })
    expect(person(3, '56782445').hospitalNumbers).toEqual([{ number: '56782445', authority: 'not said' }])
  })

  it('is called by a nickname only; aliases and maiden names are former, a mother’s name is nobody’s', () => {
    const names = admitted(
      anA01()
        .saying('PID', 5, 'O\\T\\Brien^Ann^Rose^^^^L~^Annie^^^^^N~Hill^Ann^^^^^M')
        .saying('PID', 6, 'Smith^Eve')
        .saying('PID', 9, 'Stone^Ann')
        .text(),
    )
    expect(names.person.names).toEqual([
      { kind: 'legal', given: 'Ann Rose', family: 'O&Brien' },
      { kind: 'known-as', given: 'Annie' },
      { kind: 'former', given: 'Ann', family: 'Hill' },
      { kind: 'former', given: 'Ann', family: 'Stone' },
    ])
    expect(names.unmapped).toContain('PID-6')
  })

  it('is born on the day as written, with or without a time; a made-up or future day is none', () => {
    expect(person(7, '196512131515').bornOn).toBe('1965-12-13')
    expect(person(7, '19651213').bornOn).toBe('1965-12-13')
    for (const raw of ['1965', '20270101', '19650230', 'unknown'])
      expect([person(7, raw).bornOn, notes(7, raw)]).toEqual([null, expect.stringContaining('PID-7')])
    expect(person(32, 'UD').bornOn).toBeNull()
    expect([person(7, '').bornOn, notes(7, '')]).toEqual([null, ''])
  })

  it.each([
    ['F', 'female'],
    ['2', 'female'],
    ['M', 'male'],
    ['1', 'male'],
    ['O', 'other'],
    ['U', 'not known'],
    ['9', 'not specified'],
    ['', 'not known'],
    ['constructor', 'not known'],
  ])('has sex %s as %s', (code, sex) => {
    expect(person(8, code).sex).toBe(sex)
  })

  it('may have no fixed address', () => {
    expect(person(11, '^^^^ZZ99 3VZ').homeArea).toBe('no fixed address')
    expect(person(11, '').homeArea).toBe('not known')
    expect(person(11, 'Hostel^^^^NS9 9AA^^C').homeArea).toBe('not known')
  })

  it('is said to have died', () => {
    expect(person(30, 'Y').saidToHaveDied).toBe(true)
    expect(notes(29, '202611201000')).toContain('died')
  })

  it('must be named or numbered', () => {
    expect(refusal(anA01().saying('PID', 5, '').text())).toBe('read')
    expect(refusal(anA01().saying('PID', 5, '').saying('PID', 3, 'MH1^^^NSD').text())).toBe(
      'HL7_PERSON_NOT_NAMED',
    )
    expect(
      refusal(
        anA01()
          .saying('PID', 5, `${'x'.repeat(201)}`)
          .saying('PID', 3, '')
          .text(),
      ),
    ).toBe('HL7_PERSON_NOT_NAMED')
  })
})

describe('a discharge', () => {
  const anA03 = () => aMessage().discharging(MARA).fromWard('MAPLE').at('2026-11-20T11:00:00Z')

  it('says which stay, when, how and where to', () => {
    const commands = discharged(PRACTICE_MESSAGES['a03-mara-okafor.hl7']!)
    expect(commands.visitNumber).toBe('NSD-V20417')
    expect(commands.discharge).toMatchObject({
      ward: { wardCode: 'MAPLE' },
      endedAt: '2026-11-20T11:00:00.000Z',
      endedKnownTo: 'minute',
      endSource: 'PV1-45',
      admittedAt: '2026-11-02T14:30:00.000Z',
      method: '1',
      destination: '19',
    })
    expect([commands.notes, commands.unmapped]).toEqual([[], []])
  })

  it('has its time from PV1-45, else EVN-6, else MSH-7, which is inferred and said', () => {
    const end = (text: string) => [discharged(text).discharge.endSource, discharged(text).notes.join()]
    expect(end(anA03().saying('PV1', 45, '').text())).toEqual(['EVN-6', ''])
    expect(end(anA03().saying('PV1', 45, '').saying('EVN', 6, '').text())).toEqual([
      'inferred from MSH-7',
      expect.stringContaining('inferred'),
    ])
    expect(refusal(anA03().saying('PV1', 45, '').saying('EVN', 6, '').saying('MSH', 7, '').text())).toBe(
      'HL7_TIME_NOT_SAID',
    )
  })

  it('needs no ward and no visit number', () => {
    const commands = discharged(anA03().saying('PV1', 3, '').saying('PV1', 19, '').text())
    expect([commands.discharge.ward, commands.visitNumber]).toEqual([null, null])
  })
})

describe('other messages', () => {
  it.each([
    ['a visit given to another person', anA01().saying('MSH', 9, 'ADT^A45'), 'HL7_EVENT_NOT_READ'],
    ['a number given to another person', anA01().saying('MSH', 9, 'ADT^A47'), 'HL7_EVENT_NOT_READ'],
    ['a version after 2.5.1', anA01().saying('MSH', 12, '2.7'), 'HL7_VERSION_NOT_READ'],
    ['two numbers without MRG', anA01().saying('MSH', 9, 'ADT^A40'), 'HL7_SEGMENT_MISSING'],
    ['two numbers that are one', anA01().saying('MSH', 9, 'ADT^A40').and('MRG|'), 'HL7_NUMBERS_NOT_SAID'],
    ['a result', anA01().saying('MSH', 9, 'ORU^R01'), 'HL7_EVENT_NOT_READ'],
    ['one with no sender', anA01().saying('MSH', 4, ''), 'HL7_SENDER_NOT_SAID'],
  ])('%s is refused', (_, message, code) => {
    expect(refusal(message.text())).toBe(code)
  })

  it('cut after the person has no visit to read', () => {
    const whole = anA01().text()
    expect(outcomeOf(whole.slice(0, whole.indexOf('PV1')))).toMatchObject({
      refusal: { code: 'HL7_SEGMENT_MISSING', params: { segment: 'PV1' } },
    })
  })

  it('read the same in any separators', () => {
    const own = { field: '#', component: '*', repetition: '!', escape: '$', subcomponent: '%' }
    expect(admitted(anA01().separatedBy(own).text())).toEqual(admitted(anA01().text()))
  })
})

const SAMPLES = resolve('../shared/samples/hl7v2')
const withSamples = existsSync(SAMPLES)
if (!withSamples) console.log(`skipped: the published HL7 examples are not at ${SAMPLES}`)

describe.skipIf(!withSamples)('published examples, unchanged', () => {
  const sample = (path: string) => decodeHl7(readFileSync(resolve(SAMPLES, path)))

  it('NHS ITK A01: Fredrica Smith is admitted to OBS1', () => {
    const commands = admitted(sample('nhs-itk/A01_example.txt'))
    expect(commands).toMatchObject({
      controlId: '1391320453338055',
      sender: { organisationCode: 'RCB', application: 'PAS' },
      processing: 'live',
      visitNumber: '2139',
      person: {
        nhsNumber: { status: 'given', number: '3333333333' },
        hospitalNumbers: [],
        names: [{ kind: 'legal', given: 'FREDRICA J', family: 'SMITH' }],
        bornOn: '1965-12-13',
        sex: 'female',
        homeArea: { area: 'YO32' },
        telephones: ['+441234567890'],
      },
      admit: {
        ward: { wardCode: 'OBS1', bed: 'BAY2-6', siteCode: 'RCB55', form: 'organisation first' },
        // 17:16 British Summer Time.
        admittedAt: '2010-10-20T16:16:00.000Z',
        distance: 'not known',
        reason: 'not known',
      },
    })
    expect(commands.notes).toEqual([
      'the time of admission is later than the message that tells of it; kept as sent',
    ])
    expect(commands.unmapped).toEqual(expect.arrayContaining(['PID-6', 'NK1', 'AL1', 'DG1', 'ZU1', 'PV2-38']))
  })

  it('GIG Cymru A01: CR line ends, repeated addresses, an escape, the ward first', () => {
    const commands = admitted(sample('gig-cymru/hl7-v2.3-adt-a01-1.hl7'))
    expect(commands).toMatchObject({
      controlId: '01052901',
      visitNumber: null,
      person: {
        nhsNumber: { status: 'not given' },
        hospitalNumbers: [
          { number: '56782445', authority: 'not said' },
          { number: '58244752', authority: 'UAReg' },
        ],
        homeArea: 'not known',
      },
      admit: {
        ward: { wardCode: 'W', room: '389', bed: '1', siteCode: 'UABH', form: 'ward first' },
        admittedFrom: 'PV1-44',
      },
    })
    expect(commands.person.addresses[1]?.lines[0]).toBe('NICKELL’S PICKLES & DILL')
  })

  it.each([
    ['A04', 'nhs-itk/A04_example.txt'],
    ['A28', 'nhs-itk/A28_Example.txt'],
  ])('NHS ITK %s tells of Fredrica Smith, and of no stay', (event, name) => {
    const commands = outcomeOf(sample(name))
    expect(commands).toMatchObject({
      ok: true,
      value: {
        event,
        person: {
          nhsNumber: { number: '3333333333' },
          sex: 'female',
          names: [{ kind: 'legal', family: 'SMITH', given: 'FREDRICA J' }],
        },
      },
    })
  })
})
