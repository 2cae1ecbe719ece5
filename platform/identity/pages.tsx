import { definePublicPage, type Page, type PublicPage } from '#platform/http/page.ts'
import { keptPages } from './kept-page.tsx'
import { openIdPages } from './openid/pages.tsx'
import { practiceSignIn } from './practice-page.tsx'
import { setUpPages } from './set-up-page.tsx'
import type { SignIn } from './sign-in.ts'
import { signInPages } from './sign-in-page.tsx'

const signOut = definePublicPage({
  method: 'POST',
  path: '/sign-out',
  access: 'public',
  async handle({ token, door }) {
    if (token) await door.outside((tx) => tx.row('select ctx.end_session($1)', [token]))
    return { goTo: '/sign-in', setToken: null, setStep: null }
  },
})

/**
 * Every page around signing in. `secret` opens what was kept for somebody whose session had run out; `forms` are the pages
 * whose forms may have been kept.
 */
export const identityPages = (
  signIn: () => SignIn,
  secret: string,
  forms: readonly (Page | PublicPage)[] = [],
): readonly (Page | PublicPage)[] => [
  ...signInPages(signIn),
  ...setUpPages(signIn),
  ...openIdPages(() => signIn().accounts),
  signOut,
  practiceSignIn,
  ...keptPages(secret, forms),
]
