import { REFUSALS } from '#core/kernel/refusals.ts'
import { definePublicPage, type PublicPage, type Shown, text } from '#platform/http/page.ts'
import {
  Button,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  InsetText,
  TextInput,
} from '#platform/ui/index.ts'
import type { Locked, Locks } from './lock.ts'
import { PasskeyButton } from './passkey-page.tsx'
import { safeTarget } from './practice-page.tsx'
import { HELD } from './sign-in-page.tsx'

const WRONG_CODE = 'That code was not taken. Wait for the next one and type it'

interface Screen {
  readonly locked: Locked
  readonly to: string
  readonly kept?: boolean
  readonly errors?: readonly FieldError[]
  readonly status?: number
}

const screen = ({ locked, to, kept = false, errors = [], status }: Screen): Shown => ({
  title: errors.length > 0 ? 'Error: Locked' : 'Locked',
  ...(status === undefined ? {} : { status }),
  body: (
    <div data-locked="yes">
      {errors.length > 0 && <ErrorSummary errors={errors} />}
      <h1>{`Locked by ${locked.name}`}</h1>
      {kept && (
        <InsetText>
          <p>What you typed is kept. Open the screen again to carry on.</p>
        </InsetText>
      )}
      {locked.hasPasskey && <PasskeyButton to={to} opens="locked session" />}
      {locked.practice ? (
        <Form action="/locked" hidden={{ to, practice: 'yes' }}>
          <Button
            variant={locked.hasPasskey ? 'secondary' : undefined}
          >{`Carry on as ${locked.name}`}</Button>
        </Form>
      ) : (
        <Form action="/locked" hidden={{ to }}>
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
          <Button variant={locked.hasPasskey ? 'secondary' : undefined}>Open with this code</Button>
        </Form>
      )}
      <p>
        Somebody else, or no code at hand?{' '}
        <a href={`/sign-in?${new URLSearchParams({ to })}`}>Sign in instead</a>. What was typed stays with
        whoever typed it.
      </p>
    </div>
  ),
})

/** Lock, and open again. A locked session opens nothing; forms begun in it stay with their writer. */
export function lockPages(locks: () => Locks): readonly PublicPage[] {
  return [
    definePublicPage({
      method: 'POST',
      path: '/lock',
      access: 'public',
      async handle({ form, token, door }) {
        const to = safeTarget(text(form, 'to') || '/app')
        if (token) await door.outside((tx) => tx.row('select ctx.lock_session($1)', [token]))
        return { goTo: `/locked?${new URLSearchParams({ to })}` }
      },
    }),

    definePublicPage({
      method: 'GET',
      path: '/locked',
      access: 'public',
      async handle({ query, token }) {
        const kept = query.kept === '1'
        const to = kept ? '/app/kept' : safeTarget(query.to ?? '/app')
        const locked = await locks().of(token)
        return locked ? { show: screen({ locked, to, kept }) } : { goTo: to }
      },
    }),

    definePublicPage({
      method: 'POST',
      path: '/locked',
      access: 'public',
      async handle({ form, token, address }) {
        const to = safeTarget(text(form, 'to') || '/app')
        const locked = await locks().of(token)
        if (!locked) return { goTo: to }
        const typed = text(form, 'code')
        const practice = text(form, 'practice') === 'yes'
        const said = (message: string, status: number) => ({
          show: screen({ locked, to, errors: [{ field: 'code', message }], status }),
        })
        if (!practice && typed === '') return said('Enter the code', 422)
        const answer = practice
          ? await locks().openInPractice(token)
          : await locks().openByCode(token, typed, address)
        if (answer.state === 'held') return said(HELD, REFUSALS.TOO_MANY_TRIES.status)
        if (answer.state === 'no') return said(WRONG_CODE, 422)
        return { goTo: to, setToken: answer.value }
      },
    }),
  ]
}
