import { ok } from '#core/kernel/result.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  ErrorSummary,
  errorFor,
  type FieldError,
  Filters,
  Form,
  Heading,
  Link,
  Pagination,
  Paragraph,
  SaveState,
  Select,
  SuccessBanner,
  Table,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { ORGANISATION_KINDS } from '../commands/organisation-add.ts'
import { ORGANISATIONS_A_PAGE, organisations } from '../queries/organisations.ts'

const PATH = '/app/organisations'
const KIND_WORDS: Readonly<Record<(typeof ORGANISATION_KINDS)[number], string>> = {
  trust: 'NHS trust',
  voluntary: 'Voluntary organisation',
  'independent provider': 'Independent provider',
  police: 'Police',
  commissioner: 'Commissioner',
  'primary care': 'Primary care',
}
const KINDS = ORGANISATION_KINDS.map((value) => ({ value, text: KIND_WORDS[value] }))

const show = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const kind = ORGANISATION_KINDS.find((k) => k === request.query.kind) ?? null
      const page = Math.min(1000, Math.max(1, Number.parseInt(request.query.page ?? '1', 10) || 1))
      const found = await ask(organisations, { kind, page })
      if (!found.ok) return found
      const { total, organisations: rows } = found.value
      const first = (page - 1) * ORGANISATIONS_A_PAGE
      const at = (to: number) => `${PATH}?${new URLSearchParams({ ...(kind && { kind }), page: String(to) })}`
      return ok({
        show: {
          title: 'Organisations',
          body: (
            <>
              {request.query.done === '1' && <SuccessBanner heading="The organisation is added." />}
              <Heading level={1}>Organisations</Heading>
              {asker.rights.includes('organisation.manage') && (
                <Button href={`${PATH}/add`}>Add an organisation</Button>
              )}
              <Filters action={PATH} chips={kind ? [{ text: KIND_WORDS[kind], removeHref: PATH }] : []}>
                <Select name="kind" label="Kind" choose="Every kind" value={kind ?? ''} options={KINDS} />
              </Filters>
              <Table
                caption="Organisations"
                captionHidden
                columns={[
                  { head: 'Name', isRowName: true, cell: (o) => o.name },
                  { head: 'Kind', cell: (o) => KIND_WORDS[o.kind as keyof typeof KIND_WORDS] ?? o.kind },
                  { head: 'ODS code', cell: (o) => o.odsCode ?? 'None' },
                  { head: 'Charity number', cell: (o) => o.charityNumber ?? 'None' },
                  {
                    head: 'Services',
                    cell: (o) =>
                      o.services.length === 0
                        ? 'None here'
                        : o.services.map((s, i) => (
                            <span key={s.id}>
                              {i > 0 && ', '}
                              <Link href={`/app/services/${s.id}`}>{s.name}</Link>
                            </span>
                          )),
                  },
                ]}
                rows={rows}
                rowKey={(o) => o.organisationId}
                empty={<Paragraph>No organisation of this kind is on the list.</Paragraph>}
              />
              <Pagination
                current={page}
                pages={Math.max(1, Math.ceil(total / ORGANISATIONS_A_PAGE))}
                to={(to) => ({ href: at(to) })}
                showing={
                  rows.length === 0 ? undefined : `Showing ${first + 1} to ${first + rows.length} of ${total}`
                }
              />
            </>
          ),
        },
      })
    }),
})

const BACK = { href: PATH, text: 'Back to organisations' }
const TITLE = 'Add an organisation'

const showAdd = definePage({
  method: 'GET',
  path: `${PATH}/add`,
  access: 'signed in',
  keeps: { form: 'organisation.add', command: 'organisation.add', at: () => `${PATH}/add` },
  async handle(request) {
    const form = await openDraftForm(request, 'organisation.add', '')
    return form.ok
      ? ok({
          show: {
            title: TITLE,
            back: BACK,
            scripts: ['autosave.js'],
            body: <AddForm form={form.value} errors={[]} />,
          },
        })
      : form
  },
})

const add = definePage({
  method: 'POST',
  path: `${PATH}/add`,
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const commandId = text(form, 'commandId')
    const [name, kind, code, number] = [
      textOf(form, 'name'),
      textOf(form, 'kind'),
      textOf(form, 'odsCode').toUpperCase(),
      textOf(form, 'charityNumber').toUpperCase(),
    ]
    const errors: FieldError[] = [
      ...(name === '' ? [{ field: 'name', message: 'Enter the name of the organisation' }] : []),
      ...(ORGANISATION_KINDS.some((k) => k === kind)
        ? []
        : [{ field: 'kind', message: 'Choose what kind of organisation it is' }]),
      ...(code === '' || /^[A-Z0-9]{3,10}$/.test(code)
        ? []
        : [
            {
              field: 'odsCode',
              message: 'An ODS code is 3 to 10 letters and digits, like RXV. Leave it empty if there is none',
            },
          ]),
      ...(number === '' || /^(SC|NIC)?[0-9]{5,8}$/.test(number)
        ? []
        : [
            {
              field: 'charityNumber',
              message: 'A charity number is 5 to 8 digits, like 1234567. Leave it empty if there is none',
            },
          ]),
    ]
    const done =
      errors.length > 0
        ? undefined
        : await request.act('organisation.add', commandId, {
            organisationId: commandId,
            kind,
            name,
            odsCode: code || null,
            charityNumber: number || null,
          })
    if (done?.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: `${PATH}?done=1` })
    }
    if (done && !isForForm(done.refusal)) return done
    const again = await draftAfterRefusal(request)
    return ok({
      show: {
        title: TITLE,
        back: BACK,
        scripts: ['autosave.js'],
        status: done ? refusalStatus(done.refusal) : 422,
        body: <AddForm form={again} errors={done ? [errorOfRefusal(done.refusal)] : errors} />,
      },
    })
  },
})

const AddForm = ({ form, errors }: { readonly form: DraftForm; readonly errors: readonly FieldError[] }) => (
  <>
    <ErrorSummary errors={errors} />
    <Heading level={1}>{TITLE}</Heading>
    <Paragraph>You are asked when nobody else owns something there, until it has its own manager.</Paragraph>
    <Form action={`${PATH}/add`} id="add-organisation" draftUrl={DRAFT_URL} hidden={form.hidden}>
      <SaveState formId="add-organisation" value={form.saveState} />
      <TextInput
        name="name"
        label="Name"
        value={textOf(form.answers, 'name')}
        width={30}
        spellCheck={false}
        error={errorFor(errors, 'name')}
      />
      <Select
        name="kind"
        label="Kind"
        choose="Choose a kind"
        value={textOf(form.answers, 'kind')}
        options={KINDS}
        error={errorFor(errors, 'kind')}
      />
      <TextInput
        name="odsCode"
        label="ODS code, if it has one"
        value={textOf(form.answers, 'odsCode')}
        width={10}
        spellCheck={false}
        error={errorFor(errors, 'odsCode')}
      />
      <TextInput
        name="charityNumber"
        label="Charity number, if it has one"
        value={textOf(form.answers, 'charityNumber')}
        width={10}
        spellCheck={false}
        error={errorFor(errors, 'charityNumber')}
      />
      <Button>Add the organisation</Button>
    </Form>
  </>
)

export const organisationPages = [show, showAdd, add]
