import type { ReactNode } from 'react'
import { ok } from '#core/kernel/result.ts'
import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  type Column,
  ContextualDate,
  clock,
  dayWithoutWeekday,
  EmptyState,
  Form,
  grouped,
  Heading,
  Link,
  Pagination,
  Paragraph,
  Table,
  Tabs,
  TextInput,
} from '#platform/ui/index.ts'
import { type CaseloadRow, caseload } from '../queries/caseload.ts'
import type { FoundPerson } from '../queries/found.ts'
import { type SearchAnswer, search } from '../queries/search.ts'
import { ageWords } from '../words.ts'

const KEEP = `insert into tc.search (id, author_id, typed, at) values ($1, (select ctx.actor()), $2, (select ctx.now()))`
const FORGET = `delete from tc.search where author_id = (select ctx.actor()) and at < (select ctx.now()) - interval '1 hour'`
const TYPED = `select typed from tc.search where id = $1 and author_id = (select ctx.actor()) and at > (select ctx.now()) - interval '1 hour'`

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** What was typed under this id, for its author alone and for an hour. */
export const typedSearch = async (tx: Tx, id: string): Promise<string | undefined> =>
  UUID.test(id) ? (await tx.row<{ typed: string }>(TYPED, [id]))?.typed : undefined

/** Typed names never stand in an address: they are kept for an hour under an id that only their author can use. */
const keepSearch = definePage({
  method: 'POST',
  path: '/app/people/search',
  access: 'signed in',
  async handle(request) {
    const typed = text(request.form, 'q').slice(0, 200)
    if (typed === '') return ok({ goTo: '/app/people' })
    const id = request.newId()
    const kept = await request.own((tx) => Promise.all([tx.write(FORGET), tx.write(KEEP, [id, typed])]))
    return kept.ok ? ok({ goTo: `/app/people?search=${id}` }) : kept
  },
})

const SearchForm = ({ typed }: { readonly typed?: string }) => (
  <Form action="/app/people/search" id="people-search">
    <TextInput
      name="q"
      label="Find a person"
      hint="Part of a name, a birth date like 14 3 1987, or an NHS number. You find people your team supports."
      value={typed}
      width={30}
      spellCheck={false}
    />
    <Button>Find</Button>
  </Form>
)

/** /app/people: my people, or what a search found. */
const people = definePage({
  method: 'GET',
  path: '/app/people',
  access: 'signed in',
  async handle(request) {
    const searchId = request.query.search
    if (searchId !== undefined) {
      const typed = await request.own((tx) => typedSearch(tx, searchId))
      if (!typed.ok) return typed
      if (typed.value === undefined) return ok({ show: { title: 'Find a person', body: <SearchGone /> } })
      const words = typed.value
      return request.see(async (ask, asker) => {
        const found = await ask(search, { typed: words })
        if (!found.ok) return found
        const mayAdd = asker.rights.includes('people.register')
        return ok({
          show: {
            title: found.value.people.length === 0 ? 'Nobody found' : 'People found',
            back: { href: '/app/people', text: 'Back to my people' },
            body: (
              <Found
                answer={found.value}
                typed={words}
                addHref={mayAdd ? `/app/people/new?search=${searchId}` : null}
                mayOpen={asker.rights.includes('emergency.access')}
                today={dayOf(asker.now)}
              />
            ),
          },
        })
      })
    }
    const page = Math.max(1, Math.min(100, Number(request.query.page) || 1))
    return request.see(async (ask, asker) => {
      const asked = request.query.list
      const first = await ask(caseload, { scope: asked === 'team' ? 'team' : 'mine', page })
      if (!first.ok) return first
      // somebody who is nobody's key worker (a ward) sees their team's people without asking
      const turn = asked === undefined && first.value.rows.length === 0 && page === 1
      const list = turn ? await ask(caseload, { scope: 'team', page }) : first
      if (!list.ok) return list
      const scope = asked === 'team' || turn ? 'team' : 'mine'
      return ok({
        show: {
          title: `${scope === 'mine' ? 'My people' : 'People of my team'}${page > 1 ? `, page ${page}` : ''}`,
          list: { name: 'people', filter: [scope === 'mine' ? 'key worker' : 'my team'] },
          body: (
            <>
              <Heading level={1}>{scope === 'mine' ? 'My people' : `People of ${asker.teamName}`}</Heading>
              <SearchForm />
              <Tabs
                label="Lists of people"
                items={[
                  { text: 'I am key worker', href: '/app/people?list=mine', current: scope === 'mine' },
                  { text: 'My team', href: '/app/people?list=team', current: scope === 'team' },
                ]}
              />
              <CaseloadTable rows={list.value.rows} now={asker.now} scope={scope} />
              <p>
                <Link href={`/app/people/print/emergency-sheet?list=${scope}`}>
                  Emergency sheet for printing
                </Link>
              </p>
              {asker.rights.includes('import.spreadsheet') && (
                <p>
                  <Link href="/app/import">Hand in a spreadsheet</Link>
                </p>
              )}
              {asker.rights.includes('contact.read') && (
                <p>
                  <Link href="/app/settings/calendar">My calendar on a phone or in Outlook</Link>
                </p>
              )}
              <Pagination
                current={page}
                pages={page + (list.value.more ? 1 : 0)}
                to={(n) => ({ href: `/app/people?list=${scope}&page=${n}` })}
              />
            </>
          ),
        },
      })
    })
  },
})

const MODES: Record<string, string> = {
  visit: 'Visit',
  phone: 'Phone call',
  video: 'Video call',
  'accompanied first visit': 'First visit, accompanied',
}
export const modeWords = (mode: string): string => MODES[mode] ?? mode

function CaseloadTable({
  rows,
  now,
  scope,
}: {
  readonly rows: readonly CaseloadRow[]
  readonly now: Instant
  readonly scope: 'mine' | 'team'
}) {
  const today = dayOf(now)
  const columns: Column<CaseloadRow>[] = [
    {
      head: 'Person',
      isRowName: true,
      cell: (r) => <Link href={`/app/people/${r.personId}`}>{r.name}</Link>,
    },
    { head: 'Age', cell: (r) => ageWords(r.bornOn, today) },
    ...(scope === 'mine' ? [{ head: 'Service', cell: (r: CaseloadRow): ReactNode => r.service ?? '' }] : []),
    {
      head: 'Next contact',
      cell: (r) =>
        r.paused ? (
          'Paused: back in hospital'
        ) : r.nextOn === null || r.nextFromAt === null ? (
          'None shown'
        ) : (
          <ContextualDate on={r.nextOn} today={today} compact>
            {`${modeWords(r.nextMode ?? '')} at ${clock(r.nextFromAt)}, ${r.nextWorker ?? 'nobody named'}`}
          </ContextualDate>
        ),
    },
    {
      head: 'Last contact',
      cell: (r) =>
        r.lastAt === null ? 'None shown' : <ContextualDate on={dayOf(r.lastAt)} today={today} compact />,
    },
  ]
  return (
    <Table
      caption={
        scope === 'mine'
          ? 'People whose key worker you are'
          : 'People your team supports, leads or has been sent'
      }
      captionHidden
      columns={columns}
      rows={rows}
      rowKey={(r) => `${r.personId} ${r.service ?? ''} ${r.since}`}
      empty={
        <EmptyState
          why={scope === 'mine' ? 'You are nobody’s key worker now.' : 'Nobody is with your team now.'}
          fill={
            scope === 'mine'
              ? 'A person stands here once you are named as their key worker.'
              : 'A person stands here once they stay on your ward, are referred to you or are supported by you.'
          }
          action={
            scope === 'mine'
              ? { text: 'See everyone your team supports', href: '/app/people?list=team' }
              : undefined
          }
        />
      }
    />
  )
}

export const FoundTable = ({
  people: rows,
  today,
  caption,
}: {
  readonly people: readonly FoundPerson[]
  readonly today: Day
  readonly caption: string
}) => (
  <Table
    caption={caption}
    columns={[
      {
        head: 'Person',
        isRowName: true,
        cell: (r) => <Link href={`/app/people/${r.personId}`}>{r.name}</Link>,
      },
      { head: 'Born', cell: (r) => (r.bornOn === null ? 'Not known' : dayWithoutWeekday(r.bornOn)) },
      { head: 'Age', cell: (r) => ageWords(r.bornOn, today).split(',')[0] },
      {
        head: 'NHS number',
        cell: (r) =>
          r.nhsNumber === null ? (
            'Not shown'
          ) : (
            <span className="tc-nowrap">{grouped(r.nhsNumber, [3, 3, 4])}</span>
          ),
      },
    ]}
    rows={rows}
    rowKey={(r) => r.personId}
  />
)

function Found({
  answer,
  typed,
  addHref,
  mayOpen,
  today,
}: {
  readonly answer: SearchAnswer
  readonly typed: string
  readonly addHref: string | null
  /** Their post may open a record in an emergency. */
  readonly mayOpen: boolean
  readonly today: Day
}) {
  const exact = answer.people.filter((p) => p.exact)
  const like = answer.people.filter((p) => !p.exact)
  return (
    <>
      <Heading level={1}>Find a person</Heading>
      <SearchForm typed={typed} />
      {exact.length > 0 && (
        <FoundTable
          people={exact}
          today={today}
          caption={exact.length === 20 ? 'The first 20 found. Type more to narrow it.' : 'Found'}
        />
      )}
      {like.length > 0 && (
        <FoundTable
          people={like}
          today={today}
          caption={
            exact.length > 0 ? 'Names that are like it' : 'Nobody has just that name. These are like it'
          }
        />
      )}
      {answer.people.length === 0 && (
        <EmptyState
          why="Nobody among the people your team supports."
          fill={
            answer.checkDigitWrong
              ? 'That NHS number has a slip in it: its last digit does not fit the others. Check it.'
              : 'Check the spelling, or try a birth date or the NHS number. Somebody your team does not support is not found here.'
          }
        />
      )}
      {mayOpen && (
        <Paragraph>
          If somebody may come to harm before anybody can answer,{' '}
          <Link href="/app/emergency">open a record in an emergency</Link>.
        </Paragraph>
      )}
      {addHref && (
        <Paragraph>
          <Link href={addHref}>
            {answer.people.length === 0 ? 'Add this person' : 'None of these: add a person'}
          </Link>
        </Paragraph>
      )}
    </>
  )
}

const SearchGone = () => (
  <>
    <Heading level={1}>Find a person</Heading>
    <Paragraph>That search is no longer kept. Type it again.</Paragraph>
    <SearchForm />
  </>
)

export const listPages = [people, keepSearch]
