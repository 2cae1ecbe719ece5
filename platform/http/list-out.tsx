import { renderToStaticMarkup } from 'react-dom/server'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import { listFile } from '#platform/spreadsheet/list-file.ts'
import { tablesOf } from '#platform/spreadsheet/page-list.ts'
import { Link } from '#platform/ui/index.ts'
import type { Page, PageAnswer, PageRequest, Shown } from './page.ts'

/** A list of more pages than this is not read by anybody as a file either. */
const MOST_PAGES = 200

/** 'csv' or 'xlsx' where an address asks for the list of its page as a file. */
export const listAsked = (page: Page, query: PageRequest['query']): 'csv' | 'xlsx' | undefined =>
  page.method === 'GET' && page.access === 'signed in' && (query.file === 'csv' || query.file === 'xlsx')
    ? query.file
    : undefined

/**
 * The list of a page as a file: the page is asked as ever, each of its pages in turn, and its first table becomes the file. So a file can hold
 * nothing that the screen does not show, each page of it is in the audit with whom it names, and the file itself is too, with its count.
 * A page that is no list answers as it always does.
 */
export async function takeOut(
  page: Page,
  request: PageRequest,
  as: 'csv' | 'xlsx',
  whoAsks: () => Promise<Asker | undefined>,
): Promise<Result<PageAnswer>> {
  let list: Which | undefined
  let title = ''
  let head: readonly string[] = []
  const rows: (readonly string[])[] = []
  const { file: _, page: __, table: which, ...query } = request.query
  for (let n = 1; n <= MOST_PAGES; n += 1) {
    const result = await page.handle({ ...request, query: n === 1 ? query : { ...query, page: String(n) } })
    // a refusal, or a page that leads elsewhere
    if (!result.ok || !('show' in result.value)) return result
    const { show } = result.value
    const asked = show.list && whichOf(show.list, which)
    if (!asked) return result
    list = asked
    title = asked.title ?? asked.caption ?? (n === 1 ? show.title : title)
    const { tables, more } = tablesOf(renderToStaticMarkup(<>{show.body}</>))
    const table =
      asked.caption === undefined ? tables[0] : tables.find(({ caption }) => caption === asked.caption)
    if (table) {
      head = table.head
      rows.push(...table.rows)
    }
    if (!more) break
  }
  const asker = await whoAsks()
  if (!asker || !list) return refuse('NOT_SIGNED_IN')
  const { name, filter, notShown } = list
  const download = await listFile(as, {
    title,
    name,
    head: head.length > 0 ? head : ['Nothing is in this list'],
    rows: head.length > 0 ? rows : [],
    ...(filter && { filter }),
    ...(notShown && { notShown }),
    by: asker,
    at: asker.now,
  })
  return request.see(async () => ok({ download }))
}

type List = NonNullable<Shown['list']>
type Which = Omit<List, 'others'>
/** The list that is asked for: the page's own, or one of its others by its name. */
function whichOf(list: List, which: string | undefined): Which | undefined {
  if (which === undefined) return list
  const other = list.others?.find(({ name }) => name === which)
  return other && { ...list, ...other, title: other.title ?? other.caption }
}

/** A page with its list as a file under it. */
export const withDownload = (shown: Shown, here: string): Shown =>
  shown.list
    ? {
        ...shown,
        body: (
          <>
            {shown.body}
            <DownloadThisList here={here} list={shown.list} />
          </>
        ),
      }
    : shown

/** Under a list: the same as a file; each further list of the page by its caption. */
function DownloadThisList({ here, list }: { readonly here: string; readonly list: List }) {
  const [path = '', query = ''] = here.split('?')
  const at = (as: string, table?: string): string => {
    const q = new URLSearchParams(query)
    q.delete('page')
    if (table !== undefined) q.set('table', table)
    q.set('file', as)
    return `${path}?${q}`
  }
  const lines = [
    { words: list.others?.length ? (list.caption ?? 'this list') : 'this list', table: undefined },
    ...(list.others ?? []).map(({ name, caption, title = caption }) => ({ words: title, table: name })),
  ]
  return (
    <div>
      {lines.map(({ words, table }) => (
        <p className="tc-download" key={words}>
          Download {words}:{' '}
          <Link href={at('xlsx', table)} hiddenWords={`file of ${words}`}>
            Excel
          </Link>
          ,{' '}
          <Link href={at('csv', table)} hiddenWords={`file of ${words}`}>
            CSV
          </Link>
        </p>
      ))}
    </div>
  )
}
