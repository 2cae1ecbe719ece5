import type { Page, PublicPage } from '#platform/http/page.ts'
import type { Locks } from './lock.ts'
import { lockPages } from './lock-page.tsx'
import type { Passkeys } from './passkey.ts'
import { passkeyPages } from './passkey-page.tsx'
import { postPages } from './post-page.tsx'
import { yourSignInPages } from './your-sign-in.tsx'

/** The pages around a session that is there or waits: passkeys, Lock, the choice of post, and where one is signed in. */
export const sessionPages = (
  passkeys: () => Passkeys,
  locks: () => Locks,
): readonly (Page | PublicPage)[] => [
  ...passkeyPages(passkeys),
  ...lockPages(locks),
  ...postPages(),
  ...yourSignInPages(passkeys),
]
