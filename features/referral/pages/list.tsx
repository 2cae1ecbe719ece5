import type { ReactNode } from 'react'
import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { actsOf, WORDS, type Word } from '#core/referral/words.ts'
import { type Asker, holds } from '#platform/commands/asker.ts'
import { definePage, type PageRequest } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  Checkboxes,
  ContextualDate,
  EmptyState,
  type FilterChip,
  Filters,
  Heading,
  Link,
  Paragraph,
  PostButton,
  Select,
  Table,
  Tabs,
} from '#platform/ui/index.ts'
import { inbox } from '../queries/inbox.ts'
import type { ReferralRow } from '../queries/row.ts'
import { sent } from '../queries/sent.ts'
import { dayShown, nextStepWords, once, whoHasIt, wordShown } from '../words.ts'
import { shownName, Words } from './parts.tsx'

interface Chosen {
  readonly tab: 'inbox' | 'sent'
  readonly word: Word | undefined
  readonly urgent: boolean
  readonly late: boolean
}

const chosenFrom = (query: PageRequest['query'], asker: Asker): Chosen => ({
  tab: query.tab === 'sent' || (query.tab !== 'inbox' && !holds(asker, 'referral.answer')) ? 'sent' : 'inbox',
  word: WORDS.find((word) => word === query.word),
  urgent: query.show === 'urgent' || query.urgent === '1',
  late: query.late === '1',
})

/** The same list with other filters; the address holds them all and names nobody. */
function address(chosen: Chosen, change: Partial<Chosen> = {}): string {
  const { tab, word, urgent, late } = { ...chosen, ...change }
  const query = new URLSearchParams({
    tab,
    ...(word ? { word } : {}),
    ...(urgent ? { urgent: '1' } : {}),
    ...(late ? { late: '1' } : {}),
  })
  return `/app/referrals?${query}`
}

/** GET /app/referrals: what was sent to us and what we sent, each row with its next step. */
export const listPage = definePage({
  method: 'GET',
  path: '/app/referrals',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const chosen = chosenFrom(request.query, asker)
      const filters = {
        ...(chosen.word ? { words: [chosen.word] } : {}),
        urgent: chosen.urgent,
        late: chosen.late,
      }
      const list = chosen.tab === 'inbox' ? await ask(inbox, filters) : await ask(sent, filters)
      if (!list.ok) return list
      const title = chosen.tab === 'inbox' ? 'Referrals to us' : 'Referrals we sent'
      const { rows, more } = list.value
      return ok({
        show: {
          title,
          list: {
            name: 'referrals',
            filter: [
              chosen.tab === 'inbox' ? 'to us' : 'sent',
              ...(chosen.word ? [wordShown(chosen.word)] : []),
              ...(chosen.urgent ? ['urgent'] : []),
              ...(chosen.late ? ['late'] : []),
            ],
            ...(more && { notShown: ['All but the first 100: filter the list to take them out too'] }),
          },
          body: (
            <>
              <Heading>{title}</Heading>
              <Tabs
                label="Referrals"
                items={[
                  { text: 'To us', href: '/app/referrals?tab=inbox', current: chosen.tab === 'inbox' },
                  { text: 'Sent', href: '/app/referrals?tab=sent', current: chosen.tab === 'sent' },
                ]}
              />
              <FilterForm chosen={chosen} />
              {chosen.tab === 'inbox' ? (
                <Inbox rows={rows} now={asker.now} newId={request.newId} empty={emptyOf(chosen)} />
              ) : (
                <Sent rows={rows} now={asker.now} empty={emptyOf(chosen)} />
              )}
              {more && (
                <Paragraph>Only the first 100 are shown. Filter the list to see the others.</Paragraph>
              )}
            </>
          ),
        },
      })
    }),
})

function FilterForm({ chosen }: { readonly chosen: Chosen }) {
  const chips: FilterChip[] = [
    ...(chosen.word
      ? [{ text: wordShown(chosen.word), removeHref: address(chosen, { word: undefined }) }]
      : []),
    ...(chosen.urgent ? [{ text: 'Urgent', removeHref: address(chosen, { urgent: false }) }] : []),
    ...(chosen.late ? [{ text: 'Late', removeHref: address(chosen, { late: false }) }] : []),
  ]
  return (
    <Filters
      action="/app/referrals"
      chips={chips}
      clearHref={`/app/referrals?tab=${chosen.tab}`}
      keep={{ tab: chosen.tab }}
    >
      <Select
        name="word"
        label="Status"
        value={chosen.word}
        choose={chosen.tab === 'inbox' ? 'Waiting for an answer' : 'All'}
        options={WORDS.map((word) => ({ value: word, text: wordShown(word) }))}
      />
      <Checkboxes
        name="urgent"
        label="Urgent"
        labelSize="s"
        small
        values={chosen.urgent ? ['1'] : []}
        choices={[{ value: '1', label: 'Urgent only' }]}
      />
      <Checkboxes
        name="late"
        label="Late"
        labelSize="s"
        small
        values={chosen.late ? ['1'] : []}
        choices={[{ value: '1', label: 'Late only' }]}
      />
    </Filters>
  )
}

function emptyOf(chosen: Chosen) {
  const filtered = chosen.word !== undefined || chosen.urgent || chosen.late
  if (filtered) {
    const action = { text: 'Clear all filters', href: `/app/referrals?tab=${chosen.tab}` }
    return <EmptyState why="No referral fits these filters." action={action} />
  }
  return chosen.tab === 'inbox' ? (
    <EmptyState
      why="Nothing waits for an answer."
      fill="A referral to one of your services shows here as soon as it is sent."
    />
  ) : (
    <EmptyState
      why="Your team has sent no referral."
      fill="Open a person and choose “Send a referral”."
      action={{ text: 'Find a person', href: '/app/people' }}
    />
  )
}

interface ListProps {
  readonly rows: readonly ReferralRow[]
  readonly now: Instant
  readonly empty: ReactNode
}

const personCell = (r: ReferralRow) => (
  <>
    <Link href={`/app/referrals/${r.id}`}>{shownName(r.personName)}</Link>
    {r.isAgain && <span className="tc-date__words">Referred before</span>}
  </>
)

function Inbox({ rows, now, newId, empty }: ListProps & { readonly newId: () => string }) {
  return (
    <Table
      caption="Referrals to us"
      captionHidden
      rows={rows}
      rowKey={(r) => r.id}
      empty={empty}
      columns={[
        { head: 'Person', isRowName: true, cell: personCell },
        { head: 'From', cell: (r) => `${r.fromName}, ${r.fromTeam}, ${r.fromOrganisation}` },
        { head: 'Asks for', cell: (r) => shortened(r.asksFor) },
        {
          head: 'Reply by',
          cell: (r) => (
            <ContextualDate
              on={dayOf(r.replyByAt)}
              today={dayOf(now)}
              compact
              due={actsOf('receiver', r.word).includes('accept')}
            />
          ),
        },
        { head: 'Status', cell: (r) => <Words referral={r} now={now} /> },
        { head: 'What you can do', cell: (r) => <InboxActs r={r} newId={newId} /> },
      ]}
    />
  )
}

/** Opening is a press that is recorded by name; a page that is only looked at records nothing. */
function InboxActs({ r, newId }: { readonly r: ReferralRow; readonly newId: () => string }) {
  const acts = actsOf('receiver', r.word)
  const name = shownName(r.personName)
  return (
    <ButtonGroup>
      {r.word === 'sent' && (
        <PostButton
          action={`/app/referrals/${r.id}/open`}
          hidden={{ commandId: newId(), personId: r.personId }}
          small
          hiddenWords={`the referral of ${name}`}
        >
          Open
        </PostButton>
      )}
      {acts.includes('accept') && (
        <Button small variant="secondary" href={`/app/referrals/${r.id}/accept`} hiddenWords={name}>
          Take on
        </Button>
      )}
      {acts.includes('ask') && (
        <Button small variant="secondary" href={`/app/referrals/${r.id}/ask`} hiddenWords={`about ${name}`}>
          Ask
        </Button>
      )}
      {acts.includes('decline') && (
        <Button small variant="secondary" href={`/app/referrals/${r.id}/decline`} hiddenWords={name}>
          Not for us
        </Button>
      )}
    </ButtonGroup>
  )
}

const Sent = ({ rows, now, empty }: ListProps) => (
  <Table
    caption="Referrals we sent"
    captionHidden
    rows={rows}
    rowKey={(r) => r.id}
    empty={empty}
    columns={[
      { head: 'Person', isRowName: true, cell: personCell },
      {
        head: 'Who has it',
        cell: (r) => (
          <>
            {once([r.serviceName, r.toTeam])}
            <span className="tc-date__words tc-under">{whoHasIt(r)}</span>
          </>
        ),
      },
      { head: 'Status', cell: (r) => <Words referral={r} now={now} /> },
      { head: 'What happens next', cell: (r) => nextStepWords(r, now) },
      { head: 'Sent', cell: (r) => `${dayShown(r.sentAt)}, by ${r.fromName}` },
    ]}
  />
)

const shortened = (text: string | null): string =>
  text === null ? 'Not known yet' : text.length > 120 ? `${text.slice(0, 117)}...` : text
