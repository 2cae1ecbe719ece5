import { ok, refuse } from '#core/kernel/result.ts'
import { definePage, type Page, text } from '#platform/http/page.ts'
import { Heading, Link, PostButton } from '#platform/ui/index.ts'
import type { BoardFilter, LeavingBoard } from '../queries/leaving-board.ts'
import { dropView, keepView } from '../queries/saved-views.ts'
import { addressOf, BOARD_PATH, chipsOf, filterOf } from './leaving-filter.ts'

const KEEP = `${BOARD_PATH}/views/keep`
const DROP = `${BOARD_PATH}/views/drop`

/** The filters of a query as this page writes them, so that nothing is kept that it would not show. */
function filterIn(query: string): BoardFilter {
  const asked = new URLSearchParams(query)
  const one = (name: string) => asked.get(name) ?? undefined
  // several ticked boxes of one name come as a list
  return filterOf({
    ward: one('ward'),
    leaves: one('leaves'),
    left: one('left'),
    show: asked.getAll('show') as unknown as string,
  })
}
const queryOf = (filter: BoardFilter): string => addressOf(filter).slice(BOARD_PATH.length + 1)

const act = (path: string, said: string, work: typeof keepView | typeof dropView): Page =>
  definePage({
    method: 'POST',
    path,
    access: 'signed in',
    async handle(request) {
      const filter = filterIn(text(request.form, 'view'))
      const query = queryOf(filter)
      // everybody on the board is no view to be kept
      if (query === '') return refuse('INPUT_NOT_UNDERSTOOD')
      const done = await request.own(async (tx) => void (await work(tx, query)))
      const back = addressOf(filter)
      return done.ok ? ok({ goTo: `${back}&said=${said}` }) : done
    },
  })

/** Keeping a view of the leaving board, and taking it away again. */
export const savedViewPages: readonly Page[] = [act(KEEP, 'kept', keepView), act(DROP, 'dropped', dropView)]

/** The views that the asker keeps, by what they filter, and the way to keep this one or to let it go. */
export function SavedViews({
  board,
  filter,
  views,
}: {
  readonly board: LeavingBoard
  readonly filter: BoardFilter
  readonly views: readonly string[]
}) {
  const now = queryOf(filter)
  const words = (query: string) =>
    chipsOf(board, filterIn(query))
      .map((c) => c.text)
      .join('; ')
  if (views.length === 0 && now === '') return null
  return (
    <div className="tc-filters__form">
      {views.length > 0 && (
        <nav aria-labelledby="views">
          <Heading level={2} size="s" id="views">
            Your views
          </Heading>
          <ul className="nhsuk-list">
            {views.map((query) => (
              <li key={query}>
                {query === now ? (
                  <strong>{words(query)}</strong>
                ) : (
                  <Link href={addressOf(filterIn(query))}>{words(query)}</Link>
                )}
              </li>
            ))}
          </ul>
        </nav>
      )}
      {now !== '' &&
        (views.includes(now) ? (
          <PostButton action={DROP} hidden={{ view: now }} variant="secondary" small>
            Take this view away
          </PostButton>
        ) : (
          <PostButton action={KEEP} hidden={{ view: now }} variant="secondary" small>
            Save this view
          </PostButton>
        ))}
    </div>
  )
}
