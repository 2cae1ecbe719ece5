import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { lookWords } from '#features/people/index.ts'
import { definePage } from '#platform/http/page.ts'
import { clockAndDay, EmptyState, Heading, Link, Paragraph, Table } from '#platform/ui/index.ts'
import { lookedAtDesk } from '../queries/looked-at.ts'

/** /app/audit/people/:id: who has looked at somebody about whom the desk is asked. */
export const lookedAtPage = definePage({
  method: 'GET',
  path: '/app/audit/people/:id',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const before = z.iso.datetime().safeParse(request.query.before)
      const personId = request.params.id ?? ''
      const found = await ask(lookedAtDesk, { personId, ...(before.success ? { before: before.data } : {}) })
      if (!found.ok) return found
      const { name, looks, more } = found.value
      const last = looks.at(-1)
      return ok({
        show: {
          title: `Who has looked, ${name}`,
          back: { href: '/app/audit', text: 'Back to the privacy desk' },
          body: (
            <>
              <Heading level={1} caption={name}>
                Who has looked
              </Heading>
              <Paragraph>
                Everybody who saw or changed something of this person, the newest first. Reading this page is
                written down too.
              </Paragraph>
              <Table
                caption="Who has looked"
                captionHidden
                columns={[
                  { head: 'When', isRowName: true, cell: (l) => clockAndDay(l.at) },
                  { head: 'Who', cell: (l) => l.who ?? 'Not known by name' },
                  { head: 'Organisation', cell: (l) => l.organisation ?? '' },
                  { head: 'What', cell: (l) => lookWords(l) },
                ]}
                rows={looks}
                rowKey={(l) => String(l.eventId)}
                empty={<EmptyState why="Nobody has looked." fill="Whoever does stands here from then on." />}
              />
              {more && last && (
                <p>
                  <Link href={`/app/audit/people/${personId}?before=${encodeURIComponent(last.at)}`}>
                    Older
                  </Link>
                </p>
              )}
            </>
          ),
        },
      })
    }),
})
