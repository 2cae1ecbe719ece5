import type { ReactNode } from 'react'
import type { PageLink } from './document.tsx'
import { classes, type FieldError, fieldId } from './field-names.ts'

export type HeadingSize = 'xl' | 'l' | 'm' | 's' | 'xs'
export type HeadingLevel = 1 | 2 | 3 | 4

const SIZE_OF: Record<HeadingLevel, HeadingSize> = { 1: 'l', 2: 'm', 3: 's', 4: 'xs' }

export interface HeadingProps {
  /** 1 once a page. */
  readonly level?: HeadingLevel
  readonly size?: HeadingSize
  /** Small grey line above, read as part of the heading. */
  readonly caption?: string | undefined
  readonly id?: string
  readonly children: ReactNode
}

export function Heading({ level = 1, size = SIZE_OF[level], caption, id, children }: HeadingProps) {
  const Level = `h${level}` as const
  return (
    <Level className={`nhsuk-heading-${size}`} id={id}>
      {caption && (
        <span className={`nhsuk-caption-${size === 'xs' || size === 's' ? 'm' : size}`}>{caption} </span>
      )}
      {children}
    </Level>
  )
}

export const Paragraph = ({
  small,
  children,
}: {
  readonly small?: boolean
  readonly children: ReactNode
}) => <p className={small ? 'nhsuk-body-s' : undefined}>{children}</p>

export const Link = ({ href, children, hiddenWords }: LinkProps) => (
  <a className="nhsuk-link" href={href}>
    {children}
    {hiddenWords && <span className="nhsuk-u-visually-hidden"> {hiddenWords}</span>}
  </a>
)

export interface LinkProps {
  readonly href: string
  readonly children: ReactNode
  /** Words for screen readers that tell like links apart: "name", after "Change". */
  readonly hiddenWords?: string | undefined
}

export const BackLink = ({
  href,
  children = 'Back',
}: {
  readonly href: string
  readonly children?: ReactNode
}) => (
  <a className="nhsuk-back-link" href={href}>
    {children}
  </a>
)

/** The way down to this page, without the page itself; on a phone only a link to the last of them. */
export function Breadcrumbs({ items }: { readonly items: readonly PageLink[] }) {
  const last = items.at(-1)
  return (
    <nav className="nhsuk-breadcrumb" aria-label="Breadcrumb">
      <ol className="nhsuk-breadcrumb__list">
        {items.map(({ text, href }) => (
          <li className="nhsuk-breadcrumb__list-item" key={href}>
            <a className="nhsuk-breadcrumb__link" href={href}>
              {text}
            </a>
          </li>
        ))}
      </ol>
      {last && (
        <a className="nhsuk-back-link" href={last.href}>
          <span className="nhsuk-u-visually-hidden">Back to </span>
          {last.text}
        </a>
      )}
    </nav>
  )
}

/** Two columns from tablet width on; the first takes two thirds. On a phone they stand one above the other. */
export const Columns = ({ main, side }: { readonly main: ReactNode; readonly side?: ReactNode }) => (
  <div className="nhsuk-grid-row">
    <div className="nhsuk-grid-column-two-thirds">{main}</div>
    {side && <div className="nhsuk-grid-column-one-third">{side}</div>}
  </div>
)

/**
 * The answers at fault, at the top of the page and focused when it opens (the NHS module sees to both focus and links).
 * Shows nothing without errors.
 */
export function ErrorSummary({ errors, heading = 'There is a problem' }: ErrorSummaryProps) {
  if (errors.length === 0) return null
  return (
    <div className="nhsuk-error-summary" data-module="nhsuk-error-summary" tabIndex={-1}>
      <div role="alert">
        <h2 className="nhsuk-error-summary__heading">{heading}</h2>
        <div className="nhsuk-error-summary__body">
          <ul className="nhsuk-list nhsuk-error-summary__list">
            {errors.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                {field ? <a href={`#${fieldId(field)}`}>{message}</a> : message}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  )
}

export interface ErrorSummaryProps {
  /** A field of '' belongs to the whole form and has no link. */
  readonly errors: readonly FieldError[]
  readonly heading?: string
}

export const InsetText = ({ children }: { readonly children: ReactNode }) => (
  <div className="nhsuk-inset-text">
    <span className="nhsuk-u-visually-hidden">Information: </span>
    {children}
  </div>
)

export function WarningCallout({ heading = 'Important', level = 2, children }: WarningCalloutProps) {
  const Level = `h${level}` as const
  const important = heading.startsWith('Important')
  return (
    <div className="nhsuk-card nhsuk-card--warning">
      <div className="nhsuk-card__content">
        <Level className="nhsuk-card__heading">
          {!important && <span className="nhsuk-u-visually-hidden">Important: </span>}
          {heading}
        </Level>
        {children}
      </div>
    </div>
  )
}

export interface WarningCalloutProps {
  readonly heading?: string
  readonly level?: HeadingLevel
  readonly children: ReactNode
}

export const Details = ({ summary, hiddenWords = '', open, children }: DetailsProps) => (
  <details className="nhsuk-details" open={open}>
    <summary className="nhsuk-details__summary">
      <span className="nhsuk-details__summary-text">
        {summary}
        {hiddenWords !== '' && <span className="nhsuk-u-visually-hidden">{` ${hiddenWords}`}</span>}
      </span>
    </summary>
    <div className="nhsuk-details__text">{children}</div>
  </details>
)

export interface DetailsProps {
  readonly summary: string
  /** Tells several of one page apart for whoever hears them. */
  readonly hiddenWords?: string
  readonly open?: boolean
  readonly children: ReactNode
}

/** Said once, on the page that follows a saved form; takes focus; never beside an error summary. */
export const SuccessBanner = ({
  heading,
  children,
}: {
  readonly heading: string
  readonly children?: ReactNode
}) => (
  <div
    className="nhsuk-notification-banner nhsuk-notification-banner--success"
    data-module="nhsuk-notification-banner"
    role="alert"
    aria-labelledby="success-banner-title"
  >
    <div className="nhsuk-notification-banner__header">
      <h2 className="nhsuk-notification-banner__title" id="success-banner-title">
        Success
      </h2>
    </div>
    <div className="nhsuk-notification-banner__content">
      <p className="nhsuk-notification-banner__heading">{heading}</p>
      {children}
    </div>
  </div>
)

/** What follows a send: who has it, what they will do, by when, what happens if they do not, and what to do now. */
export const ConfirmationPanel = ({
  heading,
  whoHasIt,
  whatNext,
  byWhen,
  ifNot,
  now,
}: ConfirmationPanelProps) => (
  <div className="tc-confirmation">
    <div className="nhsuk-panel">
      <h1 className="nhsuk-panel__heading">{heading}</h1>
      <div className="nhsuk-panel__body">{whoHasIt}</div>
    </div>
    <h2 className="nhsuk-heading-m">What happens next</h2>
    <p>
      {whatNext} <strong>{byWhen}</strong>.
    </p>
    <p>{ifNot}</p>
    {now.length > 0 && (
      <>
        <h2 className="nhsuk-heading-m">What you can do now</h2>
        <ul className="nhsuk-list nhsuk-list--bullet">
          {now.map(({ text, href }) => (
            <li key={text}>{href ? <a href={href}>{text}</a> : text}</li>
          ))}
        </ul>
      </>
    )}
  </div>
)

export interface ConfirmationPanelProps {
  /** "Sent" and to whom: the page's h1. */
  readonly heading: string
  /** The named team or staff member who has it. */
  readonly whoHasIt: ReactNode
  /** "Priya's team will reply by", followed by `byWhen`. */
  readonly whatNext: ReactNode
  /** "5pm on Tuesday 24 November 2026". */
  readonly byWhen: string
  readonly ifNot: ReactNode
  readonly now: readonly { readonly text: string; readonly href?: string }[]
}

/** Why a list is empty, what would fill it, and one thing to do. */
export const EmptyState = ({ why, fill, action }: EmptyStateProps) => (
  <div className="tc-empty">
    <p className={classes('nhsuk-body', fill !== undefined && 'nhsuk-u-margin-bottom-2')}>
      <strong>{why}</strong>
    </p>
    {fill && <p>{fill}</p>}
    {action && (
      <p>
        <a className="nhsuk-link" href={action.href}>
          {action.text}
        </a>
      </p>
    )}
  </div>
)

export interface EmptyStateProps {
  readonly why: string
  readonly fill?: ReactNode
  readonly action?: PageLink | undefined
}
