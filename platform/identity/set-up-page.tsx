import { REFUSALS } from '#core/kernel/refusals.ts'
import { definePublicPage, type PublicPage, type Shown, text } from '#platform/http/page.ts'
import { Button, ErrorSummary, errorFor, type FieldError, Form, TextInput } from '#platform/ui/index.ts'
import { type PasswordProblem, SHORTEST_PASSWORD } from './passwords.ts'
import type { SignIn } from './sign-in.ts'
import { HELD } from './sign-in-page.tsx'

const PROBLEMS: Readonly<Record<PasswordProblem, string>> = {
  'too short': `Choose a password of at least ${SHORTEST_PASSWORD} characters. Three or four words of your own are easy to remember`,
  'too long': 'Choose a password of at most 128 characters',
  common: 'That password is easy to guess. Choose words that do not belong together',
  'about you': 'That password is made of your own name or email. Choose other words',
}

const firstPage = (
  typed: { readonly code?: string } = {},
  errors: readonly FieldError[] = [],
  status?: number,
): Shown => ({
  title: errors.length > 0 ? 'Error: Set up your sign-in' : 'Set up your sign-in',
  ...(status === undefined ? {} : { status }),
  back: { href: '/sign-in', text: 'Back to sign in' },
  body: (
    <>
      {errors.length > 0 && <ErrorSummary errors={errors} />}
      <h1>Set up your sign-in</h1>
      <p>
        You need a set-up code from your manager and an authenticator app on your phone. An older password and
        phone stop working.
      </p>
      <Form action="/sign-in/set-up">
        <TextInput
          name="code"
          label="Set-up code"
          hint="Five groups of four. It works once and for three days."
          spellCheck={false}
          width={30}
          value={typed.code}
          error={errorFor(errors, 'code')}
        />
        <TextInput
          name="password"
          label="New password"
          type="password"
          autoComplete="new-password"
          width={30}
          hint={`At least ${SHORTEST_PASSWORD} characters. Three or four words of your own are easy to remember.`}
          error={errorFor(errors, 'password')}
        />
        <Button>Continue</Button>
      </Form>
    </>
  ),
})

const secondPage = (
  step: { readonly address: string; readonly recoveryCodes: readonly string[] },
  errors: readonly FieldError[] = [],
  status?: number,
): Shown => ({
  title: errors.length > 0 ? 'Error: Add your phone' : 'Add your phone',
  ...(status === undefined ? {} : { status }),
  back: { href: '/sign-in/set-up', text: 'Start again' },
  body: (
    <>
      {errors.length > 0 && <ErrorSummary errors={errors} />}
      <h1>Add your phone</h1>
      <ol className="nhsuk-list nhsuk-list--number">
        <li>
          On the phone, <a href={step.address}>open your authenticator app with this link</a>, or add an
          account by hand and type this key:
          <p>
            <code className="nhsuk-u-font-size-24">{secretOf(step.address)}</code>
          </p>
        </li>
        <li>
          Write these recovery codes down and keep them away from the phone. Each works once, when you do not
          have it. They are shown only now.
          <ul className="nhsuk-list">
            {step.recoveryCodes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
        </li>
        <li>Type the six digits that the app shows now.</li>
      </ol>
      <Form action="/sign-in/set-up/second-factor">
        <TextInput
          name="code"
          label="Code from your authenticator app"
          labelSize="s"
          autoComplete="one-time-code"
          inputMode="numeric"
          spellCheck={false}
          width={10}
          error={errorFor(errors, 'code')}
        />
        <Button>Finish and sign in</Button>
      </Form>
    </>
  ),
})

/** The key inside an `otpauth:` address, in groups of four as apps show it. */
const secretOf = (address: string): string =>
  (new URL(address).searchParams.get('secret') ?? '').replace(/(.{4})(?=.)/g, '$1 ')

/** A staff member with a one-time code sets a password and a second factor; the session opens only after the first code. */
export function setUpPages(signIn: () => SignIn): readonly PublicPage[] {
  const path = '/sign-in/set-up'
  const second = '/sign-in/set-up/second-factor'
  return [
    definePublicPage({ method: 'GET', path, access: 'public', handle: async () => ({ show: firstPage() }) }),

    definePublicPage({
      method: 'POST',
      path,
      access: 'public',
      async handle({ form, address }) {
        const code = text(form, 'code')
        const password = typeof form.password === 'string' ? form.password : ''
        const missing: FieldError[] = [
          ...(code === '' ? [{ field: 'code', message: 'Enter the set-up code' }] : []),
          ...(password === '' ? [{ field: 'password', message: 'Enter a new password' }] : []),
        ]
        if (missing.length > 0) return { show: firstPage({ code }, missing, 422) }
        const answer = await signIn().beginSetUp({ code, password, address })
        switch (answer.state) {
          case 'ok':
            return { goTo: second, setStep: answer.value }
          case 'password':
            return {
              show: firstPage({ code }, [{ field: 'password', message: PROBLEMS[answer.problem] }], 422),
            }
          case 'held':
            return {
              show: firstPage({ code }, [{ field: 'code', message: HELD }], REFUSALS.TOO_MANY_TRIES.status),
            }
          case 'no':
            return {
              show: firstPage(
                { code },
                [
                  {
                    field: 'code',
                    message: 'That set-up code is not good, or not any more. Ask your manager for a new one',
                  },
                ],
                422,
              ),
            }
        }
      },
    }),

    definePublicPage({
      method: 'GET',
      path: second,
      access: 'public',
      async handle({ step: sealed }) {
        const step = signIn().stepOf('set-up', sealed)
        return step ? { show: secondPage(step) } : { goTo: path, setStep: null }
      },
    }),

    definePublicPage({
      method: 'POST',
      path: second,
      access: 'public',
      async handle({ form, step: sealed, address, token, door }) {
        const step = signIn().stepOf('set-up', sealed)
        if (!step) return { goTo: path, setStep: null }
        const typed = text(form, 'code')
        if (typed === '')
          return { show: secondPage(step, [{ field: 'code', message: 'Enter the code' }], 422) }
        const answer = await signIn().finishSetUp(step, typed, address)
        if (answer.state === 'held')
          return {
            show: secondPage(step, [{ field: 'code', message: HELD }], REFUSALS.TOO_MANY_TRIES.status),
          }
        if (answer.state === 'no')
          return {
            show: secondPage(
              step,
              [
                {
                  field: 'code',
                  message: 'That code was not taken. Wait for the next one and type it, or start again',
                },
              ],
              422,
            ),
          }
        if (token) await door.outside((tx) => tx.row('select ctx.end_session($1)', [token]))
        return { goTo: answer.value.to, setToken: answer.value.token, setStep: null }
      },
    }),
  ]
}
