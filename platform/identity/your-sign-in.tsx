import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { audit } from '#platform/commands/asking.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { definePage, type Page, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  clockAndDay,
  ErrorSummary,
  errorFor,
  type FieldError,
  Heading,
  InsetText,
  Paragraph,
  PostButton,
  Table,
  TextInput,
} from '#platform/ui/index.ts'
import type { Passkeys } from './passkey.ts'
import { PasskeySaid } from './passkey-page.tsx'
import { deviceOf, factorWords, SESSIONS, type SessionShown } from './sessions.ts'

interface PasskeyShown {
  readonly id: string
  readonly credentialId: string
  readonly name: string
  readonly madeAt: Instant
  readonly lastUsedAt: Instant | null
}
const PASSKEYS =
  'select id, credential_id as "credentialId", name, made_at as "madeAt", last_used_at as "lastUsedAt" from ctx.my_passkeys()'

/** Minutes after a second factor in which a passkey may be added (`ctx.add_passkey` holds to the same). */
const FRESH_MINUTES = 10
const PATH = '/app/settings/sign-in'
/** Said in one place for a name that is missing and one that is too long. */
const NAME = 'Enter a name for this passkey, like My phone, of at most 60 letters'

interface Mine {
  readonly sessionId: string
  readonly staffId: string
  readonly name: string
  readonly machine: boolean
  readonly sessions: readonly SessionShown[]
  readonly passkeys: readonly PasskeyShown[]
  readonly posts: number
  readonly fresh: boolean
}

const POSTS = `select count(*)::int as n from tc.post_holder h where h.staff_id = (select ctx.actor())
   and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))`

async function mineOf(tx: Tx): Promise<Mine> {
  const asker = await tx.asker
  const [sessions, passkeys, posts] = await Promise.all([
    tx.rows<SessionShown>(SESSIONS, [asker.actorId]),
    tx.rows<PasskeyShown>(PASSKEYS),
    tx.row<{ n: number }>(POSTS),
  ])
  const here = sessions.find((s) => s.id === asker.sessionId)
  const shown = here?.secondFactorAt ?? null
  const minutes = shown === null ? Infinity : (Date.parse(asker.now) - Date.parse(shown)) / 60_000
  return {
    sessionId: asker.sessionId,
    staffId: asker.actorId,
    name: asker.name,
    machine: asker.kind === 'machine',
    sessions,
    passkeys,
    posts: posts?.n ?? 0,
    fresh: minutes < FRESH_MINUTES,
  }
}

/** Where somebody sees on what they are signed in, ends it, adds and removes passkeys, and changes the post they act in. */
export function yourSignInPages(passkeys: () => Passkeys): readonly Page[] {
  const page = async (
    request: PageRequest,
    errors: readonly FieldError[] = [],
    status?: number,
  ): Promise<Result<PageAnswer>> => {
    const found = await request.own(mineOf)
    if (!found.ok) return found
    const mine = found.value
    if (mine.machine) return refuse('NOT_ALLOWED')
    const adding = mine.fresh
      ? await passkeys().asksForNew({
          sessionId: mine.sessionId,
          staffId: mine.staffId,
          name: mine.name,
          has: mine.passkeys,
        })
      : undefined
    return ok({
      show: {
        title: 'Your sign-in',
        ...(status === undefined ? {} : { status }),
        scripts: ['passkey.js'],
        body: (
          <>
            <ErrorSummary errors={errors} />
            <Heading>Your sign-in</Heading>
            <Sessions mine={mine} />
            {mine.posts > 1 && (
              <>
                <Heading level={2}>Your post</Heading>
                <Paragraph>You hold more than one post and act in one at a time.</Paragraph>
                <Button variant="secondary" href="/sign-in/post">
                  Act in another post
                </Button>
              </>
            )}
            <Heading level={2}>Passkeys</Heading>
            <Paragraph>
              With a passkey you sign in by fingerprint, face or PIN of your own device, without password and
              code. It also opens a locked screen. Have two, on two devices.
            </Paragraph>
            <PasskeyList passkeys={mine.passkeys} />
            {adding ? (
              <AddPasskey
                adding={adding}
                origin={passkeys().party.origin}
                errors={errors}
                typed={text(request.form, 'name')}
              />
            ) : (
              <>
                <InsetText>
                  <p>To add a passkey, show first that it is you. Lock the screen and open it again.</p>
                </InsetText>
                <PostButton action="/lock" hidden={{ to: PATH }} variant="secondary">
                  Lock and open again
                </PostButton>
              </>
            )}
          </>
        ),
      },
    })
  }

  /** One act on what is one's own, with its audit event in the same transaction. */
  const act = async (
    request: PageRequest,
    action: string,
    sql: string,
    values: readonly unknown[],
    about: readonly string[],
  ): Promise<Result<number>> => {
    const done = await request.own(async (tx) => {
      const row = await tx.row<{ n: number }>(sql, values)
      const n = Number(row?.n ?? 0)
      audit(tx, action, [], about, n > 0 ? 'done' : 'NOT_FOUND_OR_NOT_YOURS')
      return n
    })
    return done
  }

  const idOf = (request: PageRequest, name: string): string | undefined => {
    const id = z.uuid().safeParse(text(request.form, name))
    return id.success ? id.data : undefined
  }

  return [
    definePage({ method: 'GET', path: PATH, access: 'signed in', handle: (request) => page(request) }),

    definePage({
      method: 'POST',
      path: `${PATH}/end`,
      access: 'signed in',
      async handle(request) {
        const all = text(request.form, 'all') === 'yes'
        const id = idOf(request, 'sessionId')
        if (!all && id === undefined) return refuse('INPUT_NOT_UNDERSTOOD')
        const ended = await act(
          request,
          'session.revoke own',
          'select ctx.end_my_sessions($1) as n',
          [all ? null : id],
          id === undefined ? [] : [id],
        )
        return ended.ok ? ok({ goTo: PATH }) : ended
      },
    }),

    definePage({
      method: 'POST',
      path: `${PATH}/passkeys`,
      access: 'signed in',
      async handle(request) {
        const name = text(request.form, 'name')
        if (name === '' || name.length > 60) return page(request, [{ field: 'name', message: NAME }], 422)
        const session = await request.own(async (tx) => (await tx.asker).sessionId)
        if (!session.ok) return session
        const made = await passkeys().made(
          text(request.form, 'sealed'),
          text(request.form, 'answer'),
          session.value,
        )
        if (made === undefined)
          return page(
            request,
            [
              {
                field: 'name',
                message: 'No passkey was added. Press the button and follow what your device says',
              },
            ],
            422,
          )
        const id = request.newId()
        const added = await act(
          request,
          'passkey.add',
          'select ctx.add_passkey($1, $2, $3, $4, $5, $6)::int as n',
          [id, made.credentialId, made.publicKey, made.counter, made.transports, name],
          [id],
        )
        if (!added.ok) return added
        return added.value > 0
          ? ok({ goTo: PATH })
          : page(
              request,
              [
                {
                  field: 'name',
                  message:
                    'No passkey was added. Remove one you do not use, or lock the screen, open it again and try once more',
                },
              ],
              422,
            )
      },
    }),

    definePage({
      method: 'POST',
      path: `${PATH}/passkeys/remove`,
      access: 'signed in',
      async handle(request) {
        const id = idOf(request, 'passkeyId')
        if (id === undefined) return refuse('INPUT_NOT_UNDERSTOOD')
        const gone = await act(
          request,
          'passkey.remove',
          'select ctx.remove_passkey($1)::int as n',
          [id],
          [id],
        )
        return gone.ok ? ok({ goTo: PATH }) : gone
      },
    }),
  ]
}

function Sessions({ mine }: { readonly mine: Mine }) {
  return (
    <>
      <Table
        caption="Where you are signed in"
        columns={[
          {
            head: 'Device',
            isRowName: true,
            cell: (s) => (s.id === mine.sessionId ? `${deviceOf(s)} (this one)` : deviceOf(s)),
          },
          { head: 'Since', cell: (s) => clockAndDay(s.sinceAt) },
          { head: 'Last used', cell: (s) => (s.locked ? 'Locked' : clockAndDay(s.seenAt)) },
          { head: 'Second factor', cell: (s) => factorWords(s.secondFactor) },
          {
            head: 'End',
            headHidden: true,
            cell: (s) =>
              s.id !== mine.sessionId && (
                <PostButton
                  action={`${PATH}/end`}
                  hidden={{ sessionId: s.id }}
                  small
                  variant="secondary"
                  hiddenWords={deviceOf(s)}
                >
                  End
                </PostButton>
              ),
          },
        ]}
        rows={mine.sessions}
        rowKey={(s) => s.id}
      />
      {mine.sessions.length > 1 && (
        <PostButton action={`${PATH}/end`} hidden={{ all: 'yes' }} variant="secondary">
          End all but this one
        </PostButton>
      )}
    </>
  )
}

const PasskeyList = ({ passkeys }: { readonly passkeys: readonly PasskeyShown[] }) => (
  <Table
    caption="Your passkeys"
    columns={[
      { head: 'Name', isRowName: true, cell: (k) => k.name },
      { head: 'Added', cell: (k) => clockAndDay(k.madeAt) },
      { head: 'Last used', cell: (k) => (k.lastUsedAt === null ? 'Not yet' : clockAndDay(k.lastUsedAt)) },
      {
        head: 'Remove',
        headHidden: true,
        cell: (k) => (
          <PostButton
            action={`${PATH}/passkeys/remove`}
            hidden={{ passkeyId: k.id }}
            small
            variant="secondary"
            hiddenWords={k.name}
          >
            Remove
          </PostButton>
        ),
      },
    ]}
    rows={passkeys}
    rowKey={(k) => k.id}
    empty={<Paragraph>You have no passkey yet.</Paragraph>}
  />
)

function AddPasskey({
  adding,
  origin,
  errors,
  typed,
}: {
  readonly adding: { readonly options: string; readonly sealed: string }
  readonly origin: string
  readonly errors: readonly FieldError[]
  readonly typed: string
}) {
  return (
    <>
      <PasskeySaid />
      <form
        action={`${PATH}/passkeys`}
        method="post"
        noValidate
        data-passkey="create"
        data-passkey-options={adding.options}
        data-passkey-origin={origin}
      >
        <input type="hidden" name="sealed" value={adding.sealed} />
        <input type="hidden" name="answer" value="" />
        <TextInput
          name="name"
          label="Name for this passkey"
          labelSize="s"
          hint="By which you tell your devices apart."
          width={20}
          value={typed}
          error={errorFor(errors, 'name')}
        />
        <ButtonGroup>
          <Button>Add a passkey</Button>
        </ButtonGroup>
      </form>
    </>
  )
}
