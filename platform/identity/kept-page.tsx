import { renderToStaticMarkup } from 'react-dom/server'
import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { answersInWords, type SaidInWords } from '#platform/drafts/form-words.ts'
import { definePage, type Page, type PageRequest, type PublicPage, text } from '#platform/http/page.ts'
import { unseal } from '#platform/http/session-cookie.ts'
import {
  Button,
  ButtonGroup,
  clockAndDay,
  EmptyState,
  Form,
  Heading,
  PostButton,
  SummaryList,
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
 * `forms`: pages of which one is the form that was sent; by it every answer stands under its question.
 */
export function keptPages(secret: string, forms: readonly (Page | PublicPage)[]): readonly Page[] {
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
      const parts: KeptWords[] = []
      for (const post of kept.value) parts.push({ post, ...(await wordsOf(post, forms, request)) })
      return ok({
        show: {
          title: 'What you typed',
          body: (
            <>
              <Heading>What you typed</Heading>
              {kept.value.length === 0 && (
                <EmptyState
                  why="Nothing is kept for you."
                  fill="When you send a form after you were signed out, it waits here for you and nobody else."
                  action={{ href: '/app', text: 'Go to your home screen' }}
                />
              )}
              {parts.map((part) => (
                <KeptPart key={part.post.id} part={part} />
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

interface KeptWords {
  readonly post: KeptPost
  /** What the form is called; null where it cannot be shown any more. */
  readonly title: string | null
  readonly said: readonly SaidInWords[]
}

/** The page that shows the form of a post, and the answers as somebody reads them there. */
async function wordsOf(
  post: KeptPost,
  forms: readonly (Page | PublicPage)[],
  request: PageRequest,
): Promise<Omit<KeptWords, 'post'>> {
  const typed = Object.fromEntries(
    Object.entries(post.form).filter(
      ([name, value]) =>
        !UNSEEN.has(name) && !(typeof value === 'string' && z.uuid().safeParse(value).success),
    ),
  )
  // what was typed is given back whatever has become of its form
  const shown = await formShown(post, forms, request).catch(() => null)
  const markup = shown === null ? '' : renderToStaticMarkup(shown.body)
  // a choice of a staff member is an id with a name on the form; without the form it says nothing to anybody
  return {
    title: shown?.title ?? null,
    said: answersInWords(markup, markup === '' ? typed : withoutUnseen(post.form)).filter(
      ({ answer }) => !z.uuid().safeParse(answer).success,
    ),
  }
}

const withoutUnseen = (form: KeptPost['form']) =>
  Object.fromEntries(Object.entries(form).filter(([name]) => !UNSEEN.has(name)))

/** The form as it would open now, by the draft's own address or by where the post was sent. Null where it does not open. */
async function formShown(post: KeptPost, forms: readonly (Page | PublicPage)[], request: PageRequest) {
  const [draftForm, about, commandId] = ['draftForm', 'draftAbout', 'commandId'].map((n) =>
    text(post.form, n),
  )
  const keeper = forms.find((p) => 'keeps' in p && p.keeps?.form === draftForm)
  const address =
    keeper && 'keeps' in keeper && keeper.keeps
      ? keeper.keeps.at({ about: about ?? '', commandId: commandId ?? '' })
      : post.url
  const url = new URL(address, 'http://here.invalid')
  for (const page of forms) {
    if (page.method !== 'GET' || page.access !== 'signed in') continue
    const params = paramsOf(page.path, url.pathname)
    if (params === null) continue
    const answer = await page.handle({
      ...request,
      params,
      query: Object.fromEntries(url.searchParams),
      form: {},
    })
    return answer.ok && 'show' in answer.value ? answer.value.show : null
  }
  return null
}

/** The parts of an address that a page's path names; null where it is another page's. Parts called `id` are ids. */
function paramsOf(pattern: string, pathname: string): Record<string, string> | null {
  const [names, parts] = [pattern.split('/'), pathname.split('/')]
  if (names.length !== parts.length) return null
  const params: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    const part = decodeURIComponent(parts[i] ?? '')
    if (!name.startsWith(':')) {
      if (name !== part) return null
    } else {
      params[name.slice(1)] = part
      if (/^:id$|Id$/.test(name) && !z.uuid().safeParse(part).success) return null
    }
  }
  return params
}

function KeptPart({ part: { post, title, said } }: { readonly part: KeptWords }) {
  return (
    <section className="nhsuk-u-margin-bottom-6">
      <Heading level={2} size="m">
        {title ?? 'A form'}
      </Heading>
      <p>{`Kept at ${clockAndDay(post.keptAt)}. It was not sent.`}</p>
      <SummaryList
        rows={said.map(({ question, answer }) => ({
          key: question,
          value: <span className="tc-typed">{answer}</span>,
        }))}
      />
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
