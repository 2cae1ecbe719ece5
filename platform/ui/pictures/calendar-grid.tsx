import { Fragment, type ReactNode } from 'react'
import type { Day } from '#core/kernel/time.ts'
import { Table } from '../table.tsx'
import { longDay, shortDay } from '../words.ts'
import { Drawing, Figure, INK, linesOf, PAPER, type PictureProps, percent, QUIET } from './figure.tsx'

/** 'house': somebody comes. 'phone': somebody rings. 'own': nobody, as agreed. 'blank': nothing planned. */
export type CalendarMarkKind = 'house' | 'phone' | 'own' | 'blank'

export interface CalendarMark {
  readonly kind: CalendarMarkKind
  readonly evening?: boolean | undefined
}

export interface CalendarDay {
  readonly on: Day
  readonly marks: readonly CalendarMark[]
  /** Dashed: shown as it might be, not yet agreed or planned. */
  readonly pencilled?: boolean | undefined
  /** A small dot with these words: "tell us how it went". Never a red cell. */
  readonly ask?: string | undefined
}

export interface CalendarWeek {
  /** Seven days, Monday first. */
  readonly days: readonly CalendarDay[]
  /** A line above this week with its words: "Fewer from here: agreed 24 November, AO and JE". */
  readonly lineAbove?: string | undefined
}

export interface CalendarGridProps extends PictureProps {
  readonly weeks: readonly CalendarWeek[]
  readonly today: Day
  /** What each mark is called here, one of it; a mark without words is left out of the key. */
  readonly words: Readonly<Partial<Record<CalendarMarkKind, string>>>
}

const WEEKDAY_LETTERS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const MOON = 'M6.6 1A4.6 4.6 0 1 0 10 7.4 4.8 4.8 0 0 1 6.6 1Z'
const ROW = 52
const WORDS_LINE = 18
const HEAD = 26

/** Weeks down, seven days across; a key below; the table twin names every day. */
export const CalendarGrid = (props: CalendarGridProps) => (
  <Figure {...props} twin={<CalendarTable {...props} />}>
    <Grid {...props} />
    <CalendarKey {...props} />
  </Figure>
)

function Grid({ id, title, sentence, weeks, today }: CalendarGridProps) {
  let y = HEAD
  const rows = weeks.map((week, i) => {
    const lines = linesOf(week.lineAbove ?? '', 36).filter(Boolean)
    const above = y
    if (lines.length > 0) y += lines.length * WORDS_LINE + 14
    const top = y
    y += ROW
    return { week, lines, above, top, isFirst: i === 0 }
  })
  return (
    <Drawing id={id} title={title} sentence={sentence} height={y + 2} className="tc-calendar">
      <defs>
        <symbol id={`${id}-house`} viewBox="0 0 16 16">
          <path d="M1.5 8 8 1.8 14.5 8H13v6.2H3V8Z" stroke={INK} strokeWidth="1.5" strokeLinejoin="round" />
        </symbol>
        <symbol id={`${id}-phone`} viewBox="0 0 16 16">
          <path
            d="M4.6 1.5 6.4 5 5 6.8a8.6 8.6 0 0 0 4.2 4.2L11 9.6l3.5 1.8-.8 2.6c-6 1.6-13.3-5.7-11.7-11.700Z"
            stroke={INK}
            strokeWidth="1.5"
            strokeLinejoin="round"
          />
        </symbol>
        <symbol id={`${id}-own`} viewBox="0 0 16 16">
          <circle cx="8" cy="4.6" r="3" stroke={INK} strokeWidth="1.5" />
          <path d="M2 14.500a6 6 0 0 1 12 0Z" stroke={INK} strokeWidth="1.5" strokeLinejoin="round" />
        </symbol>
      </defs>
      {WEEKDAY_LETTERS.map((letters, i) => (
        <text
          key={letters}
          x={percent(i + 0.5, 7)}
          y="17"
          textAnchor="middle"
          fontSize="14"
          fontWeight="700"
          fill={INK}
        >
          {letters}
        </text>
      ))}
      {rows.map(({ week, lines, above, top, isFirst }) => (
        <g key={week.days[0]?.on}>
          {lines.map((words, i) => (
            <text key={words} x="2" y={above + 17 + i * WORDS_LINE} fontSize="14" fontWeight="700" fill={INK}>
              {words}
            </text>
          ))}
          {lines.length > 0 && (
            <line x1="0" x2="100%" y1={top - 6} y2={top - 6} stroke={INK} strokeWidth="3" />
          )}
          {week.days.map((day, i) => (
            <svg key={day.on} x={percent(i, 7)} y={top} width={percent(1, 7)} height={ROW} aria-hidden="true">
              <DayCell id={id} day={day} isToday={day.on === today} withMonth={isFirst && i === 0} />
            </svg>
          ))}
        </g>
      ))}
    </Drawing>
  )
}

interface DayCellProps {
  readonly id: string
  readonly day: CalendarDay
  readonly isToday: boolean
  /** The first day drawn; later the first day of each month tells it. */
  readonly withMonth: boolean
}

function DayCell({ id, day, isToday, withMonth }: DayCellProps) {
  const date = Number(day.on.slice(8))
  const month = withMonth || date === 1 ? shortDay(day.on).split(' ')[1] : undefined
  const shown = day.marks.filter((mark) => mark.kind !== 'blank')
  return (
    <>
      <DayFrame pencilled={day.pencilled === true} isToday={isToday} />
      <text x="5" y="17" fontSize="13" fontWeight={isToday ? 700 : 400} fill={day.pencilled ? QUIET : INK}>
        {date}
        {month && (
          <tspan dx="3" fontSize="11">
            {month}
          </tspan>
        )}
      </text>
      {(shown.length > 2 ? shown.slice(0, 1) : shown).map((mark, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
        <Fragment key={`${mark.kind}-${mark.evening ?? false}-${i}`}>
          <use
            href={`#${id}-${mark.kind}`}
            x={5 + i * 18}
            y="27"
            width="16"
            height="16"
            fill={day.pencilled ? PAPER : INK}
          />
          {mark.evening && (
            <svg x={15 + i * 18} y="21" width="10" height="10" viewBox="0 0 11 11" aria-hidden="true">
              <circle cx="5.5" cy="5.5" r="5.5" fill={PAPER} />
              <path d={MOON} fill={INK} />
            </svg>
          )}
        </Fragment>
      ))}
      {shown.length > 2 && (
        <text x="25" y="41" fontSize="13" fontWeight="700" fill={INK}>
          {`×${shown.length}`}
        </text>
      )}
      {day.ask && (
        <svg x="100%" y="12" overflow="visible" aria-hidden="true">
          <circle cx="-10" cy="0" r="4" fill={INK} />
        </svg>
      )}
    </>
  )
}

/** Four lines and not one rectangle: width is known only in per cent, and the frame must stay inside it. */
function DayFrame({ pencilled, isToday }: { readonly pencilled: boolean; readonly isToday: boolean }) {
  const line = {
    stroke: pencilled ? QUIET : INK,
    strokeWidth: isToday ? 4 : 1,
    strokeDasharray: pencilled ? '4 3' : undefined,
  }
  const inset = isToday ? 2 : 0.5
  return (
    <>
      <line x1="0" x2="100%" y1={inset} y2={inset} {...line} />
      <line x1="0" x2="100%" y1={ROW - inset} y2={ROW - inset} {...line} />
      <line x1={inset} x2={inset} y1="0" y2={ROW} {...line} />
      <svg x="100%" overflow="visible" aria-hidden="true">
        <line x1={-inset} x2={-inset} y1="0" y2={ROW} {...line} />
      </svg>
    </>
  )
}

const KINDS: readonly CalendarMarkKind[] = ['house', 'phone', 'own']

/** A small drawing beside its word: the word says it, so the drawing stays silent. */
const KeyEntry = ({ words, children }: { readonly words: string; readonly children: ReactNode }) => (
  <li>
    <svg width="18" height="18" focusable="false" aria-hidden="true" role="presentation">
      <title>{words}</title>
      {children}
    </svg>
    {words}
  </li>
)

function CalendarKey({ id, weeks, words }: CalendarGridProps) {
  const days = weeks.flatMap((week) => week.days)
  const marks = days.flatMap((day) => day.marks)
  const ask = days.find((day) => day.ask)?.ask
  return (
    <ul className="tc-key">
      {KINDS.map((kind) => {
        const said = words[kind]
        if (said === undefined || !marks.some((mark) => mark.kind === kind)) return null
        return (
          <KeyEntry key={kind} words={said}>
            <use href={`#${id}-${kind}`} width="18" height="18" fill={INK} />
          </KeyEntry>
        )
      })}
      {marks.some((mark) => mark.evening) && (
        <KeyEntry words="evening">
          <path d={MOON} transform="translate(1 1) scale(1.4)" fill={INK} />
        </KeyEntry>
      )}
      {days.some((day) => day.pencilled) && (
        <KeyEntry words="not agreed yet">
          <rect x="1" y="1" width="16" height="16" fill={PAPER} stroke={QUIET} strokeDasharray="4 3" />
        </KeyEntry>
      )}
      <KeyEntry words="today">
        <rect x="2" y="2" width="14" height="14" fill={PAPER} stroke={INK} strokeWidth="4" />
      </KeyEntry>
      {ask && (
        <KeyEntry words={ask}>
          <circle cx="9" cy="9" r="4" fill={INK} />
        </KeyEntry>
      )}
    </ul>
  )
}

const dayWords = (day: CalendarDay, words: CalendarGridProps['words']): string => {
  const marks = day.marks.map((mark) => `${words[mark.kind] ?? 'nothing'}${mark.evening ? ' (evening)' : ''}`)
  const told = marks.length === 0 ? (words.blank ?? 'nothing') : marks.join(', ')
  return `${told}${day.pencilled ? ', not agreed yet' : ''}${day.ask ? `, ${day.ask}` : ''}`
}

const CalendarTable = ({ title, weeks, words }: CalendarGridProps) => (
  <Table
    caption={title}
    captionHidden
    rows={weeks.flatMap((week) =>
      week.days.map((day, i) => ({ day, line: i === 0 ? week.lineAbove : undefined })),
    )}
    rowKey={(row) => row.day.on}
    columns={[
      { head: 'Day', cell: ({ day }) => <time dateTime={day.on}>{longDay(day.on)}</time>, isRowName: true },
      {
        head: 'What',
        cell: ({ day, line }) => (
          <>
            {line && <strong>{`${line}. `}</strong>}
            {dayWords(day, words)}
          </>
        ),
      },
    ]}
  />
)
