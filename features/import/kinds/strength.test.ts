import { expect, it } from 'vitest'
import { workbook } from '#platform/spreadsheet/list-file.ts'
import { sheetRows } from '#platform/spreadsheet/read.ts'
import { csvText } from '#platform/ui/csv.ts'
import { readStrength } from './strength.ts'

const DOSES = 5_000
const UNITS = ['mg', 'micrograms', 'mg/5 ml', 'micrograms/hour', 'units', '%', 'mg/ml', 'g']

/** Each another number: whole, with zeros at the end, and with up to six places. */
const strengths = Array.from({ length: DOSES }, (_, i) => {
  const places = i % 7
  const number =
    places === 0 ? String(i + 1) : `${i}.${String((i * 7919) % 10 ** places).padStart(places, '0')}`
  return `${number} ${UNITS[i % UNITS.length]}`
})

it.each(['csv', 'xlsx'] as const)(`${DOSES} strengths come through %s letter by letter`, async (as) => {
  const rows = strengths.map((s) => [s])
  const bytes =
    as === 'csv'
      ? Buffer.from(csvText(['Strength 1'], rows))
      : await workbook([{ name: 'x', heads: 1, rows: [['Strength 1'], ...rows] }])
  const read: string[] = []
  for await (const row of sheetRows(bytes)) if (row.n > 1) read.push(row.cells[0] ?? '')
  expect(new Set(strengths).size).toBe(DOSES)
  expect(read).toEqual(strengths)
  expect(read.map(readStrength)).toEqual(strengths.map((text) => ({ text })))
})
