import { type Day, day } from '#core/kernel/time.ts'
import type { ContactPoint } from '#core/people/contact-point.ts'
import { type PersonName, personNameShape } from '#core/people/names.ts'
import { readNhsNumber } from '#core/people/nhs-number.ts'
import { type Address, addressShape, onlyNamed, type PersonDetails } from '#core/people/person.ts'
import type { Identifiers } from '#core/people/same-person.ts'
import type { Part } from '#platform/fhir/sent.ts'
import { NHS_NUMBER } from '#platform/fhir/words.ts'

const NAME_KINDS: Readonly<Record<string, PersonName['kind']>> = {
  usual: 'legal',
  official: 'legal',
  temp: 'former',
  nickname: 'known-as',
  anonymous: 'former',
  old: 'former',
  maiden: 'former',
}
const MOST = { names: 20, addresses: 10, points: 20 }

/**
 * A Patient resource as a person's details. A number counts as given and not verified, whatever the sender says of it; ways to reach them
 * are kept and nobody has been asked whether they are safe; gender is not the person's own answer and is left for the original. Undefined
 * where no name in use can be read.
 */
export function detailsOfPatient(patient: Part): PersonDetails | undefined {
  const names = namesOf(patient)
  if (!names.some((name) => name.kind !== 'former')) return undefined
  const number = numberOf(patient)
  const bornOn = bornOnOf(patient)
  return {
    ...onlyNamed([...names].sort((a, b) => Number(a.kind === 'former') - Number(b.kind === 'former'))),
    nhsNumber: number === undefined ? { status: 'not-known' } : { status: 'given-not-verified', number },
    birth: bornOn === undefined ? { state: 'not-known' } : { state: 'known', on: bornOn },
    addresses: addressesOf(patient),
    contactPoints: pointsOf(patient),
  }
}

/** What a Patient resource says by which a person is told from another; what it does not say is null. */
export const identifiersOfPatient = (patient: Part): Identifiers => ({
  nhsNumber: numberOf(patient) ?? null,
  bornOn: bornOnOf(patient) ?? null,
  names: namesOf(patient),
})

function numberOf(patient: Part) {
  const numbers = new Set(
    patient
      .at('identifier')
      .each()
      // one that is said to be old was given by mistake or has gone into another
      .filter((one) => one.at('system').look() === NHS_NUMBER && one.at('use').look() !== 'old')
      .flatMap((one) => {
        const finding = readNhsNumber(one.at('value').look() ?? '')
        if (finding.kind !== 'valid') return []
        one.at('system').mark()
        one.at('value').mark()
        return [finding.number]
      }),
  )
  // two different ones are none: nobody can say which is theirs
  return numbers.size === 1 ? [...numbers][0] : undefined
}

function namesOf(patient: Part): PersonName[] {
  return patient
    .at('name')
    .each()
    .slice(0, MOST.names)
    .flatMap((one) => {
      const given = one.at('given').each()
      const words = given.flatMap((g) => g.look() ?? []).join(' ')
      const family = one.at('family').look()
      const read = personNameShape.safeParse({
        kind: NAME_KINDS[one.at('use').look() ?? 'official'] ?? 'legal',
        ...(words !== '' && { given: words }),
        ...(family !== undefined && { family }),
      })
      if (!read.success) return []
      one.at('given').mark()
      one.at('family').mark()
      one.at('use').mark()
      return [read.data]
    })
}

/** Only a whole day: a year or a month says nothing that two identifiers could agree on. */
function bornOnOf(patient: Part): Day | undefined {
  const said = patient.at('birthDate').look()
  if (said === undefined || said.length !== 10) return undefined
  try {
    const found = day(said)
    patient.at('birthDate').mark()
    return found
  } catch {
    return undefined
  }
}

function addressesOf(patient: Part): Address[] {
  return patient
    .at('address')
    .each()
    .slice(0, MOST.addresses)
    .flatMap((one) => {
      const use = one.at('use').look() ?? 'home'
      if (use === 'old' || use === 'billing') return []
      const city = one.at('city').look()
      const lines = [
        ...one
          .at('line')
          .each()
          .flatMap((l) => l.look() ?? []),
        ...(city === undefined ? [] : [city]),
      ]
      const postcode = one.at('postalCode').look()
      const area = one.at('district').look()
      const read = addressShape.safeParse({
        kind: 'place',
        use: use === 'temp' ? 'temporary' : 'home',
        lines: (lines.length > 0 ? lines : [postcode ?? '']).slice(0, 6),
        ...(postcode !== undefined && { postcode }),
        ...(area !== undefined && { area }),
      })
      if (!read.success) return []
      if (lines.length <= 6) for (const name of ['line', 'city']) one.at(name).mark()
      for (const name of ['use', 'postalCode', 'district']) one.at(name).mark()
      return [read.data]
    })
}

function pointsOf(patient: Part): ContactPoint[] {
  return patient
    .at('telecom')
    .each()
    .slice(0, MOST.points)
    .flatMap((one): ContactPoint[] => {
      const system = one.at('system').look()
      const value = one.at('value').look()
      const use = one.at('use').look()
      if (value === undefined || value.length > 200 || use === 'old') return []
      const kind =
        system === 'email'
          ? 'email'
          : system === 'phone' || system === 'sms'
            ? use === 'mobile' || /^(?:\+44(?:\(0\))?|0)7/.test(value.replaceAll(/\s/g, ''))
              ? 'mobile'
              : 'landline'
            : undefined
      if (kind === undefined) return []
      for (const name of ['system', 'value', 'use']) one.at(name).mark()
      return [{ kind, value, safe: { answer: 'not-asked' } }]
    })
}
