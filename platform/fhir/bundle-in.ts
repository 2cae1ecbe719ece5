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

/** The entries of a bundle. Refuses: FHIR_BUNDLE_TOO_MANY, FHIR_BUNDLE_NOT_READ (two of one fullUrl, no entries). */
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
  const urls = entries.flatMap((e) => e.fullUrl ?? [])
  if (entries.length === 0 || new Set(urls).size < urls.length) return refuse('FHIR_BUNDLE_NOT_READ')
  return ok(entries)
}

/** Finds what a reference of the focus means among what was sent with it: contained, by fullUrl, or by type and id. */
export type Resolve = (reference: string | undefined) => Resource | undefined

export function resolver(focus: Resource, entries: readonly Entry[] = []): Resolve {
  const contained = (focus.contained ?? []) as readonly Resource[]
  return (reference) => {
    if (reference === undefined) return undefined
    if (reference.startsWith('#')) return contained.find((one) => `#${one.id}` === reference)
    return entries.find(
      ({ fullUrl, resource }) =>
        fullUrl === reference ||
        (resource?.id !== undefined && `${resource.resourceType}/${resource.id}` === reference),
    )?.resource
  }
}
