import { describe, expect, it } from 'vitest'
import { instant } from '#core/kernel/time.ts'
import { hl7Day, hl7Timestamp, writeHl7Timestamp } from './timestamp.ts'

const read = (text: string) => {
  const time = hl7Timestamp(text)
  return time && `${time.at} ${time.precision} ${time.offsetGiven ? 'offset' : 'local'} ${time.clock}`
}

describe('an HL7 time', () => {
  it.each([
    ['2026', '2026-01-01T00:00:00.000Z year local once'],
    ['202606', '2026-05-31T23:00:00.000Z month local once'],
    ['20261122', '2026-11-22T00:00:00.000Z day local once'],
    ['20260722', '2026-07-21T23:00:00.000Z day local once'],
    ['2026112215', '2026-11-22T15:00:00.000Z hour local once'],
    ['202611221544', '2026-11-22T15:44:00.000Z minute local once'],
    ['202607221544', '2026-07-22T14:44:00.000Z minute local once'],
    ['20261122154430', '2026-11-22T15:44:30.000Z second local once'],
    ['20261122154430.57', '2026-11-22T15:44:30.570Z second local once'],
    ['20261122154430.1234+0100', '2026-11-22T14:44:30.123Z second offset once'],
    ['20060529090131-0500', '2006-05-29T14:01:31.000Z second offset once'],
    ['20261122+0500', '2026-11-22T00:00:00.000Z day offset once'],
    ['20240229', '2024-02-29T00:00:00.000Z day local once'],
  ])('%s', (text, meant) => {
    expect(read(text)).toBe(meant)
  })

  it('takes the first of the two half past ones of the last Sunday in October, unless an offset says which', () => {
    expect(read('202610250130')).toBe('2026-10-25T00:30:00.000Z minute local twice')
    expect(read('202610250130+0100')).toBe('2026-10-25T00:30:00.000Z minute offset once')
    expect(read('202610250130+0000')).toBe('2026-10-25T01:30:00.000Z minute offset once')
  })

  it('moves a time that the clock skipped in March forward', () => {
    expect(read('202603290130')).toBe('2026-03-29T01:30:00.000Z minute local never')
  })

  it.each([
    '',
    '""',
    '202',
    '20261',
    '20261301',
    '20260230',
    '20250229',
    '202611222400',
    '202611221560',
    '20261122154460',
    '20261122 1544',
    '2026-11-22',
    '22/11/2026',
    '20261122154430.12345',
    '20261122154430+1500',
    '20261122154430+01',
    '00000101',
    'yesterday',
    '9'.repeat(5000),
  ])('is not "%s"', (text) => {
    expect(hl7Timestamp(text)).toBeUndefined()
  })

  it('gives the day as written, whatever time or offset follows', () => {
    expect(hl7Day('196512131515')).toBe('1965-12-13')
    expect(hl7Day('20261122003000+1000')).toBe('2026-11-22')
    expect(hl7Day('196512')).toBeUndefined()
    expect(hl7Day('19651313')).toBeUndefined()
  })

  it('is written in London time with its offset, and reads back', () => {
    expect(writeHl7Timestamp(instant('2026-07-22T14:44:00Z'))).toBe('20260722154400+0100')
    const at = instant('2026-10-25T01:30:00Z')
    expect(hl7Timestamp(writeHl7Timestamp(at))?.at).toBe(at)
  })
})
