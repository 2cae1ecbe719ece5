import { ok } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import {
  dayAndClock,
  EmptyState,
  Heading,
  Link,
  Paragraph,
  SuccessBanner,
  Table,
} from '#platform/ui/index.ts'
import { type Desk, mergeDesk } from '../queries/queries.ts'
import { DESK } from './compare-table.tsx'

const DONE: Readonly<Record<string, string>> = {
  proposed: 'A colleague is asked to decide.',
  together: 'The two records are one.',
  back: 'The two records stay apart.',
  undone: 'The two records are apart again.',
}

/** /app/merges: what the desk was asked to compare, what waits for a second person, and what may still be undone. */
export const deskPage = definePage({
  method: 'GET',
  path: DESK,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(mergeDesk, {})
      if (!found.ok) return found
      const { doubtful, pairs } = found.value
      const done = DONE[request.query.done ?? '']
      return ok({
        show: {
          title: 'Possible duplicates',
          list: { name: 'possible-duplicates' },
          back: { href: '/app/tasks', text: 'Back to tasks' },
          body: (
            <>
              {done && <SuccessBanner heading={done} />}
              <Heading level={1}>Possible duplicates</Heading>
              <Paragraph>
                Two records may be of one person. Compare them, ask the teams that wrote them, and put them
                together only when two identifiers agree. Nothing is put together by itself.
              </Paragraph>
              <Heading level={2}>To compare</Heading>
              <Table
                caption="To compare"
                captionHidden
                columns={[
                  { head: 'Name', isRowName: true, cell: (d: Desk['doubtful'][number]) => d.name },
                  { head: 'Asked', cell: (d) => dayAndClock(d.since) },
                  {
                    head: 'Compare',
                    headHidden: true,
                    cell: (d) => (
                      <Link href={`${DESK}/compare/${d.oneId}/${d.otherId}`} hiddenWords={`for ${d.name}`}>
                        Compare
                      </Link>
                    ),
                  },
                ]}
                rows={doubtful}
                rowKey={(d) => d.taskId}
                empty={
                  <EmptyState
                    why="Nothing waits to be compared."
                    fill="When somebody adds a person whom the partnership may know already, your desk is asked here."
                  />
                }
              />
              <Heading level={2}>Proposed, and put together in the last 30 days</Heading>
              <Table
                caption="Proposed, and put together in the last 30 days"
                captionHidden
                columns={[
                  { head: 'Name', isRowName: true, cell: (p: Desk['pairs'][number]) => p.name },
                  { head: 'Proposed', cell: (p) => `${p.proposedBy}, ${dayAndClock(p.proposedAt)}` },
                  { head: 'Now', cell: (p) => stateWords(p) },
                  {
                    head: 'Open',
                    headHidden: true,
                    cell: (p) => (
                      <Link href={`${DESK}/${p.id}`} hiddenWords={`the records of ${p.name}`}>
                        {p.state === 'proposed' ? 'Compare and decide' : 'Open'}
                      </Link>
                    ),
                  },
                ]}
                rows={pairs}
                rowKey={(p) => p.id}
                empty={
                  <EmptyState
                    why="Nothing is proposed, and nothing was put together in the last 30 days."
                    fill="What is proposed waits here for a second person."
                  />
                }
              />
            </>
          ),
        },
      })
    }),
})

export const stateWords = (p: Desk['pairs'][number] | { readonly state: string }): string =>
  p.state === 'proposed'
    ? 'Waits for a second person'
    : p.state === 'together'
      ? 'Put together'
      : p.state === 'undone'
        ? 'Taken apart again'
        : 'Left apart'
