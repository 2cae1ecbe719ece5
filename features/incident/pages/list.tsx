import { ok } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  dayAndClock,
  EmptyState,
  Heading,
  Link,
  Pagination,
  Paragraph,
  SuccessBanner,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import { incidents } from '../queries/index.ts'
import { HARM_WORDS, KIND_WORDS } from '../words.ts'

const SAID: Readonly<Record<string, string>> = {
  recorded: 'The incident is written down.',
  corrected: 'The correction is written. What it said before is kept.',
}

/** /app/incidents: what went wrong, newest first; `person` shows those about one person. */
export const listPage = definePage({
  method: 'GET',
  path: '/app/incidents',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const page = Math.max(1, Math.min(200, Number(request.query.page) || 1))
      const person = /^[0-9a-f-]{36}$/.test(request.query.person ?? '') ? request.query.person! : null
      const found = await ask(incidents, { personId: person, page })
      if (!found.ok) return found
      const all = asker.rights.includes('incident.read')
      const mayWrite = asker.rights.includes('incident.record')
      const here = person ? `/app/incidents?person=${person}&` : '/app/incidents?'
      const said = SAID[request.query.said ?? '']
      return ok({
        show: {
          title: 'Incidents',
          list: {
            name: 'incidents',
            filter: person ? ['about one person'] : [],
            notShown: ['What was written about each: open it'],
          },
          ...(person && { back: { href: `/app/people/${person}`, text: 'Back to the person' } }),
          body: (
            <>
              {said && <SuccessBanner heading={said} />}
              <Heading level={1} caption={asker.teamName}>
                Incidents
              </Heading>
              <Paragraph>
                {all
                  ? 'What went wrong in your team, whoever wrote it.'
                  : 'What you wrote down. Your manager reads all of your team’s.'}
              </Paragraph>
              {mayWrite && (
                <Button href={person ? `/app/people/${person}/incident` : '/app/incidents/new'}>
                  Write down an incident
                </Button>
              )}
              <Table
                caption="Incidents, newest first"
                captionHidden
                rows={found.value.rows}
                rowKey={(r) => r.incidentId}
                empty={
                  <EmptyState
                    why="No incident that you may read."
                    fill="One that you write down stands here, and your manager sees it."
                  />
                }
                columns={[
                  {
                    head: 'What',
                    isRowName: true,
                    cell: (r) => <Link href={`/app/incidents/${r.incidentId}`}>{KIND_WORDS[r.kind]}</Link>,
                  },
                  { head: 'When', cell: (r) => dayAndClock(r.happenedAt) },
                  {
                    head: 'About',
                    cell: (r) =>
                      r.personId === null ? 'Nobody in particular' : (r.person ?? 'Somebody you do not see'),
                  },
                  { head: 'Harm that happened', cell: (r) => HARM_WORDS[r.harm].word },
                  {
                    head: 'Told',
                    cell: (r) => (r.told ? 'Yes' : <Tag colour="orange">Nobody yet</Tag>),
                  },
                  { head: 'Written by', cell: (r) => `${r.by ?? ''}${r.corrected ? ', corrected' : ''}` },
                ]}
              />
              {found.value.closed > 0 && (
                <Paragraph>
                  {`${found.value.closed} more ${found.value.closed === 1 ? 'is' : 'are'} counted and no longer open to you: your team’s time with the person has ended.`}
                </Paragraph>
              )}
              <Pagination
                current={page}
                pages={page + (found.value.more ? 1 : 0)}
                to={(n) => ({ href: `${here}page=${n}` })}
              />
            </>
          ),
        },
      })
    }),
})
