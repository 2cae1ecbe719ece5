import { describe, expect, it } from 'vitest'
import { readOdsFile } from './ods-file.ts'

const row = (code: string, name: string, closed = '') =>
  [code, name, 'Y62', 'QOP', '', '', '', '', '', 'M1 1AA', '20010401', closed, ...Array(15).fill('')]
    .map((c) => `"${c}"`)
    .join(',')

describe('an ODS list', () => {
  it('is read without a header row, with quoted commas, quotes and line ends, and a byte order mark', () => {
    expect(
      readOdsFile(
        `\ufeff${row('RX3', 'TEES, ESK ""AND"" WEAR')}\r\n${row('RXV', 'GREATER\nMANCHESTER', '20200930')}\r\n${row('RX3', 'AGAIN')}\r\n`,
      ),
    ).toEqual({
      ok: true,
      value: [
        { code: 'RX3', name: 'TEES, ESK "AND" WEAR', closedOn: null },
        { code: 'RXV', name: 'GREATER\nMANCHESTER', closedOn: '2020-09-30' },
      ],
    })
  })

  it.each([
    ['too few columns', `${row('RX3', 'A')}\n"RX4","B"\n`, 2],
    ['a code that is none', row('R!', 'A'), 1],
    ['no name', `${row('RX3', 'A\nB')}\n${row('RX4', ' ')}`, 3],
    ['a close day that is none', row('RX3', 'A', '20201331'), 1],
    ['text that is no list', 'hello', 1],
  ])('is refused whole with %s, naming the line', (_, text, line) => {
    expect(readOdsFile(text)).toMatchObject({
      ok: false,
      refusal: { code: 'ODS_FILE_NOT_READ', params: { line } },
    })
  })
})
