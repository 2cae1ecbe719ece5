import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Resource } from './resource.ts'

/** Most entries of a bundle that is sent here. Ours: what is sent has about ten. */
export const MOST_ENTRIES = 100

export interface Entry {
  readonly fullUrl: string | undefined
  readonly resource: Resource | undefined
  readonly method: string | undefined
  readonly url: string | undefined
  readonly ifNoneExist: string | undefined
  readonly ifMatch: string | undefined
}

type Held = Readonly<Record<string, unknown>>
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What a reference may call an entry that is handed in. */
const namesOf = ({ fullUrl, resource }: Entry): string[] => [
  ...new Set([
    ...(fullUrl === undefined ? [] : [fullUrl]),
    ...(resource?.id === undefined ? [] : [`${resource.resourceType}/${resource.id}`]),
  ]),
]

/**
 * The entries of a bundle. Refuses: FHIR_BUNDLE_TOO_MANY, FHIR_BUNDLE_NOT_READ (no entries, or one name for two of them: whoever is
 * referred to by it could be either).
 */
export function entriesOf(bundle: Resource): Result<readonly Entry[]> {
  const sent = (bundle.entry ?? []) as readonly Held[]
  if (sent.length > MOST_ENTRIES) return refuse('FHIR_BUNDLE_TOO_MANY', { params: { most: MOST_ENTRIES } })
  const entries = sent.map((one): Entry => {
    const request = (one.request ?? {}) as Held
    return {
      fullUrl: textOf(one.fullUrl),
      resource: one.resource as Resource | undefined,
      method: textOf(request.method)?.toUpperCase(),
      url: textOf(request.url),
      ifNoneExist: textOf(request.ifNoneExist),
      ifMatch: textOf(request.ifMatch),
    }
  })
  // in a batch the same resource may be spoken of twice (read, then changed): only what is handed in takes a name
  const names = entries.filter((e) => e.method === undefined || e.method === 'POST').flatMap(namesOf)
  const urls = entries.flatMap((e) => e.fullUrl ?? [])
  const twice = (all: readonly string[]) => new Set(all).size < all.length
  if (entries.length === 0 || twice(urls) || twice(names)) return refuse('FHIR_BUNDLE_NOT_READ')
  return ok(entries)
}

/** Finds what a reference of the focus means among what was sent with it: contained, by fullUrl, or by type and id. */
export type Resolve = (reference: string | undefined) => Resource | undefined

export function resolver(focus: Resource, entries: readonly Entry[] = []): Resolve {
  const contained = (focus.contained ?? []) as readonly Resource[]
  return (reference) => {
    if (reference === undefined) return undefined
    if (reference.startsWith('#')) {
      const found = contained.filter((one) => `#${one.id}` === reference)
      return found.length === 1 ? found[0] : undefined
    }
    return entries.find(
      ({ fullUrl, resource }) =>
        fullUrl === reference ||
        (resource?.id !== undefined && `${resource.resourceType}/${resource.id}` === reference),
    )?.resource
  }
}
