import { ok } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Asker } from '#platform/commands/asker.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  Card,
  clock,
  count,
  Details,
  dayAndClock,
  EmptyState,
  Heading,
  InsetText,
  Link,
  listed,
  longDay,
  Paragraph,
  PostButton,
  SuccessBanner,
  SummaryList,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import type { ContactLine, EpisodePage } from '../queries/page.ts'
import { pageFacts } from './facts.ts'
import { SchedulePicture } from './picture.tsx'
import { StagePart } from './stage.tsx'
import { evidenceWords, KIND_WORDS, MODE_WORDS, PAUSE_WORDS, SUGGESTS, shownName } from './words.ts'

const may = (asker: Asker, ...rights: string[]): boolean => rights.some((r) => asker.rights.includes(r))

/** /app/episodes/:id: what is decided and since when, the calendar, what speaks for a change, who comes, what is open. */
export const onePage = definePage({
  method: 'GET',
  path: '/app/episodes/:id',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await pageFacts(ask, asker, request)
      if (!found.ok) return found
      const page = found.value
      return ok({
        show: {
          title: `${page.serviceName} for ${shownName(page)}`,
          back: { href: `/app/people/${page.personId}`, text: `Back to ${shownName(page)}` },
          body: (
            <One page={page} asker={asker} commandId={request.newId()} done={request.query.said === 'done'} />
          ),
        },
      })
    }),
})

interface Props {
  readonly page: EpisodePage
  readonly asker: Asker
}

function One({
  page,
  asker,
  commandId,
  done,
}: Props & { readonly commandId: string; readonly done: boolean }) {
  const open = page.episode.state === 'open' && page.episode.ours
  return (
    <>
      {done && <SuccessBanner heading="Saved. The schedule below is as it stands now." />}
      <Heading level={1} caption={shownName(page)}>
        {page.serviceName}
      </Heading>
      <Standing page={page} asker={asker} />
      <SchedulePicture page={page} />
      <p>
        <Link href={`/app/episodes/${page.episode.id}/calendar`}>Print the calendar</Link>
      </p>
      {open && <Proposed page={page} asker={asker} />}
      {page.suggestion && <Evidence page={page} />}
      {open && <Acts page={page} asker={asker} commandId={commandId} />}
      <Open page={page} />
      <StagePart page={page} mayMove={open && may(asker, 'episode.manage')} />
      <Faces page={page} />
      <Contacts title="Coming up" lines={page.coming} page={page} />
      <Contacts title="Lately" lines={page.recent} page={page} />
      <Paragraph
        small
      >{`On version ${page.pathway.version} of the pathway “${page.pathway.title}”. ${page.boundary}`}</Paragraph>
    </>
  )
}

function Standing({ page, asker }: Props) {
  const { episode: e } = page
  const change = (path: string, ...rights: string[]) =>
    e.state === 'open' && e.ours && may(asker, ...rights)
      ? { href: `/app/episodes/${e.id}/${path}` }
      : undefined
  const key = e.keyWorkerId === null ? 'Nobody yet' : (page.names[e.keyWorkerId] ?? 'A staff member')
  return (
    <>
      {page.pause && (
        <InsetText>
          <p>
            <strong>{`Paused since ${longDay(dayOf(page.pause.from))}: ${PAUSE_WORDS[page.pause.reason] ?? page.pause.reason}.`}</strong>{' '}
            Nothing is planned or asked for. The step before goes on afterwards.
          </p>
        </InsetText>
      )}
      <SummaryList
        rows={[
          {
            key: 'Step now',
            value:
              e.state === 'ended'
                ? 'Ended'
                : page.present
                  ? `${page.present.title}, since ${longDay(page.present.sinceOn)}`
                  : `Starts on ${longDay(e.startOn)}`,
          },
          ...(page.pending && e.state === 'open'
            ? [{ key: 'Agreed next', value: `${page.pending.title}, from ${longDay(page.pending.fromOn)}` }]
            : []),
          ...(page.reviewOn && e.state === 'open'
            ? [
                {
                  key: 'Look at it together',
                  value: `${longDay(page.reviewOn)}. Support stays as it is until something is decided.`,
                },
              ]
            : []),
          { key: 'Key worker', value: key, change: change('key-worker', 'episode.manage') },
          { key: 'Who comes', value: visitorsWords(page, key), change: change('visitors', 'contact.plan') },
          { key: 'First contact', value: e.firstContactAt ? dayAndClock(e.firstContactAt) : 'Not yet' },
          ...(e.noNextContact?.until
            ? [
                {
                  key: 'No next contact',
                  value: `${e.noNextContact.reason} (until ${longDay(dayOf(e.noNextContact.until))})`,
                },
              ]
            : []),
          ...(e.endedAt
            ? [
                { key: 'Ended', value: longDay(dayOf(e.endedAt)) },
                {
                  key: 'How it ended',
                  value: listed([e.outcome, e.destination].filter((x): x is string => x !== null)),
                },
                {
                  key: 'Who carries on',
                  value: `${e.handoverTo ?? ''}${e.handoverText ? `: ${e.handoverText}` : ''}`,
                },
              ]
            : []),
        ]}
      />
    </>
  )
}

const DAYS = ['', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays']
function visitorsWords(page: EpisodePage, key: string): string {
  const lines = page.episode.visitors.map((v) => {
    const when = [v.weekday === null ? null : DAYS[v.weekday], v.part === null ? null : `${v.part}s`]
      .filter(Boolean)
      .join(', ')
    return `${when || 'Always'}: ${page.names[v.staffId] ?? 'a staff member'}`
  })
  return lines.length === 0 ? key : `${lines.join('. ')}. Else: ${key}`
}

/** A step down that waits: who proposed it on which counts, and what is still missing. */
function Proposed({ page, asker }: Props) {
  const p = page.proposal
  if (!p) return null
  const missing = p.personAgreedAt
    ? 'It waits for a named member of the prescribing or referring team.'
    : 'It waits for the person’s agreement and that of a named member of the prescribing or referring team.'
  return (
    <Card heading={`Proposed: ${p.toStepTitle.toLowerCase()}`}>
      <p>{`${page.names[p.proposedBy] ?? 'A worker'} proposed this on ${dayAndClock(p.proposedAt)}. ${missing}`}</p>
      {p.personAgreedAt && (
        <p>{`The person agreed on ${dayAndClock(p.personAgreedAt)}: ${p.personAgreedHow ?? ''}`}</p>
      )}
      {p.suggestion && (
        <Details summary="What it was proposed on">
          <EvidenceList lines={p.suggestion.lines} />
        </Details>
      )}
      {may(asker, 'episode.manage') && (
        <ButtonGroup>
          <Button href={`/app/episodes/${page.episode.id}/agree`}>Write the agreements</Button>
          <Button href={`/app/episodes/${page.episode.id}/not-now`} variant="secondary">
            Not now
          </Button>
        </ButtonGroup>
      )}
    </Card>
  )
}

const EvidenceList = ({
  lines,
}: {
  readonly lines: readonly { readonly about: string; readonly count: number; readonly heldAgainst: number }[]
}) => (
  <ul className="nhsuk-list nhsuk-list--bullet">
    {lines.map((line) => (
      <li key={line.about}>{evidenceWords(line)}</li>
    ))}
  </ul>
)

function Evidence({ page }: { readonly page: EpisodePage }) {
  const s = page.suggestion
  if (!s) return null
  return (
    <>
      <Heading level={2}>What the record of this step says</Heading>
      <p>{`${SUGGESTS[s.suggests]} This is a count and decides nothing.`}</p>
      <EvidenceList lines={s.lines} />
    </>
  )
}

/** What can be done now; each act that is not offered says why where that helps. */
function Acts({ page, asker, commandId }: Props & { readonly commandId: string }) {
  const to = (path: string) => `/app/episodes/${page.episode.id}/${path}`
  const manages = may(asker, 'episode.manage')
  const plans = may(asker, 'contact.plan', 'episode.manage')
  const atTop = page.present !== null && page.steps[0]?.id === page.present.id
  return (
    <>
      <Heading level={2}>Change the support</Heading>
      <ButtonGroup>
        {may(asker, 'schedule.step-up') && (!atTop || page.pending) && page.present && (
          <Button href={to('up')}>More support, at once</Button>
        )}
        {page.next && !page.proposal && !page.pending && may(asker, 'episode.manage', 'contact.record') && (
          <Button
            href={to('propose')}
            variant="secondary"
          >{`Propose less: ${page.next.title.toLowerCase()}`}</Button>
        )}
        {plans && page.pause === null && (
          <Button href={to('pause')} variant="secondary">
            Pause
          </Button>
        )}
        {plans && page.pause?.id && <Button href={to('resume')}>The person is back</Button>}
        {plans && (
          <Button href={to('plan')} variant="secondary">
            Plan an extra contact
          </Button>
        )}
        {may(asker, 'contact.record') && (
          <Button href={to('record')} variant="secondary">
            Record an unplanned contact
          </Button>
        )}
        {plans && (
          <Button href={to('no-contact')} variant="secondary">
            No next contact: say why
          </Button>
        )}
        {manages && (
          <Button href={to('close')} variant="secondary">
            End support
          </Button>
        )}
      </ButtonGroup>
      {plans && page.pause === null && (
        <PostButton
          action={to('extend')}
          hidden={{ commandId, person: page.personId }}
          variant="secondary"
          small
        >
          Plan two weeks ahead now
        </PostButton>
      )}
      {page.episode.plannedUntilOn && (
        <Paragraph small>{`Contacts are planned up to ${longDay(page.episode.plannedUntilOn)}.`}</Paragraph>
      )}
    </>
  )
}

function Open({ page }: { readonly page: EpisodePage }) {
  if (page.worries.length === 0 && page.gaps.length === 0) return null
  return (
    <>
      <Heading level={2}>Open now</Heading>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {page.worries.map((w) => (
          <li key={w.id}>
            <Link href={`/app/worries/${w.id}`}>{`A worry: ${w.what}`}</Link>
            {`, raised ${dayAndClock(w.raised_at)} by ${page.names[w.raised_by] ?? 'a worker'}. ${w.told ? `Told: ${w.told}.` : 'Nobody has been told yet.'}`}
          </li>
        ))}
        {page.gaps.map((g) => (
          <li key={g.key}>
            {`${KIND_WORDS[g.kind] ?? g.kind}. ${g.owner_staff_id ? `Owner: ${page.names[g.owner_staff_id] ?? 'a staff member'}.` : 'No owner at work.'} `}
            {g.key.startsWith('N7:contact:') && (
              <Link href={`/app/contacts/${g.key.slice('N7:contact:'.length)}`}>Open the contact</Link>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function Faces({ page }: { readonly page: EpisodePage }) {
  const c = page.continuity
  return (
    <>
      <Heading level={2}>The same few faces</Heading>
      {c.state === 'no visits yet' ? (
        <p>No visits yet.</p>
      ) : (
        <p>{`${Math.round(c.share * 100)}% of ${count(c.visits, 'visit')} were made by ${listed(c.theTwo.map((id) => page.names[id] ?? 'a worker'))}.`}</p>
      )}
    </>
  )
}

const STATE: Readonly<Record<ContactLine['state'], string>> = {
  planned: 'Planned',
  happened: 'Happened',
  'no answer': 'No answer',
  'did not happen': 'Did not happen',
}

function Contacts({
  title,
  lines,
  page,
}: {
  readonly title: string
  readonly lines: readonly ContactLine[]
  readonly page: EpisodePage
}) {
  if (lines.length === 0 && title === 'Lately') return null
  return (
    <Table
      caption={title}
      rows={lines}
      rowKey={(c) => c.id}
      empty={
        <EmptyState
          why="No contact is planned."
          fill="The safety net asks for one, or for the reason why there is none."
        />
      }
      columns={[
        {
          head: 'When',
          isRowName: true,
          cell: (c) => (
            <Link
              href={`/app/contacts/${c.id}`}
            >{`${longDay(dayOf(c.window_from_at))}, ${clock(c.window_from_at)} to ${clock(c.window_until_at)}`}</Link>
          ),
        },
        { head: 'How', cell: (c) => MODE_WORDS[c.mode] },
        {
          head: 'Who',
          cell: (c) =>
            c.staff_id === null ? (
              <Tag colour="orange">Nobody yet</Tag>
            ) : (
              (page.names[c.staff_id] ?? 'A worker')
            ),
        },
        {
          head: 'What came of it',
          cell: (c) =>
            c.state === 'planned' && c.window_until_at < page.now
              ? 'Nothing written yet'
              : c.resolved_at
                ? `${STATE[c.state]}; settled`
                : STATE[c.state],
        },
      ]}
    />
  )
}
