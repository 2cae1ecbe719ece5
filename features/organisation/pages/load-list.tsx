import { gunzipSync, gzipSync } from 'node:zlib'
import { ODS_LISTS, type OdsList, odsListOf } from '#core/directory/ods-file.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { errorOfRefusal, isForForm, refusalStatus } from '#platform/drafts/after-refusal.ts'
import { definePage, type PageRequest, text } from '#platform/http/page.ts'
import { decodeText } from '#platform/spreadsheet/decode.ts'
import {
  Button,
  ButtonGroup,
  count,
  ErrorSummary,
  errorFor,
  type FieldError,
  FileInput,
  Form,
  Heading,
  Paragraph,
  Select,
  StatusNumbers,
} from '#platform/ui/index.ts'
import { KIND_WORDS } from './words.ts'

const PATH = '/app/organisations/load'
const BACK = { href: '/app/organisations', text: 'Back to organisations' }
/** The largest list that is published, with room. */
const LARGEST = 8 * 1024 * 1024
const LISTS = Object.keys(ODS_LISTS) as OdsList[]

const formPage = (request: PageRequest, errors: readonly FieldError[] = [], status?: number) =>
  request.see(async (_ask, asker) =>
    asker.rights.includes('organisation.manage')
      ? ok({
          show: {
            title: 'Load a list of organisations',
            back: BACK,
            ...(status === undefined ? {} : { status }),
            body: (
              <>
                <ErrorSummary errors={errors} />
                <Heading level={1}>Load a list of organisations</Heading>
                <Paragraph>
                  From a file that the Organisation Data Service publishes. You see what it would add and
                  rename first. The same file again changes nothing; one that has closed is not added, and one
                  that is here stays.
                </Paragraph>
                <Form action={PATH} files>
                  <Select
                    name="list"
                    label="Which list is it?"
                    choose="By the name of the file"
                    value={text(request.form, 'list')}
                    error={errorFor(errors, 'list')}
                    options={LISTS.map((l) => ({ value: l, text: `${l}: ${KIND_WORDS[ODS_LISTS[l]]}` }))}
                  />
                  <FileInput name="file" label="The file" accept=".csv" error={errorFor(errors, 'file')} />
                  <Button>Read it and show me</Button>
                </Form>
              </>
            ),
          },
        })
      : refuse('NOT_ALLOWED'),
  )

const form = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) => formPage(request),
})

/** What was read goes with the page, packed, so that what is confirmed is what was shown. */
const pack = (list: string): string => gzipSync(list, { level: 9 }).toString('base64')
function unpack(packed: string): string | undefined {
  try {
    return gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST }).toString('utf8')
  } catch {
    return undefined
  }
}

const send = definePage({
  method: 'POST',
  path: PATH,
  access: 'signed in',
  takesFiles: LARGEST + 100_000,
  async handle(request) {
    const confirmed = text(request.form, 'confirmed') === 'yes'
    const file = request.files.file
    const body = confirmed ? unpack(text(request.form, 'packed')) : file && decodeText(file.bytes)
    const list = LISTS.find((l) => l === text(request.form, 'list')) ?? odsListOf(file?.name ?? '')
    const errors: FieldError[] = [
      ...(body
        ? []
        : [{ field: 'file', message: file ? 'The file is empty. Choose another.' : 'Choose a file' }]),
      ...(list ? [] : [{ field: 'list', message: 'Choose which list it is' }]),
    ]
    if (!body || !list) return formPage(request, errors, 422)
    const input = { list, text: body }
    if (confirmed) {
      const done = await request.act('organisation.load-ods', text(request.form, 'commandId'), input)
      if (done.ok) return ok({ goTo: '/app/organisations?done=loaded' })
      return isForForm(done.refusal)
        ? formPage(request, [{ ...errorOfRefusal(done.refusal), field: 'file' }], refusalStatus(done.refusal))
        : done
    }
    const shown = await request.rehearse('organisation.load-ods', input, () => null)
    if (!shown.ok)
      return isForForm(shown.refusal)
        ? formPage(
            request,
            [{ ...errorOfRefusal(shown.refusal), field: 'file' }],
            refusalStatus(shown.refusal),
          )
        : shown
    const { read, added, renamed, closed } = shown.value.made as Record<string, number>
    const nothing = added === 0 && renamed === 0
    return ok({
      show: {
        title: 'What the list would change',
        back: { href: PATH, text: 'Back to choose another file' },
        body: (
          <>
            <Heading level={1} caption="Nothing is stored yet">
              What the list would change
            </Heading>
            <StatusNumbers
              numbers={[
                { value: added ?? 0, words: 'new' },
                { value: renamed ?? 0, words: 'with another name' },
                { value: closed ?? 0, words: 'closed, left out' },
                { value: (read ?? 0) - (added ?? 0) - (renamed ?? 0) - (closed ?? 0), words: 'unchanged' },
              ]}
            />
            {nothing ? (
              <Paragraph>There is nothing to load: all of it is here already.</Paragraph>
            ) : (
              <Form
                action={PATH}
                files
                hidden={{ confirmed: 'yes', commandId: request.newId(), list, packed: pack(body) }}
              >
                <ButtonGroup>
                  <Button>{`Load ${count((added ?? 0) + (renamed ?? 0), 'organisation')}`}</Button>
                  <Button variant="secondary" href="/app/organisations">
                    Do not load it
                  </Button>
                </ButtonGroup>
              </Form>
            )}
          </>
        ),
      },
    })
  },
})

export const loadListPages = [form, send]
