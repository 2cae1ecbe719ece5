import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { definePage, type Page, type PageAnswer, type PublicPage, text } from '#platform/http/page.ts'
import {
  clockAndDay,
  EmptyState,
  Heading,
  Link,
  Paragraph,
  PostButton,
  SuccessBanner,
  Table,
} from '#platform/ui/index.ts'
import { type Draft, discardDraft, myDrafts, restoreDraft, thrownAwayDrafts } from './drafts.ts'

const PATH = '/app/drafts'
const LONGEST_EXCERPT = 80

interface FormKnown {
  readonly title: string
  readonly at: (draft: Draft) => string
}

/**
 * The forms that somebody began and has not sent, theirs alone: open again, throw away, and for seven days take back.
 * `pages`: those that keep drafts say so (`Page.keeps`). `titleOf`: what a command is called.
 */
export function draftPages(
  pages: readonly (Page | PublicPage)[],
  titleOf: (command: string) => string | undefined,
): readonly Page[] {
  const known = new Map<string, FormKnown>()
  for (const page of pages) {
    const keeps = 'keeps' in page ? page.keeps : undefined
    if (keeps) known.set(keeps.form, { title: titleOf(keeps.command) ?? keeps.form, at: keeps.at })
  }

  const list = definePage({
    method: 'GET',
    path: PATH,
    access: 'signed in',
    async handle(request): Promise<Result<PageAnswer>> {
      const found = await request.own(async (tx) => ({
        open: await myDrafts(tx),
        thrown: await thrownAwayDrafts(tx),
      }))
      if (!found.ok) return found
      const { open, thrown } = found.value
      const said = request.query.said
      return ok({
        show: {
          title: 'Your unfinished forms',
          body: (
            <>
              {said === 'thrown' && (
                <SuccessBanner heading="The form was thrown away. You can take it back for 7 days." />
              )}
              {said === 'back' && <SuccessBanner heading="The form is back among your unfinished forms." />}
              <Heading>Your unfinished forms</Heading>
              <Paragraph>
                What you typed and have not sent. Only you can see it. Nobody acts on it until you send it.
              </Paragraph>
              <Drafts
                caption="Not sent yet"
                drafts={open}
                known={known}
                act="throw-away"
                button="Throw away"
              />
              {thrown.length > 0 && (
                <Drafts
                  caption="Thrown away in the last 7 days"
                  drafts={thrown}
                  known={known}
                  act="restore"
                  button="Take back"
                />
              )}
            </>
          ),
        },
      })
    },
  })

  const act = (verb: string, said: string, work: typeof discardDraft): Page =>
    definePage({
      method: 'POST',
      path: `${PATH}/${verb}`,
      access: 'signed in',
      async handle(request) {
        const id = z.uuid().safeParse(text(request.form, 'commandId'))
        if (!id.success) return refuse('INPUT_NOT_UNDERSTOOD')
        const done = await request.own((tx) => work(tx, id.data))
        return done.ok ? ok({ goTo: `${PATH}?said=${said}` }) : done
      },
    })

  return [list, act('throw-away', 'thrown', discardDraft), act('restore', 'back', restoreDraft)]
}

/** The longest text that was typed, in short: by it somebody knows which form this is. */
function excerpt(draft: Draft): string {
  const typed = Object.values(draft.answers)
    .flatMap((answer) => (typeof answer === 'string' ? [answer.trim()] : []))
    .filter((answer) => answer.includes(' '))
    .toSorted((a, b) => b.length - a.length)
  const [longest = ''] = typed
  return longest.length > LONGEST_EXCERPT ? `${longest.slice(0, LONGEST_EXCERPT)}...` : longest
}

function Drafts(props: {
  readonly caption: string
  readonly drafts: readonly Draft[]
  readonly known: ReadonlyMap<string, FormKnown>
  readonly act: 'throw-away' | 'restore'
  readonly button: string
}) {
  const { caption, drafts, known, act, button } = props
  return (
    <Table
      caption={caption}
      rows={drafts}
      rowKey={(draft) => draft.commandId}
      empty={
        <EmptyState
          why="You have no unfinished form."
          fill="A form that you leave before sending waits here."
        />
      }
      columns={[
        {
          head: 'Form',
          isRowName: true,
          cell: (draft) => {
            const form = known.get(draft.form)
            const title = form?.title ?? draft.form
            return form && act === 'throw-away' ? <Link href={form.at(draft)}>{title}</Link> : title
          },
        },
        { head: 'What you typed', cell: (draft) => excerpt(draft) || 'No words yet' },
        { head: 'Last kept', cell: (draft) => clockAndDay(draft.savedAt as Instant) },
        {
          head: button,
          headHidden: true,
          cell: (draft) => (
            <PostButton
              action={`${PATH}/${act}`}
              hidden={{ commandId: draft.commandId }}
              hiddenWords={known.get(draft.form)?.title ?? draft.form}
              variant="secondary"
              small
            >
              {button}
            </PostButton>
          ),
        },
      ]}
    />
  )
}
