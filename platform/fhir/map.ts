import type { AnyQuery } from '#platform/commands/registry.ts'
import type { Resource } from './resource.ts'

/** From (and with) one instant or day until (and without) another; the ends that are left out are open. ISO texts. */
export interface Range {
  readonly from?: string
  readonly until?: string
}

/**
 * One search parameter of a type. `field`: the field of the query's input that it fills. `hides`: its value may name or describe
 * somebody, so it is never repeated in an address that we make.
 */
export type SearchParameter = {
  readonly field: string
  readonly says: string
  readonly hides?: true
} & (
  | {
      /** A list of texts goes into the field. With `codes`, each code stands for words of ours; a code without any matches nothing. */
      readonly kind: 'token'
      readonly codes?: Readonly<Record<string, readonly string[]>>
      /** Where only this system of codes is meant: another one matches nothing. */
      readonly system?: string
    }
  | {
      readonly kind: 'date'
      /** It is held as a day, not as an instant. */
      readonly days?: true
    }
  | { readonly kind: 'string' }
  | {
      /** A list of ids goes into the field; `to`: the type it points to; `path`: where it stands in the resource. */
      readonly kind: 'reference'
      readonly to: readonly string[]
      readonly path: string
    }
)

/** What every query behind a map takes beside the fields of its search parameters. */
export interface Find {
  readonly ids?: readonly string[] | undefined
  /** Only what stands after this id: the order is always that of ids. */
  readonly after?: string | undefined
  /** At most this many; 0 with `count` asks for the number alone. */
  readonly limit: number
  /** Whether to count all that fits, page or not: exactly, or only up to a bound. */
  readonly count: boolean
  readonly exactly?: boolean
}

export interface Found<Row> {
  readonly rows: readonly Row[]
  readonly total: number | null
}

/**
 * How a feature shows one of its nouns as an R4 resource. The query is asked through the door, so its right, the row rules and the audit
 * are those of every other question; the map only says what the rows are called outside. Declared in `features/<noun>/fhir.ts`, collected
 * in `apps/product.ts`.
 */
export interface ResourceMap {
  readonly type: string
  /** The UK Core profile that it follows, without version; none where UK Core has none. */
  readonly profile?: string
  /** In the capability statement: what of the noun is shown, and what is not. */
  readonly says: string
  readonly query: AnyQuery
  /** Its ids are not those of the record: any FHIR id may be one. */
  readonly ids?: 'any'
  readonly search: Readonly<Record<string, SearchParameter>>
  resource(row: never): Resource
}

/** A type as it is served: its maps, of which the first says how it is searched. All take the same fields. */
export interface ServedType extends Omit<ResourceMap, 'query' | 'resource'> {
  readonly of: readonly ResourceMap[]
}

/** Maps of one type put together: a visit and a stay are both what FHIR calls by one name. */
export function typesOf(maps: readonly ResourceMap[]): ReadonlyMap<string, ServedType> {
  const types = new Map<string, ServedType>()
  for (const map of maps) {
    const { query: _query, resource: _resource, ...first } = map
    const had = types.get(map.type)
    types.set(
      map.type,
      had ? { ...had, says: `${had.says} ${map.says}`, of: [...had.of, map] } : { ...first, of: [map] },
    )
  }
  return types
}

/** A map whose rows have a type; the list of all maps forgets it. */
export const defineMap = <Row>(
  map: Omit<ResourceMap, 'resource'> & { resource(row: Row): Resource },
): ResourceMap => map as unknown as ResourceMap
