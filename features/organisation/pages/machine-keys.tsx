import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { errorOfRefusal, isForForm, refusalStatus } from '#platform/drafts/after-refusal.ts'
import { definePage, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import { type MachineKeys, machineKeysShape } from '#platform/identity/machine-keys.ts'
import {
  Button,
  box,
  ErrorSummary,
  type FieldError,
  Form,
  Heading,
  Paragraph,
  TextArea,
} from '#platform/ui/index.ts'
import { at, oneOf, PATH, ShowFirst } from './machine-forms.tsx'

const NOT_KEYS =
  'Paste the public keys as the other system gives them: a JSON Web Key Set ("keys": ...) of one to ten keys, each with its own kid. RSA of 2,048 to 4,096 bits or EC P-384. Never a private key.'

/** A set of keys as it was pasted; undefined when it is none that may be kept. */
export function readKeys(pasted: string): MachineKeys | undefined {
  if (pasted.length > 20_000) return undefined
  try {
    const read = machineKeysShape.safeParse(JSON.parse(pasted))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

const page = (
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
    const action = `${here}/${one.id}/keys`
    return ok({
      show: {
        title: `Public keys, ${one.name}`,
        back: { href: here, text: 'Back to machine logins' },
        ...(status === undefined ? {} : { status }),
        body: (
          <>
            <ErrorSummary errors={errors} />
            <Heading level={1} caption={one.name}>
              Public keys
            </Heading>
            <Paragraph>
              With public keys the other system signs for itself and no secret travels. Its secret ends at
              once, and so does every token that was fetched with it.
            </Paragraph>
            {one.keyIds !== null && <Paragraph>Keys now: {one.keyIds.join(', ')}</Paragraph>}
            {all.fresh ? (
              <Form action={action} hidden={{ commandId: request.newId(), version: String(one.version) }}>
                <TextArea
                  {...box(request.form, errors, 'keys')}
                  label="Public keys of the other system"
                  hint="A JSON Web Key Set. Keys that are not in it any more end."
                  rows={10}
                />
                <Button>Set the keys</Button>
              </Form>
            ) : (
              <ShowFirst to={action} />
            )}
          </>
        ),
      },
    })
  })

const show = definePage({
  method: 'GET',
  path: `${PATH}/:clientId/keys`,
  access: 'signed in',
  handle: (request) => page(request),
})

const set = definePage({
  method: 'POST',
  path: `${PATH}/:clientId/keys`,
  access: 'signed in',
  async handle(request) {
    const keys = readKeys(text(request.form, 'keys'))
    if (!keys) return page(request, [{ field: 'keys', message: NOT_KEYS }], 422)
    const found = await request.see((ask) => oneOf(ask, request))
    if (!found.ok) return found
    const organisationId = request.params.id ?? ''
    const done = await request.act('client.set-keys', text(request.form, 'commandId'), {
      organisationId,
      clientId: found.value.one.id,
      version: Number(text(request.form, 'version')),
      keys,
    })
    if (done.ok) return ok({ goTo: `${at(organisationId)}?done=keys` })
    return isForForm(done.refusal)
      ? page(request, [errorOfRefusal(done.refusal)], refusalStatus(done.refusal))
      : done
  },
})

export const keyPages = [show, set]
