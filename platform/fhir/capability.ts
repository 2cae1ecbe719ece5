import type { ServedType } from './map.ts'
import type { Resource } from './resource.ts'
import { parametersOf } from './search.ts'
import { compact } from './show.ts'

/** The package whose shapes are followed, and its version: HL7 UK's UK Core, as its own repository names it. */
export const UK_CORE = { name: 'UKCore.R4.STU.02.00.00', version: '2.0.0' } as const

/** The statement at /metadata, made from the maps as they stand: what is not in a map is not in it. */
export function capabilityStatement(base: string, version: string, maps: readonly ServedType[]): Resource {
  const statement = {
    resourceType: 'CapabilityStatement',
    id: 'throughcare',
    url: `${base}/metadata`,
    version,
    name: 'Throughcare',
    title: 'Throughcare, FHIR R4',
    status: 'active',
    date: '2026-11-23',
    kind: 'instance',
    description: `Shapes follow ${UK_CORE.name}, package version ${UK_CORE.version}, on FHIR 4.0.1.`,
    software: { name: 'Throughcare', version },
    implementation: { description: 'Throughcare', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    rest: [
      {
        mode: 'server',
        documentation:
          'What may be read is what the asker may see in the record. What is hidden and what does not exist are answered alike.',
        security: {
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'OAuth',
                },
              ],
              text: 'OAuth 2.0 client credentials',
            },
          ],
        },
        resource: [...maps].sort((a, b) => (a.type < b.type ? -1 : 1)).map((map) => resourceOf(map, maps)),
      },
    ],
  }
  return compact(statement) as Resource
}

function resourceOf(map: ServedType, maps: readonly ServedType[]): unknown {
  const references = Object.entries(map.search).filter(([, p]) => p.kind === 'reference')
  return {
    type: map.type,
    profile: map.profile,
    documentation: map.says,
    interaction: ['read', 'vread', 'history-instance', 'search-type'].map((code) => ({ code })),
    // a version is named so that a change is seen; only the one that stands is kept
    versioning: 'versioned',
    readHistory: false,
    searchInclude: references.map(([name]) => `${map.type}:${name}`),
    searchRevInclude: maps.flatMap((other) =>
      Object.entries(other.search).flatMap(([name, p]) =>
        p.kind === 'reference' && p.to.includes(map.type) ? [`${other.type}:${name}`] : [],
      ),
    ),
    searchParam: Object.entries(parametersOf(map)).map(([name, { kind, says }]) => ({
      name,
      type: name === '_id' ? 'token' : kind,
      documentation: says,
    })),
  }
}
