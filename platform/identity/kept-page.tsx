import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { definePage, type Page, text } from '#platform/http/page.ts'
import { unseal } from '#platform/http/session-cookie.ts'
import {
  Button,
  ButtonGroup,
  clockAndDay,
  Details,
  EmptyState,
  Form,
  PostButton,
} from '#platform/ui/index.ts'

const Kept = z.object({
  url: z.string().regex(/^\/(?!\/)/),
  form: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
})

interface KeptPost extends z.infer<typeof Kept> {
  readonly id: string
  readonly keptAt: Instant
}

/**
 * What somebody sent after their session had run out: given back to them alone, ready to be sent again as it was.
 * One whose command has been done since is gone by itself, so that nothing is offered twice.
 */
export function keptPages(secret: string): readonly Page[] {
  const mine = async (tx: Tx): Promise<KeptPost[]> => {
    const rows = await tx.rows<{ id: string; sealed: Buffer; kept_at: Instant }>(
      'select id, sealed, kept_at from tc.kept_post order by kept_at desc limit 50',
    )
    const kept = rows.flatMap((row): KeptPost[] => {
      const plain = unseal(secret, row.sealed)
      const post = plain === undefined ? undefined : Kept.safeParse(JSON.parse(plain))
      return post?.success ? [{ id: row.id, keptAt: row.kept_at, ...post.data }] : []
    })
    const commands = kept.flatMap((post) => commandOf(post) ?? [])
    const done = await tx.rows<{ id: string }>(
      "select id from audit.command where actor_id = (select ctx.actor()) and id = any ($1::uuid[]) and outcome = 'done'",
      [commands],
    )
    const sent = kept.filter((post) => done.some((d) => d.id === commandOf(post)))
    if (sent.length > 0)
      tx.write('delete from tc.kept_post where id = any ($1::uuid[])', [sent.map((post) => post.id)])
    return kept.filter((post) => !sent.includes(post))
  }

  const list = definePage({
    method: 'GET',
    path: '/app/kept',
    access: 'signed in',
    async handle(request) {
      const kept = await request.own(mine)
      if (!kept.ok) return kept
      return ok({
        show: {
          title: 'What you typed',
          body: (
            <>
              <h1>What you typed</h1>
              {kept.value.length === 0 && (
                <EmptyState
                  why="Nothing is kept for you."
                  fill="When you send a form after you were signed out, it waits here for you and nobody else."
                  action={{ href: '/app', text: 'Go to your home screen' }}
                />
              )}
              {kept.value.map((post) => (
                <KeptPart key={post.id} post={post} />
              ))}
            </>
          ),
        },
      })
    },
  })

  const throwAway = definePage({
    method: 'POST',
    path: '/app/kept/throw-away',
    access: 'signed in',
    async handle(request) {
      const id = z.uuid().safeParse(text(request.form, 'id'))
      if (!id.success) return refuse('INPUT_NOT_UNDERSTOOD')
      const gone = await request.own((tx) => tx.write('delete from tc.kept_post where id = $1', [id.data]))
      return gone.ok ? ok({ goTo: '/app/kept' }) : gone
    },
  })

  return [list, throwAway]
}

/** Fields that the page wrote and nobody typed. */
const UNSEEN = new Set(['commandId', 'draftForm', 'draftAbout', 'draftVersion', 'version'])

const commandOf = (post: KeptPost): string | undefined => {
  const id = z.uuid().safeParse(post.form.commandId)
  return id.success ? id.data : undefined
}

function KeptPart({ post }: { readonly post: KeptPost }) {
  const typed = Object.entries(post.form)
    .filter(([name]) => !UNSEEN.has(name))
    .map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')] as const)
    .filter(([, value]) => value !== '' && !z.uuid().safeParse(value).success)
  return (
    <section className="nhsuk-u-margin-bottom-6">
      <h2 className="nhsuk-heading-m">{`Kept at ${clockAndDay(post.keptAt)}`}</h2>
      <Details summary="See what you typed" open>
        <ul className="nhsuk-list">
          {typed.map(([name, value]) => (
            <li key={name}>{value}</li>
          ))}
        </ul>
      </Details>
      <ButtonGroup>
        <Form action={post.url}>
          {Object.entries(post.form).flatMap(([name, value]) =>
            (typeof value === 'string' ? [value] : value).map((one) => (
              <input key={`${name} ${one}`} type="hidden" name={name} value={one} />
            )),
          )}
          <Button>Carry on</Button>
        </Form>
        <PostButton action="/app/kept/throw-away" hidden={{ id: post.id }} variant="secondary">
          Throw away
        </PostButton>
      </ButtonGroup>
    </section>
  )
}
