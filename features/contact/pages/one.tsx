import type { Result } from '#core/kernel/result.ts'
import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, type Page, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  clockAndDay,
  count,
  dayAndClock,
  Heading,
  InsetText,
  Link,
  momentAnswers,
  SuccessBanner,
  SummaryList,
  sentenceCase,
  Table,
  WarningCallout,
} from '#platform/ui/index.ts'
import { contactDone, idsOf, nameOf, ourSheet, type SheetFacts, sheetFacts } from './facts.ts'
import { BeforeYouKnock, DeathSaid, plannedWords } from './parts.tsx'
import { RecordFields, type RecordingForm, readRecord } from './record-fields.tsx'
import { recordWords } from './words.ts'

export const formOf = (f: SheetFacts, more: Partial<RecordingForm> = {}): RecordingForm => ({
  now: f.sheet.now,
  medicines: f.sheet.medicines,
  asks: f.sheet.asks,
  staff: f.sheet.staff,
  ring: f.sheet.ring,
  actorId: f.asker.actorId,
  mayFail: true,
  withWorries: true,
  seenBy: f.seenBy,
  ...more,
})

/** The visit sheet, in one scroll: who, what was planned, what happened. */
const [sheetGet, sheetPost] = formPages<SheetFacts>({
  facts: ourSheet,
  path: '/app/contacts/:id',
  form: 'contact.record',
  command: 'contact.record',
  title: (f) => `Visit sheet for ${nameOf(f)}`,
  caption: (f) => f.sheet.service ?? undefined,
  back: () => ({ href: '/app/visits', text: 'Back to today' }),
  after: contactDone,
  button: 'Save',
  version: (f) => f.sheet.contact.version,
  start: (f) => ({
    mode: f.sheet.contact.mode,
    by: f.asker.actorId,
    ...(f.sheet.now >= f.sheet.contact.fromAt ? momentAnswers('at', f.sheet.now) : {}),
  }),
  says: (f) => (
    <p>
      {f.sheet.record
        ? recordWords(f.sheet.record, f.sheet.names)
        : `It is planned as: ${plannedWords(f.sheet)}.`}
    </p>
  ),
  fieldNames: { at: 'at', by: 'by', doses: 'happened', told: 'worry', done: 'worry' },
  fields: (f, answers, errors) => (
    <>
      <p>{`${plannedWords(f.sheet)}.`}</p>
      <Elsewhere f={f} />
      {f.person && <BeforeYouKnock person={f.person} today={dayOf(f.sheet.now)} />}
      {f.sheet.now >= f.sheet.missedAt && (
        <WarningCallout heading="Nothing has been written about this contact">
          <p>
            If it happened, record it below. If nobody went,{' '}
            <Link href={`/app/contacts/${f.sheet.contact.id}/resolve`}>write what came of it</Link>.
          </p>
        </WarningCallout>
      )}
      <RecordFields form={formOf(f)} answers={answers} errors={errors} />
    </>
  ),
  read(answers, f, commandId) {
    const read = readRecord(answers, formOf(f), commandId)
    return 'errors' in read ? read : { input: { ...idsOf(f), ...read.input } }
  },
}) as [Page, Page]

/** Other things that can be done with a planned contact. */
const Elsewhere = ({ f }: { readonly f: SheetFacts }) =>
  f.asker.rights.includes('contact.plan') && f.sheet.now < f.sheet.contact.untilAt ? (
    <p>
      <Link href={`/app/contacts/${f.sheet.contact.id}/move`}>Move it</Link>
      {' or '}
      <Link href={`/app/contacts/${f.sheet.contact.id}/assign`}>give it to somebody else</Link>
    </p>
  ) : null

/** GET: the sheet while it waits to be written by this team, what was written afterwards, and to any other reader. */
const show = definePage({
  method: 'GET',
  path: '/app/contacts/:id',
  access: 'signed in',
  ...(sheetGet.keeps && { keeps: sheetGet.keeps }),
  async handle(request) {
    const seen = await request.see((ask, asker) => sheetFacts(ask, asker, request))
    if (!seen.ok) return seen
    const f = seen.value
    const { contact } = f.sheet
    const writes =
      contact.state === 'planned' &&
      contact.resolvedAt === null &&
      contact.ours &&
      f.asker.rights.includes('contact.record')
    return writes ? sheetGet.handle(request) : written(request, f)
  },
})

function written(request: PageRequest, f: SheetFacts): Result<PageAnswer> {
  const name = nameOf(f)
  return ok({
    show: {
      title: `${f.sheet.service ?? 'Contact'} with ${name}`,
      back: f.sheet.contact.episodeId
        ? { href: `/app/episodes/${f.sheet.contact.episodeId}`, text: 'Back to the schedule' }
        : { href: '/app/visits', text: 'Back to today' },
      body: <Written f={f} saved={request.query.said === 'saved'} />,
    },
  })
}

function Written({ f, saved }: { readonly f: SheetFacts; readonly saved: boolean }) {
  const { sheet: s } = f
  const c = s.contact
  const records = c.ours && f.asker.rights.includes('contact.record')
  const owes =
    c.resolvedAt === null &&
    (c.state === 'no answer' ||
      c.state === 'did not happen' ||
      (c.state === 'planned' && s.now >= s.missedAt))
  return (
    <>
      {saved && (
        <SuccessBanner heading="Saved">
          <p>
            <Link href="/app/visits">Go on to today’s visits</Link>
          </p>
        </SuccessBanner>
      )}
      <Heading level={1} caption={nameOf(f)}>
        {s.service ?? 'Contact'}
      </Heading>
      {f.person && <DeathSaid person={f.person} />}
      <SummaryList
        rows={[
          { key: 'Planned', value: plannedWords(s) },
          {
            key: 'What happened',
            value: s.record
              ? recordWords(s.record, s.names)
              : c.state === 'void'
                ? 'Taken off the plan'
                : 'Nothing written',
          },
          ...(s.record
            ? [
                {
                  key: 'When',
                  value: `${dayAndClock(s.record.at)}${c.lateMinutes ? `, ${count(c.lateMinutes, 'minute')} after its time` : ''}`,
                },
              ]
            : []),
          ...(c.resolvedAt
            ? [
                {
                  key: 'What came of it',
                  value: `${sentenceCase(c.resolutionWhat ?? '')}: ${c.resolution ?? ''} (${dayAndClock(c.resolvedAt)})`,
                },
              ]
            : []),
        ]}
      />
      {owes && (
        <InsetText>
          <p>
            <strong>This stays open on the board until somebody writes what came of it.</strong>
          </p>
        </InsetText>
      )}
      <Chain f={f} records={records} />
      {s.doses.length > 0 && (
        <Table
          caption="Medicines"
          rows={s.doses}
          rowKey={(d) => `${d.medicineId} ${d.medicine}`}
          columns={[
            { head: 'Medicine', isRowName: true, cell: (d) => d.medicine },
            { head: 'Answer', cell: (d) => `${sentenceCase(d.outcome)}${d.reason ? `: ${d.reason}` : ''}` },
          ]}
        />
      )}
      <Texts f={f} records={records} />
      {records && (
        <ButtonGroup>
          {owes && (
            // while the chain runs its next step comes first
            <Button
              href={`/app/contacts/${c.id}/resolve`}
              variant={s.chain.state === 'running' ? 'secondary' : undefined}
            >
              Write what came of it
            </Button>
          )}
          {s.record && (
            <Button href={`/app/contacts/${c.id}/correct`} variant="secondary">
              Correct the record
            </Button>
          )}
          {c.state !== 'void' && (
            <Button href={`/app/contacts/${c.id}/note`} variant="secondary">
              Add a note
            </Button>
          )}
        </ButtonGroup>
      )}
    </>
  )
}

/** A step due in this very minute is due now; late begins with the next. */
const dueWords = (dueAt: Instant, now: Instant): string => {
  if (dueAt > now) return `Due ${clockAndDay(dueAt)}`
  return clockAndDay(dueAt) === clockAndDay(now) ? 'Due now' : `Due ${clockAndDay(dueAt)} (late)`
}

/** The no-answer chain: what is due when and by whom, and what was done. */
function Chain({ f, records }: { readonly f: SheetFacts; readonly records: boolean }) {
  const { chain, names, contact } = f.sheet
  if (chain.state === 'not running') return null
  return (
    <>
      <Heading level={2}>After no answer</Heading>
      {chain.state === 'running' && (
        <p>
          <strong>{`Next: ${chain.next.words} ${dueWords(chain.next.dueAt, f.sheet.now)}.`}</strong>
        </p>
      )}
      <ol className="nhsuk-list nhsuk-list--number">
        {chain.steps.map((step) => (
          <li key={step.id}>
            {`${step.words} ${step.done ? `Done by ${names[step.done.by] ?? 'a worker'}, ${dayAndClock(step.done.at)}: ${step.done.found}.` : `Due ${clockAndDay(step.dueAt)}.`}`}
          </li>
        ))}
      </ol>
      {records && chain.state === 'running' && (
        <Button href={`/app/contacts/${contact.id}/step`}>Write the next step</Button>
      )}
    </>
  )
}

function Texts({ f, records }: { readonly f: SheetFacts; readonly records: boolean }) {
  const { notes, worries, corrections, names } = f.sheet
  const corrected = new Set(notes.map((n) => n.correctsId))
  return (
    <>
      {worries.length > 0 && <Heading level={2}>Worries</Heading>}
      {worries.map((w) => (
        <InsetText key={w.id}>
          <p>
            <strong>{sentenceCase(w.what)}.</strong>{' '}
            {`Raised ${dayAndClock(w.raisedAt)}. ${w.told ? `Told: ${w.told}.` : 'Nobody has been told yet.'} ${w.doneAt ? `Done ${dayAndClock(w.doneAt)}: ${w.done}` : ''}`}{' '}
            {!w.doneAt && records && (
              <Link href={`/app/worries/${w.id}`}>See who to ring, and write what was done</Link>
            )}
          </p>
        </InsetText>
      ))}
      {notes.length > 0 && <Heading level={2}>Notes</Heading>}
      {notes.map((n) => (
        <InsetText key={n.id}>
          <p className="tc-typed">{n.body}</p>
          <p className="nhsuk-body-s">
            {`${n.by}, ${dayAndClock(n.at)}${n.ownTeam ? '. Seen by your team only' : ''}${n.why ? `. Corrected: ${n.why}` : ''}${corrected.has(n.id) ? '. Corrected below' : ''} `}
            {records && !corrected.has(n.id) && (
              <Link href={`/app/contacts/${f.sheet.contact.id}/note-correction?corrects=${n.id}`}>
                Correct this note
              </Link>
            )}
          </p>
        </InsetText>
      ))}
      {corrections.length > 0 && <Heading level={2}>Corrected</Heading>}
      {corrections.map((k) => (
        <p key={k.at}>{`${k.by}, ${dayAndClock(k.at)}: ${k.why}. Before: ${recordWords(k.was, names)}.`}</p>
      ))}
    </>
  )
}

export const onePages: readonly Page[] = [show, sheetPost]
