import { SaxesParser } from 'saxes'

/** A table as a page shows it, as text. */
export interface PageTable {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}
export interface PageTables {
  readonly tables: readonly PageTable[]
  /** The list goes on on a next page. */
  readonly more: boolean
}

/**
 * The tables of a page as our own `Table` draws them: what a person reads there, one cell a cell. Days are given as 2026-03-05 (as the page itself
 * says them to machines), lines under one another are parted by "; ", and columns of buttons are left out: a list as a file says what the screen
 * says, by one way for all of them, and can hold nothing that the screen does not show.
 */
export function tablesOf(html: string): PageTables {
  const tables: PageTable[] = []
  for (let from = html.indexOf('<table'); from >= 0; from = html.indexOf('<table', from + 6)) {
    const until = html.indexOf('</table>', from)
    if (until < 0) break
    tables.push(tableOf(html.slice(from, until + 8)))
  }
  return { tables, more: html.includes('rel="next"') }
}

const NOT_SAID = /nhsuk-u-visually-hidden|nhsuk-table__heading|tc-not-in-file/
const BREAKS = new Set(['br', 'p', 'div', 'li', 'ul', 'dd'])

function tableOf(xml: string): PageTable {
  const parser = new SaxesParser({ fragment: true })
  const rows: { cells: string[]; head: boolean }[] = []
  let cell: string | undefined
  let inHead = false
  let caption: string | undefined
  let captionIs = ''
  // how deep we are in something that is not said, or in a day that has been given already
  let silent = 0
  const open: boolean[] = []
  parser.on('opentag', (tag) => {
    const of = (name: string): string => String(tag.attributes[name] ?? '')
    const look = of('class')
    const quiet =
      tag.name === 'form' || tag.name === 'caption' || NOT_SAID.test(look) || of('role') === 'button'
    if (tag.name === 'thead') inHead = true
    if (tag.name === 'caption') caption = ''
    if (tag.name === 'tr') rows.push({ cells: [], head: inHead })
    if (tag.name === 'td' || tag.name === 'th') cell = ''
    else if (cell !== undefined && (BREAKS.has(tag.name) || look.includes('tc-under'))) cell += '\n'
    const day = tag.name === 'time' ? of('dateTime') || of('datetime') : ''
    if (day !== '' && cell !== undefined && silent === 0) cell += day
    const hush = quiet || day !== ''
    open.push(hush)
    if (hush) silent += 1
  })
  parser.on('text', (text) => {
    if (caption !== undefined) caption += text
    if (cell !== undefined && silent === 0) cell += text
  })
  parser.on('closetag', (tag) => {
    if (open.pop()) silent -= 1
    if (tag.name === 'thead') inHead = false
    if (tag.name === 'caption') {
      captionIs = said(caption ?? '')
      caption = undefined
    }
    if (tag.name === 'td' || tag.name === 'th') {
      rows.at(-1)?.cells.push(said(cell ?? ''))
      cell = undefined
    } else if (cell !== undefined && BREAKS.has(tag.name)) cell += '\n'
  })
  parser.write(xml).close()
  const head = rows.find((r) => r.head)?.cells ?? []
  // a column whose head is for the ear alone is one of buttons
  const kept = head.flatMap((name, i) => (name === '' ? [] : [i]))
  return {
    caption: captionIs,
    head: kept.map((i) => head[i]!),
    rows: rows.filter((r) => !r.head).map((r) => kept.map((i) => r.cells[i] ?? '')),
  }
}

const said = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => line.replace(/\s+/g, ' ').trim() || [])
    .join('; ')
