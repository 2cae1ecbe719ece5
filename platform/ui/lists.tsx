import type { ReactNode } from 'react'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { PageLink } from './document.tsx'
import { classes } from './field-names.ts'
import { Heading, type HeadingLevel, Link } from './page-parts.tsx'
import { dayAndClock, dayWithoutWeekday, dueDay, longDay, relativeDay, shortDay } from './words.ts'

export type TagColour =
  | 'white'
  | 'grey'
  | 'green'
  | 'aqua-green'
  | 'blue'
  | 'purple'
  | 'pink'
  | 'orange'
  | 'yellow'
  /** Only for the words "Late" and "Urgent". */
  | 'red'

/** A state in a word. The colour repeats what the word says and never says more. */
export const Tag = ({
  colour = 'blue',
  children,
}: {
  readonly colour?: TagColour
  readonly children: string
}) => <strong className={`nhsuk-tag nhsuk-tag--${colour}`}>{children}</strong>

export interface SummaryRow {
  readonly key: string
  readonly value: ReactNode
  /** Only where the reader may change it. `text` is "Change" unless said. */
  readonly change?: { readonly href: string; readonly text?: string } | undefined
}

/** Facts, key and value. `border` false for a quiet list inside a card. */
export function SummaryList({
  rows,
  border = true,
}: {
  readonly rows: readonly SummaryRow[]
  readonly border?: boolean
}) {
  const anyChange = rows.some((row) => row.change)
  return (
    <dl className={classes('nhsuk-summary-list', !border && 'nhsuk-summary-list--no-border')}>
      {rows.map(({ key, value, change }) => (
        <div
          className={classes(
            'nhsuk-summary-list__row',
            anyChange && !change && 'nhsuk-summary-list__row--no-actions',
          )}
          key={key}
        >
          <dt className="nhsuk-summary-list__key">{key}</dt>
          <dd className="nhsuk-summary-list__value">{value}</dd>
          {change && (
            <dd className="nhsuk-summary-list__actions">
              <a className="nhsuk-link" href={change.href}>
                {change.text ?? 'Change'}
                <span className="nhsuk-u-visually-hidden">{` ${key.toLowerCase()}`}</span>
              </a>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}

export interface TaskListItem {
  readonly id: string
  readonly text: string
  readonly href?: string | undefined
  readonly hint?: ReactNode
  /** Done is plain text, without colour; what is open has a tag. */
  readonly status: 'Completed' | { readonly text: string; readonly colour: TagColour }
}

export const TaskList = ({ items }: { readonly items: readonly TaskListItem[] }) => (
  <ul className="nhsuk-task-list">
    {items.map(({ id, text, href, hint, status }) => (
      <li className={classes('nhsuk-task-list__item', href && 'nhsuk-task-list__item--with-link')} key={id}>
        <div className="nhsuk-task-list__name-and-hint">
          {href ? (
            <a
              className="nhsuk-task-list__link nhsuk-link"
              href={href}
              aria-describedby={classes(hint !== undefined && `task-${id}-hint`, `task-${id}-status`)}
            >
              {text}
            </a>
          ) : (
            <div>{text}</div>
          )}
          {hint !== undefined && (
            <div className="nhsuk-task-list__hint" id={`task-${id}-hint`}>
              {hint}
            </div>
          )}
        </div>
        <div className="nhsuk-task-list__status" id={`task-${id}-status`}>
          {status === 'Completed' ? (
            <strong className="nhsuk-tag nhsuk-tag--no-colour nhsuk-tag--no-border nhsuk-u-font-weight-normal">
              Completed
            </strong>
          ) : (
            <Tag colour={status.colour}>{status.text}</Tag>
          )}
        </div>
      </li>
    ))}
  </ul>
)

export interface CardProps {
  readonly heading: string
  readonly level?: HeadingLevel | undefined
  /** Makes the heading a link. */
  readonly href?: string | undefined
  /** Small line above the heading. */
  readonly caption?: string | undefined
  readonly children?: ReactNode
}

export function Card({ heading, level = 2, href, caption, children }: CardProps) {
  const Level = `h${level}` as const
  return (
    <div className="nhsuk-card">
      <div className="nhsuk-card__content">
        {caption && <p className="nhsuk-body-s nhsuk-u-margin-bottom-1 tc-quiet">{caption}</p>}
        <Level className="nhsuk-card__heading nhsuk-heading-s">
          {href ? <a href={href}>{heading}</a> : heading}
        </Level>
        {children}
      </div>
    </div>
  )
}

export interface StatusNumber {
  /** A count, or words where it cannot be worked out. */
  readonly value: number | string
  /** What is counted: "waiting to be looked at". */
  readonly words: string
  /** "Oldest 2 days", or why there is no number. */
  readonly detail?: string | undefined
  readonly href?: string | undefined
}

/** Up to four numbers, each with its words. */
export const StatusNumbers = ({ numbers }: { readonly numbers: readonly StatusNumber[] }) => (
  <ul className="tc-numbers">
    {numbers.map(({ value, words, detail, href }) => {
      const inner = (
        <>
          <span
            className={classes('tc-numbers__value', typeof value === 'string' && 'tc-numbers__value--words')}
          >
            {value}
          </span>{' '}
          <span className="tc-numbers__words">{words}</span>
        </>
      )
      return (
        <li className="tc-numbers__item" key={words}>
          {href ? (
            <a className="nhsuk-link nhsuk-link--no-visited-state" href={href}>
              {inner}
            </a>
          ) : (
            inner
          )}
          {detail && <span className="tc-numbers__detail">{detail}</span>}
        </li>
      )
    })}
  </ul>
)

/** "24 Nov 2026" for the eye and "24 November 2026" for the ear. */
export const ShortDate = ({ on }: { readonly on: Day }) => (
  <time className="tc-nowrap" dateTime={on}>
    <span aria-hidden="true">{shortDay(on)}</span>
    <span className="nhsuk-u-visually-hidden">{dayWithoutWeekday(on)}</span>
  </time>
)

export interface ContextualDateProps {
  readonly on: Day
  readonly today: Day
  /** True where missing the day is a fault: "2 days late", with a tag. */
  readonly due?: boolean | undefined
  /** The short form, for tight tables. */
  readonly compact?: boolean | undefined
  /** Further words under it. */
  readonly children?: ReactNode
}

/** The date in bold, the words under it. */
export function ContextualDate({ on, today, due, compact, children }: ContextualDateProps) {
  const late = due === true && on < today
  return (
    <div className="tc-date">
      <strong>{compact ? <ShortDate on={on} /> : <time dateTime={on}>{longDay(on)}</time>}</strong>
      <span className="tc-date__words">
        {late ? (
          <Tag colour="red">{dueDay(on, today)}</Tag>
        ) : due ? (
          dueDay(on, today)
        ) : (
          relativeDay(on, today)
        )}
      </span>
      {children && <span className="tc-date__words">{children}</span>}
    </div>
  )
}

export interface TimelineEvent {
  readonly id: string
  readonly what: string
  readonly who: string
  readonly at: Instant
  readonly children?: ReactNode
  readonly link?: PageLink | undefined
}

/** What happened, newest first as given: who, what, when. */
export const Timeline = ({
  events,
  level = 3,
}: {
  readonly events: readonly TimelineEvent[]
  readonly level?: HeadingLevel
}) => {
  const Level = `h${level}` as const
  return (
    <ol className="tc-timeline">
      {events.map(({ id, what, who, at, children, link }) => (
        <li className="tc-timeline__event" key={id}>
          <Level className="tc-timeline__what">{what}</Level>
          <p className="tc-timeline__when">
            {who}, <time dateTime={at}>{dayAndClock(at)}</time>
          </p>
          {children && <div className="tc-timeline__more">{children}</div>}
          {link && (
            <p className="nhsuk-body-s">
              <a className="nhsuk-link" href={link.href}>
                {link.text}
              </a>
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}

/** One line of `LinkedLines`: whom it is about, and what it says of them. */
export interface LinkedLine {
  readonly id: string
  readonly href: string
  readonly name: string
  readonly words: string
}

/** A headed list of lines that each lead somewhere; nothing at all when there is no line. */
export const LinkedLines = ({
  id,
  heading,
  lines,
}: {
  readonly id: string
  readonly heading: string
  readonly lines: readonly LinkedLine[]
}) =>
  lines.length === 0 ? null : (
    <section aria-labelledby={id}>
      <Heading level={2} id={id}>
        {heading}
      </Heading>
      <ul className="nhsuk-list">
        {lines.map((l) => (
          <li key={l.id}>
            <Link href={l.href}>{l.name}</Link>
            {`: ${l.words}`}
          </li>
        ))}
      </ul>
    </section>
  )
