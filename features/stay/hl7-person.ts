import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { type PersonName, personNameShape } from '#core/people/names.ts'
import { type NhsNumber, readNhsNumber } from '#core/people/nhs-number.ts'
import { type HomeArea, homeAreaOf } from '#core/place/home-area.ts'
import type { Hl7Reading } from '#platform/hl7/reading.ts'
import { hl7Day } from '#platform/hl7/timestamp.ts'

/** The sender's claim about its number: a feed can only ever give one, verifying is the national service's. */
export type NhsNumberInMessage =
  | { readonly status: 'given'; readonly number: NhsNumber; readonly senderSaysTraced: boolean }
  | { readonly status: 'not given' }

/** A number of the sender's own. `authority` is PID-3.4, or 'not said'. */
export interface HospitalNumber {
  readonly number: string
  readonly authority: string
}

export type SexInMessage = 'female' | 'male' | 'other' | 'not specified' | 'not known'

export interface AddressInMessage {
  readonly use: 'home' | 'temporary' | 'other'
  readonly lines: readonly string[]
  readonly postcode: string | null
}

/** What a message says of the person; nothing here is matched to anybody yet. */
export interface PersonInMessage {
  readonly nhsNumber: NhsNumberInMessage
  readonly hospitalNumbers: readonly HospitalNumber[]
  readonly names: readonly PersonName[]
  readonly bornOn: Day | null
  readonly sex: SexInMessage
  readonly addresses: readonly AddressInMessage[]
  readonly homeArea: HomeArea
  readonly telephones: readonly string[]
  readonly saidToHaveDied: boolean
  /** PID-29 as a day; null where it says none. */
  readonly diedOn: Day | null
}

/** Repetitions read of one field; more are left unread and said. */
const REPETITIONS = 20
/** OID of the NHS number (HL7 UK, national identifiers). */
const NHS_NUMBER_OID = '2.16.840.1.113883.2.1.4.1'
const NHS_AUTHORITY = /^NHS(?:[ _-]?(?:NUMBER|NO|NMBR))?$/i
/** `NH` (HL7 table 0203), `NHS`, and `NH{status:01}` with a tracing status inside. */
const NHS_TYPE = /^NHS?(?:\{status:(\d\d)\})?$/i

/** Repetition numbers of a PID field that are read. */
function repetitionsOf(reading: Hl7Reading, field: number): readonly number[] {
  return Array.from({ length: Math.min(reading.repetitions('PID', field), REPETITIONS) }, (_, i) => i + 1)
}

const text = (
  reading: Hl7Reading,
  field: number,
  repetition: number,
  component: number,
  subcomponent = 1,
): string => (reading.get('PID', field, repetition, component, subcomponent) ?? '').trim()

interface Identifiers {
  readonly nhsNumber: NhsNumberInMessage
  readonly hospitalNumbers: readonly HospitalNumber[]
}

/**
 * PID-3. The NHS number is told by its authority (PID-3.4 `NHS`, or its OID) or its type (PID-3.5 `NH`).
 * A wrong number, or two different ones, counts as not given and is said; the message is still used.
 * Source for PID-32 codes: ITK HL7 v2 message specification 1.1, table 0445 (NSTS01 = present and verified).
 */
function identifiersOf(reading: Hl7Reading, notes: string[]): Identifiers {
  const numbers = new Set<NhsNumber>()
  const hospitalNumbers: HospitalNumber[] = []
  let traced = repetitionsOf(reading, 32).some((r) => text(reading, 32, r, 1).toUpperCase() === 'NSTS01')
  for (const r of repetitionsOf(reading, 3)) {
    const value = text(reading, 3, r, 1)
    const [authority, oid] = [text(reading, 3, r, 4), text(reading, 3, r, 4, 2)]
    const type = text(reading, 3, r, 5)
    if (oid !== '') text(reading, 3, r, 4, 3) // what kind of id the OID is; nothing more to learn
    const nhsType = NHS_TYPE.exec(type)
    if (value === '') continue
    if (!NHS_AUTHORITY.test(authority) && !nhsType && oid !== NHS_NUMBER_OID) {
      hospitalNumbers.push({ number: value, authority: authority || 'not said' })
      continue
    }
    if (nhsType?.[1] === '01') traced = true
    const finding = readNhsNumber(value)
    if (finding.kind === 'valid') numbers.add(finding.number)
    else notes.push(`the NHS number in PID-3 is not usable (${finding.kind}), so it counts as not given`)
  }
  const [number] = numbers
  if (numbers.size > 1) notes.push('PID-3 gives two different NHS numbers, so they count as not given')
  const given = number !== undefined && numbers.size === 1
  return {
    hospitalNumbers,
    nhsNumber: given ? { status: 'given', number, senderSaysTraced: traced } : { status: 'not given' },
  }
}

/**
 * A name for calling somebody by is shown first and largest, so only a nickname (`N`) or display name (`D`) becomes one;
 * aliases, maiden and birth names are searched and not shown.
 */
function kindOf(typeCode: string): PersonName['kind'] {
  if (typeCode === 'N' || typeCode === 'D') return 'known-as'
  return ['', 'L', 'U', 'S'].includes(typeCode) ? 'legal' : 'former'
}

const shownText = (raw: string): string => raw.replace(/\p{Cc}/gu, ' ').trim()

function namesOf(reading: Hl7Reading, notes: string[]): readonly PersonName[] {
  const names: PersonName[] = []
  for (const field of [5, 9]) {
    for (const r of repetitionsOf(reading, field)) {
      const [family, first, middle] = [1, 2, 3].map((component) =>
        shownText(text(reading, field, r, component)),
      )
      const typeCode = text(reading, field, r, 7).toUpperCase()
      const given = [first, middle].filter(Boolean).join(' ')
      if (!family && !given) continue
      // PID-9 is the alias field of old senders: whatever stands there is a name the person has been known by.
      const kind = field === 9 ? 'former' : kindOf(typeCode)
      const name = personNameShape.safeParse({ kind, ...(given && { given }), ...(family && { family }) })
      if (name.success) names.push(name.data)
      else notes.push(`a name in PID-${field} is too long or cannot be shown, so it was not used`)
    }
  }
  return names
}

/** PID-7 may carry a time; the day as written counts. PID-32 `UD` marks a made-up date. */
function bornOnOf(reading: Hl7Reading, now: Instant, notes: string[]): Day | null {
  const written = text(reading, 7, 1, 1)
  if (written === '') return null
  const bornOn = hl7Day(written)
  const madeUp = repetitionsOf(reading, 32).some((r) => text(reading, 32, r, 1).toUpperCase() === 'UD')
  if (bornOn !== undefined && bornOn <= dayOf(now) && !madeUp) return bornOn
  notes.push('the birth date in PID-7 is not a usable day, so it counts as not given')
  return null
}

/** HL7 letters (table 0001) and the digits of the NHS Data Dictionary, which ITK senders use. */
const SEXES: Readonly<Record<string, SexInMessage>> = {
  F: 'female',
  M: 'male',
  O: 'other',
  A: 'other',
  N: 'not specified',
  U: 'not known',
  '0': 'not known',
  '1': 'male',
  '2': 'female',
  '9': 'not specified',
}

function sexOf(reading: Hl7Reading, notes: string[]): SexInMessage {
  const code = text(reading, 8, 1, 1).toUpperCase()
  const sex = Object.hasOwn(SEXES, code) ? SEXES[code] : undefined
  if (code !== '' && sex === undefined) notes.push('the sex code in PID-8 is not one we know')
  return sex ?? 'not known'
}

const ADDRESS_USES: Readonly<Record<string, AddressInMessage['use']>> = {
  '': 'home',
  H: 'home',
  P: 'home',
  L: 'home',
  C: 'temporary',
  TMP: 'temporary',
}

function addressesOf(reading: Hl7Reading): readonly AddressInMessage[] {
  return repetitionsOf(reading, 11).flatMap((r) => {
    const lines = [1, 2, 3, 4]
      .map((component) => shownText(text(reading, 11, r, component)))
      .filter((line) => line !== '')
    const postcode = shownText(text(reading, 11, r, 5)) || null
    const country = text(reading, 11, r, 6).toUpperCase()
    if (country !== '' && country !== 'GBR' && country !== 'GB') lines.push(country)
    const code = text(reading, 11, r, 7).toUpperCase()
    const use = (Object.hasOwn(ADDRESS_USES, code) ? ADDRESS_USES[code] : undefined) ?? 'other'
    return lines.length === 0 && postcode === null ? [] : [{ use, lines, postcode }]
  })
}

function telephonesOf(reading: Hl7Reading, notes: string[]): readonly string[] {
  return repetitionsOf(reading, 13).flatMap((r) => {
    const number = shownText(text(reading, 13, r, 1) || text(reading, 13, r, 12))
    if (/^[+0-9][0-9 ()-]{4,30}$/.test(number)) return [number]
    if (number !== '') notes.push('a telephone number in PID-13 is not a number, so it was not used')
    return []
  })
}

/** The PID segment as what it says of a person. What was put aside is added to `notes`, in fixed words. */
export function personOf(reading: Hl7Reading, now: Instant, notes: string[]): PersonInMessage {
  const addresses = addressesOf(reading)
  const home = addresses.find((address) => address.use === 'home' && address.postcode !== null)
  const saidToHaveDied = text(reading, 30, 1, 1).toUpperCase() === 'Y' || text(reading, 29, 1, 1) !== ''
  if (saidToHaveDied) notes.push('the message says that the person has died (PID-29 or PID-30)')
  return {
    ...identifiersOf(reading, notes),
    names: namesOf(reading, notes),
    bornOn: bornOnOf(reading, now, notes),
    sex: sexOf(reading, notes),
    addresses,
    homeArea: home?.postcode ? homeAreaOf(home.postcode) : 'not known',
    telephones: telephonesOf(reading, notes),
    saidToHaveDied,
    diedOn: hl7Day(text(reading, 29, 1, 1)) ?? null,
  }
}
