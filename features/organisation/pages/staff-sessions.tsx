import { ok } from '#core/kernel/result.ts'
import { definePage, text } from '#platform/http/page.ts'
import { deviceOf, factorWords, type SessionShown } from '#platform/identity/sessions.ts'
import { clockAndDay, Paragraph, PostButton, Table } from '#platform/ui/index.ts'

/** On what they are signed in: for a lost phone, or a computer that nobody signed out of. `at`: their page. */
export const StaffSessions = ({
  at,
  sessions,
  newId,
}: {
  readonly at: string
  readonly sessions: readonly SessionShown[]
  newId(): string
}) => (
  <>
    <Table
      caption="Where they are signed in"
      columns={[
        { head: 'Device', isRowName: true, cell: deviceOf },
        { head: 'Since', cell: (s) => clockAndDay(s.sinceAt) },
        { head: 'Last used', cell: (s) => (s.locked ? 'Locked' : clockAndDay(s.seenAt)) },
        { head: 'Second factor', cell: (s) => factorWords(s.secondFactor) },
        {
          head: 'End',
          headHidden: true,
          cell: (s) => (
            <PostButton
              action={`${at}/end-session`}
              hidden={{ commandId: newId(), sessionId: s.id }}
              small
              variant="secondary"
              hiddenWords={deviceOf(s)}
            >
              End
            </PostButton>
          ),
        },
      ]}
      rows={sessions}
      rowKey={(s) => s.id}
      empty={<Paragraph>They are signed in nowhere now.</Paragraph>}
    />
    {sessions.length > 1 && (
      <PostButton
        action={`${at}/end-session`}
        hidden={{ commandId: newId(), sessionId: '' }}
        variant="secondary"
      >
        End all of them
      </PostButton>
    )}
  </>
)

export const endSession = definePage({
  method: 'POST',
  path: '/app/team/staff/:id/end-session',
  access: 'signed in',
  async handle(request) {
    const ended = await request.act('session.revoke', text(request.form, 'commandId'), {
      staffId: request.params.id,
      sessionId: text(request.form, 'sessionId') || null,
    })
    return ended.ok ? ok({ goTo: `/app/team/staff/${request.params.id}` }) : ended
  },
})
