import { clockAndDay, EmptyState, Link, Table } from '#platform/ui/index.ts'
import { lookWords, whoLooked } from '../look-words.ts'
import type { Look } from '../queries/looked.ts'

/** Who has looked, newest first, with the way to older ones at `path`. */
export const LooksTable = ({
  looks,
  more,
  path,
}: {
  readonly looks: readonly Look[]
  readonly more: boolean
  readonly path: string
}) => {
  const last = looks.at(-1)
  return (
    <>
      <Table
        caption="Each look and each change"
        captionSize="s"
        columns={[
          { head: 'When', isRowName: true, cell: (l: Look) => clockAndDay(l.at) },
          { head: 'Who', cell: (l: Look) => whoLooked(l) },
          { head: 'Organisation', cell: (l: Look) => l.organisation ?? '' },
          { head: 'What', cell: (l: Look) => lookWords(l) },
          { head: 'Why', cell: (l: Look) => l.purpose },
        ]}
        rows={looks}
        rowKey={(l) => String(l.eventId)}
        empty={<EmptyState why="Nobody has looked." fill="Whoever does stands here from then on." />}
      />
      {more && last && (
        <p>
          <Link href={`${path}?before=${encodeURIComponent(last.at)}`}>Older</Link>
        </p>
      )}
    </>
  )
}
