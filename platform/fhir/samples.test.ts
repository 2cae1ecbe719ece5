import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { samplesFolder } from '#testing/fhir-ukcore.ts'
import { readJson, writeJson } from './json.ts'
import { isRawNumber } from './primitives.ts'
import { NotFhir, type Resource } from './resource.ts'
import { readXml } from './xml-read.ts'
import { writeXml } from './xml-write.ts'

/** Examples that HL7 and the NHS published, there and back. They stand beside this repository and are never copied into it. */
const folder = samplesFolder()
const files = (name: string): string[] =>
  folder === null
    ? []
    : (fs.readdirSync(path.join(folder, name), { recursive: true }) as string[])
        .filter((file) => /\.(xml|json)$/.test(file))
        .map((file) => path.join(folder, name, file))

const read = (file: string): Resource => {
  const text = fs.readFileSync(file, 'utf8')
  return file.endsWith('.xml') ? readXml(text) : readJson(text)
}

/** The same whatever the order of names; numbers by their text. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null && !isRawNumber(value)
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((name) => [name, sorted((value as Record<string, unknown>)[name])]),
        )
      : value
const bits = (resource: Resource): string => JSON.stringify(sorted(resource))

function thereAndBack(file: string, one: Resource): void {
  const xml = writeXml(one)
  const back = readJson(writeJson(readXml(xml)))
  expect([file, bits(back)]).toEqual([file, bits(one)])
  expect([file, writeXml(back)]).toEqual([file, xml])
}

describe.skipIf(folder === null)('published examples', () => {
  it.each(['ukcore-examples', 'hl7-r4-examples', 'ukcore-capabilitystatement', 'pds'])(
    'of %s come back from JSON to XML to JSON bit for bit, and from XML to JSON to XML',
    (name) => {
      const all = files(name)
      expect(all.length).toBeGreaterThan(0)
      for (const file of all) thereAndBack(file, read(file))
      console.log(`${name}: ${all.length} there and back`)
    },
  )

  it('of one thing in both forms are read alike', () => {
    for (const name of ['condition-example', 'organization-1']) {
      const [json, xml] = ['json', 'xml'].map((form) =>
        read(path.join(folder ?? '', 'hl7-r4-examples', `${name}.${form}`)),
      )
      const { text: _a, ...fromJson } = json as Resource
      const { text: _b, ...fromXml } = xml as Resource
      expect(sorted(fromXml)).toEqual(sorted(fromJson))
    }
  })

  it('that are not R4 are refused with the place, and no other; the rest come back too', () => {
    let back = 0
    const refused = ['bars-1.4.0', 'ers-r4', 'ukcore-terminology', 'ukcore-structuredefinitions']
      .flatMap(files)
      .flatMap((file) => {
        try {
          thereAndBack(file, read(file))
          back += 1
          return []
        } catch (cause) {
          if (!(cause instanceof NotFhir)) throw cause
          return [`${path.basename(file)} ${cause.message}`]
        }
      })
    console.log(`BaRS, e-RS and UK Core's own definitions: ${back} there and back, ${refused.length} refused`)
    expect(refused.sort()).toEqual([
      'BaRS_API_Capability_Statement.json CapabilityStatement.rest[0].security: it is no list',
      'Booking_HTTP_Response.json Bundle.entry[1].resource.participant[0].status: it is missing',
      'CodeSystem-UKCore-EthnicCategoryScotland.xml $: it has text where none belongs',
      'MessageDefinition_ServiceRequest-request_CaseTransfer.json Bundle.entry[0].resource.useContext[0].code: it is no list',
      'POST-success.json Bundle.entry[1].resource.participant[0].status: it is missing',
      'PractitionerBundle.json Bundle.entry[0].resource.identifier: it is a list',
    ])
  })
})

it.skipIf(folder !== null)('published examples are not here', () => {
  console.log('Skipped: the published examples do not stand beside this repository.')
})

describe('what is read', () => {
  const why = (work: () => unknown): string => {
    try {
      work()
      return 'read'
    } catch (cause) {
      return (cause as Error).message
    }
  }
  const xml = (inside: string) => `<Patient xmlns="http://hl7.org/fhir">${inside}</Patient>`

  it('keeps the text of every decimal', () => {
    const text =
      '{"resourceType":"Observation","status":"final","code":{"text":"a"},"valueQuantity":{"value":1.10}}'
    expect(writeJson(readXml(writeXml(readJson(text))))).toBe(text)
    for (const value of ['0.10', '100000000000000000000.1', '1E2', '-0.0', '3.140'])
      expect(writeXml(readJson(text.replace('1.10', value)))).toContain(`<value value="${value}"/>`)
  })

  it('keeps what is said about a primitive, also in a list with gaps, and what is contained', () => {
    const text =
      '{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"A & <B> \\"C\\"\\n"}],"name":[{"given":["Ann",null],"_given":[null,{"id":"x","extension":[{"url":"urn:x","valueBoolean":false}]}]}],"_birthDate":{"extension":[{"url":"urn:y","valueCode":"unknown"}]}}'
    expect(JSON.parse(writeJson(readXml(writeXml(readJson(text)))))).toEqual(JSON.parse(text))
  })

  it('has no document type, no entity, nothing from outside, no great depth and no element that nobody knows', () => {
    expect(
      why(() =>
        readXml(
          '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Patient xmlns="http://hl7.org/fhir"/>',
        ),
      ),
    ).toContain('document type')
    expect(why(() => readXml(xml('<active value="&a;"/>')))).toContain('not XML')
    expect(why(() => readXml(`<?xml-stylesheet href="x"?>${xml('')}`))).toContain('instruction')
    expect(why(() => readXml(`${'<extension>'.repeat(10)}`))).toContain('$')
    expect(
      why(() => readXml(xml('<extension url="urn:a">'.repeat(80) + '</extension>'.repeat(80)))),
    ).toContain('too deep')
    expect(why(() => readJson(`{"resourceType":"Patient","a":${'['.repeat(100_000)}`))).toContain('too deep')
    expect(why(() => readJson('{"resourceType":"Patient","hair":"red"}'))).toContain('does not have there')
    expect(why(() => readXml(xml('<hair value="red"/>')))).toContain('does not have there')
    expect(why(() => readJson('{"resourceType":"Patient","active":true,"active":false}'))).toContain('twice')
    expect(why(() => readJson('{"resourceType":"Patient","\\u0061ctive":true,"active":false}'))).toContain(
      'twice',
    )
    expect(why(() => readJson('{"resourceType":"Patient","active":"yes"}'))).toContain('no boolean')
    expect(why(() => readJson('{"resourceType":"Patient","birthDate":"1980-13-01"}'))).toContain('no date')
    expect(
      why(() => readJson('{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2026"}')),
    ).toContain('two of one choice')
    expect(why(() => readXml(xml('<active value="true"/><active value="true"/>')))).toContain('no list')
    expect(why(() => readXml(xml('<birthDate value="1980"/><active value="true"/>')))).toContain('order')
    expect(why(() => readXml(xml('Ann')))).toContain('text where none belongs')
    const story = (div: string) => `{"resourceType":"Patient","text":{"status":"generated","div":"${div}"}}`
    const xhtml = "xmlns='http://www.w3.org/1999/xhtml'"
    expect(why(() => readJson(story(`<div ${xhtml}>Ann &amp; <b>Bea</b></div>`)))).toBe('read')
    for (const div of [
      'Ann',
      '<div>Ann</div>',
      `<div ${xhtml}>Ann`,
      `<div ${xhtml}>Ann &nbsp;</div>`,
      `<p ${xhtml}>Ann</p>`,
      `<div ${xhtml}/><div ${xhtml}/>`,
      `<!DOCTYPE x><div ${xhtml}/>`,
      `<div ${xhtml}/></text><active value='true'/><text>`,
      `<div ${xhtml}><p xmlns='urn:other'/></div>`,
    ])
      expect([div, why(() => readJson(story(div)))]).toEqual([div, 'Patient.text.div: no xhtml'])
    expect(why(() => readXml('<Patient/>'))).toContain('not of FHIR')
    expect(why(() => readJson('[]'))).toContain('a resource is an object')
    expect(why(() => readJson('{"resourceType":"__proto__"}'))).toContain('no resource of that type')
  })
})
