import type { ReactNode } from 'react'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf, hoursBetween } from '#core/kernel/time.ts'
import type { Ask } from '#platform/commands/door.ts'
import { isForForm } from '#platform/drafts/after-refusal.ts'
import { definePage, type Page, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import { fileKind, listFile } from '#platform/spreadsheet/list-file.ts'
import {
  ButtonGroup,
  clock,
  dayWithoutWeekday,
  ErrorSummary,
  type FieldError,
  Heading,
  InsetText,
  Link,
  Pagination,
  Paragraph,
  PostButton,
  StatusNumbers,
  SuccessBanner,
  Table,
  Tabs,
  Tag,
  WarningCallout,
} from '#platform/ui/index.ts'
import { STUCK_HOURS } from '../commands/settle.ts'
import { FIX_HEAD, ROW_HEAD } from '../heads.ts'
import { kindOf } from '../kinds/index.ts'
import { type OneImport, oneImport, ROWS_A_PAGE, SHOWN, type SheetLine } from '../queries/imports.ts'
import {
  kindWords,
  PATH,
  refusalOf,
  rows,
  SHOW_WORDS,
  STATE_COLOURS,
  STATE_WORDS,
  saidWords,
} from './words.ts'

const at = (id: string): string => `${PATH}/${id}`

const facts = async (
  ask: Ask,
  request: PageRequest,
  all: boolean,
): Promise<
  Result<{ readonly one: OneImport; readonly show: (typeof SHOWN)[number]; readonly page: number }>
> => {
  const page = Math.min(2000, Math.max(1, Number.parseInt(request.query.page ?? '1', 10) || 1))
  const asked = SHOWN.find((s) => s === request.query.show)
  const importId = request.params.id ?? ''
  let show = asked ?? 'to mend'
  let found = await ask(oneImport, { importId, show, page, all })
  if (!found.ok) return found
  // nothing to mend: what is new is looked at first
  if (!asked && !all && found.value && found.value.total === 0) {
    show = found.value.import.new > 0 || found.value.import.changed === 0 ? 'new' : 'changed'
    found = await ask(oneImport, { importId, show, page, all })
    if (!found.ok) return found
  }
  return found.value ? ok({ one: found.value, show, page }) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

const onePage = (
  request: PageRequest,
  errors: readonly FieldError[] = [],
  status?: number,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const found = await facts(ask, request, false)
    if (!found.ok) return found
    const { one, show, page } = found.value
    const i = one.import
    const going = i.state === 'reading' || i.state === 'doing'
    return ok({
      show: {
        title: `${i.fileName}, spreadsheet`,
        back: { href: PATH, text: 'Back to spreadsheets in' },
        ...(status === undefined ? {} : { status }),
        ...(going && { lookAgainAfter: 2 }),
        body: (
          <>
            <ErrorSummary errors={errors} />
            {i.state === 'done' && i.problem + i.failed === 0 && (
              <SuccessBanner heading="Every row is taken in." />
            )}
            <Heading level={1} caption={kindWords(i.kind)}>
              {i.fileName}
            </Heading>
            <p>
              <Tag colour={STATE_COLOURS[i.state]}>{STATE_WORDS[i.state]}</Tag>{' '}
              <span className="nhsuk-body-s">
                Handed in by {i.by}, {dayWithoutWeekday(dayOf(i.uploadedAt))}, {clock(i.uploadedAt)}
                {i.confirmedBy !== null && i.confirmedAt !== null && (
                  <>
                    . Confirmed by {i.confirmedBy}, {clock(i.confirmedAt)}
                  </>
                )}
              </span>
            </p>
            <Standing one={one} request={request} />
            {i.state !== 'refused' && i.state !== 'removed' && i.state !== 'reading' && (
              <Rows one={one} show={show} page={page} />
            )}
          </>
        ),
      },
    })
  })

/** What happens now, and what can be done. */
function Standing({ one, request }: { readonly one: OneImport; readonly request: PageRequest }): ReactNode {
  const i = one.import
  const toMend = i.problem + i.failed
  const hidden = () => ({ commandId: request.newId(), version: i.version })
  const stuck = hoursBetween(i.movedAt, one.now) >= STUCK_HOURS
  if (i.state === 'reading')
    return (
      <>
        <InsetText>
          <p role="status">
            {rows(i.read)} read so far. Nothing is saved in the record. The page looks again by itself;{' '}
            <Link href={at(i.id)}>look now</Link>. You can leave it: the file waits in the list.
          </p>
        </InsetText>
        {stuck && (
          <PostButton action={`${at(i.id)}/remove`} hidden={hidden()} variant="secondary">
            It stands still: take it away, and hand it in again
          </PostButton>
        )}
      </>
    )
  if (i.state === 'refused')
    return (
      <>
        <WarningCallout heading="The file could not be read">
          <p>{refusalOf(i)} Nothing of it is kept.</p>
        </WarningCallout>
        <Columns kind={i.kind} unused={[]} />
        <PostButton action={`${at(i.id)}/remove`} hidden={hidden()} variant="secondary">
          I have seen it: take it away
        </PostButton>
      </>
    )
  if (i.state === 'removed')
    return <Paragraph>Its rows have been taken away. What was taken in stays in the record.</Paragraph>
  const work = i.new + i.changed
  if (i.state === 'doing')
    return (
      <>
        <InsetText>
          <p role="status">
            {i.done + i.failed} of {rows(work)} taken in. The page looks again by itself;{' '}
            <Link href={at(i.id)}>look now</Link>.
          </p>
        </InsetText>
        {stuck && (
          <PostButton action={`${at(i.id)}/confirm`} hidden={hidden()}>
            It stands still: go on
          </PostButton>
        )}
      </>
    )
  return (
    <>
      <StatusNumbers
        numbers={[
          { value: i.new, words: i.state === 'ready' ? 'new' : i.new === 1 ? 'was new' : 'were new' },
          {
            value: i.changed,
            words: i.state === 'ready' ? 'changed' : i.changed === 1 ? 'was changed' : 'were changed',
          },
          { value: i.unchanged, words: 'unchanged' },
          { value: toMend, words: 'to mend', ...(toMend > 0 && { detail: 'Not taken in' }) },
        ]}
      />
      {i.state === 'ready' && (
        <Paragraph>
          Nothing is saved yet.{' '}
          {work === 0 ? 'There is nothing to take in.' : `Confirm takes ${rows(work)} in.`}
          {toMend > 0 && ` ${rows(toMend)} to mend ${toMend === 1 ? 'is' : 'are'} left out.`}
        </Paragraph>
      )}
      <Columns kind={i.kind} unused={i.unused} />
      <ButtonGroup>
        {i.state === 'ready' && work > 0 && (
          <PostButton action={`${at(i.id)}/confirm`} hidden={hidden()}>
            {`Confirm ${rows(work)}`}
          </PostButton>
        )}
        <PostButton action={`${at(i.id)}/remove`} hidden={hidden()} variant="secondary">
          {i.state === 'ready' ? 'Do not take it in' : 'Take its rows away'}
        </PostButton>
      </ButtonGroup>
    </>
  )
}

const Columns = ({ kind, unused }: { readonly kind: string; readonly unused: readonly string[] }) => (
  <>
    {unused.length > 0 && <Paragraph>Columns that are not read: {unused.join(', ')}.</Paragraph>}
    <Paragraph>
      The columns that are read stand in the{' '}
      <Link href={`${PATH}/template?kind=${kindOf(kind)?.id ?? ''}&as=xlsx`}>empty template</Link>.
    </Paragraph>
  </>
)

function Rows({
  one,
  show,
  page,
}: {
  readonly one: OneImport
  readonly show: (typeof SHOWN)[number]
  readonly page: number
}): ReactNode {
  const i = one.import
  const counts = { 'to mend': i.problem + i.failed, new: i.new, changed: i.changed, unchanged: i.unchanged }
  const first = (page - 1) * ROWS_A_PAGE
  const name = nameColumns(i.columns)
  return (
    <>
      <Tabs
        label="Rows"
        items={SHOWN.map((s) => ({
          text: `${SHOW_WORDS[s]} (${counts[s]})`,
          href: `${at(i.id)}?show=${encodeURIComponent(s)}`,
          current: s === show,
        }))}
      />
      {show === 'to mend' && one.rows.length > 0 && (
        <Paragraph>
          Download them with what to fix beside each:{' '}
          <Link href={`${at(i.id)}/rows?as=xlsx`}>rows to mend, Excel</Link>,{' '}
          <Link href={`${at(i.id)}/rows?as=csv`}>rows to mend, CSV</Link>. Mend the file and hand it in again.
        </Paragraph>
      )}
      <Table
        caption={`Rows: ${(SHOW_WORDS[show] ?? show).toLowerCase()}`}
        captionHidden
        columns={[
          { head: 'Row', isRowName: true, cell: (r: SheetLine) => `Row ${r.n}` },
          { head: 'What it says', cell: (r) => <span className="tc-typed">{firstCells(r, name)}</span> },
          {
            head: show === 'to mend' ? 'What to fix' : 'What it does',
            cell: (r) => <Does line={r} show={show} />,
          },
        ]}
        rows={one.rows}
        rowKey={(r) => String(r.n)}
        empty={<Paragraph>No row is here.</Paragraph>}
      />
      <Pagination
        current={page}
        pages={Math.max(1, Math.ceil(one.total / ROWS_A_PAGE))}
        to={(to) => ({ href: `${at(i.id)}?${new URLSearchParams({ show, page: String(to) })}` })}
        showing={
          one.rows.length === 0
            ? undefined
            : `Showing ${first + 1} to ${first + one.rows.length} of ${rows(one.total)}. Numbers are those that the spreadsheet shows.`
        }
      />
    </>
  )
}

const Does = ({ line, show }: { readonly line: SheetLine; readonly show: string }) => {
  const words = saidWords(line)
  if (words.length === 0)
    return line.outcome === 'done'
      ? 'Taken in'
      : show === 'new'
        ? 'Adds it'
        : show === 'unchanged'
          ? 'Nothing'
          : ''
  return (
    <>
      {line.outcome === 'done' && 'Taken in. '}
      {words.map((w) => (
        <span className="tc-under" key={w}>
          {w}
        </span>
      ))}
    </>
  )
}

/** Which cells tell whoever reads it which row this is: the first few that are filled in. */
const nameColumns = (columns: readonly string[]): readonly number[] => columns.map((_, i) => i).slice(0, 8)
const firstCells = (r: SheetLine, of: readonly number[]): string =>
  of
    .flatMap((i) => r.cells[i]?.trim() || [])
    .slice(0, 5)
    .map((cell) => ([...cell].length > 60 ? `${[...cell].slice(0, 60).join('')}…` : cell))
    .join(' · ')

const show = definePage({
  method: 'GET',
  path: `${PATH}/:id`,
  access: 'signed in',
  handle: (request) => onePage(request),
})

const settles = (verb: 'confirm' | 'remove'): Page =>
  definePage({
    method: 'POST',
    path: `${PATH}/:id/${verb}`,
    access: 'signed in',
    async handle(request) {
      const done = await request.act(`import.${verb}`, text(request.form, 'commandId'), {
        importId: request.params.id ?? '',
        version: Number(text(request.form, 'version')),
      })
      if (done.ok)
        return ok({ goTo: verb === 'remove' ? `${PATH}?done=removed` : at(request.params.id ?? '') })
      return isForForm(done.refusal)
        ? onePage(
            request,
            [{ field: '', message: refusalSentence(done.refusal.code, done.refusal.params) }],
            409,
          )
        : done
    },
  })

/** The rows to mend in the columns of the file they came in, with what to fix: mended, they can be handed in as they are. */
const badRows = definePage({
  method: 'GET',
  path: `${PATH}/:id/rows`,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await facts(ask, request, true)
      if (!found.ok) return found
      const { import: i, rows: lines, now } = found.value.one
      const ours = (head: string) => [ROW_HEAD, FIX_HEAD].includes(head.trim())
      const kept = i.columns.flatMap((head, n) => (ours(head) ? [] : [{ head, n }]))
      return ok({
        download: await listFile(fileKind(request.query), {
          title: 'Rows to mend',
          name: `rows-to-mend-${i.kind}`,
          head: [...kept.map((k) => k.head), ROW_HEAD, FIX_HEAD],
          rows: lines.map((r) => [
            ...kept.map((k) => r.cells[k.n] ?? ''),
            String(r.n),
            saidWords(r).join(' '),
          ]),
          by: asker,
          at: now,
          cover: 'last',
        }),
      })
    }),
})

export const onePages: readonly Page[] = [show, settles('confirm'), settles('remove'), badRows]
