import { dayOf, type Instant } from '#core/kernel/time.ts'
import { fullName } from '#core/people/names.ts'
import { dayWithoutWeekday, grouped, Link, Table, Tag } from '#platform/ui/index.ts'
import type { Comparison } from '../queries/queries.ts'

type Side = Comparison['sides'][number]

const numberWords = (s: Side): string =>
  s.nhsNumber === null
    ? 'Not known'
    : `${grouped(s.nhsNumber, [3, 3, 4])}${s.numberStatus === 'verified' ? '' : ' (given, not verified)'}`

const lines = (s: Side, of: (one: Side) => readonly string[]): string => of(s).join('; ') || 'None recorded'

const ROWS: readonly { readonly what: string; of(s: Side): string; readonly compares: boolean }[] = [
  {
    what: 'Names',
    compares: false,
    of: (s) => lines(s, (x) => x.names.map((n) => `${fullName(n)}${n.kind === 'former' ? ' (former)' : ''}`)),
  },
  {
    what: 'Born',
    compares: true,
    of: (s) => (s.bornOn === null ? 'Not known' : dayWithoutWeekday(s.bornOn)),
  },
  { what: 'NHS number', compares: true, of: numberWords },
  {
    what: 'Ways to reach them',
    compares: false,
    of: (s) => lines(s, (x) => x.contactPoints.map((c) => `${c.kind} ${c.value}`)),
  },
  { what: 'Home area', compares: false, of: (s) => s.homeArea ?? 'Not known' },
  { what: 'Added', compares: false, of: (s) => dayWithoutWeekday(dayOf(s.registeredAt as Instant)) },
  {
    what: 'Care written in it',
    compares: false,
    of: (s) => (s.inUse ? 'Yes' : 'Nothing yet'),
  },
]

/** Two records side by side: who each is of and how they are reached; nothing of care, and no team. */
export function CompareTable({ sides, now }: { readonly sides: Comparison['sides']; readonly now: string }) {
  const [one, other] = sides
  return (
    <Table
      caption={now}
      captionHidden
      columns={[
        { head: 'What', isRowName: true, cell: (r: (typeof ROWS)[number]) => r.what },
        { head: 'Record 1', cell: (r) => r.of(one) },
        { head: 'Record 2', cell: (r) => r.of(other) },
        {
          head: 'Compared',
          cell: (r) =>
            !r.compares ? (
              ''
            ) : r.of(one) === 'Not known' || r.of(other) === 'Not known' ? (
              'Not known'
            ) : r.of(one) === r.of(other) ? (
              'The same'
            ) : (
              <Tag colour="yellow">Different</Tag>
            ),
        },
      ]}
      rows={ROWS}
      rowKey={(r) => r.what}
      empty={null}
    />
  )
}

export const DESK = '/app/merges'
export const BACK_TO_DESK = { href: DESK, text: 'Back to possible duplicates' }
export const DeskLink = () => <Link href={DESK}>All possible duplicates</Link>
