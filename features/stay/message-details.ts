import { nameKey } from '#core/people/names.ts'
import { type Address, onlyNamed, type PersonDetails } from '#core/people/person.ts'
import type { PersonInMessage } from './hl7-person.ts'

/** As many names, addresses and numbers as a person's details take. */
const NAMES = 20
const ADDRESSES = 10
const CONTACT_POINTS = 20

/** Two identifiers of a person, without which nobody is matched: the NHS number, and a birth date or family name. */
export const hasTwoIdentifiers = (person: PersonInMessage): boolean =>
  person.nhsNumber.status === 'given' && (person.bornOn !== null || familyKeysOf(person).length > 0)

/** Family names in the message as keys, for comparing. */
export const familyKeysOf = (person: PersonInMessage): string[] => [
  ...new Set(
    person.names
      .flatMap((name) => (name.family === undefined ? [] : [nameKey(name.family)]))
      .filter((key) => key !== ''),
  ),
]

function addressesOf(person: PersonInMessage): Address[] {
  if (person.homeArea === 'no fixed address') return [{ kind: 'no-fixed-address' }]
  const area = typeof person.homeArea === 'object' ? person.homeArea.area : undefined
  return person.addresses
    .filter((a) => a.use !== 'other')
    .map(
      (a): Address => ({
        kind: 'place',
        use: a.use === 'temporary' ? 'temporary' : 'home',
        // a postcode alone still says where; an address needs one line
        lines: (a.lines.length > 0 ? a.lines : [a.postcode ?? '']).slice(0, 6).map((l) => l.slice(0, 200)),
        ...(a.postcode !== null && { postcode: a.postcode.slice(0, 200) }),
        ...(a.use === 'home' && area !== undefined && { area }),
      }),
    )
    .slice(0, ADDRESSES)
}

/**
 * What a message says of a person, as `person.register` takes it.
 * The number counts as given and not verified; telephone numbers are kept and nobody has been asked whether they are safe;
 * the message's sex code is not the person's own answer and is left out.
 */
export function detailsOf(person: PersonInMessage): PersonDetails {
  const names = [
    ...person.names.filter((n) => n.kind !== 'former'),
    ...person.names.filter((n) => n.kind === 'former'),
  ]
  return {
    ...onlyNamed(names.slice(0, NAMES)),
    nhsNumber:
      person.nhsNumber.status === 'given'
        ? { status: 'given-not-verified', number: person.nhsNumber.number }
        : { status: 'not-known' },
    birth: person.bornOn === null ? { state: 'not-known' } : { state: 'known', on: person.bornOn },
    addresses: addressesOf(person),
    contactPoints: person.telephones.slice(0, CONTACT_POINTS).map((value) => ({
      kind: /^(?:\+44(?:\(0\))?|0)7/.test(value.replaceAll(/\s/g, ''))
        ? ('mobile' as const)
        : ('landline' as const),
      value,
      safe: { answer: 'not-asked' as const },
    })),
  }
}
