import { createHash, randomBytes } from 'node:crypto'
import type { ReactNode } from 'react'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { ALL_MACHINE_SCOPES, MACHINE_SCOPES, type MachineScope } from '#core/people/machine-scopes.ts'
import type { Ask } from '#platform/commands/door.ts'
import { errorOfRefusal, isForForm, refusalStatus } from '#platform/drafts/after-refusal.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, type PageAnswer, type PageRequest, several, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  Checkboxes,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Paragraph,
  PostButton,
  Select,
  SummaryList,
  TextInput,
  WarningCallout,
} from '#platform/ui/index.ts'
import { type ClientShown, type Clients, clients } from '../queries/clients.ts'

export const PATH = '/app/organisations/:id/machines'
export const at = (organisationId: string) => PATH.replace(':id', organisationId)

export const facts = async (ask: Ask, request: PageRequest): Promise<Result<Clients>> => {
  const found = await ask(clients, { organisationId: request.params.id ?? '' })
  if (!found.ok) return found
  return found.value ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}
export const oneOf = async (
  ask: Ask,
  request: PageRequest,
): Promise<Result<{ readonly all: Clients; readonly one: ClientShown }>> => {
  const all = await facts(ask, request)
  if (!all.ok) return all
  const one = all.value.clients.find((c) => c.id === request.params.clientId && c.revokedAt === null)
  return one ? ok({ all: all.value, one }) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

export const isScope = (name: string): name is MachineScope => Object.hasOwn(MACHINE_SCOPES, name)

/** "Find and open the people its team supports; see the boards of its team" */
export const said = (words: readonly string[]): string => {
  const line = words.join('; ')
  return line.slice(0, 1).toUpperCase() + line.slice(1)
}

/** A secret of 256 random bits, and the hash that is sent and kept in its place. */
const newSecret = (): { readonly secret: string; readonly secretSha256: string } => {
  const secret = randomBytes(32).toString('base64url')
  return { secret, secretSha256: createHash('sha256').update(secret).digest('hex') }
}

/** The secret, this once. */
const secretShown = (
  heading: string,
  back: string,
  c: { readonly id: string; readonly secret: string; readonly scopes: readonly string[] },
): PageAnswer => ({
  show: {
    title: heading,
    back: { href: back, text: 'Back to machine logins' },
    body: (
      <>
        <Heading level={1}>{heading}</Heading>
        <SummaryList
          rows={[
            { key: 'Client id', value: <code className="tc-typed">{c.id}</code> },
            { key: 'Secret', value: <code className="tc-typed">{c.secret}</code> },
            { key: 'Scopes', value: <code className="tc-typed">{c.scopes.join(' ')}</code> },
            { key: 'Tokens from', value: <code className="tc-typed">POST /oauth/token</code> },
          ]}
        />
        <WarningCallout>
          <p>
            The secret is shown only now. Put it where the other system keeps its secrets, not into an email
            or a chat. Whoever holds it can do what this login may. If it gets lost or seen, make a new one:
            the old one ends at once.
          </p>
        </WarningCallout>
      </>
    ),
  },
})

/** In place of a form that would be refused: nothing is typed in vain. */
export const ShowFirst = ({ to }: { readonly to: string }) => (
  <>
    <InsetText>
      <p>
        A secret is made within 15 minutes of a second factor. Show first that it is you: lock the screen and
        open it again.
      </p>
    </InsetText>
    <PostButton action="/lock" hidden={{ to }} variant="secondary">
      Lock and open again
    </PostButton>
  </>
)

const addPage = (
  request: PageRequest,
  errors: readonly FieldError[] = [],
  status?: number,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const found = await facts(ask, request)
    if (!found.ok) return found
    const { organisation, organisationId, teams, fresh } = found.value
    const here = at(organisationId)
    return ok({
      show: {
        title: `Add a machine login, ${organisation}`,
        back: { href: here, text: 'Back to machine logins' },
        ...(status === undefined ? {} : { status }),
        body: (
          <>
            <ErrorSummary errors={errors} />
            <Heading level={1} caption={organisation}>
              Add a machine login
            </Heading>
            {fresh ? (
              <Form action={`${here}/add`} hidden={{ commandId: request.newId() }}>
                <AddFields request={request} errors={errors} teams={teams} />
                <Button>Make it and show the secret</Button>
              </Form>
            ) : (
              <ShowFirst to={`${here}/add`} />
            )}
          </>
        ),
      },
    })
  })

function AddFields({
  request,
  errors,
  teams,
}: {
  readonly request: PageRequest
  readonly errors: readonly FieldError[]
  readonly teams: Clients['teams']
}): ReactNode {
  return (
    <>
      <TextInput
        {...box(request.form, errors, 'name')}
        label="Name"
        hint="What the other system is called, like Riverside report system. It stands in the audit."
        width={30}
      />
      <Select
        {...box(request.form, errors, 'teamId')}
        label="Which team’s people may it see?"
        hint="It sees what this team may see, and whoever manages the team is told."
        choose="Choose a team"
        options={teams.map((t) => ({ value: t.id, text: t.name }))}
      />
      <Checkboxes
        name="scopes"
        label="What may it do?"
        hint="Give it only what it needs. What it was given cannot be added to later: make another."
        values={several(request.form, 'scopes')}
        error={errorFor(errors, 'scopes')}
        choices={ALL_MACHINE_SCOPES.map((name) => ({
          value: name,
          label: said([MACHINE_SCOPES[name].says]),
          hint: <code>{name}</code>,
        }))}
      />
    </>
  )
}

const add = definePage({
  method: 'GET',
  path: `${PATH}/add`,
  access: 'signed in',
  handle: (request) => addPage(request),
})

const make = definePage({
  method: 'POST',
  path: `${PATH}/add`,
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const scopes = several(form, 'scopes').filter(isScope)
    const name = text(form, 'name')
    const errors: FieldError[] = [
      ...(name === '' ? [{ field: 'name', message: 'Enter what the other system is called' }] : []),
      ...(name.length > 60 ? [{ field: 'name', message: 'Enter a name of at most 60 letters' }] : []),
      ...(text(form, 'teamId') === '' ? [{ field: 'teamId', message: 'Choose a team' }] : []),
      ...(scopes.length === 0
        ? [{ field: 'scopes', message: 'Tick at least one thing that it may do' }]
        : []),
    ]
    if (errors.length > 0) return addPage(request, errors, 422)
    const organisationId = request.params.id ?? ''
    const { secret, secretSha256 } = newSecret()
    const clientId = request.newId()
    const done = await request.act('client.make', text(form, 'commandId'), {
      clientId,
      organisationId,
      teamId: text(form, 'teamId'),
      name,
      scopes,
      secretSha256,
    })
    if (done.ok)
      return ok(
        secretShown('Secret of the new machine login', at(organisationId), { id: clientId, secret, scopes }),
      )
    return isForForm(done.refusal)
      ? addPage(request, [errorOfRefusal(done.refusal)], refusalStatus(done.refusal))
      : done
  },
})

const secretPage = (
  request: PageRequest,
  errors: readonly FieldError[] = [],
  status?: number,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const found = await oneOf(ask, request)
    if (!found.ok) return found
    const { all, one } = found.value
    if (one.fixed) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const here = at(all.organisationId)
    const action = `${here}/${one.id}/secret`
    return ok({
      show: {
        title: `New secret, ${one.name}`,
        back: { href: here, text: 'Back to machine logins' },
        ...(status === undefined ? {} : { status }),
        body: (
          <>
            <ErrorSummary errors={errors} />
            <Heading level={1} caption={one.name}>
              New secret
            </Heading>
            {all.fresh ? (
              <>
                <Paragraph>
                  The old secret ends at once, and so does every token that was fetched with it. The other
                  system is refused until it has the new one.
                </Paragraph>
                <PostButton
                  action={action}
                  hidden={{ commandId: request.newId(), version: String(one.version) }}
                >
                  Make it and show it
                </PostButton>
              </>
            ) : (
              <ShowFirst to={action} />
            )}
          </>
        ),
      },
    })
  })

const secret = definePage({
  method: 'GET',
  path: `${PATH}/:clientId/secret`,
  access: 'signed in',
  handle: (request) => secretPage(request),
})

const renew = definePage({
  method: 'POST',
  path: `${PATH}/:clientId/secret`,
  access: 'signed in',
  async handle(request) {
    const found = await request.see((ask) => oneOf(ask, request))
    if (!found.ok) return found
    const { id, scopes } = found.value.one
    const organisationId = request.params.id ?? ''
    const made = newSecret()
    const done = await request.act('client.new-secret', text(request.form, 'commandId'), {
      organisationId,
      clientId: id,
      version: Number(text(request.form, 'version')),
      secretSha256: made.secretSha256,
    })
    if (done.ok) return ok(secretShown('New secret', at(organisationId), { id, secret: made.secret, scopes }))
    return isForForm(done.refusal)
      ? secretPage(request, [errorOfRefusal(done.refusal)], refusalStatus(done.refusal))
      : done
  },
})

const end = formPages<{ readonly all: Clients; readonly one: ClientShown }>({
  path: `${PATH}/:clientId/end`,
  form: 'client.revoke',
  command: 'client.revoke',
  facts: (ask, _asker, request) => oneOf(ask, request),
  title: ({ one }) => `End ${one.name}`,
  caption: ({ all }) => all.organisation,
  back: ({ all }) => ({ href: at(all.organisationId), text: 'Back to machine logins' }),
  fields: () => (
    <WarningCallout>
      <p>
        Its next request is refused, whatever it is in the middle of. It cannot be begun again: you would make
        another.
      </p>
    </WarningCallout>
  ),
  typesNothing: true,
  button: 'End it',
  read: (_answers, { all, one }) => ({ input: { organisationId: all.organisationId, clientId: one.id } }),
  after: ({ all }) => `${at(all.organisationId)}?done=ended`,
})

export const machineForms = [add, make, secret, renew, ...end]
