import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import { clockAndDay, EmptyState, Heading, Link, Paragraph, Table } from '#platform/ui/index.ts'
import { lookWords } from '../look-words.ts'
import { type Look, looked } from '../queries/looked.ts'
import { personPage } from './person-header.tsx'

/** /app/people/:id/looked: who has looked, for whoever may read the audit and sees the person. */
export const lookedPage = definePage({
  method: 'GET',
  path: '/app/people/:id/looked',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Who has looked', async (ask, view) => {
      const { personId } = view.person
      const before = z.iso.datetime().safeParse(request.query.before)
      const found = await ask(looked, { personId, ...(before.success ? { before: before.data } : {}) })
      if (!found.ok) return found
      const { looks, more } = found.value
      const last = looks.at(-1)
      return ok(
        <>
          <Heading level={2}>Who has looked</Heading>
          <Paragraph>
            Everybody who saw or changed something of this person, the newest first. Reading this page is
            written down too. A drug-and-alcohol team stands here only for those who may know of it.
          </Paragraph>
          <Table
            caption="Each look and each change"
            captionSize="s"
            columns={[
              { head: 'When', cell: (l: Look) => clockAndDay(l.at) },
              { head: 'Who', cell: (l: Look) => l.who ?? 'Not known by name' },
              { head: 'Organisation', cell: (l: Look) => l.organisation ?? '' },
              { head: 'What', cell: lookWords },
              { head: 'Why', cell: (l: Look) => l.purpose },
            ]}
            rows={looks}
            rowKey={(l) => String(l.eventId)}
            empty={<EmptyState why="Nobody has looked." fill="Whoever does stands here from then on." />}
          />
          {more && last && (
            <p>
              <Link href={`/app/people/${personId}/looked?before=${encodeURIComponent(last.at)}`}>Older</Link>
            </p>
          )}
        </>,
      )
    }),
})
