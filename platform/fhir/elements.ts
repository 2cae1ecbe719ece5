import lines from './r4-elements.json' with { type: 'json' }

/** One element as it may stand in a resource: a choice (`value[x]`) is one of these for each of its types. */
export interface Element {
  /** As it is written: `valueString`, not `value[x]`. */
  readonly name: string
  readonly type: string
  readonly list: boolean
  readonly required: boolean
  /** What `_summary=true` keeps. */
  readonly summary: boolean
  /** Where it stands among the elements of its type; the types of a choice stand at one place. */
  readonly place: number
}

/** The primitive types of R4 and how each is held in JSON. */
const PRIMITIVES: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  base64Binary: 'string',
  boolean: 'boolean',
  canonical: 'string',
  code: 'string',
  date: 'string',
  dateTime: 'string',
  decimal: 'number',
  id: 'string',
  instant: 'string',
  integer: 'number',
  markdown: 'string',
  oid: 'string',
  positiveInt: 'number',
  string: 'string',
  time: 'string',
  unsignedInt: 'number',
  uri: 'string',
  url: 'string',
  uuid: 'string',
  xhtml: 'string',
}

/** The types that an element of any type may have (http://hl7.org/fhir/R4/datatypes.html#open), beside the primitives. */
const OPEN = [
  ...Object.keys(PRIMITIVES).filter((type) => type !== 'xhtml'),
  ...'Address Age Annotation Attachment CodeableConcept Coding ContactPoint Count Distance Duration HumanName Identifier Money'.split(
    ' ',
  ),
  ...'Period Quantity Range Ratio Reference SampledData Signature Timing ContactDetail Contributor DataRequirement Expression'.split(
    ' ',
  ),
  ...'ParameterDefinition RelatedArtifact TriggerDefinition UsageContext Dosage Meta'.split(' '),
]

/** Undefined for a type that is no primitive. */
export const heldAs = (type: string): 'string' | 'number' | 'boolean' | undefined => PRIMITIVES[type]

const LINES: Readonly<Record<string, string>> = lines
const read = new Map<string, ReadonlyMap<string, Element>>()

/** The elements of a type by name, in their order; undefined for a type that R4 does not have. */
export function elementsOf(type: string): ReadonlyMap<string, Element> | undefined {
  const known = read.get(type)
  if (known) return known
  if (!Object.hasOwn(LINES, type)) return undefined
  const made = new Map<string, Element>()
  for (const word of (LINES[type] ?? '').split(' ')) {
    if (word === '') continue
    if (word.startsWith('<')) {
      for (const [name, element] of elementsOf(word.slice(1)) ?? []) made.set(name, element)
      continue
    }
    const [, name = '', types = '', list, required, summary] =
      /^([^:]+):([^*!^]+)(\*?)(!?)(\^?)$/.exec(word) ?? []
    const place = made.size
    const choice = name.endsWith('[x]')
    for (const one of types === 'any' ? OPEN : types.split('|')) {
      const written = choice ? name.slice(0, -3) + one.charAt(0).toUpperCase() + one.slice(1) : name
      const isRequired = required === '!' && !choice
      const held = one === '@' ? `${type}.${name}` : one
      made.set(written, {
        name: written,
        type: held,
        list: list === '*',
        required: isRequired,
        summary: summary === '^',
        place,
      })
    }
  }
  read.set(type, made)
  return made
}

/** Whether R4 has a resource of this type. */
export const isResourceType = (type: string): boolean => {
  let line = Object.hasOwn(LINES, type) ? LINES[type] : undefined
  while (line !== undefined) {
    const base = /^<(\w+)/.exec(line)?.[1]
    if (base === 'Resource') return type !== 'DomainResource'
    line = base === undefined ? undefined : LINES[base]
  }
  return false
}
