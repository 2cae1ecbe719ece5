import type { FormAnswers } from '#platform/http/page.ts'
import { dateOf, textOf } from '#platform/ui/form-values.ts'
import { dayWithoutWeekday } from '#platform/ui/words.ts'

/** One answer as its writer would read it on the form. */
export interface SaidInWords {
  readonly question: string
  readonly answer: string
}

const plain = (markup: string): string =>
  markup
    .replace(/<[^<>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()
const attribute = (tag: string, name: string): string | undefined => {
  const from = tag.indexOf(` ${name}="`)
  if (from < 0) return undefined
  const begins = from + name.length + 3
  const ends = tag.indexOf('"', begins)
  return ends < 0 ? undefined : plain(tag.slice(begins, ends))
}

/** A tag of our own markup (`label for="x"`, `/label`) and the text up to the next one. What we render holds no other < or >. */
interface Piece {
  readonly name: string
  readonly tag: string
  readonly text: string
}
const piecesOf = (markup: string): readonly Piece[] =>
  markup
    .split('<')
    .slice(1)
    .map((piece) => {
      const [tag = '', text = ''] = piece.split('>', 2)
      return { name: tag.split(/[\s/]/, 1)[0] || tag, tag, text }
    })

/** The words from a tag to its end, whatever stands between. */
function wordsFrom(pieces: readonly Piece[], from: number): string {
  const { name, text } = pieces[from]!
  const words = [text]
  for (let i = from + 1; i < pieces.length; i += 1) {
    const next = pieces[i]!
    if (next.name === `/${name}` || next.name === name) break
    words.push(next.text)
  }
  return plain(words.join(' '))
}

/** What a form asks: the words of each question by the name it is posted under, and of each choice by name and value. */
interface Asked {
  readonly questions: ReadonlyMap<string, string>
  readonly choices: ReadonlyMap<string, string>
  /** Fields that the page wrote and nobody typed. */
  readonly hidden: ReadonlySet<string>
}

/** Reads our own rendered markup: labels by the id they point to, legends by the fieldset they stand in. */
function askedIn(markup: string): Asked {
  const pieces = piecesOf(markup)
  const labels = new Map(
    pieces.flatMap((piece, i) =>
      piece.name === 'label' ? [[attribute(piece.tag, 'for'), wordsFrom(pieces, i)] as const] : [],
    ),
  )
  const questions = new Map<string, string>()
  const choices = new Map<string, string>()
  const hidden = new Set<string>()
  const legends: string[] = []
  let select = ''
  for (const [i, { name: kind, tag }] of pieces.entries()) {
    if (kind === 'fieldset') legends.push('')
    else if (kind === '/fieldset') legends.pop()
    else if (kind === 'legend') legends.splice(-1, 1, wordsFrom(pieces, i))
    else if (kind === 'option')
      choices.set(`${select} ${attribute(tag, 'value') ?? ''}`, wordsFrom(pieces, i))
    else if (kind === 'input' || kind === 'textarea' || kind === 'select') {
      const [name, type] = [attribute(tag, 'name') ?? '', attribute(tag, 'type')]
      const label = labels.get(attribute(tag, 'id'))
      if (kind === 'select') select = name
      if (type === 'hidden') hidden.add(name)
      else if (type === 'radio' || type === 'checkbox') {
        questions.set(name, legends.at(-1) ?? '')
        choices.set(`${name} ${attribute(tag, 'value') ?? ''}`, label ?? '')
      } else if (DATE_PART.test(name)) questions.set(name.replace(DATE_PART, ''), legends.at(-1) ?? '')
      else if (label !== undefined) questions.set(name, label)
    }
  }
  return { questions, choices, hidden }
}

const DATE_PART = /-(day|month|year)$/

/** "doneText" as words, where the form that asked is not to be had any more. */
const nameWords = (name: string): string => {
  const words = name
    .replace(/[^a-zA-Z]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * What somebody typed, each answer under its question, in the order posted. `markup`: the form as it is shown now, or '' where
 * it cannot be shown any more; then the questions go by their names.
 * Why read from the page: the form is the one place that knows its words, and a second list of them would drift.
 */
export function answersInWords(markup: string, form: FormAnswers): SaidInWords[] {
  const asked = askedIn(markup)
  const said = new Map<string, SaidInWords>()
  for (const [posted, value] of Object.entries(form)) {
    const name = posted.replace(DATE_PART, '')
    if (asked.hidden.has(posted) || said.has(name)) continue
    const values = (typeof value === 'string' ? [value] : value).filter((one) => one.trim() !== '')
    const answer =
      name === posted
        ? values.map((one) => asked.choices.get(`${name} ${one}`) || one).join(', ')
        : onDay(form, name)
    if (answer === '') continue
    said.set(name, { question: asked.questions.get(name) || nameWords(name), answer })
  }
  return [...said.values()]
}

function onDay(form: FormAnswers, name: string): string {
  const date = dateOf(form, name)
  return date.kind === 'day'
    ? dayWithoutWeekday(date.day)
    : ['day', 'month', 'year']
        .map((part) => textOf(form, `${name}-${part}`))
        .filter(Boolean)
        .join(' ')
}
