import { ok } from '#core/kernel/result.ts'
import { DeskTabs } from '#features/copy-of-record/pages/index.tsx'
import { definePage } from '#platform/http/page.ts'
import {
  clockAndDay,
  count,
  dayAndClock,
  EmptyState,
  Heading,
  Link,
  longDay,
  Paragraph,
  SuccessBanner,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import { desk, type EmergencyLine, UNUSUAL, type WithoutLine } from '../queries/desk.ts'
import { GROUND_WORDS, REASON_WORDS, VERDICT_WORDS } from '../words.ts'

const SAID: Readonly<Record<string, string>> = {
  looked: 'What you found is written down.',
  found: 'What you found is written down, and the complaint is closed.',
  answered: 'Your answer is written down. Whoever asked can read it.',
}

/** Whether another look is still owed, and since when. */
const Look = ({ line, now }: { readonly line: EmergencyLine | WithoutLine; readonly now: string }) =>
  line.verdict === 'right' || line.verdict === 'not right' ? (
    VERDICT_WORDS[line.verdict]
  ) : (
    <>
      <Tag colour={line.dueAt < now ? 'red' : 'yellow'}>{line.dueAt < now ? 'Late' : 'Waits'}</Tag>
      <span className="tc-under">{`By ${clockAndDay(line.dueAt)}`}</span>
      {line.verdict === 'more to ask' && <span className="tc-under">{VERDICT_WORDS['more to ask']}</span>}
    </>
  )

const EMERGENCIES = 'Records that were opened in an emergency'

/** /app/audit: what was opened in an emergency or without agreement and waits for another's look, and who asks for access. */
export const deskPage = definePage({
  method: 'GET',
  path: '/app/audit',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(desk, {})
      if (!found.ok) return found
      const { emergencies, without, asks, complaints, unusual, now, sealing } = found.value
      const said = SAID[request.query.said ?? '']
      return ok({
        show: {
          title: 'Privacy desk',
          list: {
            name: 'opened-in-an-emergency',
            title: EMERGENCIES,
            caption: EMERGENCIES,
            others: [
              {
                name: 'shared-without-agreement',
                caption: 'What was shared without agreement',
                rows: without,
              },
              { name: 'asks-for-access', caption: 'Who asks for access', rows: asks },
              { name: 'complaints', caption: 'Complaints about who looked', rows: complaints },
              { name: 'days-to-ask-about', caption: 'Days to ask about', rows: unusual },
            ].filter(({ rows }) => rows.length > 0),
          },
          body: (
            <>
              {said && <SuccessBanner heading={said} />}
              <Heading level={1} caption={asker.organisationName}>
                Privacy desk
              </Heading>
              {asker.rights.includes('subject-access.release') && <DeskTabs current="looks" />}
              <Paragraph>
                A name is shown only while a line waits for you. To see who has looked, open the line and
                choose “Who has looked”. That you read this page is written down too.
              </Paragraph>
              <Heading level={2}>Opened in an emergency</Heading>
              <Table
                caption={EMERGENCIES}
                captionHidden
                columns={[
                  {
                    head: 'Opened',
                    isRowName: true,
                    cell: (l: EmergencyLine) => (
                      <Link href={`/app/audit/emergencies/${l.id}`}>{dayAndClock(l.openedAt)}</Link>
                    ),
                  },
                  { head: 'By', cell: (l: EmergencyLine) => `${l.who}, ${l.team}` },
                  { head: 'Of whom', cell: (l: EmergencyLine) => l.name ?? 'Name not open to you' },
                  {
                    head: 'Why',
                    cell: (l: EmergencyLine) => (
                      <>
                        {REASON_WORDS[l.reasonKind]}
                        {l.overANo && <span className="tc-under">The person had said no to this team</span>}
                      </>
                    ),
                  },
                  { head: 'Second look', cell: (l: EmergencyLine) => <Look line={l} now={now} /> },
                ]}
                rows={emergencies}
                rowKey={(l) => l.id}
                empty={
                  <EmptyState
                    why="No record has been opened in an emergency."
                    fill="Each is listed from the minute in which it happens."
                  />
                }
              />
              <Heading level={2}>Shared without agreement</Heading>
              <Table
                caption="What was shared without agreement"
                captionHidden
                columns={[
                  {
                    head: 'From',
                    isRowName: true,
                    cell: (l: WithoutLine) => (
                      <Link href={`/app/audit/without/${l.id}`}>{dayAndClock(l.fromAt)}</Link>
                    ),
                  },
                  {
                    head: 'Of whom, to whom',
                    cell: (l: WithoutLine) => `${l.name ?? 'Name not open to you'}, to ${l.service}`,
                  },
                  { head: 'Ground', cell: (l: WithoutLine) => GROUND_WORDS[l.ground] },
                  {
                    head: 'Person told',
                    cell: (l: WithoutLine) => (l.personTold ? 'Yes' : <Tag colour="yellow">Not yet</Tag>),
                  },
                  { head: 'Ends', cell: (l: WithoutLine) => dayAndClock(l.endsAt) },
                  { head: 'Second look', cell: (l: WithoutLine) => <Look line={l} now={now} /> },
                ]}
                rows={without}
                rowKey={(l) => l.id}
                empty={
                  <EmptyState
                    why="Nothing has been shared without agreement."
                    fill="Each is listed with its ground and its end."
                  />
                }
              />
              <Heading level={2}>Asks for access</Heading>
              <Table
                caption="Who asks for access"
                captionHidden
                columns={[
                  {
                    head: 'Asked',
                    isRowName: true,
                    cell: (a) => <Link href={`/app/audit/asks/${a.id}`}>{dayAndClock(a.askedAt)}</Link>,
                  },
                  { head: 'By', cell: (a) => `${a.asker}, ${a.team}` },
                  {
                    head: 'Answer',
                    cell: (a) =>
                      a.answeredAt === null ? (
                        <Tag colour="yellow">Waits</Tag>
                      ) : (
                        `${a.answeredBy}, ${dayAndClock(a.answeredAt)}`
                      ),
                  },
                ]}
                rows={asks}
                rowKey={(a) => a.id}
                empty={
                  <EmptyState
                    why="Nobody has asked for access."
                    fill="Staff who meet a page that is closed to them may ask. Their manager is asked first."
                  />
                }
              />
              <Heading level={2}>Complaints about who looked</Heading>
              <p>
                <Link href="/app/audit/complaints/new">Write down a complaint</Link>
              </p>
              <Table
                caption="Complaints about who looked"
                captionHidden
                columns={[
                  {
                    head: 'Written down',
                    isRowName: true,
                    cell: (c) => (
                      <Link href={`/app/audit/complaints/${c.id}`}>{dayAndClock(c.openedAt)}</Link>
                    ),
                  },
                  { head: 'Of whom', cell: (c) => c.name ?? 'Name not open to you' },
                  { head: 'Who complains', cell: (c) => c.raisedBy },
                  {
                    head: 'What was found',
                    cell: (c) =>
                      c.closedAt === null ? (
                        <>
                          <Tag colour={c.dueAt < now ? 'red' : 'yellow'}>
                            {c.dueAt < now ? 'Late' : 'Waits'}
                          </Tag>
                          <span className="tc-under">{`Answer by ${clockAndDay(c.dueAt)}`}</span>
                        </>
                      ) : (
                        c.found
                      ),
                  },
                ]}
                rows={complaints}
                rowKey={(c) => c.id}
                empty={
                  <EmptyState
                    why="Nobody has complained."
                    fill="Write a complaint down to see who has looked at somebody."
                  />
                }
              />
              <Heading level={2}>Days to ask about</Heading>
              <Paragraph>
                {`Staff who in one of the last ${UNUSUAL.days} days opened more than ${UNUSUAL.records} records one by one, or met more than ${UNUSUAL.refused} pages that did not open. There may be a good reason: ask them, or their manager.`}
              </Paragraph>
              <Table
                caption="Days to ask about"
                captionHidden
                columns={[
                  { head: 'Day', isRowName: true, cell: (u) => longDay(u.day) },
                  { head: 'Who', cell: (u) => u.who ?? 'Not known by name' },
                  {
                    head: 'What',
                    cell: (u) =>
                      u.pattern === 'many records'
                        ? `Opened ${count(u.n, 'record', 'records')} one by one`
                        : `Met ${count(u.n, 'page', 'pages')} that did not open`,
                  },
                ]}
                rows={unusual}
                rowKey={(u) => `${u.day} ${u.actorId} ${u.pattern}`}
                empty={<EmptyState why="There is no such day." fill="Each is listed for two weeks." />}
              />
              <Heading level={2}>The audit</Heading>
              <Paragraph>
                {sealing.waiting === 0
                  ? 'Everything that was looked at or changed is sealed.'
                  : `${count(sealing.waiting, 'event waits', 'events wait')} to be sealed${sealing.oldestAt === null ? '' : `, the oldest since ${clockAndDay(sealing.oldestAt)}`}.`}
              </Paragraph>
              <p>
                <Link href="/app/audit/checkpoints">Checkpoints of the audit, to keep outside</Link>
              </p>
            </>
          ),
        },
      })
    }),
})
