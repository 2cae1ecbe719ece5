import { SaxesParser } from 'saxes'
import { type Element, elementsOf, heldAs, isResourceType } from './elements.ts'
import { checkResource } from './json.ts'
import { XHTML } from './narrative.ts'
import { fits, numberOf } from './primitives.ts'
import { DEEPEST, LONGEST, NotFhir, type Resource } from './resource.ts'

const FHIR = 'http://hl7.org/fhir'

interface Node {
  readonly name: string
  readonly uri: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Node[]
  /** The text of a narrative, as it stands. */
  raw?: string
}

/**
 * Reads one resource from XML, as strictly as from JSON. There is no document type: whoever sends one is refused unread, so there are
 * no entities but the five of XML and nothing outside is ever fetched. Comments are no part of a resource and are passed over.
 * Throws NotFhir.
 */
export function readXml(text: string): Resource {
  if (text.length > LONGEST) throw new NotFhir('$', 'it is too long')
  return checkResource(resourceOf(tree(text), '$'), '$')
}

function tree(text: string): Node {
  const parser = new SaxesParser({ xmlns: true, fragment: false })
  const open: Node[] = []
  let root: Node | undefined
  let startsAt = 0
  let narrative: { node: Node; depth: number; from: number } | undefined
  const stop = (why: string): never => {
    throw new NotFhir('$', why)
  }
  parser.on('doctype', () => stop('it has a document type, which is never read'))
  parser.on('processinginstruction', () => stop('it has an instruction for a machine, which is never done'))
  parser.on('cdata', () => {
    if (!narrative) stop('it has text where none belongs')
  })
  parser.on('error', () => stop('it is not XML'))
  parser.on('text', (said) => {
    if (!narrative && said.trim() !== '') stop('it has text where none belongs')
  })
  parser.on('opentagstart', () => {
    startsAt = text.lastIndexOf('<', parser.position - 1)
  })
  parser.on('opentag', (tag) => {
    if (open.length >= DEEPEST) stop('it is too deep')
    const attributes: Record<string, string> = {}
    for (const [name, { value, uri }] of Object.entries(tag.attributes)) {
      if (
        name === 'xmlns' ||
        name.startsWith('xmlns:') ||
        uri === 'http://www.w3.org/2001/XMLSchema-instance'
      )
        continue
      attributes[name] = value
    }
    const node: Node = { name: tag.local, uri: tag.uri, attributes, children: [] }
    if (narrative) {
      if (tag.uri !== XHTML) stop('its narrative is not XHTML')
    } else if (tag.uri === XHTML && tag.local === 'div') {
      if (tag.name !== 'div' || !('xmlns' in tag.attributes))
        stop('its narrative does not say its own namespace')
      narrative = { node, depth: open.length, from: startsAt }
    } else if (tag.uri !== FHIR) stop('it has an element that is not of FHIR')
    if (!narrative || narrative.node === node) {
      if (open.length > 0) open.at(-1)?.children.push(node)
      else root = node
    }
    open.push(node)
  })
  parser.on('closetag', () => {
    open.pop()
    if (narrative && open.length === narrative.depth) {
      narrative.node.raw = text.slice(narrative.from, parser.position)
      narrative = undefined
    }
  })
  parser.write(text).close()
  return root ?? stop('it is empty')
}

function resourceOf(node: Node, where: string): Resource {
  if (!isResourceType(node.name)) throw new NotFhir(where, 'R4 has no resource of that type')
  if (Object.keys(node.attributes).length > 0) throw new NotFhir(where, 'a resource has no attributes')
  return { resourceType: node.name, ...valuesOf(node, node.name, where === '$' ? node.name : where) }
}

function valuesOf(node: Node, type: string, where: string): Record<string, unknown> {
  const elements = elementsOf(type)
  if (!elements) throw new NotFhir(where, 'R4 has no such type')
  const held: Record<string, unknown> = {}
  let place = -1
  let last = ''
  let from = 0
  while (from < node.children.length) {
    const name = node.children[from]?.name ?? ''
    let until = from + 1
    while (node.children[until]?.name === name) until++
    const element = elements.get(name)
    const at = `${where}.${name}`
    if (!element) throw new NotFhir(where, 'it holds an element that R4 does not have there')
    if (element.place < place || (element.place === place && name !== last))
      throw new NotFhir(at, 'it does not stand in its order')
    place = element.place
    last = name
    put(held, element, node.children.slice(from, until), at)
    from = until
  }
  return held
}

function put(held: Record<string, unknown>, element: Element, nodes: readonly Node[], where: string): void {
  const { name, type, list } = element
  if (!list && nodes.length > 1) throw new NotFhir(where, 'it is no list')
  if (type !== 'xhtml' && heldAs(type) !== undefined) {
    const values = nodes.map((node) => primitiveOf(node, type, where))
    const beside = nodes.map((node) => aboutOf(node, where))
    if (values.some((v) => v !== null)) held[name] = list ? values : values[0]
    if (beside.some((b) => b !== null)) held[`_${name}`] = list ? beside : beside[0]
    if (values.some((v, i) => v === null && beside[i] === null)) throw new NotFhir(where, 'it is empty')
    return
  }
  const all = nodes.map((node) => {
    if (type === 'xhtml') return node.raw ?? nothing(where)
    if (type === 'Resource') {
      const [one, ...more] = node.children
      if (!one || more.length > 0 || Object.keys(node.attributes).length > 0) return nothing(where)
      return resourceOf(one, where)
    }
    const { id, url, ...other } = node.attributes
    if (Object.keys(other).length > 0 || (url !== undefined && type !== 'Extension'))
      throw new NotFhir(where, 'it has an attribute that R4 does not have there')
    return {
      ...(id !== undefined && { id }),
      ...(url !== undefined && { url }),
      ...valuesOf(node, type, where),
    }
  })
  held[name] = list ? all : all[0]
}

const nothing = (where: string): never => {
  throw new NotFhir(where, 'it does not hold what belongs there')
}

function primitiveOf(node: Node, type: string, where: string): unknown {
  const text = node.attributes.value
  if (text === undefined) return null
  if (!fits(type, text)) throw new NotFhir(where, `no ${type}`)
  const kind = heldAs(type)
  return kind === 'number' ? numberOf(text) : kind === 'boolean' ? text === 'true' : text
}

/** What is said about a primitive: its id and its extensions. */
function aboutOf(node: Node, where: string): Record<string, unknown> | null {
  const { id, value: _value, ...other } = node.attributes
  if (Object.keys(other).length > 0)
    throw new NotFhir(where, 'it has an attribute that R4 does not have there')
  const about = { ...(id !== undefined && { id }), ...valuesOf(node, 'Element', where) }
  return Object.keys(about).length > 0 ? about : null
}
