import { type Element, elementsOf, heldAs } from './elements.ts'
import { isRawNumber } from './primitives.ts'
import { NotFhir, type Resource } from './resource.ts'

/** Writes a resource as XML, its elements in the order that R4 gives them. Throws NotFhir for what R4 does not have. */
export const writeXml = (resource: Resource): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${writeResource(resource, ' xmlns="http://hl7.org/fhir"')}`

const writeResource = ({ resourceType, ...held }: Resource, xmlns = ''): string =>
  `<${resourceType}${xmlns}>${writeElements(held, resourceType)}</${resourceType}>`

function writeElements(
  held: Readonly<Record<string, unknown>>,
  type: string,
  attributes: readonly string[] = [],
): string {
  const elements = elementsOf(type)
  if (!elements) throw new NotFhir(type, 'R4 has no such type')
  const names = [...new Set(Object.keys(held).map((name) => (name.startsWith('_') ? name.slice(1) : name)))]
  const known = names.filter((name) => !attributes.includes(name)).map((name) => elements.get(name))
  if (known.some((element) => element === undefined))
    throw new NotFhir(type, 'it holds an element that R4 does not have there')
  return (known as Element[])
    .sort((a, b) => a.place - b.place)
    .map((element) => {
      const list = (value: unknown) => (value === undefined ? [] : Array.isArray(value) ? value : [value])
      const values = list(held[element.name])
      const beside = list(held[`_${element.name}`])
      return Array.from({ length: Math.max(values.length, beside.length) }, (_, i) =>
        writeOne(element, values[i], beside[i]),
      ).join('')
    })
    .join('')
}

function writeOne({ name, type }: Element, value: unknown, beside: unknown): string {
  if (type === 'Resource') return `<${name}>${writeResource(value as Resource)}</${name}>`
  // a narrative is XML already; it was read as one, or made by us
  if (type === 'xhtml') return String(value)
  if (heldAs(type) === undefined) {
    const held = value as Readonly<Record<string, unknown>>
    const url = type === 'Extension' ? attribute('url', held.url) : ''
    const inside = writeElements(held, type, type === 'Extension' ? ['id', 'url'] : ['id'])
    return `<${name}${attribute('id', held.id)}${url}${inside === '' ? '/>' : `>${inside}</${name}>`}`
  }
  const about = (beside ?? {}) as Readonly<Record<string, unknown>>
  const inside = writeElements(about, 'Element', ['id'])
  const text =
    value === null || value === undefined ? undefined : isRawNumber(value) ? value.rawJSON : String(value)
  return `<${name}${attribute('id', about.id)}${attribute('value', text)}${inside === '' ? '/>' : `>${inside}</${name}>`}`
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}
const attribute = (name: string, value: unknown): string =>
  value === undefined ? '' : ` ${name}="${String(value).replace(/[&<>"\n\r\t]/g, (c) => ESCAPED[c] ?? c)}"`
