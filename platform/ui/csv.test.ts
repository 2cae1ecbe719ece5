import { describe, expect, it } from 'vitest'
import { csvText } from './csv.ts'

const one = (text: string) => csvText(['A'], [[text]]).slice('\uFEFF"A"\r\n'.length)

describe('a table as CSV', () => {
  it('has a byte order mark, one head row and a line a row, each ended by CRLF', () => {
    expect(csvText(['Name', 'Day'], [['Ada', '2026-03-23']])).toBe(
      '\uFEFF"Name","Day"\r\n"Ada","2026-03-23"\r\n',
    )
    expect(csvText(['Name'], [])).toBe('\uFEFF"Name"\r\n')
  })

  it.each([
    ['a comma, and more', '"a comma, and more"\r\n'],
    ['says "no"', '"says ""no"""\r\n'],
    ['two\r\nlines', '"two\nlines"\r\n'],
    ['0123', '"0123"\r\n'],
    ['', '""\r\n'],
    ['Zoë 李', '"Zoë 李"\r\n'],
    ['12 - 14', '"12 - 14"\r\n'],
  ])('keeps %j', (text, written) => expect(one(text)).toBe(written))

  it.each([
    '=HYPERLINK("http://x")',
    '+44 1632 960001',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1+1',
    '\u00a0=1',
    '＝1',
  ])('makes %j harmless', (text) => {
    expect(one(text).startsWith(`"'`)).toBe(true)
    // and nothing of it is lost
    expect(one(text)).toContain(text.trim().replaceAll('"', '""'))
  })

  it('refuses a row of another width', () => {
    expect(() => csvText(['A', 'B'], [['a']])).toThrow('a row of 1 cells under 2 heads')
  })
})
