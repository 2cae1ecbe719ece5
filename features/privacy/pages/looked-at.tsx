import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { LooksTable } from '#features/people/pages/index.tsx'
import { definePage } from '#platform/http/page.ts'
import { Heading, Paragraph } from '#platform/ui/index.ts'
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
      return ok({
        show: {
          title: `Who has looked, ${name}`,
          list: {
            name: 'who-has-looked',
            title: 'Who has looked',
            ...(more && { notShown: ['Looks before these: go on to “Older”, and download that too'] }),
          },
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
              <LooksTable looks={looks} more={more} path={`/app/audit/people/${personId}`} />
            </>
          ),
        },
      })
    }),
})
