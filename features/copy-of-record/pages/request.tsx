import type { ReactNode } from 'react'
import { ok, refuse } from '#core/kernel/result.ts'
import { isUndecided, type WITHHOLD } from '#core/record-copy/withhold.ts'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  count,
  dayAndClock,
  dayWithoutWeekday,
  EmptyState,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  SuccessBanner,
  SummaryList,
  Tag,
} from '#platform/ui/index.ts'
import { oneRequest, type Part, type Requested } from '../queries/requests.ts'
import { EXTENDED_WORDS, HARM_WORDS, OTHERS_WORDS, STATE_WORDS, WITHHOLD_WORDS } from '../words.ts'
import { Left } from './list.tsx'
import { byNoun, PartWords } from './reading.tsx'

const SAID: Readonly<Record<string, string>> = {
  asked: 'The request is written down. The month runs from the day on which they asked.',
  identity: 'Who asks is checked. Gather what you hold.',
  gathered: 'Everything we hold is gathered. Decide about each part that is proposed.',
  proposed: 'The parts are proposed, and wait for a decision.',
  decided: 'What you decided is written down.',
  extended: 'The last day is moved by two months.',
  released: 'The copy is released. Hand it over, then say how.',
  handed: 'It is written down. The words of the copy are deleted here. The list of what was given stays.',
}

/** What was proposed of one part, what was decided, and by whom. */
export const PartDecisions = ({ part }: { readonly part: Part }) =>
  part.proposed.length === 0 ? null : (
    <InsetText>
      <p>
        {part.proposed.map((what) => (
          <span key={what}>
            <Tag colour="orange">{WITHHOLD_WORDS[what]}</Tag>{' '}
          </span>
        ))}
        {part.proposedWhy}
      </p>
      {part.others !== null && (
        <p>{`${OTHERS_WORDS[part.others]}: ${part.othersWhy ?? ''} (${part.othersBy ?? ''})`}</p>
      )}
      {part.harm !== null && (
        <p>{`${HARM_WORDS[part.harm]}: ${part.harmWhy ?? ''} (${part.harmBy ?? ''}, ${part.harmAs ?? ''})`}</p>
      )}
      {isUndecided(part) && <p>Not decided yet.</p>}
    </InsetText>
  )

const Facts = ({ found }: { readonly found: Requested }) => {
  const { request: q, now } = found
  return (
    <SummaryList
      rows={[
        { key: 'Asked', value: `${dayWithoutWeekday(q.askedOn)}, ${q.askedHow}` },
        { key: 'What they ask for', value: q.askedWhat === '' ? 'Everything we hold' : q.askedWhat },
        ...(q.closedTeam === null
          ? []
          : [{ key: 'Answered by', value: `${q.closedTeam} alone. Nobody else knows of this part.` }]),
        {
          key: 'Who asks',
          value:
            q.identityOn === null
              ? 'Not checked yet'
              : `Checked ${dayWithoutWeekday(q.identityOn)} by ${q.identityBy ?? ''}: ${q.identityHow ?? ''}`,
        },
        { key: 'Time left', value: <Left q={q} now={now} /> },
        ...(q.extendedWhy === null
          ? []
          : [
              {
                key: 'Extended',
                value: `${EXTENDED_WORDS[q.extendedWhy]}: ${q.extendedWords ?? ''}. They were told on ${q.toldOn === null ? '' : dayWithoutWeekday(q.toldOn)}, ${q.toldHow ?? ''}.`,
              },
            ]),
        { key: 'Where it stands', value: STATE_WORDS[q.state] },
        ...(q.releasedAt === null
          ? []
          : [{ key: 'Released', value: `${dayAndClock(q.releasedAt)} by ${q.releasedBy ?? ''}` }]),
        ...(q.handedOn === null
          ? []
          : [
              {
                key: 'Handed over',
                value: `${dayWithoutWeekday(q.handedOn)} by ${q.handedBy ?? ''}: ${q.handedHow ?? ''}`,
              },
            ]),
        ...(q.endedAt === null
          ? []
          : [{ key: 'Ended', value: `${dayAndClock(q.endedAt)}: ${q.endedWhy ?? ''}` }]),
      ]}
    />
  )
}

interface Press {
  readonly found: Requested
  readonly mint: () => string
}

/** What may be done next, for whoever answers it. */
function Next({ found, mint }: Press): ReactNode {
  const { request: q, parts } = found
  const at = `/app/copies/${q.id}`
  const hidden = { personId: q.personId }
  const undecided = parts.filter(isUndecided)
  const waits = (what: (typeof WITHHOLD)[number]) =>
    parts.filter((p) => p.proposed.includes(what) && (what === 'another person' ? p.others : p.harm) === null)
      .length
  const harmLink = q.harmDecides &&
    parts.some((p) => p.proposed.includes('serious harm')) &&
    q.state === 'gathered' && (
      <Button href={`${at}/harm`}>{`Decide about serious harm (${waits('serious harm')})`}</Button>
    )
  if (!q.answers) return harmLink || null
  if (q.state === 'asked')
    return (
      <ButtonGroup>
        {q.identityOn === null ? (
          <Button href={`${at}/identity`}>Say how you know that it is them</Button>
        ) : (
          <Form action={`${at}/gather`} hidden={{ ...hidden, commandId: mint() }}>
            <Button>Gather everything we hold</Button>
          </Form>
        )}
      </ButtonGroup>
    )
  if (q.state === 'gathered')
    return (
      <>
        <Paragraph>
          {undecided.length === 0
            ? 'Every part that was proposed is decided.'
            : `${count(undecided.length, 'part is', 'parts are')} not decided. The copy can be released once all are.`}
        </Paragraph>
        {waits('serious harm') > 0 && !q.harmDecides && (
          <Paragraph>
            {`${count(waits('serious harm'), 'part waits', 'parts wait')} for a decision about serious harm. The named health professional of your organisation makes it. If nobody holds that post, the copy cannot be released: tell whoever gives posts.`}
          </Paragraph>
        )}
        <ButtonGroup>
          {waits('another person') > 0 && (
            <Button href={`${at}/others`}>{`Decide about other people (${waits('another person')})`}</Button>
          )}
          {harmLink}
          <Button variant="secondary" href={`${at}/propose`}>
            Propose another part
          </Button>
        </ButtonGroup>
        <Form action={`${at}/gather`} hidden={{ ...hidden, commandId: mint() }}>
          <Button variant="secondary">Gather again</Button>
        </Form>
        {undecided.length === 0 && (
          <Form action={`${at}/release`} hidden={{ ...hidden, commandId: mint() }}>
            <Button>Release the copy</Button>
          </Form>
        )}
      </>
    )
  if (q.state === 'released')
    return (
      <ButtonGroup>
        <Button href={`${at}/paper`}>Print the copy</Button>
        <Button variant="secondary" href={`${at}/file`}>
          Take it as a file
        </Button>
        <Button variant="secondary" href={`${at}/hand-over`}>
          Say how it was handed over
        </Button>
      </ButtonGroup>
    )
  return null
}

const Parts = ({ found }: { readonly found: Requested }) => {
  const { parts, request: q } = found
  if (parts.length === 0)
    return q.state === 'asked' ? null : (
      <EmptyState why="No part is yours to read." fill="Whoever answers the request reads them." />
    )
  return (
    <>
      <Heading level={2}>{`What we hold (${count(parts.length, 'part', 'parts')})`}</Heading>
      {byNoun(parts).map((group) => (
        <details key={group.noun} className="nhsuk-details" open={group.parts.some(isUndecided)}>
          <summary className="nhsuk-details__summary">
            <span className="nhsuk-details__summary-text">{`${group.noun} (${group.parts.length})`}</span>
          </summary>
          <div className="nhsuk-details__text">
            {group.parts.map((part) => (
              <div key={part.id}>
                <PartDecisions part={part} />
                {part.said === null ? (
                  <Paragraph>{`${part.given === true ? 'Given' : 'Kept back'}${part.at === null ? '' : `, of ${dayAndClock(part.at)}`}. Digest ${part.digest.slice(0, 16)}`}</Paragraph>
                ) : (
                  <PartWords part={part} />
                )}
              </div>
            ))}
          </div>
        </details>
      ))}
    </>
  )
}

/** /app/copies/:id: one request, what may be done next, and what we hold. */
const page = definePage({
  method: 'GET',
  path: '/app/copies/:id',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(oneRequest, { requestId: request.params.id ?? '' })
      if (!found.ok) return found
      if (found.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const q = found.value.request
      const said = SAID[request.query.said ?? '']
      const open = q.answers && ['asked', 'gathered', 'released'].includes(q.state)
      return ok({
        show: {
          title: 'A request for a copy',
          back: { href: '/app/copies', text: 'Back to the requests' },
          body: (
            <>
              {said && <SuccessBanner heading={said} />}
              <Heading level={1} caption={q.name ?? 'Name not open to you'}>
                A request for a copy
              </Heading>
              <Facts found={found.value} />
              <Next found={found.value} mint={request.newId} />
              {open && q.closedTeamId === null && (
                <p>
                  {q.extendedWhy === null && q.state !== 'released' && (
                    <>
                      <Link href={`/app/copies/${q.id}/extend`}>Take two more months</Link>
                      {' · '}
                    </>
                  )}
                  <Link href={`/app/copies/${q.id}/end`}>End it without a copy</Link>
                </p>
              )}
              <Parts found={found.value} />
            </>
          ),
        },
      })
    }),
})

/** One press each, from the page of the request. */
const press = (path: string, command: string, said: string) =>
  definePage({
    method: 'POST',
    path,
    access: 'signed in',
    async handle(request) {
      const requestId = request.params.id ?? ''
      const done = await request.act(command, text(request.form, 'commandId') || request.newId(), {
        requestId,
        personId: text(request.form, 'personId'),
      })
      return done.ok ? ok({ goTo: `/app/copies/${requestId}?said=${said}` }) : done
    },
  })

export const requestPages = [
  page,
  press('/app/copies/:id/gather', 'copy.gather', 'gathered'),
  press('/app/copies/:id/release', 'copy.release', 'released'),
]
