import { reportSections } from '#core/report/lines.ts'
import type { ServiceReport } from './queries/service.ts'

const WIDTH = 100

/** Words broken into lines that fit a terminal and a sheet of paper. */
function wrapped(text: string, indent: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${indent}${word}`)
  }
  return lines.join('\n')
}

/** The plain form of the answer to `report.service`: every number with its n and its definition under it. */
export function reportAsText(answer: unknown): string {
  const report = answer as ServiceReport
  const head = [
    `${report.service.name}, ${report.service.organisation}`,
    `From ${report.from} up to and including ${report.asOf}. Definitions: version ${report.definition.version}.`,
    ...report.definition.general.map((sentence) => wrapped(sentence, '')),
  ]
  const sections = reportSections(report, report.definition).map(({ title, meaning, lines }) =>
    [
      title,
      ...lines.map(({ label, value, of }) => `  ${label}: ${value}${of === null ? '' : ` (${of})`}`),
      wrapped(meaning, '    '),
    ].join('\n'),
  )
  return [head.join('\n'), ...sections].join('\n\n')
}
