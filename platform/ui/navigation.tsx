import type { ReactNode } from 'react'
import type { NavigationLink } from './document.tsx'
import { classes } from './field-names.ts'
import { Button, Form, type HiddenValues } from './form.tsx'

/** The pages of one thing, as links: at most eight, only those that the reader may open. */
export const Tabs = ({
  label,
  items,
}: {
  readonly label: string
  readonly items: readonly NavigationLink[]
}) => (
  <nav className="tc-tabs" aria-label={label}>
    <ul className="tc-tabs__list">
      {items.map(({ text, href, current, badge }) => (
        <li key={href}>
          <a className="tc-tabs__link" href={href} aria-current={current ? 'page' : undefined}>
            {text}
            {badge && badge.n > 0 && (
              <span className="tc-badge">
                {badge.n}
                <span className="nhsuk-u-visually-hidden">{` ${badge.words}`}</span>
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

export interface FilterChip {
  /** "Only blocked", and how many it hides where that is known. */
  readonly text: string
  /** The same list without this one filter. */
  readonly removeHref: string
}

export interface FiltersProps {
  /** The list's own address; filters travel in its query, and never a typed name. */
  readonly action: string
  readonly children: ReactNode
  readonly chips: readonly FilterChip[]
  readonly clearHref?: string | undefined
  /** Query values to keep that are no filter: the sort order. */
  readonly keep?: HiddenValues | undefined
  readonly summary?: string | undefined
}

/** What is filtered, removable one by one, then the form: folded until something is filtered, so that the list begins in the first screenful. Once a page. */
export const Filters = ({
  action,
  children,
  chips,
  clearHref,
  keep,
  summary = 'Filter this list',
}: FiltersProps) => (
  <div className="tc-filters">
    {chips.length > 0 && (
      <div className="tc-chips">
        <p className="tc-chips__title" id="chips-title">
          Filters in use
        </p>
        <ul className="tc-chips__list" aria-labelledby="chips-title">
          {chips.map(({ text, removeHref }) => (
            <li key={text}>
              <a className="tc-chip" href={removeHref}>
                <span className="nhsuk-u-visually-hidden">Remove filter: </span>
                {text}
                <span className="tc-chip__cross" aria-hidden="true">
                  ×
                </span>
              </a>
            </li>
          ))}
          {clearHref && (
            <li>
              <a className="nhsuk-link tc-chips__clear" href={clearHref}>
                Clear all filters
              </a>
            </li>
          )}
        </ul>
      </div>
    )}
    <details className="nhsuk-details tc-filters__form" open={chips.length > 0}>
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">{summary}</span>
      </summary>
      <div className="nhsuk-details__text">
        <Form action={action} method="get" hidden={keep}>
          <div className="tc-filters__fields">{children}</div>
          <Button variant="secondary" small>
            Show
          </Button>
        </Form>
      </div>
    </details>
  </div>
)

/** How a page of a list is reached: by address, or by a POST where the address would name somebody. */
export type PageTarget =
  | { readonly href: string }
  | { readonly action: string; readonly hidden: HiddenValues }

export interface PaginationProps {
  /** From 1. */
  readonly current: number
  readonly pages: number
  readonly to: (page: number) => PageTarget
  /** "Showing 1 to 20 of 96". */
  readonly showing?: string | undefined
}

export function Pagination({ current, pages, to, showing }: PaginationProps) {
  if (pages <= 1) return showing === undefined ? null : <p className="nhsuk-body-s">{showing}</p>
  return (
    <nav className="tc-pages" aria-label="Pages of this list">
      <ul className="tc-pages__list">
        {current > 1 && (
          <li>
            <Step target={to(current - 1)} words="Previous" />
          </li>
        )}
        <li className="tc-pages__now" aria-current="page">{`Page ${current} of ${pages}`}</li>
        {current < pages && (
          <li>
            <Step target={to(current + 1)} words="Next" />
          </li>
        )}
      </ul>
      {showing !== undefined && <p className="nhsuk-body-s">{showing}</p>}
    </nav>
  )
}

function Step({ target, words }: { readonly target: PageTarget; readonly words: 'Previous' | 'Next' }) {
  const look = classes('tc-pages__step', `tc-pages__step--${words.toLowerCase()}`)
  const text = (
    <>
      {words}
      <span className="nhsuk-u-visually-hidden"> page</span>
    </>
  )
  if ('href' in target) {
    return (
      <a className={look} href={target.href} rel={words === 'Next' ? 'next' : 'prev'}>
        {text}
      </a>
    )
  }
  return (
    <Form action={target.action} hidden={target.hidden}>
      <button className={look} type="submit">
        {text}
      </button>
    </Form>
  )
}
