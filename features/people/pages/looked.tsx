import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import { Heading, Paragraph } from '#platform/ui/index.ts'
import { looked } from '../queries/looked.ts'
import { LooksTable } from './looks-table.tsx'
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
      return ok(
        <>
          <Heading level={2}>Who has looked</Heading>
          <Paragraph>
            Everybody who saw or changed something of this person, the newest first. Reading this page is
            written down too. A drug-and-alcohol team stands here only for those who may know of it.
          </Paragraph>
          <LooksTable looks={looks} more={more} path={`/app/people/${personId}/looked`} />
        </>,
      )
    }),
})
