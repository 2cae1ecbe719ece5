import fs from 'node:fs'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import writeXlsx from 'write-excel-file/node'
import { csvText } from '#platform/ui/csv.ts'
import { listFile, workbook } from './list-file.ts'
import { NotReadable, type SheetRow, sheetRows } from './read.ts'

const all = async (bytes: Uint8Array): Promise<SheetRow[]> => {
  const rows: SheetRow[] = []
  for await (const row of sheetRows(Buffer.from(bytes))) rows.push(row)
  return rows
}
const refusal = async (bytes: Uint8Array): Promise<string> => {
  try {
    await all(bytes)
    return 'read'
  } catch (cause) {
    return cause instanceof NotReadable && !cause.result.ok ? cause.result.refusal.code : String(cause)
  }
}

/** A zip of these files; `size`: what it says of their size unpacked, which may be a lie. */
function zipOf(files: Readonly<Record<string, Buffer>>, size?: number): Buffer {
  const parts: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [name, data] of Object.entries(files)) {
    const packed = deflateRawSync(data, { level: 9 })
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(size ?? data.length, 22)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(size ?? data.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(name), packed)
    entries.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const central = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, central, end])
}

const TYPED = [
  ['Family name', 'Mobile', 'Notes'],
  ['Łukasz–Ó’Neill', '07700 900123', 'says "no"; twice,\nthen yes'],
  ['Zoë', '0012', ''],
]

describe('CSV', () => {
  const text = (delimiter: string) =>
    TYPED.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n')
  const utf16 = (t: string, mark: boolean) => Buffer.from((mark ? '\uFEFF' : '') + t, 'utf16le')

  it.each([
    ['UTF-8', Buffer.from(text(','))],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text(';')}`)],
    ['UTF-16 with a mark, tabs', utf16(text('\t'), true)],
    ['UTF-16 without a mark', utf16(text(';'), false)],
    ['UTF-16 of the other order', Buffer.from(utf16(text(','), true)).swap16()],
    ['a line that says what parts the cells', Buffer.from(`sep=;\r\n${text(';')}`)],
    ['our own export', Buffer.from(csvText(TYPED[0]!, TYPED.slice(1)))],
  ])('is read as typed: %s', async (_what, bytes) => {
    const rows = await all(bytes)
    expect(rows.map((r) => [r.n, ...r.cells])).toEqual([
      [1, ...TYPED[0]!],
      [2, ...TYPED[1]!],
      [3, 'Zoë', '0012'],
    ])
  })

  it('is read from Windows-1252, the code page of an English Excel', async () => {
    const rows = await all(Buffer.from([0x5a, 0x6f, 0xeb, 0x2c, 0x80, 0x35, 0x0d, 0x0a]))
    expect(rows).toEqual([{ n: 1, cells: ['Zoë', '€5'] }])
  })

  it('counts rows as a spreadsheet does: an empty line is one, a break inside a cell is none', async () => {
    const rows = await all(Buffer.from('a,b\r\n"one\ntwo",x\r\n\r\nlast,y\r\n'))
    expect(rows.map((r) => r.n)).toEqual([1, 2, 3, 4])
    expect(rows[3]!.cells).toEqual(['last', 'y'])
  })

  it('refuses with a reason: too many rows, columns, letters, quotes that never close', async () => {
    expect(await refusal(Buffer.from('a\n'.repeat(50_002)))).toBe('IMPORT_TOO_MANY_ROWS')
    expect(await refusal(Buffer.from(`${'a,'.repeat(100)}a`))).toBe('IMPORT_TOO_MANY_COLUMNS')
    expect(await refusal(Buffer.from('a'.repeat(10_001)))).toBe('IMPORT_CELL_TOO_LONG')
    expect(await refusal(Buffer.from(`a,b\n"${'x\n'.repeat(900)}`))).toBe('IMPORT_FILE_NOT_READ')
    expect(await refusal(Buffer.alloc(10 * 1024 * 1024 + 1))).toBe('IMPORT_FILE_TOO_LARGE')
  })
})

describe('Excel', () => {
  it('gives text with its zeros, every digit of a number, days as days, and the rows their own numbers', async () => {
    const bytes = await writeXlsx([
      [{ value: 'Number' }, { value: 'Text' }, { value: 'Day' }, { value: 'Tick' }],
      [
        { value: 9990000018, type: Number },
        { value: '0012', type: String },
        { value: new Date(Date.UTC(1980, 11, 31)), type: Date, format: 'dd/mm/yyyy' },
        { value: true, type: Boolean },
      ],
      [null, null, null, null],
      [{ value: 0.1, type: Number }, { value: ' kept ', type: String }, null, null],
    ]).toBuffer()
    expect(await all(bytes)).toEqual([
      { n: 1, cells: ['Number', 'Text', 'Day', 'Tick'] },
      { n: 2, cells: ['9990000018', '0012', '1980-12-31', 'yes'] },
      { n: 3, cells: [] },
      { n: 4, cells: ['0.1', ' kept '] },
    ])
  })

  it('refuses what is no list: bombs, far cells, entities, old files, broken ones', async () => {
    const book = { 'xl/workbook.xml': Buffer.from('<workbook/>') }
    const bomb = zipOf({ ...book, 'xl/media/x.bin': Buffer.alloc(130 * 1024 * 1024) }, 10)
    expect(bomb.length).toBeLessThan(200_000)
    expect(await refusal(bomb)).toBe('IMPORT_PACKED_TOO_LARGE')
    const sheet = (xml: string) =>
      zipOf({ ...book, 'xl/worksheets/sheet1.xml': Buffer.from(`<sheetData>${xml}</sheetData>`) })
    expect(await refusal(sheet('<row r="1"><c r="XFD1"/></row>'))).toBe('IMPORT_TOO_MANY_COLUMNS')
    expect(await refusal(sheet('<row r="1"><c r="A1048576"/></row>'))).toBe('IMPORT_TOO_MANY_ROWS')
    expect(await refusal(sheet('<row r="1048576"><c/></row>'))).toBe('IMPORT_TOO_MANY_ROWS')
    expect(await refusal(sheet('<!DOCTYPE a [<!ENTITY b "c">]><a/>'))).toBe('IMPORT_FILE_NOT_READ')
    expect(await refusal(zipOf({ 'a.txt': Buffer.from('a') }))).toBe('IMPORT_FILE_NOT_READ')
    expect(await refusal(Buffer.from('PK\u0003\u0004 nothing'))).toBe('IMPORT_FILE_NOT_READ')
    expect(await refusal(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]))).toBe('IMPORT_OLD_EXCEL')
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`f${i}`, Buffer.from('x')]))
    expect(await refusal(zipOf({ ...book, ...many }))).toBe('IMPORT_PACKED_TOO_LARGE')
  }, 20_000)
})

describe('an Excel file that lies about itself', () => {
  const sound = () => workbook([{ name: 'x', heads: 1, rows: [['Family name'], ['Zoë']] }])
  const rows = [
    { n: 1, cells: ['Family name'] },
    { n: 2, cells: ['Zoë'] },
  ]

  it('is read by the list at its end alone: sizes it claims beside, and files that lie outside the list, are not looked at', async () => {
    const claims = Buffer.from(await sound())
    // every local head claims four gigabytes unpacked, and no longer says that the size comes later
    let heads = 0
    for (let at = claims.indexOf('PK\u0003\u0004'); at >= 0; at = claims.indexOf('PK\u0003\u0004', at + 4)) {
      claims.writeUInt16LE(claims.readUInt16LE(at + 6) & ~8, at + 6)
      claims.writeUInt32LE(0xffff_fff0, at + 22)
      heads += 1
    }
    expect(heads).toBeGreaterThan(3)
    const before = process.memoryUsage().rss
    expect(await all(claims)).toEqual(rows)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  const places = (xml: string) =>
    zipOf({
      'xl/workbook.xml': Buffer.from('<workbook/>'),
      'xl/elsewhere.xml': Buffer.from(`<worksheet><sheetData>${xml}</sheetData></worksheet>`),
    })
  it.each([
    ['in single quotes', "<row r='1048576'/>", 'IMPORT_TOO_MANY_ROWS'],
    ['behind much room', `<row${' '.repeat(100)}r = "1048576"/>`, 'IMPORT_TOO_MANY_ROWS'],
    ['with a name before it', '<x:row x:r="1048576"/>', 'IMPORT_TOO_MANY_ROWS'],
    ['after a quote that holds a quote', `<row x='"' r="1048576"/>`, 'IMPORT_TOO_MANY_ROWS'],
    ['after what looks like one', `<row x=' r="1"' r="1048576"/>`, 'IMPORT_TOO_MANY_ROWS'],
    ['far to the right', "<row r='1'><c r='XFD1'/></row>", 'IMPORT_TOO_MANY_COLUMNS'],
    ['with an exponent', '<row r="1e9"/>', 'IMPORT_FILE_NOT_READ'],
    ['without an end', '<row r="Infinity"/>', 'IMPORT_FILE_NOT_READ'],
    ['as a letter by its number', '<row r="&#57;&#57;99999"/>', 'IMPORT_FILE_NOT_READ'],
    ['behind a comment', '<!-- " --><row r="1048576"/>', 'IMPORT_FILE_NOT_READ'],
    ['in a tag that never ends', '<row r="1', 'IMPORT_FILE_NOT_READ'],
  ])('a place far outside is refused however it is written: %s', async (_how, xml, code) => {
    expect(await refusal(places(xml))).toBe(code)
  })
})

it('an Excel file of more cells than a list has is refused before its reader holds them', async () => {
  const row = `<row>${'<c/>'.repeat(100)}</row>`
  const bytes = zipOf({
    'xl/workbook.xml': Buffer.from('<workbook/>'),
    'xl/worksheets/sheet1.xml': Buffer.from(`<sheetData>${row.repeat(16_000)}</sheetData>`),
  })
  expect(bytes.length).toBeLessThan(50_000)
  expect(await refusal(bytes)).toBe('IMPORT_PACKED_TOO_LARGE')
}, 20_000)

it('one long text that stands in every cell is refused before its rows are', async () => {
  const text = 'x'.repeat(10_000)
  const row = (n: number) =>
    `<row r="${n}">${Array.from({ length: 26 }, (_, i) => `<c r="${String.fromCharCode(65 + i)}${n}" t="s"><v>0</v></c>`).join('')}</row>`
  const rows = Array.from({ length: 400 }, (_, i) => row(i + 1)).join('')
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const bytes = zipOf({
    'xl/workbook.xml': Buffer.from(
      `<workbook ${ns} xmlns:r="${rel}"><sheets><sheet name="x" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': Buffer.from(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ),
    'xl/sharedStrings.xml': Buffer.from(`<sst ${ns}><si><t>${text}</t></si></sst>`),
    'xl/worksheets/sheet1.xml': Buffer.from(`<worksheet ${ns}><sheetData>${rows}</sheetData></worksheet>`),
  })
  expect(bytes.length).toBeLessThan(50_000)
  expect(await refusal(bytes)).toBe('IMPORT_PACKED_TOO_LARGE')
}, 20_000)

describe('a file of another kind', () => {
  it.each([
    ['%PDF-1.7 …', 'a PDF'],
    ['\u0089PNG\r\n', 'a picture'],
    ['{\\rtf1', 'a letter (RTF)'],
    ['BEGIN:VCALENDAR\r\n', 'a calendar'],
    ['BEGIN:VCARD\r\n', 'an address card'],
    ['MSH|^~\\&|', 'a hospital message'],
    ['\u00ef\u00bb\u00bf<html><table>', 'a web page or XML'],
    ['[{"name": 1}]', 'JSON'],
    [
      `PK\u0003\u0004${' '.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.spreadsheet`,
      'an OpenDocument file',
    ],
  ])('%s is called what it is', async (start, what) => {
    try {
      await all(Buffer.from(start, 'latin1'))
      expect.unreachable()
    } catch (cause) {
      const no = cause instanceof NotReadable && !cause.result.ok ? cause.result.refusal : undefined
      expect([no?.code, no?.params]).toEqual(['IMPORT_NOT_A_LIST', { what }])
    }
  })
})

const calendars = path.resolve('../shared/samples/ical')
if (!fs.existsSync(calendars)) console.log(`skipped: the published calendars are not at ${calendars}`)
it.skipIf(!fs.existsSync(calendars))(
  'every published calendar is refused as no list, by its name',
  async () => {
    const files = fs
      .readdirSync(calendars, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ics'))
    expect(files.length).toBeGreaterThan(10)
    for (const file of files)
      expect([file, await refusal(fs.readFileSync(path.join(calendars, file)))]).toEqual([
        file,
        'IMPORT_NOT_A_LIST',
      ])
  },
)

describe('a list that leaves', () => {
  const list = {
    title: 'Gap board',
    name: 'gaps',
    head: ['Name', 'NHS number'],
    rows: [['=HYPERLINK("x")', '0012'] as const, ['Zoë', '9990000018'] as const],
    filter: ['North team', 'late'],
    by: { name: 'Lin Chau', post: 'Manager', organisationName: 'Riverside Support' },
    at: '2026-03-05T09:00:00.000Z' as never,
  }
  it('says on its first sheet who made it, when, by which filter, how many rows; every cell is safe text', async () => {
    const xlsx = await listFile('xlsx', list)
    expect(xlsx.name).toBe('gaps-2026-03-05-north-team-late.xlsx')
    const cover = (await all(xlsx.text as Buffer)).map((r) => r.cells.join(': '))
    expect(cover[1]).toBe('Made by: Lin Chau, Manager, Riverside Support')
    expect(cover.join('\n')).toContain('Rows: 2')
    expect(cover.join('\n')).toContain('Narrowed to: North team; late')
    const back = await listFile('xlsx', { ...list, cover: 'last' })
    expect((await all(back.text as Buffer))[1]!.cells).toEqual(['=HYPERLINK("x")', '0012'])
    expect((await listFile('csv', list)).text).toContain(`"'=HYPERLINK(""x"")","0012"`)
  })
})

const naughty = path.resolve('../shared/samples/hostile-text/blns-every-fifth.json')
if (!fs.existsSync(naughty)) console.log(`skipped: the list of naughty texts is not at ${naughty}`)
it.skipIf(!fs.existsSync(naughty))(
  'hostile text goes out and comes back as it was typed, both ways',
  async () => {
    const texts = (JSON.parse(fs.readFileSync(naughty, 'utf8')) as string[]).filter(
      (t) => t !== '' && !t.includes('\r') && !t.includes('\0') && t.isWellFormed(),
    )
    texts.push('__proto__', 'constructor')
    const rows = texts.map((t) => [t, 'end'])
    const csv = await all(Buffer.from(csvText(['typed', 'end'], rows)))
    expect(csv.slice(1).map((r) => r.cells[0])).toEqual(texts)
    const xlsx = await all(await workbook([{ name: 'x', heads: 1, rows: [['typed', 'end'], ...rows] }]))
    expect(texts.length).toBeGreaterThan(50)
    // XML 1.0 cannot write most control characters, nor two that stand for nothing: they are left out
    const shown = (t: string) => t.replace(/(?![\n\t\x7f-\x9f])[\p{Cc}\uFFFD-\uFFFF]/gu, '')
    expect(xlsx.slice(1).map((r) => shown(r.cells[0] ?? ''))).toEqual(texts.map(shown))
  },
)
