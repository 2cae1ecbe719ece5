import { nameKeys } from './misspelling.ts'
import { displayName, nameKey, type PersonName, searchKeys } from './names.ts'
import { numberOf } from './nhs-number.ts'
import type { PersonDetails } from './person.ts'
import { familyKeys } from './same-person.ts'

/** One key for prefix search; `former`: it stands in a former name alone, found only by staff with the right. */
export interface NameKeyRow {
  readonly key: string
  readonly former: boolean
}

/** What the record keeps of a person's names beside the names themselves. */
export interface NameRows {
  readonly displayName: string
  readonly familyKey: string
  readonly givenKey: string
  readonly names: readonly {
    readonly kind: PersonName['kind']
    readonly given: string | null
    readonly family: string | null
    /** Compared when somebody is registered; null where the name has no family part and another has. */
    readonly familyKey: string | null
  }[]
  readonly keys: readonly NameKeyRow[]
  /** For misspelt search, int4. */
  readonly nameKeys: readonly number[]
}

/**
 * The rows of a person's names, made in one place so that registering, changing names and loaded data get the same keys.
 * Lists sort by `familyKey` then `givenKey`, those of the name shown; somebody with one name sorts by it.
 */
export function nameRows(names: readonly PersonName[]): NameRows {
  const current = names.filter((name) => name.kind !== 'former')
  const knownAs = current.find((name) => name.kind === 'known-as')
  const legal = current.find((name) => name.kind === 'legal')
  const given = nameKey(knownAs?.given ?? legal?.given ?? '')
  const family = nameKey(knownAs?.family ?? legal?.family ?? '')
  const inUse = new Set(searchKeys(current))
  const anyFamily = names.some((name) => name.family !== undefined)
  return {
    displayName: displayName(names),
    familyKey: family || given,
    givenKey: given,
    names: names.map((name) => ({
      kind: name.kind,
      given: name.given ?? null,
      family: name.family ?? null,
      familyKey: nameKey(name.family ?? (anyFamily ? '' : (name.given ?? ''))) || null,
    })),
    keys: searchKeys(names).map((key) => ({ key, former: !inUse.has(key) })),
    nameKeys: nameKeys(names),
  }
}

/** All rows of a person to be registered, as the record's own function takes them (JSON). */
export interface PersonRows extends NameRows {
  readonly bornOn: string | null
  readonly pronouns: string | null
  readonly communication: PersonDetails['communication']
  readonly nhsNumber: string | null
  readonly nhsNumberStatus: PersonDetails['nhsNumber']['status']
  readonly homeArea: string | null
  readonly addresses: PersonDetails['addresses']
  readonly contactPoints: PersonDetails['contactPoints']
  readonly carers: readonly {
    readonly name: string
    readonly relation: string
    readonly contactPoints: PersonDetails['carers'][number]['contactPoints']
    readonly mayBeTold: PersonDetails['carers'][number]['mayBeTold']
  }[]
  readonly characteristics: readonly { readonly name: string; readonly answer: unknown }[]
  /** Keys under which another record's family name counts as the same. */
  readonly familyKeys: readonly string[]
}

/** An area, 'no fixed address', or null for not known: what lists and reports use. */
export function homeAreaOf(addresses: PersonDetails['addresses']): string | null {
  const home = addresses.find((a) => a.kind === 'place' && a.use === 'home') ?? addresses[0]
  if (home === undefined || home.kind === 'not-known') return null
  return home.kind === 'place' ? (home.area ?? null) : 'no fixed address'
}

export const personRows = (details: PersonDetails): PersonRows => ({
  ...nameRows(details.names),
  bornOn: details.birth.state === 'known' ? details.birth.on : null,
  pronouns: details.pronouns ?? null,
  communication: details.communication,
  nhsNumber: numberOf(details.nhsNumber),
  nhsNumberStatus: details.nhsNumber.status,
  homeArea: homeAreaOf(details.addresses),
  addresses: details.addresses,
  contactPoints: details.contactPoints,
  carers: details.carers.map((carer) => ({
    name: [carer.name.given, carer.name.family].filter((part) => part !== undefined).join(' '),
    relation: carer.relation,
    contactPoints: carer.contactPoints,
    mayBeTold: carer.mayBeTold,
  })),
  characteristics: Object.entries(details.characteristics).map(([name, answer]) => ({ name, answer })),
  familyKeys: familyKeys(details.names),
})
