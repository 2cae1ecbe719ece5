import { entry } from './entry.ts'

/** Refusals of spreadsheets. */
export const IMPORT_REFUSALS = {
  IMPORT_FILE_TOO_LARGE: entry(413, 'you', 'The file is larger than {most} MB. Send it in parts.'),
  IMPORT_FILE_NONE: entry(422, 'you', 'Choose a file.'),
  IMPORT_FILE_NOT_READ: entry(
    422,
    'you',
    'The file could not be read, at row {row}. Save it again as CSV or Excel (.xlsx) without a password, and send that.',
  ),
  IMPORT_OLD_EXCEL: entry(
    422,
    'you',
    'This is an Excel file of the old kind, or one with a password. Save it as .xlsx without a password, and send that.',
  ),
  IMPORT_NOT_A_LIST: entry(
    422,
    'you',
    'This is {what}, not a list. Save the list as CSV or Excel (.xlsx), and send that.',
  ),
  IMPORT_PACKED_TOO_LARGE: entry(
    422,
    'you',
    'The Excel file is far larger inside than a list is. Copy the rows into an empty file and send that.',
  ),
  IMPORT_TOO_MANY_ROWS: entry(422, 'you', 'The sheet has more than {most} rows. Send it in parts.'),
  IMPORT_TOO_MANY_COLUMNS: entry(
    422,
    'you',
    'Row {row} has more than {most} columns. Take away what is beside the list.',
  ),
  IMPORT_CELL_TOO_LONG: entry(422, 'you', 'A cell of row {row} has more than {most} letters. Shorten it.'),
  IMPORT_EMPTY: entry(
    422,
    'you',
    'The sheet has no rows under its first row. The first row names the columns.',
  ),
  IMPORT_COLUMNS_MISSING: entry(
    422,
    'you',
    'The first row lacks: {columns}. Name the columns as in the empty template.',
  ),
  IMPORT_COLUMN_TWICE: entry(422, 'you', 'The column {column} stands twice in the first row. Keep one.'),
  IMPORT_NOT_READY: entry(409, 'nobody', 'This spreadsheet does not wait to be confirmed any more.'),
} as const
