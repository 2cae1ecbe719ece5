/** What a spreadsheet may be before anything of it is unpacked or kept. Ours: a caseload of a large charity is far below each. */
export const LIMITS = {
  /** Of the file as it comes, in bytes. */
  fileBytes: 10 * 1024 * 1024,
  /** Of all that is packed in an Excel file, unpacked. */
  unpackedBytes: 120 * 1024 * 1024,
  packedFiles: 500,
  rows: 50_000,
  columns: 100,
  /** Of an Excel file: its reader holds all of them at once. */
  cells: 1_500_000,
  /** Of one cell, in characters; Excel's own limit is 32,767. */
  cell: 10_000,
  /** Of all cells together, in characters: one long text that an Excel file holds once can stand in each of five million cells. */
  characters: 40_000_000,
} as const

/** One row of a sheet. `n`: the number that the spreadsheet itself shows beside it. Cells as typed. */
export interface SheetRow {
  readonly n: number
  readonly cells: readonly string[]
}
