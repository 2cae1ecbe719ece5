import { ok, refuse } from '#core/kernel/result.ts'
import { definePage, definePublicPage, type Page, type PublicPage, type Shown } from '#platform/http/page.ts'
import { Button, Heading, Link, Paragraph } from '#platform/ui/index.ts'
import type { Accounts, NotLetIn } from './accounts.ts'
import { CALLBACK } from './client.ts'

export const AWAY = '/sign-in/oidc'

/** What happened and what to do next. Whoever is not known here reads the same words, whatever the reason. */
export const NOT_LET_IN: Readonly<Record<NotLetIn, string>> = {
  'no secret':
    'Signing in through your organisation is not set up to its end on this server. Tell your manager.',
  unreachable:
    'The sign-in of your organisation does not answer. Try again in a few minutes, or tell your IT service.',
  'provider said no':
    'The sign-in of your organisation did not let you through. Try again, or ask your IT service.',
  'not sound':
    'That answer could not be trusted: it was too old, used before, or not for this browser. Start again.',
  'no second factor':
    'The sign-in of your organisation gave no proof of a second factor, such as a code or a smartcard. A password alone opens nothing here. Ask your IT service.',
  'not asked afresh':
    'The sign-in of your organisation let you through without asking who you are. Sign out there, then start again, or ask your IT service.',
  'address not proved':
    'The sign-in of your organisation did not say for certain which work email is yours. Ask your IT service.',
  'somebody else': 'Somebody else is signed in there, on this computer. Sign out there, then start again.',
  'nobody here':
    'Your organisation knows you, but no staff member here goes with that account. Ask your manager.',
  'settings changed': 'The sign-in settings of your organisation were changed a moment ago. Start again.',
}

export const notLetIn = (why: NotLetIn): Shown => ({
  title: 'You are not signed in',
  status: why === 'unreachable' || why === 'no secret' ? 503 : 422,
  back: { href: '/sign-in', text: 'Start again' },
  body: (
    <>
      <Heading level={1}>You are not signed in</Heading>
      <Paragraph>{NOT_LET_IN[why]}</Paragraph>
      <Paragraph>
        <Link href="/sign-in?way=password">Sign in with a password and a code instead</Link>
      </Paragraph>
    </>
  ),
})

/**
 * The page that leads to the provider, and the one it leads back to. Why a page between: the content policy lets a form lead to
 * our own pages only, so the form leads here, and this page sends the browser on, with a link beside for whoever waits.
 */
export function openIdPages(accounts: () => Accounts): readonly (Page | PublicPage)[] {
  const away = definePublicPage({
    method: 'GET',
    path: AWAY,
    access: 'public',
    async handle({ step: sealed }) {
      const step = accounts().stepOf(sealed)
      if (!step) return { goTo: '/sign-in', setStep: null }
      return {
        show: {
          title: `Sign in at ${step.organisation}`,
          back: { href: '/sign-in', text: 'Start again' },
          refreshTo: step.url,
          body: (
            <>
              <Heading level={1}>{`Sign in at ${step.organisation}`}</Heading>
              <Paragraph>
                Your organisation checks who you are, on its own page. Then you come back here.
              </Paragraph>
              <Button href={step.url}>{`Go on to ${step.organisation}`}</Button>
              <Paragraph>
                <Link href="/sign-in?way=password">Sign in with a password and a code instead</Link>
              </Paragraph>
            </>
          ),
        },
      }
    },
  })

  const back = definePublicPage({
    method: 'GET',
    path: CALLBACK,
    access: 'public',
    async handle({ query, step: sealed, token, door }) {
      const step = accounts().stepOf(sealed)
      if (!step) return { show: notLetIn('not sound') }
      const done = await accounts().finish(step, query)
      if (done.state === 'tested') return { goTo: step.to, setStep: null }
      if (done.state === 'no') return { show: notLetIn(done.why) }
      // whatever session this browser had ends: nobody carries on in another's
      if (token) await door.outside((tx) => tx.row('select ctx.end_session($1)', [token]))
      return { goTo: done.to, setToken: done.token, setStep: null }
    },
  })

  /** The test button of the settings: a whole round with the asker's own account, which opens nothing. */
  const test = definePage({
    method: 'POST',
    path: '/app/organisations/:id/sign-in/test',
    access: 'signed in',
    async handle({ params, own }) {
      const organisationId = params.id ?? ''
      const may = await own((tx) =>
        tx.row<{ may: boolean }>('select ctx.may_sign_in($1) as may', [organisationId]),
      )
      if (!may.ok) return may
      if (!may.value?.may) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const settings = `/app/organisations/${organisationId}/sign-in?done=tested`
      const begun = await accounts().beginTest(organisationId, settings)
      if (begun.state === 'none') return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok(begun.state === 'begun' ? { goTo: AWAY, setStep: begun.step } : { goTo: settings })
    },
  })

  return [away, back, test]
}
