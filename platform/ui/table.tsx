// biome-ignore-all lint/a11y/noRedundantRoles: on a phone rows are drawn as blocks, and browsers then drop the
// table's own roles unless they are written out
import type { ReactNode } from 'react'
import { classes } from './field-names.ts'

export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => ReactNode
  /** The cell that names the row: a row header, and the title of the row on a phone. */
  readonly isRowName?: boolean | undefined
  readonly numeric?: boolean | undefined
  /** For screen readers only, for a column of buttons. */
  readonly headHidden?: boolean | undefined
  /** The server sorts: a link that turns the order, and how it is sorted now. */
  readonly sort?: { readonly href: string; readonly now?: 'ascending' | 'descending' | undefined } | undefined
}

export interface TableProps<Row> {
  readonly caption: string
  readonly captionSize?: 's' | 'm' | 'l' | undefined
  /** Where a heading above says the same. */
  readonly captionHidden?: boolean | undefined
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** Where a link on the same page leads to a row. */
  readonly rowId?: ((row: Row) => string) | undefined
  /** Shown instead when there are no rows. */
  readonly empty?: ReactNode
}

/** Compact; below tablet width each row becomes a block with the column heads as labels. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, captionSize = 'm', captionHidden, columns, rows, rowKey, rowId, empty } = props
  if (rows.length === 0 && empty !== undefined) return empty
  const sortable = columns.some((column) => column.sort)
  return (
    <table
      className={classes(
        'nhsuk-table nhsuk-table--compact nhsuk-table--responsive tc-table',
        sortable && 'nhsuk-table--sortable',
      )}
      role="table"
    >
      <caption
        className={classes(
          `nhsuk-table__caption nhsuk-table__caption--${captionSize}`,
          captionHidden && 'nhsuk-u-visually-hidden',
        )}
      >
        {caption}
        {sortable && <span className="nhsuk-u-visually-hidden"> (Column headers are sortable)</span>}
      </caption>
      <thead className="nhsuk-table__head" role="rowgroup">
        <tr className="nhsuk-table__row" role="row">
          {columns.map(({ head, sort, numeric, headHidden }) => (
            <th
              className={classes('nhsuk-table__header', numeric && 'nhsuk-table__header--numeric')}
              scope="col"
              role="columnheader"
              data-sort={sort ? '' : undefined}
              aria-sort={sort ? (sort.now ?? 'none') : undefined}
              key={head}
            >
              {sort ? (
                <a className="nhsuk-link" href={sort.href}>
                  {head}
                </a>
              ) : headHidden ? (
                <span className="nhsuk-u-visually-hidden">{head}</span>
              ) : (
                head
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="nhsuk-table__body" role="rowgroup">
        {rows.map((row) => (
          <tr className="nhsuk-table__row" role="row" id={rowId?.(row)} key={rowKey(row)}>
            {columns.map((column) => (
              <Cell column={column} row={row} key={column.head} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { head, cell, isRowName, numeric, headHidden } = column
  if (isRowName) {
    return (
      <th className="nhsuk-table__header tc-table__name" scope="row" role="rowheader">
        <div className="tc-table__value">{cell(row)}</div>
      </th>
    )
  }
  return (
    <td className={classes('nhsuk-table__cell', numeric && 'nhsuk-table__cell--numeric')} role="cell">
      {!headHidden && (
        <span className="nhsuk-table__heading" aria-hidden="true">
          {head}
        </span>
      )}
      <div className="tc-table__value">{cell(row)}</div>
    </td>
  )
}
