import { describe, expect, it } from 'vitest'
import { instant } from '#core/kernel/time.ts'
import { ackCodeFor, buildAck } from './ack.ts'
import { decodeHl7, readHl7File } from './file.ts'
import { parseHl7 } from './message.ts'

const message = (id: string, end = '\r') =>
  [`MSH|^~\\&|PAS|NSD|||202611221544||ADT^A01|${id}|P|2.4`, 'EVN||1', ''].join(end)
const ids = (text: string) => {
  const read = readHl7File(text)
  return read.ok
    ? read.value.map((item) => `${item.controlId} ${item.message.ok ? 'read' : item.message.refusal.code}`)
    : read.refusal.code
}

describe('a file', () => {
  it('holds one message or many, with or without blank lines between', () => {
    expect(ids(message('1'))).toEqual(['1 read'])
    expect(ids(message('1') + message('2'))).toEqual(['1 read', '2 read'])
    expect(ids(`\uFEFF\n${message('1', '\r\n')}\r\n\r\n${message('2', '\n')}`)).toEqual(['1 read', '2 read'])
  })

  it('may be framed by MLLP bytes', () => {
    expect(ids(`\u000B${message('1')}\u001C\r\u000B${message('2')}\u001C\r`)).toEqual(['1 read', '2 read'])
  })

  it('refuses a frame without its end mark, and reads the next', () => {
    expect(ids(`\u000B${message('1')}\u000B${message('2')}\u001C\r`)).toEqual(['1 HL7_CUT_SHORT', '2 read'])
  })

  it('may carry the batch envelope', () => {
    expect(ids(`FHS|^~\\&|PAS\rBHS|^~\\&|PAS\r${message('1')}${message('2')}BTS|2\rFTS|1\r`)).toEqual([
      '1 read',
      '2 read',
    ])
  })

  it('refuses one bad message alone and keeps its text', () => {
    const bad = message('2').replace('EVN', 'evn')
    expect(ids(message('1') + bad + message('3'))).toEqual(['1 read', '2 HL7_SEGMENT_UNREADABLE', '3 read'])
    const read = readHl7File(bad)
    expect(read.ok && read.value[0]?.raw).toBe(bad)
  })

  it('refuses words before the first message as an item of its own', () => {
    expect(ids(`Hello,\r${message('1')}`)).toEqual(['undefined HL7_NOT_A_MESSAGE', '1 read'])
  })

  it('is refused when empty or too large', () => {
    expect(ids('')).toBe('HL7_NOT_A_MESSAGE')
    expect(ids(' \r\n')).toBe('HL7_NOT_A_MESSAGE')
    expect(ids('x'.repeat(20_000_001))).toBe('TOO_LARGE')
    expect(ids(message('1').repeat(10_001))).toBe('TOO_LARGE')
  })

  it('is decoded as its sender wrote it', () => {
    expect(decodeHl7(new TextEncoder().encode('Zoë'))).toBe('Zoë')
    expect(decodeHl7(Uint8Array.of(0x5a, 0x6f, 0xeb))).toBe('Zoë')
    expect(decodeHl7(Uint8Array.of(0xff, 0xfe, 0x5a, 0x00, 0x6f, 0x00))).toBe('Zo')
    expect(decodeHl7(Uint8Array.of(0xfe, 0xff, 0x00, 0x5a, 0x00, 0x6f))).toBe('Zo')
  })
})

describe('an answer', () => {
  const at = instant('2026-11-22T15:44:00Z')
  const read = (text: string) => {
    const result = parseHl7(text)
    if (!result.ok) throw new Error(result.refusal.code)
    return result.value
  }

  it('goes back the way the message came', () => {
    const asked = read('MSH|^~\\&|PAS|NSD|TC|XYZ|202611221544||ADT^A01^ADT_A01|A\\T\\1|T|2.5')
    const answer = buildAck(asked, 'AA', 'Taken.', 'OURS1', { at })
    expect(answer).toBe(
      'MSH|^~\\&|TC|XYZ|PAS|NSD|20261122154400+0000||ACK^A01^ACK|OURS1|T|2.5\rMSA|AA|A\\T\\1|Taken.\r',
    )
    expect(read(answer).get('MSA', 2)).toBe('A&1')
  })

  it('cannot be broken by its text, in any separators', () => {
    const words = 'line one\rPV1|x & ^ ~ \\'
    const asked = read('MSH#*!$%#PAS#NSD#TC#XYZ###ADT*A01#C9#P#2.3')
    const answer = read(buildAck(asked, 'AE', words, '1', { at }))
    expect(answer.segments).toHaveLength(2)
    expect(answer.get('MSA', 3)).toBe(words)
    const bare = read(
      buildAck(read('MSH|^~|PAS|NSD|TC|XYZ|||ADT^A01|C9|P|2.3'), 'AE', 'no | no', '1', { at }),
    )
    expect(bare.get('MSA', 3)).toBe('no   no')
  })

  it('names the control id even of a message that was not read', () => {
    expect(read(buildAck(undefined, 'AR', 'Not read.', '1', { at, answers: 'X|9' })).get('MSA', 2)).toBe(
      'X|9',
    )
  })

  it('rejects what the message is and finds errors in what it says', () => {
    expect(ackCodeFor({ code: 'HL7_EVENT_NOT_READ' })).toBe('AR')
    expect(ackCodeFor({ code: 'STAY_OVERLAPS' })).toBe('AE')
  })
})
