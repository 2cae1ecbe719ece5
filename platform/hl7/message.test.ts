import { describe, expect, it } from 'vitest'
import { escapeHl7, USUAL_SEPARATORS, unescapeHl7 } from './escape.ts'
import { controlIdOf, type Hl7Message, MESSAGE_CHARACTERS, parseHl7 } from './message.ts'
import { readingOf } from './reading.ts'

const HEADER = 'MSH|^~\\&|PAS|NSD|THERE|XYZ|202611221544||ADT^A01^ADT_A01|C1|P|2.4'
const parsed = (text: string): Hl7Message => {
  const result = parseHl7(text)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}
const refusal = (text: string) => {
  const result = parseHl7(text)
  return result.ok ? 'read' : result.refusal.code
}

describe('a message', () => {
  it.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('is read with segments ended by %s', (_, end) => {
    const message = parsed([HEADER, 'EVN||1', 'OBX|1|a', 'OBX|2|b', ''].join(end))
    expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'EVN', 'OBX', 'OBX'])
    expect(message.all('OBX').map((segment) => segment.get(2))).toEqual(['a', 'b'])
  })

  it('says its header', () => {
    expect(parsed(HEADER)).toMatchObject({
      type: 'ADT',
      event: 'A01',
      controlId: 'C1',
      processing: 'P',
      version: '2.4',
    })
    expect(parsed(`${HEADER.replace('ADT^A01^ADT_A01', 'ADT')}\rEVN|A03`).event).toBe('A03')
  })

  it('counts MSH fields from the separator itself', () => {
    const message = parsed(HEADER)
    expect([1, 2, 3, 4, 10].map((field) => message.get('MSH', field))).toEqual([
      '|',
      '^~\\&',
      'PAS',
      'NSD',
      'C1',
    ])
  })

  it('reads repetitions, components and subcomponents, counted from 1', () => {
    const message = parsed(`${HEADER}\rZZZ|x|a1&a2^b~c^d&e`)
    expect(message.get('ZZZ', 2)).toBe('a1')
    expect(message.get('ZZZ', 2, 1, 1, 2)).toBe('a2')
    expect(message.get('ZZZ', 2, 1, 2)).toBe('b')
    expect(message.get('ZZZ', 2, 2, 2, 2)).toBe('e')
    expect(message.all('ZZZ')[0]?.repetitions(2)).toBe(2)
    expect(message.all('ZZZ')[0]?.repetitions(9)).toBe(0)
  })

  it('keeps "delete this" apart from "not sent"', () => {
    const message = parsed(`${HEADER}\rZZZ|""|^""||x`)
    expect(message.get('ZZZ', 1)).toBeNull()
    expect(message.get('ZZZ', 1, 1, 4)).toBeNull()
    expect(message.get('ZZZ', 2, 1, 1)).toBeUndefined()
    expect(message.get('ZZZ', 2, 1, 2)).toBeNull()
    expect(message.get('ZZZ', 3)).toBeUndefined()
    expect(message.get('ZZZ', 99)).toBeUndefined()
    expect(message.get('YYY', 1)).toBeUndefined()
  })

  it('honours other separators, and leaves out those not declared', () => {
    const own = parsed('MSH#*!$%#PAS#NSD#####ADT*A01#C9#P#2.3\rZZZ#a*b$F$c!d%e')
    expect([own.get('ZZZ', 1, 1, 2), own.get('ZZZ', 1, 2, 1, 2), own.event]).toEqual(['b#c', 'e', 'A01'])
    const bare = parsed('MSH|^~|PAS|NSD|||||ADT^A01|C9|P|2.3\rZZZ|a\\F\\b&c')
    expect(bare.get('ZZZ', 1)).toBe('a\\F\\b&c')
  })

  it.each([
    ['nothing', '', 'HL7_NOT_A_MESSAGE'],
    ['words', 'Dear all,\rplease read', 'HL7_NOT_A_MESSAGE'],
    ['a bare name', 'MSH', 'HL7_NOT_A_MESSAGE'],
    ['letters as separators', 'MSHAbcdeAPAS', 'HL7_NOT_A_MESSAGE'],
    ['one separator for two things', 'MSH|^^\\&|PAS', 'HL7_NOT_A_MESSAGE'],
    ['a header cut before its type', 'MSH|^~\\&|PAS|NSD', 'HL7_HEADER_INCOMPLETE'],
    ['a header without control id', HEADER.replace('|C1|', '||'), 'HL7_HEADER_INCOMPLETE'],
    [
      'a control id of 200 characters',
      HEADER.replace('|C1|', `|${'9'.repeat(200)}|`),
      'HL7_HEADER_INCOMPLETE',
    ],
    ['a line break inside a field', `${HEADER}\rOBX|1|one\ntwo`, 'HL7_SEGMENT_UNREADABLE'],
    ['two headers', `${HEADER}\r${HEADER}`, 'HL7_SEGMENT_UNREADABLE'],
    ['too many characters', `${HEADER}\rOBX|${'x'.repeat(MESSAGE_CHARACTERS)}`, 'TOO_LARGE'],
    ['too many segments', `${HEADER}\r${'OBX|1\r'.repeat(10_001)}`, 'TOO_LARGE'],
  ])('refuses %s', (_, text, code) => {
    expect(refusal(text)).toBe(code)
  })

  it('says which line was not a segment', () => {
    expect(parseHl7(`${HEADER}\rEVN||1\rtwo`)).toMatchObject({ refusal: { params: { line: 3 } } })
  })

  it('still names the control id of a message it refuses', () => {
    expect(controlIdOf(`${HEADER}\rnot a segment`)).toBe('C1')
    expect(controlIdOf('not a message')).toBeUndefined()
  })

  it('reads as many separators as are taken in one field quickly', () => {
    // time of this process alone: what else a machine does says nothing about the reader
    const started = process.cpuUsage()
    const message = parsed(`${HEADER}\rZZZ|x|${'^'.repeat(24_000)}a${'~'.repeat(24_000)}`)
    const reading = readingOf(message)
    for (let i = 1; i <= 20; i++) reading.get('ZZZ', 2, i, i)
    expect(reading.unread()).toEqual(['ZZZ-1', 'ZZZ-2'])
    const used = process.cpuUsage(started)
    expect((used.user + used.system) / 1_000).toBeLessThan(3_000)
  })
})

describe('escapes', () => {
  const s = USUAL_SEPARATORS
  it.each([
    ['\\F\\ \\S\\ \\T\\ \\R\\ \\E\\', '| ^ & ~ \\'],
    ['PICKLES \\T\\ DILL', 'PICKLES & DILL'],
    ['a\\X0D0A\\b', 'a\r\nb'],
    ['caf\\XC3A9\\ and caf\\XE9\\', 'café and café'],
    ['one\\.br\\two', 'one\ntwo'],
    ['a \\H\\bold\\N\\ word', 'a bold word'],
    ['\\Zlocal\\ is kept', '\\Zlocal\\ is kept'],
    ['a lone \\ is kept, the next \\T\\ does not', 'a lone \\ is kept, the next & does not'],
    ['unclosed \\F', 'unclosed \\F'],
    ['\\E\\F\\E\\', '\\F\\'],
    ['zero \\X00\\', 'zero \uFFFD'],
    ['\\constructor\\', '\\constructor\\'],
  ])('%s', (raw, meant) => {
    expect(unescapeHl7(raw, s)).toBe(meant)
  })

  it('go there and back for every separator and line end', () => {
    const text = '|^~\\& \r\n #"é'
    expect(escapeHl7(text)).not.toMatch(/[|^~&\r\n]/)
    expect(unescapeHl7(escapeHl7(text), s)).toBe(text)
  })
})

it.each([['|'], ['~'], ['^'], ['x&'], ['x~']])(
  'a message of nothing but %s is refused before it is cut',
  (part) => {
    const started = Date.now()
    expect(parseHl7(`${HEADER}\rPID|1||${part.repeat(490_000)}`)).toMatchObject({
      refusal: { code: 'TOO_LARGE' },
    })
    expect(Date.now() - started).toBeLessThan(1_000)
  },
)

describe('what a map did not read', () => {
  it('is named by place', () => {
    const reading = readingOf(parsed(`${HEADER}\rZZZ|1|a^b~c|d|e&f\rOBX|1|x\rOBX|2|y\rDG1|1|z`))
    reading.get('ZZZ', 2)
    reading.get('ZZZ', 2, 2)
    reading.get('ZZZ', 4)
    expect(reading.unread()).toEqual(['ZZZ-2.2', 'ZZZ-3', 'ZZZ-4.1.2', 'OBX (2)', 'DG1'])
    reading.get('ZZZ', 2, 1, 2)
    expect(reading.unread()).toEqual(['ZZZ-3', 'ZZZ-4.1.2', 'OBX (2)', 'DG1'])
  })
})
