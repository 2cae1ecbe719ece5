import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { uuidv7 } from '#core/kernel/ids.ts'
import type { Door } from '#platform/commands/door.ts'
import { definePublicPage, type PublicPage, text } from '#platform/http/page.ts'
import { newToken, tokenHash } from '#platform/http/session-cookie.ts'
import { Heading, Paragraph, PostButton } from '#platform/ui/index.ts'
import { safeTarget } from './practice-page.tsx'

export interface PostToChoose {
  readonly postId: string
  readonly post: string
  readonly team: string
  readonly organisation: string
  /** The session acts in it now. */
  readonly acting: boolean
}

/** The posts of whoever this live session belongs to. */
export const postsToChoose = (door: Pick<Door, 'outside'>, token: string): Promise<PostToChoose[]> =>
  door.outside((tx) =>
    tx.rows<PostToChoose>(
      'select post_id as "postId", post, team, organisation, acting from ctx.posts_to_choose($1)',
      [token],
    ),
  )

/** Which post to act in, for somebody with more than one: asked before anything opens, and again whenever they want. */
export function postPages(): readonly PublicPage[] {
  const path = '/sign-in/post'
  return [
    definePublicPage({
      method: 'GET',
      path,
      access: 'public',
      async handle({ query, token, door }) {
        const to = safeTarget(query.to ?? '/app')
        const posts = token ? await postsToChoose(door, token) : []
        if (posts.length === 0) return { goTo: '/sign-in' }
        return {
          show: {
            title: 'Choose your post',
            body: (
              <>
                <Heading>Choose your post</Heading>
                <Paragraph>You act in one post at a time. What you may see and do goes with it.</Paragraph>
                <ul className="nhsuk-list tc-press-list">
                  {posts.map((p) => (
                    <li key={p.postId}>
                      <PostButton action={path} hidden={{ postId: p.postId, to }} variant="secondary">
                        {p.post}
                      </PostButton>
                      <span className="tc-press-list__who">
                        {`${p.team}, ${p.organisation}${p.acting ? ' (now)' : ''}`}
                      </span>
                    </li>
                  ))}
                </ul>
              </>
            ),
          },
        }
      },
    }),

    definePublicPage({
      method: 'POST',
      path,
      access: 'public',
      async handle({ form, token, door }) {
        const to = safeTarget(text(form, 'to') || '/app')
        const post = z.uuid().safeParse(text(form, 'postId'))
        if (!token || !post.success) return { goTo: '/sign-in' }
        const fresh = newToken()
        const chosen = await door.outside((tx) =>
          tx.row<{ done: boolean }>('select ctx.choose_post($1, $2, $3, $4) as done', [
            token,
            post.data,
            uuidv7(Date.now(), randomBytes(10)),
            tokenHash(fresh),
          ]),
        )
        return chosen?.done ? { goTo: to, setToken: fresh } : { goTo: '/sign-in' }
      },
    }),
  ]
}
