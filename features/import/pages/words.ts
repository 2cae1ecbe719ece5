import { REFUSALS, type RefusalCode, refusalSentence } from '#core/kernel/refusals.ts'
import { count } from '#platform/ui/index.ts'
import { kindOf } from '../kinds/index.ts'
import type { KindId } from '../kinds/kind.ts'
import type { ImportRow, SheetLine } from '../queries/imports.ts'

export const PATH = '/app/import'

export const STATE_WORDS: Readonly<Record<ImportRow['state'], string>> = {
  reading: 'Being read',
  refused: 'Could not be read',
  ready: 'Waits for you to confirm',
  doing: 'Being taken in',
  done: 'Taken in',
  removed: 'Taken away',
}
export const STATE_COLOURS = {
  reading: 'blue',
  refused: 'red',
  ready: 'yellow',
  doing: 'blue',
  done: 'green',
  removed: 'grey',
} as const

export const SHOW_WORDS: Readonly<Record<string, string>> = {
  'to mend': 'To mend',
  new: 'New',
  changed: 'Changed',
  unchanged: 'Unchanged',
}

export const kindWords = (id: KindId): string => kindOf(id)?.title ?? id

export const rows = (n: number): string => count(n, 'row')

export const refusalOf = (i: ImportRow): string =>
  i.refusal !== null && Object.hasOwn(REFUSALS, i.refusal)
    ? refusalSentence(i.refusal as RefusalCode, i.refusalParams)
    : 'The file could not be read.'

/** "NHS number: it has 10 digits. Birth date: ..." */
export const saidWords = (line: SheetLine): readonly string[] =>
  line.said.map(({ column, words }) => (column === null ? words : `${column}: ${words}`))
