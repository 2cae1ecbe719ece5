import { definitions } from './fhir-judge.ts'

/** Codes against the value sets that HL7 requires of each element, which the validator itself does not look at. */
interface Concept {
  readonly code: string
  readonly concept?: readonly Concept[]
}
interface Include {
  readonly system?: string
  readonly concept?: readonly Concept[]
  readonly filter?: readonly unknown[]
  readonly valueSet?: readonly string[]
}
interface Conformance {
  readonly resourceType: string
  readonly url?: string
  readonly concept?: readonly Concept[]
  readonly compose?: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] }
}
interface Bound {
  readonly path: string
  readonly type?: readonly { readonly code: string }[]
  readonly binding?: { readonly strength: string; readonly valueSet?: string }
}

const systems = new Map<string, Set<string>>()
const valueSets = new Map<string, Conformance>()
const bound = new Map<string, Bound>()

const everyCode = (concepts: readonly Concept[] = []): string[] =>
  concepts.flatMap((one) => [one.code, ...everyCode(one.concept)])

/** Adds code systems and value sets, HL7's or UK Core's. */
export function addTerminology(all: readonly Conformance[]): void {
  for (const one of all) {
    if (one.url === undefined) continue
    if (one.resourceType === 'CodeSystem' && one.concept)
      systems.set(one.url, new Set(everyCode(one.concept)))
    if (one.resourceType === 'ValueSet') valueSets.set(one.url, one)
  }
}

/** Whether a code is in a value set; undefined where that cannot be told from what is here. */
export function isIn(valueSet: string, system: string | undefined, code: string): boolean | undefined {
  const set = valueSets.get(valueSet.split('|')[0] ?? '')
  if (!set?.compose) return undefined
  let known: boolean | undefined = false
  for (const { system: from, concept, filter, valueSet: others } of set.compose.include) {
    if (others) {
      for (const other of others) if (isIn(other, system, code) !== false) known = isIn(other, system, code)
      continue
    }
    if (system !== undefined && from !== system) continue
    if (concept) {
      if (concept.some((c) => c.code === code)) return true
    } else if (from !== undefined && systems.has(from) && !filter) {
      if (systems.get(from)?.has(code)) return true
    } else known = undefined
  }
  return known
}

let read = false
function load(): void {
  if (read) return
  read = true
  for (const name of ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'])
    addTerminology(definitions(name).entry.map((e: { resource: Conformance }) => e.resource))
  for (const name of ['profiles-types.json', 'profiles-resources.json'])
    for (const { resource } of definitions(name).entry)
      for (const element of (resource.snapshot?.element ?? []) as Bound[]) bound.set(element.path, element)
}

/** Codes that a required binding does not allow. */
export function bindingFindings(resource: Readonly<Record<string, unknown>>): string[] {
  load()
  return walk(resource, String(resource.resourceType))
}

function walk(value: Readonly<Record<string, unknown>>, path: string): string[] {
  return Object.entries(value).flatMap(([name, held]) => {
    if (name === 'resourceType' || name.startsWith('_')) return []
    const element = bound.get(`${path}.${name}`) ?? choice(path, name)
    const values = Array.isArray(held) ? held : [held]
    return values.flatMap((one) => {
      const strength = element?.binding?.strength
      const set = element?.binding?.valueSet
      const found: string[] = []
      if (strength === 'required' && set !== undefined)
        for (const [system, code] of codesIn(one))
          if (isIn(set, system, code) === false) found.push(`${path}.${name}: ${code} is not in ${set}`)
      if (typeof one !== 'object' || one === null) return found
      const record = one as Readonly<Record<string, unknown>>
      const type =
        record.resourceType ?? (element?.type?.length === 1 ? element.type[0]?.code : typeIn(name, element))
      const inside =
        type === 'BackboneElement' || type === 'Element' || type === undefined ? element?.path : String(type)
      return inside === undefined ? found : [...found, ...walk(record, inside)]
    })
  })
}

const choice = (path: string, name: string): Bound | undefined => {
  const at = [...name].findIndex((c) => c >= 'A' && c <= 'Z')
  return at < 0
    ? undefined
    : (bound.get(`${path}.${name.slice(0, at)}[x]`) ??
        bound.get(`${path}.${name.replace(/[A-Z].*$/, '')}[x]`))
}
const typeIn = (name: string, element: Bound | undefined): string | undefined =>
  element?.type?.find(({ code }) => name.toLowerCase().endsWith(code.toLowerCase()))?.code

function codesIn(value: unknown): (readonly [string | undefined, string])[] {
  if (typeof value === 'string') return [[undefined, value]]
  const { coding, code, system } = value as {
    coding?: { system?: string; code?: string }[]
    code?: string
    system?: string
  }
  if (coding) return coding.flatMap((c) => (c.code === undefined ? [] : [[c.system, c.code] as const]))
  return code === undefined ? [] : [[system, code]]
}
