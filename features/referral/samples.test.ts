import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { entriesOf, resolver } from '#platform/fhir/bundle-in.ts'
import { readJson } from '#platform/fhir/json.ts'
import type { Resource } from '#platform/fhir/resource.ts'
import { readXml } from '#platform/fhir/xml-read.ts'
import { samplesFolder } from '#testing/fhir-ukcore.ts'
import { readReferral } from './fhir-in.ts'

/** Published examples, read as referrals: what of each stands nowhere else in the record is named one by one, and nothing is lost. */
const SERVICE = '0193f102-0000-7000-8000-000000000001'
const folder = samplesFolder()
if (folder === null) console.log('skipped: the published examples are not here')
const read = (name: string): Resource => {
  const file = path.join(folder ?? '', name)
  const text = fs.readFileSync(file, 'utf8')
  return file.endsWith('.xml') ? readXml(text) : readJson(text)
}
const callsIt = () => '0193f102-0000-7000-8000-000000000002'

/** Every text of a resource but what kind it is. */
const textsOf = (value: unknown, name = ''): string[] =>
  typeof value === 'string'
    ? ['resourceType', 'id', 'url'].includes(name)
      ? []
      : [value.trim()]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, one]) => textsOf(one, Array.isArray(value) ? name : key))
      : []

describe.skipIf(folder === null)('published examples as referrals', () => {
  it('UK Core’s ServiceRequest with its Patient is read; what is kept unmapped is listed, and the two hold every word', () => {
    const focus = read('ukcore-examples/Extension-UKCore-PriorityReason-Example.xml')
    const patient = read('ukcore-examples/UKCore-Patient-RichardSmith-Example.xml')
    const beside = [patient]
    const resolve = (reference: string | undefined) =>
      reference === `Patient/${patient.id}` ? patient : undefined
    const named = readReferral({ focus, resolve, beside }, callsIt)
    expect(named.ok ? 'read' : named.refusal.code, 'no service of ours is named in it').toBe(
      'REFERRAL_SERVICE_NOT_NAMED',
    )
    const found = readReferral({ focus, resolve, beside, serviceId: SERVICE }, callsIt)
    if (!found.ok) throw new Error(found.refusal.code)
    const { about, unmapped } = found.value
    expect(found.value).toMatchObject({ urgent: true, serviceId: SERVICE })
    const made = JSON.stringify([found.value.asks, about, found.value.fromSaid])
    const kept = unmapped.map(({ text }) => text)
    const lost = [focus, patient]
      .flatMap((one) => textsOf(one))
      .filter((text) => !kept.includes(text) && !made.includes(JSON.stringify(text).slice(1, -1)))
    // the statuses that were read, the narrative's own status and profiles are no words of anybody; numbers are kept as they are read
    console.log(
      `unmapped of UK Core's example: ${unmapped.length}\n${unmapped.map(({ path: at, text }) => `  ${at}: ${text.slice(0, 60)}`).join('\n')}\nread, not repeated: ${lost.join(' | ')}`,
    )
    expect(unmapped.map(({ path: at }) => at).join(' ')).toContain('ServiceRequest._priority.extension[0]')
    expect(lost, 'each of these says what was read, and stands in the original').toEqual([
      'active',
      'order',
      'urgent',
      'Patient/UKCore-Patient-RichardSmith-Example',
      'https://fhir.nhs.uk/Id/nhs-number',
    ])
  })

  it('BaRS’s published messages speak of bookings: none is read as a referral', () => {
    for (const name of ['request/Booking_POST.json', 'POST-body.json']) {
      const bundle = read(`bars-1.4.0/process_message/${name}`)
      const entries = entriesOf(bundle)
      if (!entries.ok) throw new Error(entries.refusal.code)
      const header = entries.value[0]?.resource as unknown as { focus: { reference: string }[] }
      const focus = resolver(entries.value[0]!.resource!, entries.value)(header.focus[0]?.reference)
      expect(focus?.resourceType, name).toBe('Appointment')
      const beside = entries.value.flatMap(({ resource }) => resource ?? [])
      const found = readReferral(
        { focus: focus!, resolve: () => undefined, beside, serviceId: SERVICE },
        callsIt,
      )
      expect(found.ok ? 'read' : found.refusal.code, name).toBe('REFERRAL_NOT_READ')
    }
  })
})
