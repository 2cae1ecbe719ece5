import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  box,
  dayAndClock,
  type FieldError,
  Form,
  Heading,
  Paragraph,
  SuccessBanner,
  SummaryList,
  sentenceCase,
  Table,
  TextArea,
  TextInput,
  WarningCallout,
} from '#platform/ui/index.ts'
import { type Leaving, type LeavingCount, leaving, leavingExport } from '../queries/leaving.ts'

const SAID: Readonly<Record<string, string>> = {
  proposed: 'It is proposed. A colleague has a task to confirm it.',
  confirmed: 'It is confirmed. Take your records, then close.',
  back: 'It is taken back. Nothing has changed.',
}

interface Facts extends Leaving {
  readonly organisationId: string
  readonly asker: Asker
  readonly mint: () => string
}

/** The leaving of the asker's own organisation, for whoever may act in it; another's is as absent as none. */
async function factsOf(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<Facts>> {
  const organisationId = request.params.id ?? ''
  const found = await ask(leaving, {})
  if (!found.ok) return found
  if (organisationId !== asker.organisationId || found.value.counts.length === 0)
    return refuse('NOT_FOUND_OR_NOT_YOURS')
  return ok({ ...found.value, organisationId, asker, mint: request.newId })
}

const Counts = ({ caption, rows }: { readonly caption: string; readonly rows: readonly LeavingCount[] }) => (
  <Table
    caption={caption}
    columns={[
      { head: 'What', isRowName: true, cell: (c: LeavingCount) => sentenceCase(c.what) },
      { head: 'How many', cell: (c: LeavingCount) => String(c.n) },
    ]}
    rows={rows}
    rowKey={(c) => c.what}
  />
)

function Body({ row, counts, alone, organisationId, asker, mint, organisation }: Facts) {
  const confirms = row?.proposedById !== asker.actorId || alone
  const at = `/app/organisations/${organisationId}/leaving`
  const blocks = counts.filter((c) => c.blocks && c.n > 0)
  const press = (verb: string, words: string, secondary: boolean) => (
    <Form action={`${at}/${verb}`} hidden={{ leavingId: row?.id ?? '', commandId: mint() }}>
      {secondary ? <Button variant="secondary">{words}</Button> : <Button>{words}</Button>}
    </Form>
  )
  return (
    <>
      <Heading level={1} caption={organisation}>
        Leaving the partnership
      </Heading>
      <Paragraph>
        An organisation that leaves takes its own records whole, and its access closes at once. What other
        organisations hold stays with them. Who looked at what stays in the audit.
      </Paragraph>
      {row !== null && (
        <SummaryList
          rows={[
            { key: 'Proposed', value: `${dayAndClock(row.proposedAt)} by ${row.proposedBy}` },
            { key: 'Why', value: row.why },
            { key: 'Records go to', value: row.goesTo },
            {
              key: 'Confirmed',
              value:
                row.confirmedAt === null
                  ? 'Not yet'
                  : `${dayAndClock(row.confirmedAt)} by ${row.confirmedBy ?? ''}`,
            },
          ]}
        />
      )}
      {blocks.length === 0 ? (
        <Paragraph>Nothing stands open in your organisation’s name.</Paragraph>
      ) : (
        <Counts caption="To be handed over or ended first" rows={blocks} />
      )}
      <Counts caption="What closes with it" rows={counts.filter((c) => !c.blocks)} />
      {row === null && (
        <Button variant="secondary" href={`${at}/propose`}>
          Propose that we leave
        </Button>
      )}
      {row?.state === 'proposed' && !confirms && (
        <Paragraph>
          Somebody else has to confirm it: a colleague who may build the organisation, or its root owner.
        </Paragraph>
      )}
      {row?.state === 'proposed' && confirms && press('confirm', 'Confirm that we leave', false)}
      {row?.state === 'confirmed' && (
        <ButtonGroup>
          <Button href={`${at}/manifest`}>Take our records</Button>
          <Button variant="secondary" href={`${at}/close`}>
            Close our access
          </Button>
        </ButtonGroup>
      )}
      {(row?.state === 'proposed' || row?.state === 'confirmed') && press('take-back', 'Take it back', true)}
    </>
  )
}

const page = definePage({
  method: 'GET',
  path: '/app/organisations/:id/leaving',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const facts = await factsOf(ask, asker, request)
      if (!facts.ok) return facts
      const said = SAID[request.query.said ?? '']
      return ok({
        show: {
          title: 'Leaving the partnership',
          back: {
            href: `/app/organisations/${facts.value.organisationId}`,
            text: 'Back to the organisation',
          },
          body: (
            <>
              {said && <SuccessBanner heading={said} />}
              <Body {...facts.value} />
            </>
          ),
        },
      })
    }),
})

const propose = formPages<Facts>({
  path: '/app/organisations/:id/leaving/propose',
  form: 'organisation.propose-leaving',
  command: 'organisation.propose-leaving',
  facts: factsOf,
  title: () => 'Propose that we leave',
  caption: ({ organisation }) => organisation,
  back: ({ organisationId }) => ({ href: `/app/organisations/${organisationId}/leaving`, text: 'Back' }),
  fields: (_, answers, errors) => (
    <>
      <TextArea {...box(answers, errors, 'why')} label="Why does your organisation leave?" />
      <TextInput
        {...box(answers, errors, 'goesTo')}
        label="Who looks after your records from then on?"
        hint="Records are kept as long as the law asks, wherever they are"
      />
    </>
  ),
  readers: 'whoever may build your organisation, and its root owner',
  button: 'Propose it',
  read(answers, _facts, leavingId) {
    const errors: FieldError[] = []
    const [why, goesTo] = [text(answers, 'why'), text(answers, 'goesTo')]
    if (why.length < 3) errors.push({ field: 'why', message: 'Write why your organisation leaves' })
    if (goesTo.length < 3) errors.push({ field: 'goesTo', message: 'Write who looks after your records' })
    return errors.length > 0 ? { errors } : { input: { leavingId, why, goesTo } }
  },
  after: ({ organisationId }) => `/app/organisations/${organisationId}/leaving?said=proposed`,
})

/** What the file holds, table by table, before it is taken. Making it again gives the same digest while nothing changes. */
const manifest = definePage({
  method: 'GET',
  path: '/app/organisations/:id/leaving/manifest',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const facts = await factsOf(ask, asker, request)
      if (!facts.ok) return facts
      const found = await ask(leavingExport, {})
      if (!found.ok) return found
      if (found.value === null) return refuse('LEAVING_NOT_CONFIRMED')
      const at = `/app/organisations/${facts.value.organisationId}/leaving`
      return ok({
        show: {
          title: 'Take our records',
          back: { href: at, text: 'Back' },
          body: (
            <>
              <Heading level={1} caption={facts.value.organisation}>
                Take our records
              </Heading>
              <Paragraph>
                One line a row, each as JSON, and before them a line with what is in it. Keep it where your
                records are kept: it holds everything.
              </Paragraph>
              <Button href={`${at}/file`}>Take the file</Button>
              <SummaryList
                rows={[{ key: 'Digest', value: <code className="tc-wrap">{found.value.digest}</code> }]}
              />
              <Table
                caption="What is in it"
                columns={[
                  { head: 'Table', isRowName: true, cell: (m) => m.table },
                  { head: 'Rows', cell: (m) => String(m.rows) },
                  { head: 'Digest', cell: (m) => `${m.digest.slice(0, 16)}…` },
                ]}
                rows={found.value.manifest}
                rowKey={(m) => m.table}
              />
            </>
          ),
        },
      })
    }),
})

const file = definePage({
  method: 'GET',
  path: '/app/organisations/:id/leaving/file',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const facts = await factsOf(ask, asker, request)
      if (!facts.ok) return facts
      const found = await ask(leavingExport, {})
      if (!found.ok) return found
      if (found.value === null) return refuse('LEAVING_NOT_CONFIRMED')
      const { manifest: tables, digest, lines } = found.value
      const head = {
        format: 'throughcare records of an organisation 1',
        organisation: facts.value.organisation,
        digest,
        tables,
      }
      return ok({
        download: {
          name: 'records.ndjson',
          type: 'application/x-ndjson; charset=utf-8',
          text: `${[JSON.stringify(head), ...lines.map((l) => `{"table":${JSON.stringify(l.table)},"row":${l.said}}`)].join('\n')}\n`,
        },
      })
    }),
})

const close = formPages<Facts>({
  path: '/app/organisations/:id/leaving/close',
  form: 'organisation.close-leaving',
  command: 'organisation.close-leaving',
  facts: factsOf,
  title: () => 'Close our access',
  caption: ({ organisation }) => organisation,
  back: ({ organisationId }) => ({ href: `/app/organisations/${organisationId}/leaving`, text: 'Back' }),
  fields: ({ counts }, answers, errors) => (
    <>
      <WarningCallout heading="Nobody of your organisation can open anything after this">
        <p>
          Posts, sessions, sharing agreements and machine logins end at once, your own too. It cannot be taken
          back.
        </p>
      </WarningCallout>
      <Counts caption="What closes" rows={counts.filter((c) => !c.blocks)} />
      <TextInput
        {...box(answers, errors, 'digest')}
        label="The digest of the file that you took"
        hint="64 letters and digits, on the page of the file and in its first line"
        spellCheck={false}
      />
    </>
  ),
  button: 'Close our access now',
  read(answers, { row }) {
    const digest = text(answers, 'digest').toLowerCase()
    return /^[0-9a-f]{64}$/.test(digest)
      ? { input: { leavingId: row?.id ?? '', digest } }
      : { errors: [{ field: 'digest', message: 'Enter the digest: 64 letters and digits' }] }
  },
  after: () => '/sign-in',
})

const press = (verb: string, command: string, said: string) =>
  definePage({
    method: 'POST',
    path: `/app/organisations/:id/leaving/${verb}`,
    access: 'signed in',
    async handle(request) {
      const done = await request.act(command, text(request.form, 'commandId') || request.newId(), {
        leavingId: text(request.form, 'leavingId'),
      })
      return done.ok
        ? ok({ goTo: `/app/organisations/${request.params.id ?? ''}/leaving?said=${said}` })
        : done
    },
  })

export const leavingPages = [
  page,
  ...propose,
  press('confirm', 'organisation.confirm-leaving', 'confirmed'),
  press('take-back', 'organisation.take-back-leaving', 'back'),
  manifest,
  file,
  ...close,
]
