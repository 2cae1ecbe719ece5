import { createHash } from 'node:crypto'
import { ok, type Result } from '#core/kernel/result.ts'
import type { Ask } from '#platform/commands/door.ts'
import { elementsOf } from './elements.ts'
import type { Find, Found, ResourceMap, ServedType } from './map.ts'
import type { Resource } from './resource.ts'
import type { Summary } from './search.ts'

/**
 * Asks the queries of a type, and their rows as resources, by id. A query whose right the asker lacks adds nothing where another of the
 * type answers; where none does the refusal stands.
 */
export async function find(
  ask: Ask,
  type: ServedType,
  input: Find & Readonly<Record<string, unknown>>,
): Promise<Result<{ readonly resources: readonly Resource[]; readonly total: number | null }>> {
  const all = await Promise.all(
    type.of.map(async (map) => ({ map, found: (await ask(map.query, input)) as Result<Found<never>> })),
  )
  const refused = all.find(({ found }) => !found.ok && found.refusal.code !== 'NOT_ALLOWED')?.found
  if (refused && !refused.ok) return refused
  const answered = all.flatMap(({ map, found }) => (found.ok ? [{ map, found: found.value }] : []))
  const [first] = all
  if (answered.length === 0 && first && !first.found.ok) return first.found
  const resources = answered.flatMap(({ map, found }) =>
    found.rows.map((row) => finished(map, map.resource(row))),
  )
  return ok({
    resources:
      answered.length === 1
        ? resources
        : resources.sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1)).slice(0, input.limit),
    // where one of them is not counted to its end, nobody knows the sum
    total:
      input.count && answered.every(({ found }) => found.total !== null)
        ? answered.reduce((sum, { found }) => sum + (found.total ?? 0), 0)
        : null,
  })
}

/**
 * A resource as it leaves: without what is empty, with its profile, and with a version that is the digest of what this asker is shown.
 * Why a digest: a resource is of several rows, and some of its parts are closed to some askers. It changes exactly when what is shown does.
 */
function finished(map: ResourceMap, made: Resource): Resource {
  const { resourceType, id, meta, ...rest } = compact(made) as Resource
  const shown = {
    profile: map.profile === undefined ? undefined : [map.profile],
    ...meta,
  }
  const versionId = createHash('sha256')
    .update(JSON.stringify([resourceType, id, shown, rest]))
    .digest('hex')
    .slice(0, 20)
  return compact({
    resourceType,
    id,
    meta: { versionId, ...meta, profile: shown.profile },
    ...rest,
  }) as Resource
}

/** Without undefined, null, empty text, empty lists and empty objects: FHIR has none of them. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(compact).filter((one) => one !== undefined)
    return kept.length === 0 ? undefined : kept
  }
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).flatMap(([name, one]) => {
      const held = compact(one)
      return held === undefined ? [] : [[name, held] as const]
    })
    return kept.length === 0 ? undefined : Object.fromEntries(kept)
  }
  if (typeof value === 'string') return speakable(value)
  return value ?? undefined
}

// typed text may hold characters that no FHIR text may; a sign stands where one was
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSPEAKABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const speakable = (text: string): string | undefined => {
  const said = text.toWellFormed().replace(UNSPEAKABLE, '\ufffd')
  return said.trim() === '' ? undefined : said
}

const SUBSETTED = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
}

/** What `_summary` leaves of a resource; marked as a part of it. */
export function summarised(resource: Resource, summary: Summary): Resource {
  if (summary === 'false' || summary === 'count') return resource
  const elements = elementsOf(resource.resourceType)
  const keep = (name: string): boolean => {
    if (name === 'resourceType' || name === 'id' || name === 'meta') return true
    if (summary === 'data') return name !== 'text'
    const element = elements?.get(name.replace(/^_/, ''))
    return element?.required === true || (summary === 'text' ? name === 'text' : element?.summary === true)
  }
  const kept = Object.fromEntries(Object.entries(resource).filter(([name]) => keep(name)))
  return {
    ...kept,
    meta: { ...resource.meta, tag: [...(resource.meta?.tag ?? []), SUBSETTED] },
  } as unknown as Resource
}

export const etagOf = (resource: Resource): string => `W/"${resource.meta?.versionId}"`

/** Every reference at a path of a resource, as type and id. */
export function referencesAt(resource: unknown, path: string): (readonly [type: string, id: string])[] {
  let held: unknown[] = [resource]
  for (const name of path.split('.'))
    held = held.flatMap((one) => {
      const next = (one as Readonly<Record<string, unknown>> | undefined)?.[name]
      return next === undefined ? [] : Array.isArray(next) ? next : [next]
    })
  return held.flatMap((one) => {
    const [type, id] = String((one as { reference?: string }).reference ?? '').split('/')
    return type && id ? [[type, id] as const] : []
  })
}
