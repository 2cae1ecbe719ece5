import { type Download, XLSX_TYPE } from '#platform/http/page.ts'
import { workbook } from '#platform/spreadsheet/list-file.ts'
import { csvText } from '#platform/ui/csv.ts'
import type { Kind } from './kinds/kind.ts'

/** An empty file with the columns of a kind: CSV, or Excel with a second sheet that says what stands in each. */
export async function templateOf(kind: Kind, as: 'csv' | 'xlsx'): Promise<Download> {
  const heads = kind.columns.map((c) => c.name)
  if (as === 'csv')
    return { name: `template-${kind.id}.csv`, type: 'text/csv; charset=utf-8', text: csvText(heads, []) }
  const text = await workbook([
    { name: kind.title, rows: [heads], heads: 1, widths: heads.map((h) => Math.max(14, h.length + 4)) },
    {
      name: 'What stands where',
      heads: 1,
      widths: [24, 90, 30, 14],
      rows: [
        ['Column', 'What to write', 'Example', 'Must be there'],
        ...kind.columns.map((c) => [c.name, c.says, c.example, c.needed ? 'Yes' : 'No']),
        ['', '', '', ''],
        ['About this file', kind.says, '', ''],
        [
          '',
          'Fill in the first sheet. Keep the first row as it is; columns may stand in any order, and others are left unread.',
          '',
          '',
        ],
        [
          '',
          'Format columns of numbers as text before you fill them in, so that zeros at the front stay.',
          '',
          '',
        ],
      ],
    },
  ])
  return { name: `template-${kind.id}.xlsx`, type: XLSX_TYPE, text }
}
