import type { Refusal } from '#core/kernel/result.ts'

/** A resource as JSON holds it. What its elements are is a matter of `elements.ts`; maps make it, the codec carries it. */
export interface Resource {
  readonly resourceType: string
  readonly id?: string
  readonly meta?: Meta
  readonly [element: string]: unknown
}

export interface Meta {
  readonly versionId?: string
  readonly lastUpdated?: string
  readonly profile?: readonly string[]
  readonly security?: readonly unknown[]
  readonly tag?: readonly unknown[]
}

/** How deep a resource may go, in JSON and in XML: HL7's own deepest example has 17 levels. */
export const DEEPEST = 64
/** How long a text may be that is read: 8 million characters. The server's own limit on a body stands before it. */
export const LONGEST = 8_000_000

/** What could not be read, and where: never the value itself. */
export class NotFhir extends Error {
  readonly where: string
  readonly refusal: Refusal
  constructor(where: string, why: string) {
    super(`${where}: ${why}`)
    this.where = where
    this.refusal = { code: 'FHIR_NOT_READ', field: where, params: { why } }
  }
}
