import * as z from 'zod'
import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
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

/** The names behind the ids that forms are about, as far as the asker may see them now; an id without a name is left out. */
export type NamesOf = (ask: Ask, asker: Asker, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>

interface FormKnown {
  readonly title: string
  readonly at: (draft: Draft) => string
}

/**
 * The forms that somebody began and has not sent, theirs alone: open again, throw away, and for seven days take back.
 * `pages`: those that keep drafts say so (`Page.keeps`). `titleOf`: what a command is called. `namesOf`: whom a form is about.
 */
export function draftPages(
  pages: readonly (Page | PublicPage)[],
  titleOf: (command: string) => string | undefined,
  namesOf: NamesOf,
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
      const ids = [...new Set([...open, ...thrown].flatMap(idsOf))]
      const seen =
        ids.length === 0
          ? ok<ReadonlyMap<string, string>>(new Map())
          : await request.see(async (ask, asker) => ok(await namesOf(ask, asker, ids)))
      if (!seen.ok) return seen
      const names = seen.value
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
                names={names}
                act="throw-away"
                button="Throw away"
              />
              {thrown.length > 0 && (
                <Drafts
                  caption="Thrown away in the last 7 days"
                  drafts={thrown}
                  known={known}
                  names={names}
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

/** A form about two things names the person, or what belongs to one, first. */
const idsOf = (draft: Draft): string[] => draft.about.split(' ').filter((part) => isId(part))

// what a form carries with it and nobody typed: versions, ids and moments
const CARRIED = new Set(['version', 'seenAt', 'person', 'personId'])
const isTyped = (name: string, answer: string | readonly string[]): boolean =>
  !CARRIED.has(name) && [answer].flat().some((one) => one.trim() !== '' && !isId(one))

/** The longest sentence; without one, whether boxes hold other answers. */
function typedWords(draft: Draft): string {
  const sentence = excerpt(draft)
  if (sentence !== '') return sentence
  return Object.entries(draft.answers).some(([name, answer]) => isTyped(name, answer))
    ? 'Answers without a sentence'
    : 'No words yet'
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
  readonly names: ReadonlyMap<string, string>
  readonly act: 'throw-away' | 'restore'
  readonly button: string
}) {
  const { caption, drafts, known, names, act, button } = props
  const nameOf = (draft: Draft) => idsOf(draft).flatMap((id) => names.get(id) ?? [])[0]
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
        { head: 'About', cell: (draft) => nameOf(draft) ?? 'Nobody named here' },
        { head: 'What you typed', cell: (draft) => typedWords(draft) },
        { head: 'Last kept', cell: (draft) => clockAndDay(draft.savedAt as Instant) },
        {
          head: button,
          headHidden: true,
          cell: (draft) => (
            <PostButton
              action={`${PATH}/${act}`}
              hidden={{ commandId: draft.commandId }}
              hiddenWords={[known.get(draft.form)?.title ?? draft.form, nameOf(draft)]
                .filter(Boolean)
                .join(', ')}
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
