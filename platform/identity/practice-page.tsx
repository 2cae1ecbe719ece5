import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { uuidv7 } from '#core/kernel/ids.ts'
import { definePublicPage, text } from '#platform/http/page.ts'
import { newToken, tokenHash } from '#platform/http/session-cookie.ts'

interface PracticeStaff {
  readonly email: string
  readonly name: string
  readonly postId: string
  readonly post: string
  readonly team: string
  readonly organisation: string
}

/** The practice list: one press signs in as an invented staff member. Shown on the sign-in page in practice mode only. */
export function PracticeList({
  staff,
  to,
}: {
  readonly staff: readonly PracticeStaff[]
  readonly to: string
}) {
  const organisations = [...new Set(staff.map((s) => s.organisation))]
  return (
    <>
      <h1>Choose who to be</h1>
      <p>This is practice mode. Everybody here is invented. One press signs you in.</p>
      {organisations.map((organisation) => (
        <section key={organisation}>
          <h2 className="nhsuk-heading-m">{organisation}</h2>
          <ul className="nhsuk-list tc-press-list">
            {staff
              .filter((s) => s.organisation === organisation)
              .map((s) => (
                <li key={`${s.email} ${s.postId}`}>
                  <form method="post" action="/practice/sign-in">
                    <input type="hidden" name="email" value={s.email} />
                    <input type="hidden" name="postId" value={s.postId} />
                    <input type="hidden" name="to" value={to} />
                    <button className="nhsuk-button nhsuk-button--secondary" type="submit">
                      {s.name}
                    </button>
                    <span className="tc-press-list__who">{`${s.post}, ${s.team}`}</span>
                  </form>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <p>
        <a href={`/sign-in?${new URLSearchParams({ way: 'password', to })}`}>
          Sign in with a password and a code instead
        </a>
      </p>
    </>
  )
}

/** Only an address of ours: never a place outside to send somebody who has just signed in. */
export const safeTarget = (to: string): string => (/^\/(?!\/)[\w\-./?=&%]*$/.test(to) ? to : '/app')

/** `POST /practice/sign-in`: absent (404) in any other mode, because `ctx.practice_staff()` is empty there. */
export const practiceSignIn = definePublicPage({
  method: 'POST',
  path: '/practice/sign-in',
  access: 'public',
  async handle({ form, door, token: before }) {
    const email = text(form, 'email')
    const post = z.uuid().safeParse(text(form, 'postId'))
    const token = newToken()
    const opened = await door.outside(async (tx) => {
      const listed = await tx.row<{ email: string }>(
        'select email from ctx.practice_staff() where email = $1',
        [email],
      )
      if (!listed) return false
      const row = await tx.row<{ staff: string | null }>(
        'select ctx.open_session($1, $2, $3, $4, $5, $6) as staff',
        [
          uuidv7(Date.now(), randomBytes(10)),
          tokenHash(token),
          email,
          'practice',
          'own',
          post.success ? post.data : null,
        ],
      )
      if (row?.staff && before) await tx.row('select ctx.end_session($1)', [before])
      return Boolean(row?.staff)
    })
    if (!opened) return { notFound: true }
    return { goTo: safeTarget(text(form, 'to')), setToken: token }
  },
})

export const practiceStaff = (door: {
  outside<T>(work: (tx: import('#platform/commands/transaction.ts').Tx) => Promise<T>): Promise<T>
}): Promise<PracticeStaff[]> =>
  door.outside((tx) =>
    tx.rows<PracticeStaff>(
      'select email, name, post_id as "postId", post, team, organisation from ctx.practice_staff()',
    ),
  )
