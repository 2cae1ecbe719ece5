import { type Element, elementsOf, heldAs, isResourceType } from './elements.ts'
import { isNarrative } from './narrative.ts'
import { fits, isRawNumber, numberOf } from './primitives.ts'
import { DEEPEST, LONGEST, NotFhir, type Resource } from './resource.ts'

/**
 * Reads one resource from JSON. Strict: each element is one that R4 has there, as often as R4 lets it stand, and looks as its type
 * does; a name twice in one object, an empty object or list and an element nobody knows are refused, because whatever is passed over
 * would be lost unsaid. Decimals keep their text. Throws NotFhir.
 */
export function readJson(text: string): Resource {
  if (text.length > LONGEST) throw new NotFhir('$', 'it is too long')
  beforeParsing(text)
  let value: unknown
  try {
    const reviver = (_key: string, held: unknown, context: { source?: string }) =>
      typeof held === 'number' && context.source !== undefined ? numberOf(context.source) : held
    value = JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1])
  } catch {
    throw new NotFhir('$', 'it is not JSON')
  }
  return checkResource(value, '$')
}

/** Writes a resource as JSON: decimals as they were read, everything else as it stands. */
export const writeJson = (resource: Resource): string => JSON.stringify(resource)

/** Names twice in one object and too great a depth: JSON.parse would take both without a word. */
function beforeParsing(text: string): void {
  const open: (Set<string> | undefined)[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x7b || c === 0x5b) {
      open.push(c === 0x7b ? new Set() : undefined)
      if (open.length > DEEPEST) throw new NotFhir('$', 'it is too deep')
    } else if (c === 0x7d || c === 0x5d) open.pop()
    else if (c === 0x22) {
      const from = i
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++
      let next = i + 1
      while (next < text.length && ' \n\r\t'.includes(text.charAt(next))) next++
      const names = open.at(-1)
      if (text.charCodeAt(next) !== 0x3a || !names) continue
      const name = plain(text.slice(from, i + 1))
      if (names.has(name)) throw new NotFhir('$', 'a name stands twice in one object')
      names.add(name)
    }
  }
}

const plain = (quoted: string): string => {
  try {
    return quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1)
  } catch {
    return quoted
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)

/** Holds a value against what R4 has; the value itself when it fits. Throws NotFhir. */
export function checkResource(value: unknown, where: string): Resource {
  if (!isObject(value)) throw new NotFhir(where, 'a resource is an object')
  const { resourceType, ...rest } = value
  if (typeof resourceType !== 'string' || !isResourceType(resourceType))
    throw new NotFhir(where, 'R4 has no resource of that type')
  checkElements(rest, resourceType, where === '$' ? resourceType : where)
  if (typeof value.id === 'string' && !fits('id', value.id)) throw new NotFhir(`${where}.id`, 'no id')
  return value as unknown as Resource
}

function checkElements(held: Record<string, unknown>, type: string, where: string): void {
  const elements = elementsOf(type)
  if (!elements) throw new NotFhir(where, 'R4 has no such type')
  const names = Object.keys(held)
  if (names.length === 0 && where.includes('.')) throw new NotFhir(where, 'it is empty')
  const choices = new Map<number, string>()
  for (const name of names) {
    const bare = name.startsWith('_') ? name.slice(1) : name
    const element = elements.get(bare)
    const at = `${where}.${bare}`
    if (!element || (name !== bare && heldAs(element.type) === undefined))
      throw new NotFhir(where, 'it holds an element that R4 does not have there')
    const other = choices.get(element.place)
    if (other !== undefined && other !== bare) throw new NotFhir(at, 'two of one choice')
    choices.set(element.place, bare)
    const value = held[name]
    if (element.list !== Array.isArray(value))
      throw new NotFhir(at, element.list ? 'it is a list' : 'it is no list')
    const all = Array.isArray(value) ? value : [value]
    if (all.length === 0) throw new NotFhir(at, 'it is empty')
    all.forEach((one, i) => {
      const here = element.list ? `${at}[${i}]` : at
      if (name !== bare) checkBeside(one, element, here)
      else if (heldAs(element.type) !== undefined) checkPrimitive(one, held[`_${name}`], element, i, here)
      else if (element.type === 'Resource') checkResource(one, here)
      else if (isObject(one)) checkElements(one, element.type, here)
      else throw new NotFhir(here, 'it is an object')
    })
  }
  for (const element of elements.values())
    if (element.required && held[element.name] === undefined && held[`_${element.name}`] === undefined)
      throw new NotFhir(`${where}.${element.name}`, 'it is missing')
}

function checkPrimitive(value: unknown, beside: unknown, element: Element, i: number, where: string): void {
  // in a list, a place without a value has what is said about it in the list beside
  if (value === null && element.list && Array.isArray(beside) && isObject(beside[i])) return
  const right =
    heldAs(element.type) === 'number'
      ? typeof value === 'number' || isRawNumber(value)
      : typeof value === heldAs(element.type)
  const text = isRawNumber(value) ? value.rawJSON : String(value)
  if (!right || !fits(element.type, text) || (element.type === 'xhtml' && !isNarrative(text)))
    throw new NotFhir(where, `no ${element.type}`)
}

function checkBeside(value: unknown, element: Element, where: string): void {
  if (value === null && element.list) return
  if (!isObject(value)) throw new NotFhir(where, 'what stands beside it is an object')
  checkElements(value, 'Element', where)
}
