import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { resourceMaps } from '#apps/product.ts'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import { readJson } from '#platform/fhir/json.ts'
import { isRawNumber } from '#platform/fhir/primitives.ts'
import { NotFhir, type Resource } from '#platform/fhir/resource.ts'
import { readXml } from '#platform/fhir/xml-read.ts'
import { samplesFolder } from '#testing/fhir-ukcore.ts'
import { type ReadReferral, readReferral } from './fhir-in.ts'

/**
 * What is made of a published example when it is sent here with a referral, and what is only kept: each value of it is one or the other.
 * `npm run test:long fhir` prints every kept element; `docs/fhir-kept.md` is the same list, written by WRITE_KEPT=1.
 */
const LONG = process.env.LONG === '1'
const WRITE = process.env.WRITE_KEPT === '1'
const DOC = path.join(import.meta.dirname, '../../docs/fhir-kept.md')
const folder = samplesFolder()
const SERVICE = '0193f100-0000-7000-8000-000000000001'
const TYPES = new Set(resourceMaps.map((map) => map.type))

interface Example {
  readonly name: string
  readonly resource: Resource
}

const examples = (): Example[] =>
  ['ukcore-examples', 'hl7-r4-examples'].flatMap((name) =>
    fs
      .readdirSync(path.join(folder ?? '', name))
      .filter((file) => /\.(xml|json)$/.test(file))
      .flatMap((file): Example[] => {
        const text = fs.readFileSync(path.join(folder ?? '', name, file), 'utf8')
        try {
          const resource = file.endsWith('.xml') ? readXml(text) : readJson(text)
          return TYPES.has(resource.resourceType) ? [{ name: file.replace(/\.\w+$/, ''), resource }] : []
        } catch (cause) {
          if (cause instanceof NotFhir) return []
          throw cause
        }
      }),
  )

/** An example as it would come: the subject of a referral, or beside one. A code: refused, and kept whole on the list of the records desk. */
function sent({ resource }: Example): ReadReferral | RefusalCode {
  const subject =
    resource.resourceType === 'Patient'
      ? resource
      : ({ resourceType: 'Patient', name: [{ family: 'Kept' }] } as Resource)
  const others = subject === resource || resource.resourceType === 'ServiceRequest' ? [] : [resource]
  const focus: Resource =
    resource.resourceType === 'ServiceRequest'
      ? resource
      : {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'order',
          subject: { reference: 'Patient/p' },
          ...(resource.resourceType === 'Practitioner' && { requester: { reference: 'Practitioner/x' } }),
          ...(resource.resourceType === 'Organization' && { requester: { reference: 'Organization/x' } }),
        }
  const read = readReferral(
    {
      focus,
      beside: [subject, ...others],
      resolve: (reference) =>
        reference?.startsWith('Patient/') ? subject : reference?.endsWith('/x') ? resource : undefined,
      serviceId: SERVICE,
    },
    () => '0193f100-0000-7000-8000-000000000002',
  )
  return read.ok ? read.value : read.refusal.code
}

/** Every value of a resource with its place, by a walk of its own. */
function leaves(value: unknown, at: string): [path: string, text: string][] {
  if (isRawNumber(value)) return [[at, value.rawJSON]]
  if (Array.isArray(value)) return value.flatMap((one, i) => leaves(one, `${at}[${i}]`))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, one]) => leaves(one, `${at}.${name}`))
  return value === null ? [] : [[at, String(value)]]
}

/** What says how the value beside it is to be read, and is read by doing so. */
const READ_BY_DOING =
  /(?:\.identifier\[\d+\]\.system|\.(?:name|telecom|address)\[\d+\]\.use|\.telecom\[\d+\]\.system|^ServiceRequest\.(?:status|intent|priority|subject\.reference))$/
/** No content of its own: what kind of resource it is. */
const WRAPPING = /^[A-Za-z]+\.(?:resourceType|id|meta)(?:[.[]|$)/
const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, '')

describe.skipIf(folder === null)('a published example that is sent with a referral', () => {
  const tried = folder === null ? [] : examples().map((one) => ({ ...one, read: sent(one) }))
  const all = tried.flatMap(({ read, ...one }) => (typeof read === 'string' ? [] : [{ ...one, read }]))
  const refused = tried.flatMap(({ name, read }) => (typeof read === 'string' ? [`${name}: ${read}`] : []))
  const keptOf = ({ resource, read }: (typeof all)[number]) =>
    read.unmapped.filter(({ path: at }) => at.startsWith(`${resource.resourceType}.`))

  it('is read or kept in every value, and nothing of it is lost', () => {
    expect(all.length).toBeGreaterThan(15)
    let values = 0
    for (const one of all) {
      const { unmapped: _unmapped, ...made } = one.read
      const said = plain(JSON.stringify(made))
      const kept = new Set(one.read.unmapped.map(({ path: at }) => at))
      const lost = leaves(one.resource, one.resource.resourceType).filter(([at, text]) => {
        if (WRAPPING.test(at)) return false
        values += 1
        return (
          !kept.has(at) && !READ_BY_DOING.test(at) && !said.includes(plain(JSON.stringify(text).slice(1, -1)))
        )
      })
      expect([one.name, lost]).toEqual([one.name, []])
    }
    const kept = all.reduce((sum, one) => sum + keptOf(one).length, 0)
    console.log(
      `${tried.length} examples of types served here: ${all.length} read, with ${values} values, of which ${kept} kept and 0 lost; ${refused.length} refused and kept whole`,
    )
    // each is a Patient without a name: nobody could be found or registered by it
    expect(new Set(refused.map((one) => one.split(': ')[1]))).toEqual(new Set(['REFERRAL_TWO_IDENTIFIERS']))
  })

  it('has what was kept of it on the written list', () => {
    const types = new Map<string, { examples: Set<string>; places: Map<string, number> }>()
    for (const one of all) {
      const type = types.get(one.resource.resourceType) ?? { examples: new Set(), places: new Map() }
      types.set(one.resource.resourceType, type)
      type.examples.add(one.name)
      for (const { path: at } of keptOf(one)) {
        const place = at.slice(one.resource.resourceType.length + 1).replace(/\[\d+\]/g, '')
        type.places.set(place, (type.places.get(place) ?? 0) + 1)
      }
    }
    const text = [
      '# What is kept of a resource that is sent here',
      '',
      'A referral that comes as FHIR is kept whole, as it was sent. What is made of it here is the person’s names, NHS number, birth date,',
      'addresses and ways to reach them, who asks, and what is asked for. Everything else stands in the answer to the sender, each element by its',
      'place, and with the referral for whoever works with it. This list is what that is for the published examples (UK Core and HL7) of the',
      'types served here; `npm run test:long fhir` prints it, and a test holds that no value of them is neither read nor kept.',
      '',
      ...[...types]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([type, { examples: from, places }]) => [
          `## ${type}`,
          '',
          `${[...from].sort().join(', ')}`,
          '',
          places.size === 0
            ? 'Nothing: all of it is read.'
            : `Kept: ${[...places.keys()]
                .sort()
                .map((place) => `\`${place}\``)
                .join(', ')}.`,
          '',
        ]),
      '## Refused, and kept whole',
      '',
      `A Patient without a name: ${refused
        .map((one) => one.split(': ')[0])
        .sort()
        .join(', ')}.`,
    ].join('\n')
    if (WRITE) fs.writeFileSync(DOC, `${text.trimEnd()}\n`)
    if (LONG)
      for (const [type, { places }] of types)
        for (const [place, times] of places) console.log(`kept: ${type}.${place}, ${times} times`)
    expect(fs.readFileSync(DOC, 'utf8')).toBe(`${text.trimEnd()}\n`)
  })
})

it.skipIf(folder !== null)('published examples are not here', () => {
  console.log('Skipped: the published examples do not stand beside this repository.')
})
