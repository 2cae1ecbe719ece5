import { Temporal } from 'temporal-polyfill'
import { addMinutes, type Instant, instant, LONDON } from '#core/kernel/time.ts'
import { escapeHl7, type Separators, USUAL_SEPARATORS } from '#platform/hl7/escape.ts'

/** An invented person as a hospital system would send them. */
export interface PersonToSend {
  readonly nhsNumber?: string
  readonly hospitalNumber?: string
  readonly family: string
  readonly given: string
  readonly knownAs?: string
  readonly bornOn?: string
  readonly sex?: 'F' | 'M'
  readonly street?: string
  readonly town?: string
  readonly postcode?: string
  readonly telephone?: string
}

type Event = 'A01' | 'A03'
type Fields = Readonly<Record<number, string>>

interface Draft {
  readonly event: Event
  readonly person: PersonToSend
  readonly organisation: string
  readonly ward: {
    readonly code: string
    readonly bed: string
    readonly order: 'organisation first' | 'ward first'
  }
  readonly at: Instant
  readonly admittedAt: Instant | undefined
  readonly controlId: string
  readonly visitNumber: string
  readonly separators: Separators
  readonly overrides: readonly { readonly segment: string; readonly field: number; readonly raw: string }[]
  readonly extra: readonly string[]
}

const NOBODY: PersonToSend = {
  family: 'Grant',
  given: 'Lewis',
  nhsNumber: '9990000344',
  bornOn: '1979-05-30',
  sex: 'M',
}

const START: Draft = {
  event: 'A01',
  person: NOBODY,
  organisation: 'NSD',
  ward: { code: 'MAPLE', bed: 'BED 4', order: 'organisation first' },
  at: instant('2026-11-02T14:30:00Z'),
  admittedAt: undefined,
  controlId: 'TEST0001',
  visitNumber: 'V0001',
  separators: USUAL_SEPARATORS,
  overrides: [],
  extra: [],
}

/** UK local time to the minute without offset, as UK systems send it. */
function localMinute(at: Instant): string {
  const wall = Temporal.Instant.from(at).toZonedDateTimeISO(LONDON).toPlainDateTime()
  return wall.toString({ smallestUnit: 'minute' }).replace(/[-T:]/g, '')
}

function personFields(p: PersonToSend, s: Separators): Fields {
  const put = (...components: readonly string[]) => components.map((c) => escapeHl7(c, s)).join(s.component)
  const numbers = [
    p.nhsNumber && put(p.nhsNumber, '', '', 'NHS', 'NH'),
    p.hospitalNumber && put(p.hospitalNumber, '', '', 'NSD', 'PI'),
  ]
  const names = [
    put(p.family, p.given, '', '', '', '', 'L'),
    p.knownAs && put('', p.knownAs, '', '', '', '', 'N'),
  ]
  return {
    1: '1',
    3: numbers.filter(Boolean).join(s.repetition),
    5: names.filter(Boolean).join(s.repetition),
    7: (p.bornOn ?? '').replaceAll('-', ''),
    8: p.sex ?? '',
    11: p.postcode ? put(p.street ?? '', '', p.town ?? '', '', p.postcode, 'GBR', 'H') : '',
    13: p.telephone ?? '',
  }
}

function visitFields(d: Draft): Fields {
  const put = (...components: readonly string[]) =>
    components.map((c) => escapeHl7(c, d.separators)).join(d.separators.component)
  const { code, bed, order } = d.ward
  const discharge = d.event === 'A03'
  const admittedAt = discharge ? d.admittedAt : d.at
  return {
    1: '1',
    2: 'I',
    3:
      order === 'organisation first'
        ? put(d.organisation, code, bed, `${d.organisation}01`)
        : put(code, '', bed, `${d.organisation}01`),
    19: put(d.visitNumber, '', '', 'VISITID'),
    // 1 = discharged on clinical advice, 19 = usual place of residence (NHS Data Dictionary).
    ...(discharge && { 36: '1', 37: '19', 45: localMinute(d.at) }),
    ...(admittedAt && { 44: localMinute(admittedAt) }),
  }
}

function line(name: string, fields: Fields, d: Draft): string {
  const all: Record<number, string> = { ...fields }
  for (const o of d.overrides) if (o.segment === name) all[o.field] = o.raw
  const sent = Object.keys(all)
    .map(Number)
    .filter((field) => all[field] !== '')
  const first = name === 'MSH' ? 2 : 1
  const values = Array.from({ length: Math.max(first, ...sent) - first + 1 }, (_, i) => all[i + first] ?? '')
  return [name, ...values].join(d.separators.field)
}

function text(d: Draft): string {
  const s = d.separators
  const sentAt = localMinute(addMinutes(d.at, 5))
  const header: Fields = {
    2: `${s.component}${s.repetition}${s.escape}${s.subcomponent}`,
    3: 'PAS',
    4: d.organisation,
    5: 'THROUGHCARE',
    6: 'NSD',
    7: sentAt,
    9: ['ADT', d.event, d.event === 'A01' ? 'ADT_A01' : 'ADT_A02'].join(s.component),
    10: d.controlId,
    // T: the sender itself says that this is about nobody real.
    11: 'T',
    12: '2.4',
  }
  const segments = [
    line('MSH', header, d),
    line('EVN', { 2: sentAt, 6: localMinute(d.at) }, d),
    line('PID', personFields(d.person, s), d),
    line('PV1', visitFields(d), d),
    ...d.extra,
  ]
  return segments.map((segment) => `${segment}\r`).join('')
}

const builder = (d: Draft) => ({
  admitting: (person: PersonToSend) => builder({ ...d, event: 'A01', person }),
  discharging: (person: PersonToSend) => builder({ ...d, event: 'A03', person }),
  toWard: (code: string, bed = '') => builder({ ...d, ward: { ...d.ward, code, bed } }),
  fromWard: (code: string, bed = '') => builder({ ...d, ward: { ...d.ward, code, bed } }),
  /** WARD^ROOM^BED^FACILITY, the standard's order. */
  namingTheWardFirst: () => builder({ ...d, ward: { ...d.ward, order: 'ward first' } }),
  at: (at: string) => builder({ ...d, at: instant(at) }),
  admittedBefore: (at: string) => builder({ ...d, admittedAt: instant(at) }),
  sentBy: (organisation: string) => builder({ ...d, organisation }),
  numbered: (controlId: string) => builder({ ...d, controlId }),
  forVisit: (visitNumber: string) => builder({ ...d, visitNumber }),
  separatedBy: (separators: Partial<Separators>) =>
    builder({ ...d, separators: { ...d.separators, ...separators } }),
  /** One field as it stands in the message; '' leaves it out. */
  saying: (segment: string, field: number, raw: string) =>
    builder({ ...d, overrides: [...d.overrides, { segment, field, raw }] }),
  /** A whole further segment, raw. */
  and: (segment: string) => builder({ ...d, extra: [...d.extra, segment] }),
  text: () => text(d),
})

/** `aMessage().admitting(mara).toWard('MAPLE').at('2026-11-02T14:30:00Z').text()`; segments end with CR. */
export const aMessage = () => builder(START)

/** Amara "Mara" Okafor, invented; the number is of the 999 range. */
export const MARA: PersonToSend = {
  nhsNumber: '9990000018',
  hospitalNumber: 'MH104233',
  family: 'Okafor',
  given: 'Amara',
  knownAs: 'Mara',
  bornOn: '1987-03-14',
  sex: 'F',
  street: '14 Canal Row',
  town: 'Northside',
  postcode: 'NS4 2QT',
  telephone: '07700 900118',
}

const ADMITTED_AT = '2026-11-02T14:30:00Z'
const practice = () => aMessage().sentBy('NSD').forVisit('NSD-V20417')

/** The messages shipped under content/practice/messages, by file name. */
export const PRACTICE_MESSAGES: Readonly<Record<string, string>> = {
  'a01-mara-okafor.hl7': practice()
    .admitting(MARA)
    .toWard('MAPLE', 'BED 4')
    .at(ADMITTED_AT)
    .numbered('NSD0000417')
    .text(),
  'a03-mara-okafor.hl7': practice()
    .discharging(MARA)
    .fromWard('MAPLE', 'BED 4')
    .at('2026-11-20T11:00:00Z')
    .admittedBefore(ADMITTED_AT)
    .numbered('NSD0000455')
    .text(),
}
