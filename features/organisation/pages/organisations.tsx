import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  box,
  type FieldError,
  Filters,
  Heading,
  Link,
  Pagination,
  Paragraph,
  Select,
  SuccessBanner,
  Table,
  TextInput,
} from '#platform/ui/index.ts'
import { ORGANISATION_KINDS } from '../commands/organisation-add.ts'
import { READS_AGREEMENTS } from '../queries/agreements.ts'
import { ORGANISATIONS_A_PAGE, organisations } from '../queries/organisations.ts'
import { loadListPages } from './load-list.tsx'
import { organisationPage } from './organisation.tsx'
import { choicesOf, KIND_WORDS, wordOf } from './words.ts'

const PATH = '/app/organisations'
const KINDS = choicesOf(KIND_WORDS)

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
          list: { name: 'organisations', filter: kind ? [KIND_WORDS[kind]] : [] },
          body: (
            <>
              {request.query.done === '1' && <SuccessBanner heading="The organisation is added." />}
              {request.query.done === 'loaded' && <SuccessBanner heading="The list is loaded." />}
              <Heading level={1}>Organisations</Heading>
              <ButtonGroup>
                {asker.rights.includes('organisation.manage') && (
                  <>
                    <Button href={`${PATH}/add`}>Add an organisation</Button>
                    <Button href={`${PATH}/load`} variant="secondary">
                      Load a list
                    </Button>
                  </>
                )}
                <Button variant="secondary" href={`${PATH}/${asker.organisationId}`}>
                  My organisation
                </Button>
                {READS_AGREEMENTS.some((right) => asker.rights.includes(right)) && (
                  <Button variant="secondary" href="/app/agreements">
                    Sharing agreements
                  </Button>
                )}
              </ButtonGroup>
              <Filters action={PATH} chips={kind ? [{ text: KIND_WORDS[kind], removeHref: PATH }] : []}>
                <Select name="kind" label="Kind" choose="Every kind" value={kind ?? ''} options={KINDS} />
              </Filters>
              <Table
                caption="Organisations"
                captionHidden
                columns={[
                  {
                    head: 'Name',
                    isRowName: true,
                    cell: (o) => <Link href={`${PATH}/${o.organisationId}`}>{o.name}</Link>,
                  },
                  { head: 'Kind', cell: (o) => wordOf(KIND_WORDS, o.kind) },
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

const add = formPages<null>({
  path: `${PATH}/add`,
  form: 'organisation.add',
  command: 'organisation.add',
  facts: async (_ask, asker) =>
    asker.rights.includes('organisation.manage') ? ok(null) : refuse('NOT_ALLOWED'),
  title: () => 'Add an organisation',
  back: () => ({ href: PATH, text: 'Back to organisations' }),
  fields: (_, answers, errors) => {
    const field = (name: string) => box(answers, errors, name)
    return (
      <>
        <Paragraph>
          You are asked when nobody else owns something there, until it has its own manager.
        </Paragraph>
        <TextInput {...field('name')} label="Name" width={30} spellCheck={false} />
        <Select {...field('kind')} label="Kind" choose="Choose a kind" options={KINDS} />
        <TextInput {...field('odsCode')} label="ODS code, if it has one" width={10} spellCheck={false} />
        <TextInput
          {...field('charityNumber')}
          label="Charity number, if it has one"
          width={10}
          spellCheck={false}
        />
      </>
    )
  },
  button: 'Add the organisation',
  read(answers, _, organisationId) {
    const errors: FieldError[] = []
    const [name, kind] = [text(answers, 'name'), text(answers, 'kind')]
    if (name === '') errors.push({ field: 'name', message: 'Enter the name of the organisation' })
    if (!Object.hasOwn(KIND_WORDS, kind))
      errors.push({ field: 'kind', message: 'Choose what kind of organisation it is' })
    const coded = (field: string, form: RegExp, message: string): string | null => {
      const value = text(answers, field).toUpperCase()
      if (value !== '' && !form.test(value)) errors.push({ field, message })
      return value || null
    }
    const input = {
      organisationId,
      kind,
      name,
      odsCode: coded(
        'odsCode',
        /^[A-Z0-9]{3,10}$/,
        'An ODS code is 3 to 10 letters and digits, like RXV. Leave it empty if there is none',
      ),
      charityNumber: coded(
        'charityNumber',
        /^(SC|NIC)?[0-9]{5,8}$/,
        'A charity number is 5 to 8 digits, like 1234567. Leave it empty if there is none',
      ),
    }
    return errors.length > 0 ? { errors } : { input }
  },
  after: () => `${PATH}?done=1`,
})

export const organisationPages = [show, ...add, ...loadListPages, organisationPage]
