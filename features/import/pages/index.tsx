import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { errorOfRefusal, isForForm, refusalStatus } from '#platform/drafts/after-refusal.ts'
import { definePage, type Page, type PageRequest, text } from '#platform/http/page.ts'
import { LIMITS } from '#platform/spreadsheet/limits.ts'
import { fileKind } from '#platform/spreadsheet/list-file.ts'
import {
  Button,
  clock,
  dayWithoutWeekday,
  EmptyState,
  ErrorSummary,
  errorFor,
  type FieldError,
  FileInput,
  Form,
  Heading,
  Link,
  Paragraph,
  Radios,
  SuccessBanner,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import { KINDS, kindOf } from '../kinds/index.ts'
import { KIND_IDS, type Kind } from '../kinds/kind.ts'
import { type ImportRow, imports } from '../queries/imports.ts'
import { templateOf } from '../template.ts'
import { onePages } from './one.tsx'
import { kindWords, PATH, rows, STATE_COLOURS, STATE_WORDS } from './words.ts'

const mine = (rights: readonly string[]): readonly Kind[] =>
  KIND_IDS.flatMap((id) => {
    const kind = KINDS[id]
    return kind?.rights.every((right) => rights.includes(right)) ? [kind] : []
  })

const listPage = (request: PageRequest, errors: readonly FieldError[] = [], status?: number) =>
  request.see(async (ask, asker) => {
    const found = await ask(imports, {})
    if (!found.ok) return found
    const kinds = mine(asker.rights)
    return ok({
      show: {
        title: 'Spreadsheets in',
        list: { name: 'spreadsheets-in', title: 'Handed in by your team', caption: 'Handed in by your team' },
        ...(status === undefined ? {} : { status }),
        body: (
          <>
            <ErrorSummary errors={errors} />
            {request.query.done === 'removed' && <SuccessBanner heading="The spreadsheet is taken away." />}
            <Heading level={1} caption={asker.teamName}>
              Spreadsheets in
            </Heading>
            <Paragraph>
              Hand in a list as CSV or Excel (.xlsx). You see what each row would do before anything is saved.
              The same file handed in twice changes nothing.
            </Paragraph>
            {kinds.length === 0 ? (
              <Paragraph>Your post may not add anything by spreadsheet.</Paragraph>
            ) : (
              <Form action={PATH} files hidden={{ commandId: request.newId(), importId: request.newId() }}>
                <Radios
                  name="kind"
                  label="What is in the file?"
                  value={text(request.form, 'kind') || (kinds.length === 1 ? kinds[0]!.id : '')}
                  error={errorFor(errors, 'kind')}
                  choices={kinds.map((k) => ({ value: k.id, label: k.title, hint: k.says }))}
                />
                <FileInput
                  name="file"
                  label="The file"
                  hint={`At most ${LIMITS.fileBytes / 1024 / 1024} MB and ${LIMITS.rows.toLocaleString('en-GB')} rows. It is taken away here as soon as it has been read; its rows seven days after they were taken in.`}
                  accept=".csv,.xlsx,.tsv,.txt"
                  error={errorFor(errors, 'file')}
                />
                <Button>Read it and show me</Button>
              </Form>
            )}
            {found.value.length > 0 && <Earlier list={found.value} />}
            <Templates kinds={kinds} />
            {found.value.length === 0 && <Earlier list={found.value} />}
          </>
        ),
      },
    })
  })

const Templates = ({ kinds }: { readonly kinds: readonly Kind[] }) => (
  <Table
    caption="Empty templates"
    columns={[
      { head: 'List', isRowName: true, cell: (k: Kind) => k.title },
      { head: 'Columns', cell: (k) => k.columns.map((c) => c.name).join(', ') },
      {
        head: 'Download',
        cell: (k) => (
          <>
            <Link href={`${PATH}/template?kind=${k.id}&as=xlsx`} hiddenWords={`template for ${k.title}`}>
              Excel
            </Link>{' '}
            <Link href={`${PATH}/template?kind=${k.id}&as=csv`} hiddenWords={`template for ${k.title}`}>
              CSV
            </Link>
          </>
        ),
      },
    ]}
    rows={kinds}
    rowKey={(k) => k.id}
    empty={null}
  />
)

const Earlier = ({ list }: { readonly list: readonly ImportRow[] }) => (
  <Table
    caption="Handed in by your team"
    columns={[
      {
        head: 'File',
        isRowName: true,
        cell: (i: ImportRow) => <Link href={`${PATH}/${i.id}`}>{i.fileName}</Link>,
      },
      { head: 'List', cell: (i) => kindWords(i.kind) },
      {
        head: 'How it stands',
        cell: (i) => <Tag colour={STATE_COLOURS[i.state]}>{STATE_WORDS[i.state]}</Tag>,
      },
      { head: 'Rows', cell: (i) => rows(i.read) },
      { head: 'To mend', cell: (i) => String(i.problem + i.failed) },
      {
        head: 'By',
        cell: (i) => (
          <>
            {i.by}
            <span className="tc-under">
              {dayWithoutWeekday(dayOf(i.uploadedAt))}, {clock(i.uploadedAt)}
            </span>
          </>
        ),
      },
    ]}
    rows={list}
    rowKey={(i) => i.id}
    empty={
      <EmptyState
        why="Your team has handed in no spreadsheet in the last 60 days."
        fill="Each file stands here with how far it got, until it is taken away."
      />
    }
  />
)

const list = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) => listPage(request),
})

const upload = definePage({
  method: 'POST',
  path: PATH,
  access: 'signed in',
  // the file, and the few fields round it
  takesFiles: LIMITS.fileBytes + 100_000,
  async handle(request) {
    const [kind, file] = [text(request.form, 'kind'), request.files.file]
    const errors: FieldError[] = [
      ...(kindOf(kind) ? [] : [{ field: 'kind', message: 'Choose what is in the file' }]),
      ...(file ? [] : [{ field: 'file', message: 'Choose a file' }]),
      ...(file?.bytes.length === 0 ? [{ field: 'file', message: 'The file is empty. Choose another.' }] : []),
    ]
    if (file && file.bytes.length > LIMITS.fileBytes) errors.push(errorOfRefusal(tooLarge.refusal))
    if (errors.length > 0 || !file) return listPage(request, errors, 422)
    const done = await request.act('import.upload', text(request.form, 'commandId'), {
      importId: text(request.form, 'importId'),
      kind,
      fileName: shownName(file.name),
      content: file.bytes.toString('base64'),
    })
    if (done.ok) return ok({ goTo: `${PATH}/${done.value.made.importId}` })
    return isForForm(done.refusal)
      ? listPage(request, [{ ...errorOfRefusal(done.refusal), field: 'file' }], refusalStatus(done.refusal))
      : done
  },
})

const tooLarge = { refusal: { code: 'IMPORT_FILE_TOO_LARGE', field: 'file', params: { most: 10 } } } as const

/** The sender's name of the file as it is shown: no path, no control characters. */
const shownName = (name: string): string =>
  [...(name.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, ' ').trim()].slice(0, 120).join('') ||
  'spreadsheet'

const template = definePage({
  method: 'GET',
  path: `${PATH}/template`,
  access: 'signed in',
  async handle(request) {
    const asker = await request.own((tx) => tx.asker)
    if (!asker.ok) return asker
    const kind = kindOf(request.query.kind ?? '')
    if (!kind || !asker.value.rights.includes('import.spreadsheet')) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return ok({ download: await templateOf(kind, fileKind(request.query)) })
  },
})

export const pages: readonly Page[] = [list, upload, template, ...onePages]
