import type { ReactNode } from 'react'
import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { gapTitleOfKey, KINDS } from '#core/safetynet/kinds.ts'
import { definePage } from '#platform/http/page.ts'
import {
  clockAndDay,
  EmptyState,
  Filters,
  Heading,
  InsetText,
  Link,
  Paragraph,
  Select,
  ShortDate,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import { board, type GapBoard, type GapLine } from '../queries/board.ts'
import {
  aboutWords,
  age,
  askedWords,
  hoursWords,
  missing,
  nationalFoot,
  nationalWords,
  notYetKept,
  putRight,
} from './words.ts'

const KEPT = (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((k) => KINDS[k].kept)

/** /app/gaps: what is owed to people and not kept now, worries first, then the oldest, with who owns it and what clears it. */
export const boardPage = definePage({
  method: 'GET',
  path: '/app/gaps',
  access: 'signed in',
  async handle(request) {
    const kind = KEPT.find((k) => k === request.query.kind)
    return request.see(async (ask) => {
      const found = await ask(board, { limit: 200, ...(kind === undefined ? {} : { kind: kind as 'N5' }) })
      if (!found.ok) return found
      return ok({
        show: {
          title: `Gaps, ${found.value.team}`,
          list: {
            name: 'gaps',
            title: 'Gaps',
            filter: kind ? [missing(kind)] : [],
            notShown: ['Gaps about to open'],
          },
          body: <Board board={found.value} kind={kind} taken={request.query.taken} />,
        },
      })
    })
  },
})

function Board({
  board: b,
  kind,
  taken,
}: {
  readonly board: GapBoard
  readonly kind: string | undefined
  readonly taken: string | undefined
}) {
  return (
    <>
      <Heading level={1} caption={b.team}>
        Gaps
      </Heading>
      {taken === '1' && (
        <InsetText>You took it over. It stays here, with your name, until it is done.</InsetText>
      )}
      <Paragraph>
        What is owed to people and not kept now. A gap is cleared by doing the thing. Worries come first, then
        the oldest.
      </Paragraph>
      <Filters
        action="/app/gaps"
        chips={kind ? [{ text: `Only: ${missing(kind)}`, removeHref: '/app/gaps' }] : []}
        clearHref="/app/gaps"
      >
        <Select
          name="kind"
          label="What is missing"
          value={kind ?? ''}
          choose="Everything"
          options={KEPT.map((k) => ({ value: k, text: missing(k) }))}
        />
      </Filters>
      <Table
        caption={`Open now: ${b.open.length}`}
        columns={columns(b.asOf)}
        rows={b.open}
        rowKey={(line) => `${line.personId} ${line.key} ${line.since}`}
        empty={
          <EmptyState
            why={kind ? 'Nothing of this kind is open.' : 'Nothing is open for your team.'}
            fill="A gap shows here the moment its time has run out."
          />
        }
      />
      {b.next.length > 0 && (
        <Table
          caption="About to open, in the next two days"
          columns={columns(b.asOf, 'From').slice(0, 4)}
          rows={b.next}
          rowKey={(line) => `${line.personId} ${line.key} ${line.since}`}
        />
      )}
      {[...b.open, ...b.next].some((line) => line.kind === 'N4') && (
        <Paragraph small>{nationalFoot}</Paragraph>
      )}
      <Paragraph small>{notYetKept}</Paragraph>
    </>
  )
}

/** The one way to where the thing itself is done. */
const PutItRight = ({ line }: { readonly line: GapLine }): ReactNode => {
  const to = putRight(line)
  return (
    to && (
      <>
        <br />
        <Link href={to.href} hiddenWords={line.name === null ? '' : `for ${line.name}`}>
          {to.text}
        </Link>
      </>
    )
  )
}

const columns = (now: Instant, when: 'Since' | 'From' = 'Since') => [
  {
    head: 'Person',
    isRowName: true,
    cell: (line: GapLine) =>
      line.name === null ? (
        `Name not open to you. Ask ${line.owner ?? 'the records desk'}.`
      ) : (
        <Link href={`/app/people/${line.personId}`}>{line.name}</Link>
      ),
  },
  {
    head: 'What is missing',
    cell: (line: GapLine) => (
      <>
        {line.death === 'reported' && !line.key.startsWith('N11:death:') && (
          <>
            <Tag colour="grey">Held: death reported</Tag>
            <br />
          </>
        )}
        <strong>{gapTitleOfKey(line.key)}</strong>
        <br />
        {aboutWords(line.about)}
        {aboutWords(line.about) !== '' && <br />}
        {line.clears}
        {line.asked && <span className="tc-under">{askedWords(line.asked)}</span>}
        {line.notReached !== null && <span className="tc-under">{`Not reached: ${line.notReached}.`}</span>}
        {line.kind === 'N4' && line.actsInstead === null && (
          <>
            <br />
            {line.key.startsWith('N4:booked:') && (
              <>
                <Link href={`/app/stays/${line.aboutId}/book`} hiddenWords={line.name ?? ''}>
                  Book the first contact
                </Link>{' '}
              </>
            )}
            <Link href={`/app/stays/${line.aboutId}/met`} hiddenWords={line.name ?? ''}>
              Record a contact
            </Link>
          </>
        )}
        {(line.actsInstead === null || line.about.worry) && <PutItRight line={line} />}
        {line.unanswered && (
          <span className="tc-under">
            <Tag colour="red">Nobody has acknowledged</Tag>
          </span>
        )}
        {line.kind === 'N4' && line.leftAt !== null && (
          <span className="tc-under">{nationalWords(line.leftAt)}</span>
        )}
      </>
    ),
  },
  {
    head: when,
    cell: (line: GapLine) => (
      <>
        {line.since <= now ? (
          <>
            <strong>{age(line.since, now)}</strong>
            <br />
            <ShortDate on={dayOf(line.since)} />
          </>
        ) : (
          <strong>{clockAndDay(line.since)}</strong>
        )}
        {line.until !== null && line.since <= now && (
          <>
            <br />
            {line.kind === 'N4' ? (
              hoursWords(line.until, now)
            ) : (
              <>
                ends by itself on <ShortDate on={dayOf(line.until)} />
              </>
            )}
          </>
        )}
      </>
    ),
  },
  {
    head: 'Owner',
    cell: (line: GapLine) => (
      <>
        {line.owner ?? 'The team: nobody is named'}
        {line.actsInstead !== null && (
          <>
            <br />
            <span className="tc-quiet">{`Told to you: ${line.actsInstead} acts.`}</span>
          </>
        )}
      </>
    ),
  },
  {
    head: 'Taken over',
    cell: (line: GapLine) =>
      line.actsInstead !== null && !line.takenOver ? (
        ''
      ) : line.takenOver ? (
        <>
          <Tag colour="blue">Taken over</Tag> {`${line.takenOver.by}: ${line.takenOver.reason}`}
        </>
      ) : (
        <Link
          href={`/app/gaps/take-over?${new URLSearchParams({ person: line.personId, key: line.key })}`}
          hiddenWords={line.name ?? ''}
        >
          Take over
        </Link>
      ),
  },
]
