import { ok, refuse } from '#core/kernel/result.ts'
import { definePage, type Page } from '#platform/http/page.ts'
import { wordsOf } from '#platform/notify/index.ts'
import type { TemplateId } from '#platform/notify/message.ts'
import { clockAndDay, EmptyState, Heading, Paragraph, Table } from '#platform/ui/index.ts'
import { type PracticeMessage, practiceSent } from '../queries/notices.ts'

const STATES: Readonly<Record<string, string>> = {
  practice: 'Would have been sent',
  queued: 'Waits to go',
  claimed: 'Is going',
  held: 'Held',
  failed: 'Failed',
}

/** /app/practice/sent: what would have left this system. Practice mode alone; in any other the list is not there. */
const sent = definePage({
  method: 'GET',
  path: '/app/practice/sent',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(practiceSent, {})
      if (!found.ok) return found
      if (found.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: 'What would have been sent',
          list: { name: 'would-have-been-sent' },
          back: { href: '/practice', text: 'Back to practice' },
          body: (
            <>
              <Heading level={1}>What would have been sent</Heading>
              <Paragraph>
                Practice: no message leaves this system. These are the newest hundred that would have.
              </Paragraph>
              <Table
                caption={`Messages: ${found.value.length}`}
                columns={[
                  { head: 'When', isRowName: true, cell: (m: PracticeMessage) => clockAndDay(m.at) },
                  {
                    head: 'To',
                    cell: (m: PracticeMessage) => `${m.channel === 'email' ? 'Email' : 'Text'} to ${m.to}`,
                  },
                  {
                    head: 'Words',
                    cell: (m: PracticeMessage) =>
                      wordsOf({ template: m.template as TemplateId, slots: m.slots }).body,
                  },
                  {
                    head: 'State',
                    cell: (m: PracticeMessage) =>
                      `${STATES[m.state] ?? m.state}${m.why === null ? '' : `: ${m.why}`}`,
                  },
                ]}
                rows={found.value}
                rowKey={(m) => m.id}
                empty={
                  <EmptyState
                    why="Nothing would have been sent yet."
                    fill="A message is made when somebody on duty chose email or texts, and for the out-of-hours destination."
                  />
                }
              />
            </>
          ),
        },
      })
    }),
})

export const sentPages: readonly Page[] = [sent]
