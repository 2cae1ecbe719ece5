import type { ReactNode } from 'react'
import { type Day, day, instant } from '#core/kernel/time.ts'
import { dayAndClock, dayWithoutWeekday, SummaryList, sentenceCase } from '#platform/ui/index.ts'
import { grouped } from '#platform/ui/words.ts'
import type { Part } from '../queries/requests.ts'

/** Columns whose name says less than it should. Every other is read as its words: "happened_at" is "Happened". */
const LABELS: Readonly<Record<string, string>> = {
  by_staff_id: 'By',
  staff_id: 'Staff member',
  recorded_by: 'Written down by',
  recorded_at: 'Written down',
  team_id: 'Team',
  service_id: 'Service',
  recipient_service_id: 'To which service',
  unit_id: 'Ward or house',
  body: 'Words',
  said: 'Words',
  at: 'When',
  on_day: 'Day',
  by_id: 'By',
  from_staff_id: 'From',
  from_team_id: 'From team',
  nhs_number: 'NHS number',
  born_on: 'Birth date',
  display_name: 'Name',
  key_worker_staff_id: 'Key worker',
  goes_staff_id: 'Who goes along',
  window_from_at: 'Between',
  window_until_at: 'And',
  what: 'What',
  given: 'First name',
  family: 'Family name',
  nhs_number_status: 'NHS number, how sure',
  allergies_state: 'Allergies',
  value: 'Number or address',
}
/** Columns that only a machine reads: they stand in the file, not on paper. */
const MACHINE = new Set([
  'source',
  'slot_no',
  'slot_key',
  'pathway_version',
  'rules_version',
  'notice_once',
  'level',
  'definition',
  'folded_into',
  'state_code',
])

const labelOf = (column: string): string =>
  LABELS[column] ??
  sentenceCase(
    column
      .replace(/_(?:at|on|id|staff_id|team_id)$/u, '')
      .replaceAll('_', ' ')
      .replace(
        /([a-z])([A-Z])/gu,
        (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`,
      ),
  )

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/u
const DAY = /^\d{4}-\d{2}-\d{2}$/u
/** A choice of ours, of three words or more, as it is kept: 'given-not-verified'. A word that people write has one hyphen at most. */
const CODE = /^(?:[a-z]+-){2,}[a-z]+$|^(?:not|could|no)-[a-z-]+$/u

/** A value in plain words: days and times in London, yes and no, lists as lists. Null where there is nothing to read. */
export function valueWords(value: unknown): ReactNode {
  if (value === null || value === undefined || value === '') return null
  if (value === true) return 'Yes'
  if (value === false) return 'No'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') {
    if (INSTANT.test(value)) return dayAndClock(instant(value))
    if (DAY.test(value)) return dayWithoutWeekday(day(value) as Day)
    return CODE.test(value) ? value.replaceAll('-', ' ') : value
  }
  if (Array.isArray(value)) {
    const items = value.map(valueWords).filter((v) => v !== null)
    // the order is the record's own, and nothing moves
    return items.length === 0 ? null : items.length === 1 ? (
      items[0]
    ) : (
      <ul className="nhsuk-list nhsuk-list--bullet">
        {items.map((v, i) => (
          <li key={String(i)}>{v}</li>
        ))}
      </ul>
    )
  }
  const rows = rowsOf(value as Readonly<Record<string, unknown>>)
  return rows.length === 0 ? null : (
    <ul className="nhsuk-list">
      {rows.map((r) => (
        <li key={r.key}>
          {`${r.key}: `}
          {r.value}
        </li>
      ))}
    </ul>
  )
}

/** What a person reads of a row, by its label. */
const columnsOf = (said: Readonly<Record<string, unknown>>): { key: string; value: unknown }[] =>
  Object.entries(said)
    .filter(([column]) => !MACHINE.has(column))
    .map(([column, value]) => ({
      key: labelOf(column),
      value: column === 'nhs_number' && typeof value === 'string' ? grouped(value, [3, 3, 4]) : value,
    }))

const rowsOf = (said: Readonly<Record<string, unknown>>): { key: string; value: ReactNode }[] =>
  columnsOf(said).flatMap(({ key, value }) => {
    const words = valueWords(value)
    return words === null ? [] : [{ key, value: words }]
  })

/** One row of the record in words. */
export const PartWords = ({ part }: { readonly part: Part }) =>
  part.said === null ? null : <SummaryList rows={rowsOf(part.said)} />

/** A value as one run of text. */
const runOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(runOf).filter(Boolean).join('; ')
  if (typeof value === 'object' && value !== null)
    return columnsOf(value as Readonly<Record<string, unknown>>)
      .map(({ key, value: inner }) => `${key}: ${runOf(inner)}`)
      .join(', ')
  const words = valueWords(value)
  return typeof words === 'string' ? words : ''
}

/** The same as one run of text, for a list of many to choose from. */
export const PartLine = ({ part }: { readonly part: Part }) =>
  part.said === null
    ? null
    : columnsOf(part.said)
        .map(({ key, value }) => `${key}: ${runOf(value)}`)
        .filter((line) => !line.endsWith(': '))
        .join(' · ')

/** Parts by what they are, in the order of the list. */
export function byNoun(
  parts: readonly Part[],
): readonly { readonly noun: string; readonly parts: readonly Part[] }[] {
  const groups = new Map<string, Part[]>()
  for (const part of parts) groups.set(part.noun, [...(groups.get(part.noun) ?? []), part])
  return [...groups].map(([noun, found]) => ({ noun, parts: found }))
}
