import { REFUSALS } from '#core/kernel/refusals.ts'
import { definePublicPage, type PublicPage, type Shown, text } from '#platform/http/page.ts'
import { Button, ErrorSummary, type FieldError, Form } from '#platform/ui/index.ts'
import type { PasskeyStep, Passkeys } from './passkey.ts'
import { safeTarget } from './practice-page.tsx'
import { HELD } from './sign-in-page.tsx'

/** One sentence whatever was wrong: which of them it was is nobody's business but its owner's. */
const NOT_TAKEN = 'That passkey was not taken. Try again, or sign in with your password and a code'

/** What passkey.js writes into until the browser has answered; without scripts it stays as it is. */
export const PasskeySaid = () => (
  <p id="passkey-said" role="status">
    A passkey needs a browser that runs scripts. Without them, use your password and a code.
  </p>
)

async function page(
  passkeys: Passkeys,
  step: PasskeyStep,
  errors: readonly FieldError[] = [],
  status?: number,
): Promise<Shown> {
  const locked = step.opens === 'locked session'
  const title = locked ? 'Open it with your passkey' : 'Your passkey'
  const options = await passkeys.asks(step)
  return {
    title: errors.length > 0 ? `Error: ${title}` : title,
    ...(status === undefined ? {} : { status }),
    back: locked ? { href: '/locked', text: 'Back' } : { href: '/sign-in?way=password', text: 'Start again' },
    scripts: ['passkey.js'],
    body: (
      <>
        {errors.length > 0 && <ErrorSummary errors={errors} />}
        <h1>{title}</h1>
        <PasskeySaid />
        <form
          id="answer"
          action="/sign-in/passkey/check"
          method="post"
          data-passkey="get"
          data-passkey-options={options}
          data-passkey-origin={passkeys.party.origin}
          data-passkey-at-once={errors.length === 0 ? 'yes' : undefined}
        >
          <input type="hidden" name="answer" value="" />
          <Button>Use your passkey</Button>
        </form>
      </>
    ),
  }
}

/** Signing in, or opening a locked screen again, with a passkey. Forms throughout: the script only asks the device. */
export function passkeyPages(passkeys: () => Passkeys): readonly PublicPage[] {
  const begin = definePublicPage({
    method: 'POST',
    path: '/sign-in/passkey',
    access: 'public',
    async handle({ form }) {
      const step = passkeys().begin({
        opens: text(form, 'opens') === 'locked session' ? 'locked session' : 'new session',
        to: safeTarget(text(form, 'to') || '/app'),
        device: text(form, 'device') === 'shared' ? 'shared' : 'own',
      })
      return { goTo: '/sign-in/passkey', setStep: step }
    },
  })

  const ask = definePublicPage({
    method: 'GET',
    path: '/sign-in/passkey',
    access: 'public',
    async handle({ step: sealed }) {
      const step = passkeys().stepOf(sealed)
      return step ? { show: await page(passkeys(), step) } : { goTo: '/sign-in', setStep: null }
    },
  })

  const check = definePublicPage({
    method: 'POST',
    path: '/sign-in/passkey/check',
    access: 'public',
    async handle({ form, step: sealed, address, token, door }) {
      const step = passkeys().stepOf(sealed)
      if (!step) return { goTo: '/sign-in', setStep: null }
      const answer = await passkeys().check(step, text(form, 'answer'), address, token)
      if (answer.state !== 'ok') {
        const message = answer.state === 'held' ? HELD : NOT_TAKEN
        const status = answer.state === 'held' ? REFUSALS.TOO_MANY_TRIES.status : 422
        return { show: await page(passkeys(), step, [{ field: 'answer', message }], status) }
      }
      // whatever session this browser had ends: nobody carries on in another's
      if (token && step.opens === 'new session')
        await door.outside((tx) => tx.row('select ctx.end_session($1)', [token]))
      return { goTo: answer.value.to, setToken: answer.value.token, setStep: null }
    },
  })

  return [begin, ask, check]
}

/** The way to a passkey from another page. */
export const PasskeyButton = ({
  to,
  opens,
}: {
  readonly to: string
  readonly opens: PasskeyStep['opens']
}) => (
  <Form action="/sign-in/passkey" hidden={{ to, opens }}>
    <Button>Use your passkey</Button>
  </Form>
)
