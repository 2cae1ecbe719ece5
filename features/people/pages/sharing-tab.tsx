import { ok } from '#core/kernel/result.ts'
import type { Day } from '#core/kernel/time.ts'
import {
  ANSWER_WORDS,
  type CarerSharing,
  DEPUTY_WORDS,
  type DeputyShown,
  deputyState,
  evidenceWords,
  ITEM_WORDS,
  LEGAL_BASIS_WORDS,
  type Reader,
  ROUTE_WORDS,
  type ServiceSharing,
  type SharingOfPerson,
  seesWords,
  sharingOfPerson,
  TAKES_PART_WORDS,
} from '#features/sharing/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  dayAndClock,
  EmptyState,
  Heading,
  InsetText,
  Link,
  longDay,
  Paragraph,
  SuccessBanner,
  SummaryList,
  sentenceCase,
  Table,
} from '#platform/ui/index.ts'
import { personPage } from './person-header.tsx'

const SAID: Readonly<Record<string, string>> = {
  recorded: 'The answer is recorded. It holds from now on.',
  stopped: 'Sharing is stopped. It holds from now on, and they are told to stop using what they knew.',
  carer: 'What the carer may be told is saved.',
  deputy: 'It is written down who speaks or decides for them. It opens no record to anybody.',
  'deputy-ended': 'It is written down that this has ended.',
}

const AT_OWN_DOOR = 'said by the person at their own door'

/** What they said, how and when, in one paragraph. */
function Said({ said }: { readonly said: NonNullable<ServiceSharing['said']> }) {
  const items = said.items.map((item) => ITEM_WORDS[item])
  const how =
    said.saidBy === 'person'
      ? [AT_OWN_DOOR]
      : [said.how, said.whoWasThere && `with ${said.whoWasThere}`, said.language].filter(Boolean)
  return (
    <>
      <strong>{said.withdrawn ? 'No: taken back' : ANSWER_WORDS[said.answer]}</strong>
      {items.length > 0 && `: ${items.join('; ')}`}
      {`. ${dayAndClock(said.decidedAt)}${how.length > 0 ? `, ${how.join(', ')}` : ''}.`}
      {said.reviewOn &&
        ` ${said.answer === 'not asked' ? 'Ask by' : 'Ask again on'} ${longDay(said.reviewOn)}.`}
    </>
  )
}

function Service({
  service,
  sees,
  personId,
  asks,
  today,
}: {
  readonly service: ServiceSharing
  /** Undefined where the asker may not know who reads what. */
  readonly sees: string | undefined
  readonly personId: string
  readonly asks: boolean
  readonly today: Day
}) {
  const { said } = service
  const at = `/app/people/${personId}/sharing/${service.serviceId}`
  const due = said?.reviewOn && said.reviewOn <= today
  return (
    <section aria-label={`${service.service}, ${service.organisation}`}>
      <Heading level={3} caption={service.organisation}>
        {service.service}
      </Heading>
      <SummaryList
        rows={[
          {
            key: 'What they said',
            value: said ? <Said key="said" said={said} /> : 'No answer that you may see',
          },
          ...(sees === undefined
            ? []
            : [{ key: 'What they see now', value: sees ? sentenceCase(sees) : 'Nothing' }]),
          ...(said
            ? [
                { key: 'Legal basis', value: LEGAL_BASIS_WORDS[said.legalBasis] },
                { key: 'Confidentiality', value: ROUTE_WORDS[said.confidentialityRoute] },
                { key: 'Takes part', value: TAKES_PART_WORDS[said.takesPart] },
              ]
            : []),
          ...(said?.capacity ? [{ key: 'Capacity for this decision', value: said.capacity }] : []),
        ]}
      />
      {asks && (
        <p>
          <Link href={at} hiddenWords={`about ${service.service}`}>
            {said === null || said.answer === 'not asked'
              ? 'Ask'
              : due
                ? 'Ask again: the day has come'
                : 'Ask again'}
          </Link>
          {said?.answer !== 'no' && (
            <>
              {' · '}
              <Link href={`${at}/stop`} hiddenWords={`with ${service.service}`}>
                Stop sharing
              </Link>
            </>
          )}
        </p>
      )}
    </section>
  )
}

const TOLD: Readonly<Record<string, string>> = {
  no: 'Nothing: they said no',
  'not-asked': 'Not asked yet',
  'could-not-be-asked': 'They could not be asked',
}
const toldWords = (c: CarerSharing): string =>
  c.answer === 'yes'
    ? c.topics.join(', ')
    : `${TOLD[c.answer] ?? 'Not asked yet'}${c.saidBy === 'person' ? `, ${AT_OWN_DOOR}` : ''}`

function Readers({ found }: { readonly found: SharingOfPerson }) {
  const readers = found.readers.filter((r) => (r.classes & 31) !== 0)
  return (
    <>
      <Table
        caption="Who can read something now"
        captionSize="s"
        columns={[
          { head: 'Who', isRowName: true, cell: (r: Reader) => `${r.name}, ${r.organisation}` },
          { head: 'What they can read', cell: (r) => sentenceCase(seesWords(r.classes)) },
        ]}
        rows={readers}
        rowKey={(r) => r.id}
      />
      <Paragraph small>
        A drug and alcohol team is listed only for those who may know of it. So there may be more readers than
        you see here.
      </Paragraph>
    </>
  )
}

function Speaks({
  deputy,
  personId,
  ends,
  today,
}: {
  readonly deputy: DeputyShown
  readonly personId: string
  readonly ends: boolean
  readonly today: Day
}) {
  return (
    <section aria-label={deputy.name}>
      <Heading level={3} caption={DEPUTY_WORDS[deputy.kind]}>
        {deputy.name}
      </Heading>
      <SummaryList
        rows={[
          { key: 'About', value: deputy.scope },
          { key: 'Evidence', value: evidenceWords(deputy) },
          { key: 'When', value: deputyState(deputy, today) },
          ...(deputy.telephone ? [{ key: 'Telephone', value: deputy.telephone }] : []),
          { key: 'Written by', value: `${deputy.by}, ${deputy.team}` },
        ]}
      />
      {ends && deputy.endedOn === null && (
        <p>
          <Link href={`/app/people/${personId}/deputies/${deputy.id}/end`} hiddenWords={`for ${deputy.name}`}>
            Write down that this has ended
          </Link>
        </p>
      )}
    </section>
  )
}

/** /app/people/:id/sharing: who should know what, what carers may be told, and the way to who has looked. */
export const sharingTab = definePage({
  method: 'GET',
  path: '/app/people/:id/sharing',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Sharing', async (ask, view) => {
      const { personId, name, core } = view.person
      const found = await ask(sharingOfPerson, { personId })
      if (!found.ok) return found
      const { services, readers, carers, deputies } = found.value
      const { rights } = view.asker
      const writes = rights.includes('sharing.record') || rights.includes('people.details')
      const said = SAID[request.query.said ?? '']
      const sees = (s: ServiceSharing) =>
        readers.length === 0 ? undefined : seesWords(readers.find((r) => r.id === s.teamId)?.classes ?? 0)
      return ok(
        <>
          {said && <SuccessBanner heading={said} />}
          <Heading level={2}>Who should know what</Heading>
          <InsetText>
            <p>{`Read this with ${name}: “You can change your mind at any time. It will not stop your treatment. If we think someone is in danger we may have to share without asking; we will tell you unless that is unsafe.”`}</p>
          </InsetText>
          {services.length === 0 ? (
            <EmptyState
              why="No service that you may see has been asked about."
              fill="A service is listed once somebody asks about it, or refers to it."
            />
          ) : (
            services.map((s) => (
              <Service
                key={s.serviceId}
                service={s}
                sees={sees(s)}
                personId={personId}
                asks={rights.includes('sharing.record')}
                today={view.today}
              />
            ))
          )}
          <Heading level={2}>Who reads</Heading>
          {core ? <Readers found={found.value} /> : <Paragraph>{NOT_CORE}</Paragraph>}
          <Heading level={2}>Family, friends and other carers</Heading>
          <Paragraph>
            Each is asked about on their own, topic by topic. Listening to a carer and giving general advice
            needs no yes.
          </Paragraph>
          {carers.length === 0 ? (
            <EmptyState why="Your team has written down no carer." />
          ) : (
            <SummaryList
              rows={carers.map((c) => ({
                key: `${c.name} (${c.relation})`,
                value: `May be told: ${toldWords(c)}`,
                change: { href: `/app/people/${personId}/carers/${c.id}/told`, hiddenWords: `for ${c.name}` },
              }))}
            />
          )}
          {rights.includes('people.details') && (
            <p>
              <Link href={`/app/people/${personId}/change/carer`}>Add a carer</Link>
            </p>
          )}
          <Heading level={2}>Who speaks or decides for them</Heading>
          <Paragraph>
            Writing somebody down here opens nothing to them. What they may be told is asked of the person, as
            of any carer.
          </Paragraph>
          {deputies.length === 0 ? (
            <EmptyState why="Nobody that you may see is written down." />
          ) : (
            deputies.map((d) => (
              <Speaks key={d.id} deputy={d} personId={personId} ends={writes} today={view.today} />
            ))
          )}
          {writes && (
            <p>
              <Link href={`/app/people/${personId}/deputies/new`}>
                Write down who speaks or decides for them
              </Link>
            </p>
          )}
          <Heading level={2}>Who has looked</Heading>
          {rights.includes('audit.read') ? (
            <p>
              <Link href={`/app/people/${personId}/looked`}>Who has looked, and what they did</Link>
            </p>
          ) : (
            <Paragraph>
              Every look is written down. Those who coordinate or manage care, and the information governance
              lead, can show it.
            </Paragraph>
          )}
          <Heading level={2}>Copy of the record</Heading>
          <p>
            <Link href={`/app/people/${personId}/copy`}>If they ask for a copy of what we hold</Link>
          </p>
        </>,
      )
    }),
})

const NOT_CORE = 'Who reads is shown to those who may see what is needed for care.'
