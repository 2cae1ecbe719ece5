import { addMinutes, dayOf } from '#core/kernel/time.ts'
import { kinds, waitsWords } from '#features/import/index.ts'
import type { Told } from './journeys.ts'
import { organisationOf, type Rows, staffId, teamOf } from './world.ts'

const id = (n: number): string => `0193f00d-0000-7000-8000-${String(n).padStart(12, '0')}`

const HEAD = ['Surname', 'First name', 'Date of birth', 'Mobile', 'Postcode', 'Address', 'Came by']
/** People of a drop-in, as their list says it: two birth dates are none, and one telephone lost its zero. */
const SHEET = [
  ['Invented', 'Perpetua', '14/03/1971', '07700 900461', 'M19 2AB', '4 Example Road', 'Friend'],
  ['Invented', 'Leopold', '31/02/1980', '', '', '', 'Leaflet'],
  ['Invented', 'Griselda', '2 May 1966', '07700900462', '', '', 'Friend'],
  ['Invented', 'Barnaby', '1990-11-05', '7700900463', 'M19 2AC', '9 Example Road', 'Surgery'],
  ['Invented', 'Rosamund', '05/1985', '', '', '', 'Friend'],
  ['Invented', 'Casimir', '28/08/1959', '', 'M19 2AD', '12 Example Road', 'Friend'],
]

/** A spreadsheet that Lin handed in half an hour ago: read, nothing of it taken in, three rows to mend and three to confirm. */
export function spreadsheetRows({ now }: Told): Rows {
  const at = addMinutes(now, -30)
  const whose = { organisation_id: organisationOf('lin'), team_id: teamOf('lin') }
  const rows = SHEET.map((cells, i) => {
    const read = kinds.people.read(
      Object.fromEntries(
        ['Family name', 'Given name', 'Birth date', 'Mobile', 'Postcode', 'Address'].map((name, c) => [
          name,
          cells[c] ?? '',
        ]),
      ),
      dayOf(now),
    )
    const said = 'problems' in read ? read.problems : []
    const verdict = said.length > 0 ? ('problem' as const) : ('new' as const)
    return { import_id: id(1), n: i + 2, ...whose, cells, verdict, said }
  })
  const count = (verdict: string) => rows.filter((r) => r.verdict === verdict).length
  return {
    import: [
      {
        id: id(1),
        kind: 'people',
        ...whose,
        staff_id: staffId('lin'),
        file_name: 'drop-in of this autumn.csv',
        file_bytes: 400,
        state: 'ready',
        refusal_params: {},
        columns: HEAD,
        unused: ['Came by'],
        rows_read: rows.length,
        rows_new: count('new'),
        rows_changed: 0,
        rows_unchanged: 0,
        rows_problem: count('problem'),
        rows_done: 0,
        rows_failed: 0,
        uploaded_at: at,
        ready_at: at,
        moved_at: at,
        version: 2,
      },
    ],
    import_row: rows,
    task: [
      {
        id: id(2),
        ...whose,
        staff_id: staffId('lin'),
        kind: 'spreadsheet',
        about_id: id(1),
        what: waitsWords,
        since_at: at,
        due_at: addMinutes(at, 48 * 60),
      },
    ],
  }
}
