import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Ask } from '#platform/commands/door.ts'
import { errorOfRefusal, isForForm, refusalStatus } from '#platform/drafts/after-refusal.ts'
import { definePage, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  clockAndDay,
  Details,
  EmptyState,
  ErrorSummary,
  type FieldError,
  Form,
  Heading,
  Paragraph,
  PostButton,
  SuccessBanner,
  Table,
  TextInput,
} from '#platform/ui/index.ts'
import { type Partner, type Partners, partners } from '../queries/partners.ts'
import { ShowFirst } from './machine-forms.tsx'
import { Doors } from './partner-doors.tsx'

const PATH = '/app/organisations/:id/partners'
const at = (organisationId: string) => PATH.replace(':id', organisationId)
const DONE: Readonly<Record<string, string>> = {
  listed: 'The address is listed.',
  ended: 'The address is off the list. Nothing is sent there from now on.',
  door: 'Referrals to that service go there too from now on.',
  'door-ended':
    'Referrals to that service go there no longer. What still waited is a task of whoever sent it.',
}

const facts = async (ask: Ask, request: PageRequest): Promise<Result<Partners>> => {
  const found = await ask(partners, { organisationId: request.params.id ?? '' })
  if (!found.ok) return found
  return found.value ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

const page = (
  request: PageRequest,
  errors: readonly FieldError[] = [],
  status?: number,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const found = await facts(ask, request)
    if (!found.ok) return found
    const { organisation, organisationId, partners: all, fresh } = found.value
    const here = at(organisationId)
    const done = DONE[request.query.done ?? '']
    return ok({
      show: {
        title: `Partners’ systems, ${organisation}`,
        list: {
          name: 'partners-systems',
          caption: 'Partners’ systems',
          others: [
            {
              name: 'services-to-partners',
              caption: 'Services whose referrals go to a partner’s system',
            },
          ],
        },
        back: { href: `/app/organisations/${organisationId}`, text: `Back to ${organisation}` },
        ...(status === undefined ? {} : { status }),
        body: (
          <>
            {done && <SuccessBanner heading={done} />}
            <ErrorSummary errors={errors} />
            <Heading level={1} caption={organisation}>
              Partners’ systems
            </Heading>
            <Paragraph>
              A machine login of this organisation can have one of these told when a referral it sent goes on.
              What is sent is only that something changed, never what or about whom: the other system then
              reads it with its own login. Nothing is sent to an address that is not on this list.
            </Paragraph>
            <Table
              caption="Partners’ systems"
              captionHidden
              columns={[
                { head: 'Name', isRowName: true, cell: (p) => p.name },
                {
                  head: 'Address',
                  cell: (p) => (
                    <>
                      <span className="tc-typed">{p.address}</span>
                      {p.asksToken && ' (asks for a token first)'}
                    </>
                  ),
                },
                { head: 'Follows', cell: (p) => <Follows partner={p} /> },
                { head: 'Listed', cell: (p) => `${clockAndDay(p.listedAt)}, by ${p.listedBy}` },
                {
                  head: 'Change',
                  headHidden: true,
                  cell: (p) => (
                    <PostButton
                      action={`${here}/${p.id}/end`}
                      hidden={{ commandId: request.newId() }}
                      variant="secondary"
                    >
                      {`Take ${p.name} off the list`}
                    </PostButton>
                  ),
                },
              ]}
              rows={all}
              rowKey={(p) => p.id}
              empty={
                <EmptyState
                  why="No address of a partner is listed."
                  fill="It stands here once you have added it, until you take it off."
                />
              }
            />
            <Heading level={2}>Add an address</Heading>
            {fresh ? (
              <Form action={here} hidden={{ commandId: request.newId() }}>
                <TextInput
                  {...box(request.form, errors, 'name')}
                  label="Name of the partner’s system"
                  width={30}
                />
                <TextInput
                  {...box(request.form, errors, 'address')}
                  label="Address"
                  hint="Begins with https:// and names a host of the open network. Nothing after a ? or #."
                  spellCheck={false}
                />
                <TextInput
                  {...box(request.form, errors, 'tokenAddress')}
                  label="Address that gives out its tokens (optional)"
                  hint="Only where that system takes messages and asks for a signed token first."
                  spellCheck={false}
                />
                <TextInput
                  {...box(request.form, errors, 'clientName')}
                  label="Client id it gave us (optional)"
                  width={20}
                  spellCheck={false}
                />
                <Button>Add it to the list</Button>
              </Form>
            ) : (
              <ShowFirst to={here} />
            )}
            <Doors all={found.value} here={here} request={request} errors={errors} />
          </>
        ),
      },
    })
  })

const Follows = ({ partner }: { readonly partner: Partner }) => (
  <>
    {`${partner.followed}${partner.givenUp > 0 ? `, ${partner.givenUp} given up` : ''}`}
    {partner.tries.length > 0 && (
      <Details summary="Last tries" hiddenWords={` of ${partner.name}`}>
        <ul className="nhsuk-list">
          {partner.tries.map((t) => (
            <li
              key={`${t.at}${t.outcome}`}
            >{`${clockAndDay(t.at)}: ${t.went ? 'told' : 'not told'} (${t.outcome})`}</li>
          ))}
        </ul>
      </Details>
    )}
  </>
)

const list = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) => page(request),
})

/** Fields of the form by those of the command. */
const FIELDS: Readonly<Record<string, string>> = {
  'token.address': 'tokenAddress',
  'token.name': 'clientName',
}

const add = definePage({
  method: 'POST',
  path: PATH,
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const errors: FieldError[] = [
      ...(text(form, 'name') === ''
        ? [{ field: 'name', message: 'Enter the name of the partner’s system' }]
        : []),
      ...(text(form, 'address').length < 10 ? [{ field: 'address', message: 'Enter the address' }] : []),
      ...((text(form, 'tokenAddress') === '') === (text(form, 'clientName') === '')
        ? []
        : [{ field: 'tokenAddress', message: 'Enter both the token address and the client id, or neither' }]),
    ]
    if (errors.length > 0) return page(request, errors, 422)
    const organisationId = request.params.id ?? ''
    const done = await request.act('partner.add', text(form, 'commandId'), {
      // made with the form, so that a second press is the same
      endpointId: text(form, 'commandId'),
      organisationId,
      name: text(form, 'name'),
      address: text(form, 'address'),
      token:
        text(form, 'tokenAddress') === ''
          ? null
          : {
              address: text(form, 'tokenAddress'),
              name: text(form, 'clientName'),
            },
    })
    if (done.ok) return ok({ goTo: `${at(organisationId)}?done=listed` })
    if (!isForForm(done.refusal)) return done
    const error = errorOfRefusal(done.refusal)
    return page(
      request,
      [{ ...error, field: FIELDS[error.field] ?? error.field }],
      refusalStatus(done.refusal),
    )
  },
})

const end = definePage({
  method: 'POST',
  path: `${PATH}/:endpointId/end`,
  access: 'signed in',
  async handle(request) {
    const organisationId = request.params.id ?? ''
    const done = await request.act('partner.end', text(request.form, 'commandId'), {
      organisationId,
      endpointId: request.params.endpointId ?? '',
    })
    return done.ok ? ok({ goTo: `${at(organisationId)}?done=ended` }) : done
  },
})

const MISSING = {
  serviceId: 'Choose a service',
  endpointId: 'Choose a system',
  targetSystem: 'Enter the kind of name, without a space or |',
  targetValue: 'Enter its name or number there, without a space or |',
} as const

const addDoor = definePage({
  method: 'POST',
  path: `${PATH}/doors`,
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const errors = Object.entries(MISSING).flatMap(([field, message]) => {
      const said = text(form, field)
      return said === '' || said.length > 200 || /[\s|]/.test(said) ? [{ field, message }] : []
    })
    if (errors.length > 0) return page(request, errors, 422)
    const organisationId = request.params.id ?? ''
    const done = await request.act('partner.add-door', text(form, 'commandId'), {
      doorId: text(form, 'commandId'),
      organisationId,
      endpointId: text(form, 'endpointId'),
      serviceId: text(form, 'serviceId'),
      target: { system: text(form, 'targetSystem'), value: text(form, 'targetValue') },
    })
    if (done.ok) return ok({ goTo: `${at(organisationId)}?done=door` })
    return isForForm(done.refusal)
      ? page(request, [errorOfRefusal(done.refusal)], refusalStatus(done.refusal))
      : done
  },
})

const endDoor = definePage({
  method: 'POST',
  path: `${PATH}/doors/:doorId/end`,
  access: 'signed in',
  async handle(request) {
    const organisationId = request.params.id ?? ''
    const done = await request.act('partner.end-door', text(request.form, 'commandId'), {
      organisationId,
      doorId: request.params.doorId ?? '',
    })
    return done.ok ? ok({ goTo: `${at(organisationId)}?done=door-ended` }) : done
  },
})

export const partnerPages = [list, add, end, addDoor, endDoor]
