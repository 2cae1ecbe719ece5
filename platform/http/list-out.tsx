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
  let list: Shown['list']
  let title = ''
  let head: readonly string[] = []
  const rows: (readonly string[])[] = []
  const { file: _, page: __, ...query } = request.query
  for (let n = 1; n <= MOST_PAGES; n += 1) {
    const result = await page.handle({ ...request, query: n === 1 ? query : { ...query, page: String(n) } })
    // a refusal, or a page that leads elsewhere
    if (!result.ok || !('show' in result.value)) return result
    const { show } = result.value
    if (!show.list) return result
    list = show.list
    title = show.list.title ?? (n === 1 ? show.title : title)
    const { tables, more } = tablesOf(renderToStaticMarkup(<>{show.body}</>))
    const [table] = tables
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

/** Under a list: the same as a file. */
export function DownloadThisList({ here }: { readonly here: string }) {
  const [path = '', query = ''] = here.split('?')
  const at = (as: string): string => {
    const q = new URLSearchParams(query)
    q.delete('page')
    q.set('file', as)
    return `${path}?${q}`
  }
  return (
    <p className="tc-download" key="download">
      Download this list:{' '}
      <Link href={at('xlsx')} hiddenWords="file of this list">
        Excel
      </Link>
      ,{' '}
      <Link href={at('csv')} hiddenWords="file of this list">
        CSV
      </Link>
    </p>
  )
}
