import { ok } from '#core/kernel/result.ts'
import { ageOn, type Day, dayOf, daysBetween, type Instant, timeOf } from '#core/kernel/time.ts'
import { wordShown } from '#features/referral/index.ts'
import { hoursWords } from '#features/safetynet/index.ts'
import { definePage } from '#platform/http/page.ts'
import { fileKind, listFile } from '#platform/spreadsheet/list-file.ts'
import { clockAndDay, longDay, relativeDay } from '#platform/ui/index.ts'
import { awayWords, changedBy, delayDetail, delayWords, plannedWords } from '../leaving-words.ts'
import type { BoardRow } from '../queries/leaving-board.ts'
import { ROWS_IN_A_FILE } from '../queries/leaving-board.ts'
import { chipsOf, filterOf } from './leaving-filter.ts'
import { boardWithLeads } from './leaving-page.tsx'
import { LINED_UP_NAMES, type LinedUpName, linedUp } from './lined-up.ts'
import { leavesUnbooked } from './unbooked.ts'
import { age, gapWords } from './words.ts'

/** Of everybody's list and of nobody: a browser keeps it among its downloads. The day stands behind it. */
export const FILE_NAME = 'leaving-list'

/** /app/leaving/download: the list as it is filtered as a file, with what the printed one has, a line a person. */
export const leavingDownloadPage = definePage({
  method: 'GET',
  path: '/app/leaving/download',
  access: 'signed in',
  handle(request) {
    const filter = { ...filterOf(request.query), file: true }
    return request.see(async (ask, asker) => {
      const found = await boardWithLeads(ask, filter)
      if (!found.ok) return found
      const { rows, asOf } = found.value
      return ok({
        download: await listFile(fileKind(request.query), {
          title: 'Leaving list',
          name: FILE_NAME,
          head: COLUMNS.map((c) => c.head),
          rows: rows.map((row) => COLUMNS.map((c) => c.cell(row, asOf) ?? '')),
          filter: chipsOf(found.value, filter).map((chip) => chip.text),
          notShown: [`All but the first ${ROWS_IN_A_FILE}`],
          by: asker,
          at: asOf,
        }),
      })
    })
  },
})

interface FileColumn {
  readonly head: string
  /** Null is an empty cell. Days are ISO dates, with their words in the column beside. */
  cell(row: BoardRow, now: Instant): string | null
}

const five = (name: LinedUpName): FileColumn => ({
  head: name,
  cell(row, now) {
    const { lines, nothing } = linedUp(row, now)
    const word = lines.find((line) => line.name === name)?.word ?? ''
    return nothing.includes(word) ? `${word} that you can see` : word
  },
})

const inHospital = (row: BoardRow) => (row.stay?.endedAt === null ? row.stay : null)
const plannedOn = (row: BoardRow): Day | null => (inHospital(row) && row.leaving?.plannedOn) || null
const leftOn = (row: BoardRow): Day | null => (row.stay?.endedAt ? dayOf(row.stay.endedAt) : null)
const dayAndWords = (
  head: string,
  day: (row: BoardRow) => Day | null,
  words: (on: Day, today: Day) => string,
): FileColumn[] => [
  { head, cell: day },
  {
    head: `${head}, in words`,
    cell(row, now) {
      const on = day(row)
      return on && `${longDay(on)}, ${words(on, dayOf(now))}`
    },
  },
]

const COLUMNS: readonly FileColumn[] = [
  { head: 'Person', cell: (row) => row.name ?? 'Name not open to you' },
  { head: 'Age in years', cell: (row, now) => row.bornOn && String(ageOn(row.bornOn, dayOf(now))) },
  {
    head: 'To know first',
    cell: (row) =>
      [
        row.death === 'confirmed' ? 'Has died' : null,
        row.death === 'reported' ? 'Reported died: ring before you go' : null,
        row.transition === 'suspended' ? 'Back in hospital' : null,
        row.away && awayWords(row.away),
      ]
        .filter((part) => part !== null)
        .join('. '),
  },
  { head: 'Lead', cell: (row) => (row.transition === null ? null : (row.lead ?? null)) },
  { head: 'Ward', cell: (row) => row.stay?.ward ?? 'No stay here' },
  {
    head: 'Days in hospital',
    cell(row, now) {
      const stay = inHospital(row)
      return stay && String(Math.max(0, daysBetween(dayOf(stay.admittedAt), dayOf(now))))
    },
  },
  ...dayAndWords('Left on', leftOn, relativeDay),
  ...dayAndWords('Planned leave date', plannedOn, plannedWords),
  {
    head: 'Ready since',
    cell: (row) => (inHospital(row) && row.leaving?.readyOn) || null,
  },
  {
    head: 'What stops it',
    cell: (row, now) =>
      row.blocker === null
        ? 'Nothing noted'
        : `${delayWords(row.blocker)}: ${delayDetail(row.blocker, dayOf(now))}${row.blocker.more > 0 ? ` And ${row.blocker.more} more.` : ''}`,
  },
  ...LINED_UP_NAMES.map(five),
  {
    head: 'Other support',
    cell: (row, now) =>
      linedUp(row, now)
        .others.map((r) => `${r.service}: ${wordShown(r.word)}`)
        .join('; '),
  },
  {
    head: 'First contact',
    cell(row, now) {
      if (leavesUnbooked(row, dayOf(now))) return 'No contact booked that you can see'
      if (row.first === null) return null
      return row.first.state === 'met'
        ? 'Met since leaving'
        : `${hoursWords(row.first.dueAt, now)}, ${row.first.booked ? 'booked' : 'not booked'}`
    },
  },
  { head: 'Next contact', cell: (row) => row.next && dayOf(row.next.at) },
  {
    head: 'Next contact, in words',
    cell: (row, now) =>
      row.next === null
        ? 'None known'
        : `${clockAndDay(row.next.at)}, ${relativeDay(dayOf(row.next.at), dayOf(now))}, ${row.next.mode}, ${row.next.by ?? 'nobody is named'}`,
  },
  { head: 'Gap', cell: (row) => (row.gap === null ? 'None' : gapWords(row.gap.key)) },
  {
    head: 'Gap since',
    cell: (row) => row.gap && dayOf(row.gap.since),
  },
  {
    head: 'Gap, in words',
    cell: (row, now) =>
      row.gap &&
      `for ${age(row.gap.since, now)}${row.gap.more > 0 ? `, and ${row.gap.more} more` : ''}. ${row.gap.clears}`,
  },
  { head: 'Last change', cell: (row) => row.lastChange && dayOf(row.lastChange.at) },
  {
    head: 'Last change, in words',
    cell: (row) => row.lastChange && `${changedBy(row.lastChange)}, ${clockAndDay(row.lastChange.at)}`,
  },
  // "in 5 hours" is from then on: a file is opened tomorrow too
  { head: 'As at', cell: (_row, now) => `${dayOf(now)} ${timeOf(now)}` },
]
