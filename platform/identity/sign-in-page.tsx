import type { ReactNode } from 'react'
import { REFUSALS } from '#core/kernel/refusals.ts'
import { definePublicPage, type PublicPage, type Shown, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  Checkboxes,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  InsetText,
  TextInput,
} from '#platform/ui/index.ts'
import { AWAY, notLetIn } from './openid/pages.tsx'
import { PracticeList, practiceStaff, safeTarget } from './practice-page.tsx'
import type { SignIn } from './sign-in.ts'

/** The same words for an unknown account, a wrong password and an account that is not set up. */
const WRONG_PASSWORD =
  'The email and password do not go together here. Check both, or ask your manager for a set-up code'
const WRONG_CODE = 'That code was not taken. Wait for the next one and type it, or use another recovery code'
export const HELD = 'That was tried too often. Wait 15 minutes and try again, or ring your manager'

interface PasswordForm {
  readonly email?: string
  readonly to: string
  readonly errors?: readonly FieldError[]
  readonly status?: number
  readonly before?: ReactNode
  /** Ticked on the page before. */
  readonly shared?: boolean
}

const passwordPage = ({ email, to, errors = [], status, before, shared }: PasswordForm): Shown => ({
  title: errors.length > 0 ? 'Error: Sign in' : 'Sign in',
  ...(status === undefined ? {} : { status }),
  body: (
    <>
      {errors.length > 0 && <ErrorSummary errors={errors} />}
      <h1>Sign in</h1>
      {before}
      <Form action="/sign-in" hidden={{ to }}>
        <TextInput
          name="email"
          label="Work email"
          type="email"
          autoComplete="username"
          spellCheck={false}
          value={email}
          width={30}
          error={errorFor(errors, 'email')}
        />
        <TextInput
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          width={30}
          error={errorFor(errors, 'password')}
        />
        <ThisComputer shared={shared ?? false} />
        <ContinueOrPasskey />
      </Form>
      <NewHere />
    </>
  ),
})

/** Email first: it decides whether an organisation's own sign-in takes over. */
const emailPage = ({ email, to, errors = [], status, before }: PasswordForm): Shown => ({
  title: errors.length > 0 ? 'Error: Sign in' : 'Sign in',
  ...(status === undefined ? {} : { status }),
  body: (
    <>
      {errors.length > 0 && <ErrorSummary errors={errors} />}
      <h1>Sign in</h1>
      {before}
      <Form action="/sign-in" hidden={{ to, first: 'email' }}>
        <TextInput
          name="email"
          label="Work email"
          type="email"
          autoComplete="username"
          spellCheck={false}
          value={email}
          width={30}
          error={errorFor(errors, 'email')}
        />
        <ThisComputer />
        <ContinueOrPasskey />
      </Form>
      <NewHere />
    </>
  ),
})

const ThisComputer = ({ shared = false }: { readonly shared?: boolean }) => (
  <Checkboxes
    name="device"
    label="This computer"
    labelSize="s"
    values={shared ? ['shared'] : []}
    choices={[
      {
        value: 'shared',
        label: 'Other people use this computer too',
        hint: 'You are signed out after 10 minutes without use instead of 30.',
      },
    ]}
  />
)

const ContinueOrPasskey = () => (
  <ButtonGroup>
    <Button>Continue</Button>
    <Button variant="secondary" formAction="/sign-in/passkey">
      Sign in with a passkey
    </Button>
  </ButtonGroup>
)

const NewHere = () => (
  <p>
    New here, or lost your phone?{' '}
    <a href="/sign-in/set-up">Set up your sign-in with a code from your manager</a>.
  </p>
)

const codePage = (errors: readonly FieldError[] = [], status?: number): Shown => ({
  title: errors.length > 0 ? 'Error: Your code' : 'Your code',
  ...(status === undefined ? {} : { status }),
  back: { href: '/sign-in', text: 'Start again' },
  body: (
    <>
      {errors.length > 0 && <ErrorSummary errors={errors} />}
      <h1>Your code</h1>
      <Form action="/sign-in/second-factor">
        <TextInput
          name="code"
          label="Code from your authenticator app"
          labelSize="s"
          autoComplete="one-time-code"
          spellCheck={false}
          width={20}
          hint="Six digits. Each code works once. If you do not have your phone, type one of your recovery codes."
          error={errorFor(errors, 'code')}
        />
        <Button>Sign in</Button>
      </Form>
    </>
  ),
})

/** Password first, then a code; only then is there a session. */
export function signInPages(signIn: () => SignIn): readonly PublicPage[] {
  const form = definePublicPage({
    method: 'GET',
    path: '/sign-in',
    access: 'public',
    async handle({ query, door }) {
      const kept = query.kept === '1'
      const to = kept ? '/app/kept' : safeTarget(query.to ?? '/app')
      const before = kept && (
        <InsetText>
          <p>What you typed is kept. Sign in as the same person to carry on.</p>
        </InsetText>
      )
      const staff = query.way === 'password' ? [] : await practiceStaff(door)
      if (query.way === 'password') return { show: passwordPage({ to, before }) }
      if (staff.length === 0 || query.way === 'email') return { show: emailPage({ to, before }) }
      return {
        show: {
          title: 'Sign in',
          body: (
            <>
              {before}
              <PracticeList staff={staff} to={to} />
            </>
          ),
        },
      }
    },
  })

  const password = definePublicPage({
    method: 'POST',
    path: '/sign-in',
    access: 'public',
    async handle({ form: answers, address }) {
      const email = text(answers, 'email')
      // not trimmed: a space may be part of it
      const typed = typeof answers.password === 'string' ? answers.password : ''
      const to = safeTarget(text(answers, 'to') || '/app')
      const device = text(answers, 'device') === 'shared' ? 'shared' : 'own'
      if (text(answers, 'first') === 'email') {
        if (email === '')
          return {
            show: emailPage({
              to,
              errors: [{ field: 'email', message: 'Enter your work email' }],
              status: 422,
            }),
          }
        const begun = await signIn().accounts.begin({ email, to, device })
        if (begun.state === 'begun') return { goTo: AWAY, setStep: begun.step }
        if (begun.state === 'failed') return { show: notLetIn(begun.why) }
        return { show: passwordPage({ email, to, shared: device === 'shared' }) }
      }
      const missing: FieldError[] = [
        ...(email === '' ? [{ field: 'email', message: 'Enter your work email' }] : []),
        ...(typed === '' ? [{ field: 'password', message: 'Enter your password' }] : []),
      ]
      if (missing.length > 0) return { show: passwordPage({ email, to, errors: missing, status: 422 }) }
      const answer = await signIn().password({
        email,
        password: typed,
        address,
        to,
        device,
      })
      if (answer.state === 'ok') return { goTo: '/sign-in/second-factor', setStep: answer.value }
      return {
        show:
          answer.state === 'held'
            ? passwordPage({
                email,
                to,
                errors: [{ field: 'email', message: HELD }],
                status: REFUSALS.TOO_MANY_TRIES.status,
              })
            : passwordPage({ email, to, errors: [{ field: 'email', message: WRONG_PASSWORD }], status: 422 }),
      }
    },
  })

  const code = definePublicPage({
    method: 'GET',
    path: '/sign-in/second-factor',
    access: 'public',
    async handle({ step }) {
      return signIn().stepOf('second factor', step)
        ? { show: codePage() }
        : { goTo: '/sign-in', setStep: null }
    },
  })

  const check = definePublicPage({
    method: 'POST',
    path: '/sign-in/second-factor',
    access: 'public',
    async handle({ form: answers, step: sealed, address, token, door }) {
      const step = signIn().stepOf('second factor', sealed)
      if (!step) return { goTo: '/sign-in', setStep: null }
      const typed = text(answers, 'code')
      if (typed === '') return { show: codePage([{ field: 'code', message: 'Enter the code' }], 422) }
      const answer = await signIn().secondFactor(step, typed, address)
      if (answer.state === 'held')
        return { show: codePage([{ field: 'code', message: HELD }], REFUSALS.TOO_MANY_TRIES.status) }
      if (answer.state === 'no') return { show: codePage([{ field: 'code', message: WRONG_CODE }], 422) }
      // whatever session this browser had ends: nobody carries on in another's
      if (token) await door.outside((tx) => tx.row('select ctx.end_session($1)', [token]))
      return { goTo: answer.value.to, setToken: answer.value.token, setStep: null }
    },
  })

  return [form, password, code, check]
}
