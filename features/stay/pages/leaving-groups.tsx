import { type Day, dayOf, daysBetween, type Instant } from '#core/kernel/time.ts'
import { count, Heading, Link, Tag } from '#platform/ui/index.ts'
import { plannedWords } from '../leaving-words.ts'
import type { BoardRow } from '../queries/leaving-board.ts'

/** When somebody leaves, in the words of a bed meeting. A day that has passed is of today: they are late, and still here. */
export const LEAVING_GROUPS = [
  'Leaving today, or late',
  'In 3 days',
  'In 7 days',
  'Later',
  'No date',
  'Left',
] as const
export type LeavingGroup = (typeof LEAVING_GROUPS)[number]

/** The group of one row of the board. */
export function groupOf(row: Pick<BoardRow, 'stay' | 'leaving'>, today: Day): LeavingGroup {
  if (row.stay === null || row.stay.endedAt !== null) return 'Left'
  const plannedOn = row.leaving?.plannedOn ?? null
  if (plannedOn === null) return 'No date'
  const days = daysBetween(today, plannedOn)
  return days <= 0 ? 'Leaving today, or late' : days <= 3 ? 'In 3 days' : days <= 7 ? 'In 7 days' : 'Later'
}

/** The row of the board as an address on its own page. */
export const rowAnchor = (row: Pick<BoardRow, 'personId'>): string => `person-${row.personId}`

const Person = ({ row, today }: { readonly row: BoardRow; readonly today: Day }) => {
  const plannedOn = row.stay?.endedAt === null ? (row.leaving?.plannedOn ?? null) : null
  return (
    <li>
      <Link href={`#${rowAnchor(row)}`}>{`Go to ${row.name ?? 'a name not open to you'}`}</Link>
      {plannedOn !== null && `, ${plannedWords(plannedOn, today)}`}
      {row.death !== 'none' && (
        <>
          {' '}
          <Tag colour="red">{row.death === 'confirmed' ? 'Has died' : 'Reported died'}</Tag>
        </>
      )}
      {row.gap !== null && (
        <>
          {' '}
          <Tag colour="orange">Gap</Tag>
        </>
      )}
    </li>
  )
}

/**
 * On a phone, before the rows: who leaves when, a line each, which leads to their row below. The rows keep their order, what
 * cannot wait first, so that whoever left and is owed something is not pushed to the end.
 */
export function LeavingGroups({ rows, now }: { readonly rows: readonly BoardRow[]; readonly now: Instant }) {
  const today = dayOf(now)
  const groups = LEAVING_GROUPS.map((name) => ({ name, of: rows.filter((r) => groupOf(r, today) === name) }))
  return rows.length === 0 ? null : (
    <nav className="tc-phone-only" aria-label="Who leaves when">
      {groups
        .filter((g) => g.of.length > 0)
        .map((g) => (
          <div key={g.name}>
            <Heading level={2} size="s">
              {`${g.name}: ${count(g.of.length, 'person', 'people')}`}
            </Heading>
            <ul className="nhsuk-list">
              {g.of.map((row) => (
                <Person key={row.personId} row={row} today={today} />
              ))}
            </ul>
          </div>
        ))}
    </nav>
  )
}
