import { dayOf, type Instant, timeOf } from '../kernel/time.ts'

/** One thing that a worker recorded, in the lines that are copied. */
export interface CopyEntry {
  readonly at: Instant
  readonly lines: readonly string[]
}
export interface CopyPerson {
  readonly name: string
  readonly nhsNumber: string | null
  readonly entries: readonly CopyEntry[]
}

const stamp = (at: Instant): string => {
  const [year, month, day] = dayOf(at).split('-')
  return `${day}/${month}/${year} ${timeOf(at)}`
}
const number = (digits: string | null): string =>
  digits === null
    ? 'NHS number not known'
    : `NHS number ${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`

/**
 * A plain block for another record: a person at a time, by name, each with what happened in the order of time. Day first and
 * a 24-hour clock, because that is what such records sort by; plain characters, because they keep no others safely.
 * Every line of every entry is in it once; typed text keeps its line breaks, indented.
 */
export function copyText(
  by: string,
  span: { readonly from: Instant; readonly until: Instant },
  people: readonly CopyPerson[],
): string {
  const head = `Recorded by ${by}, ${stamp(span.from)} to ${stamp(span.until)}`
  const blocks = [...people]
    .filter((p) => p.entries.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((p) =>
      [
        `${p.name}, ${number(p.nhsNumber)}`,
        ...[...p.entries]
          .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
          .flatMap((e) => {
            const [first = '', ...rest] = e.lines.flatMap((l) => l.split(/\r?\n/))
            return [`${stamp(e.at)}  ${first}`, ...rest.map((l) => `                  ${l}`)]
          }),
      ].join('\n'),
    )
  return [head, ...blocks].join('\n\n')
}
