import { TOKEN_PATH } from '#platform/http/oauth.ts'
import type { ServedType } from './map.ts'
import type { Resource } from './resource.ts'
import { parametersOf } from './search.ts'
import { compact } from './show.ts'

/** The package whose shapes are followed, and its version: HL7 UK's UK Core, as its own repository names it. */
export const UK_CORE = { name: 'UKCore.R4.STU.02.00.00', version: '2.0.0' } as const

/** What may be sent of a type: the writers of the features, by what they can do. */
export interface Written {
  readonly type: string
  readonly create?: unknown
  readonly update?: unknown
}

/** The statement at /metadata, made from the maps and writers as they stand: what is in none of them is not in it. */
export function capabilityStatement(
  address: string,
  base: string,
  version: string,
  maps: readonly ServedType[],
  written: readonly Written[] = [],
): Resource {
  const byType = new Map(written.map((one) => [one.type, one]))
  const onlyWritten = written.filter(({ type }) => !maps.some((map) => map.type === type))
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
          extension: [
            {
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
              extension: [{ url: 'token', valueUri: `${address}${TOKEN_PATH}` }],
            },
          ],
          service: [
            { coding: [{ system: SECURITY, code: 'OAuth' }], text: 'OAuth 2.0 client credentials' },
            { coding: [{ system: SECURITY, code: 'SMART-on-FHIR' }], text: 'SMART backend services' },
          ],
        },
        resource: [
          ...maps.map((map) => resourceOf(map, maps, byType.get(map.type))),
          ...onlyWritten.map((one) => ({ type: one.type, interaction: interactionsOf(one) })),
        ].sort((a, b) => (a.type < b.type ? -1 : 1)),
        ...(written.length > 0 && {
          interaction: [{ code: 'transaction' }, { code: 'batch' }],
          operation: [
            {
              name: 'process-message',
              definition: 'http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message',
              documentation: 'A message of BaRS: what is asked for, or that it is taken back.',
            },
          ],
        }),
      },
    ],
  }
  return compact(statement) as Resource
}

const SECURITY = 'http://terminology.hl7.org/CodeSystem/restful-security-service'

const interactionsOf = (one: Written | undefined): readonly { readonly code: string }[] => [
  ...(one?.create === undefined ? [] : [{ code: 'create' }]),
  ...(one?.update === undefined ? [] : [{ code: 'update' }]),
]

function resourceOf(map: ServedType, maps: readonly ServedType[], written: Written | undefined) {
  const references = Object.entries(map.search).filter(([, p]) => p.kind === 'reference')
  return {
    type: map.type,
    profile: map.profile,
    documentation: map.says,
    interaction: [
      ...['read', 'vread', 'history-instance', 'search-type'].map((code) => ({ code })),
      ...interactionsOf(written),
    ],
    // a version is named so that a change is seen; only the one that stands is kept, and whoever changes it names the one they read
    versioning: written?.update === undefined ? 'versioned' : 'versioned-update',
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
