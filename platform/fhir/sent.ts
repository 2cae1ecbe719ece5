import { isRawNumber } from './primitives.ts'
import type { Resource } from './resource.ts'

/** One thing that was sent and that nothing here was made of: where it stood and its text. */
export interface Left {
  readonly path: string
  readonly text: string
}

/** Longest text of one left thing that is repeated; the whole is in what is kept. */
const LONGEST_LEFT = 4_000
/** Most left things that are named one by one. */
export const MOST_LEFT = 500

/** What carries no content of its own: what kind of resource it is and how it is wrapped. */
const WRAPPING = /^[A-Za-z]+(?:\.(?:resourceType|id|meta)(?:[.[]|$))/

/**
 * The resources of one message while they are read. What is read is marked, so that what is left can be named: nothing that somebody
 * sent is dropped unsaid. Values are taken by path: `name[0].family`.
 */
export class Reading {
  readonly #read = new Set<string>()
  readonly #roots: { readonly name: string; readonly resource: Resource }[] = []

  /** A resource of the message under the name that paths begin with: its type, and a number where there are several. */
  open(resource: Resource): Part {
    const known = this.#roots.find((r) => r.resource === resource)
    if (known) return new Part(resource, known.name, this.#read)
    const same = this.#roots.filter((r) => r.resource.resourceType === resource.resourceType).length
    const name = same === 0 ? resource.resourceType : `${resource.resourceType}(${same + 1})`
    this.#roots.push({ name, resource })
    return new Part(resource, name, this.#read)
  }

  /** What of the opened resources nobody read, in the order in which it was sent. */
  left(): Left[] {
    const found: Left[] = []
    const walk = (value: unknown, path: string): void => {
      if (this.#read.has(path)) return
      if (Array.isArray(value)) for (const [i, one] of value.entries()) walk(one, `${path}[${i}]`)
      else if (typeof value === 'object' && value !== null && !isRawNumber(value))
        for (const [name, one] of Object.entries(value)) walk(one, `${path}.${name}`)
      else if (value !== null && value !== undefined && !WRAPPING.test(path.replace(/\(\d+\)/, '')))
        found.push({
          path: path.slice(0, 400),
          text: (isRawNumber(value) ? value.rawJSON : String(value)).slice(0, LONGEST_LEFT),
        })
    }
    for (const { name, resource } of this.#roots) walk(resource, name)
    return found
  }
}

/** A place in a resource that is being read. */
export class Part {
  readonly value: unknown
  readonly path: string
  readonly #read: Set<string>

  constructor(value: unknown, path: string, read: Set<string>) {
    this.value = value
    this.path = path
    this.#read = read
  }

  /** The element of that name; a part without a value where there is none. */
  at(name: string): Part {
    const held = typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)
    return new Part(
      held ? (this.value as Record<string, unknown>)[name] : undefined,
      `${this.path}.${name}`,
      this.#read,
    )
  }

  /** Each of a list; one where it is no list, none where there is nothing. */
  each(): Part[] {
    if (this.value === undefined || this.value === null) return []
    if (!Array.isArray(this.value)) return [this]
    return this.value.map((one, i) => new Part(one, `${this.path}[${i}]`, this.#read))
  }

  /** Says that all of this was read. */
  mark(): this {
    this.#read.add(this.path)
    return this
  }

  /** Its text, without marking it; undefined where it holds none. */
  look(): string | undefined {
    if (typeof this.value === 'boolean') return String(this.value)
    return typeof this.value === 'string' && this.value.trim() !== '' ? this.value.trim() : undefined
  }

  /** Its text, and it counts as read. */
  text(): string | undefined {
    const text = this.look()
    if (text !== undefined) this.mark()
    return text
  }
}

/** The plain words of a CodeableConcept: its own text, else what its first coding is called. The codes are left, to be kept. */
export function wordsOfConcept(concept: Part): string | undefined {
  const text = concept.at('text').text()
  if (text !== undefined) return text
  for (const coding of concept.at('coding').each()) {
    const display = coding.at('display').text()
    if (display !== undefined) return display
  }
  return undefined
}
