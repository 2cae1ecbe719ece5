import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { classes } from './field-names.ts'

/** What stays the same on every page of one door; made once at start. */
export interface Frame {
  /** "Throughcare": ends every title. */
  readonly service: string
  /** The name under it: the partnership that runs this installation. */
  readonly partnership: string
  readonly homeHref: string
  /** From assetVersion(). */
  readonly assetVersion: string
  readonly helpHref: string
  /** The sentence in the footer that says what this system does and does not do. */
  readonly boundary: string
  /** `right`: shown only to who holds it. */
  readonly search?: {
    readonly action: string
    readonly label: string
    readonly placeholder?: string
    readonly right?: string
  }
  readonly footerLinks?: readonly PageLink[]
  /** True in practice mode: the stripe, and a mark on paper. */
  readonly practice?: boolean
  /** Where the clock is moved and practice begins anew, for who is signed in; absent where that cannot be done. */
  readonly practiceHref?: string | undefined
  /** A way out of every page at once, to another site; help stays in sight beside it. */
  readonly wayOut?: PageLink
}

export interface PageLink {
  readonly text: string
  readonly href: string
}

export interface NavigationLink extends PageLink {
  /** True or 'page' on the page itself; 'below' on a page that belongs to it. */
  readonly current?: boolean | 'page' | 'below'
  /** A number worth showing, with words for screen readers: { n: 3, words: 'replies due' }. */
  readonly badge?: { readonly n: number; readonly words: string }
}

/** Who is signed in; every part is shown, because computers are shared. */
export interface Who {
  readonly name: string
  readonly post: string
  readonly organisation: string
  readonly signOutAction: string
  /** Locks the screen until its owner shows a second factor; absent where there is no Lock. */
  readonly lockAction?: string
  /** Where they see on what they are signed in. */
  readonly signInHref?: string
  /** The address of this page, for coming back to it from a locked screen. */
  readonly here?: string | undefined
  /** What their post may do, by name. */
  readonly rights?: readonly string[]
  /** The list of what they began and have not sent. */
  readonly draftsHref: string
  /** What asks for them now, before the forms they began: one link with its number. */
  readonly asks?: readonly NavigationLink[] | undefined
}

export interface Page {
  /** Says which page this is, most particular words first. ' - Throughcare' is added. */
  readonly title: string
  readonly nav?: readonly NavigationLink[] | undefined
  readonly who?: Who | undefined
  /** Lines above the page that hold for all of it: late feeds, a clock that was moved. */
  readonly banners?: readonly ReactNode[] | undefined
  /** A line at the foot that holds for every page: when the worker last went round. */
  readonly foot?: string | undefined
  /** Breadcrumbs or a back link: stands before the main part. */
  readonly crumbs?: ReactNode
  readonly children: ReactNode
  /** Further modules by asset name: 'autosave.js'. */
  readonly scripts?: readonly string[] | undefined
  /** True puts "Error: " before the title, as screen readers need. */
  readonly hasErrors?: boolean | undefined
  /** A page of the person's own door: larger type, its own way out. */
  readonly ownDoor?: boolean | undefined
  /** 'wide' for boards with many columns; reading width else. */
  readonly width?: 'reading' | 'wide' | undefined
}

/**
 * A whole page as text, ready to send. Needs no inline script or style, so the strictest content policy holds.
 * The page brings its own single h1.
 */
export function renderDocument(frame: Frame, page: Page): string {
  return `<!doctype html>${renderToStaticMarkup(<Document frame={frame} page={page} />)}`
}

function Document({ frame, page }: { readonly frame: Frame; readonly page: Page }) {
  const asset = (name: string) => `/assets/${name}?v=${frame.assetVersion}`
  const width = classes('nhsuk-width-container', page.width === 'wide' && 'tc-wide')
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>{`${page.hasErrors ? 'Error: ' : ''}${page.title} - ${frame.service}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#005eb8" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href={asset('favicon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={asset('nhsuk.css')} />
        <link rel="stylesheet" href={asset('throughcare.css')} />
        <script type="module" src={asset('start.js')} />
        {page.scripts?.map((name) => (
          <script key={name} type="module" src={asset(name)} />
        ))}
      </head>
      <body className={classes(frame.practice && 'tc-practice', page.ownDoor && 'tc-own-door') || undefined}>
        <a className="nhsuk-skip-link" data-module="nhsuk-skip-link" href="#maincontent">
          Skip to main content
        </a>
        {frame.practice && (
          <section className="tc-practice-stripe" aria-label="Practice mode">
            <p className={width}>
              <strong>Practice: invented people only.</strong>{' '}
              <span className="tc-practice-stripe__more">Nothing leaves this system. </span>
              {frame.practiceHref && page.who && <a href={frame.practiceHref}>Practice tools</a>}
            </p>
          </section>
        )}
        <Header frame={frame} page={page} width={width} />
        {page.banners !== undefined && page.banners.length > 0 && (
          <section className="tc-banners" aria-label="Notices">
            {page.banners.map((banner, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
              <div className={classes('tc-banner', width)} key={i}>
                {banner}
              </div>
            ))}
          </section>
        )}
        <div className={width}>
          {page.crumbs}
          <main className="nhsuk-main-wrapper" id="maincontent">
            {page.children}
          </main>
          {page.who && (
            <p className="tc-print-only">
              {`Printed by ${page.who.name}, ${page.who.post}, ${page.who.organisation}.`}
            </p>
          )}
        </div>
        <Footer frame={frame} width={width} foot={page.foot} />
        {frame.wayOut && (
          <nav className="tc-way-out" aria-label="Help and leaving">
            <a className="tc-way-out__help" href={frame.helpHref}>
              Help now
            </a>
            <a className="tc-way-out__leave" href={frame.wayOut.href} rel="noreferrer">
              {frame.wayOut.text}
            </a>
          </nav>
        )}
      </body>
    </html>
  )
}

interface Part {
  readonly frame: Frame
  readonly page: Page
  readonly width: string
}

/**
 * One bar. On a phone all but the mark is folded into a menu: a `details`, so it opens without a script. On a wider screen
 * the same parts stand open (throughcare.css); a browser too old for that keeps the menu, and loses nothing.
 */
function Header({ frame, page, width }: Part) {
  const { nav = [], who } = page
  return (
    <header className="nhsuk-header tc-header">
      <div className={classes('tc-header__bar', width)}>
        <a className="tc-mark" href={frame.homeHref}>
          <svg viewBox="0 0 44 28" width="44" height="28" focusable="false" aria-hidden="true">
            <path d="M6 20C14 4 28 4 38 14" fill="none" stroke="currentColor" strokeWidth="3" />
            <circle cx="6" cy="20" r="5" fill="currentColor" />
            <circle cx="38" cy="14" r="4.5" fill="#005eb8" stroke="currentColor" strokeWidth="3" />
          </svg>
          <span className="tc-mark__words">
            <span className="tc-mark__service">{frame.service}</span>
            <span className="tc-mark__partnership">{frame.partnership}</span>
          </span>
        </a>
        {(who || nav.length > 0) && (
          <details className="tc-menu">
            <summary className="tc-menu__summary">
              {who && <span className="tc-menu__who">{who.name}</span>}
              <span className="tc-menu__word">Menu</span>
            </summary>
            <div className="tc-menu__inside">
              {frame.search && who && maySearch(frame.search, who) && <SearchBox {...frame.search} />}
              {who && <Account {...who} />}
              {nav.length > 0 && <Navigation links={nav} />}
            </div>
          </details>
        )}
      </div>
    </header>
  )
}

const maySearch = ({ right }: NonNullable<Frame['search']>, { rights }: Who): boolean =>
  right === undefined || rights === undefined || rights.includes(right)

function SearchBox({ action, label, placeholder }: NonNullable<Frame['search']>) {
  // POST, because what is typed may name somebody, and addresses are kept in logs and histories
  return (
    <search className="nhsuk-header__search">
      <form className="nhsuk-header__search-form" id="search" action={action} method="post" noValidate>
        <div className="nhsuk-form-group">
          <label className="nhsuk-label nhsuk-u-visually-hidden" htmlFor="search-field">
            {label}
          </label>
          <div className="nhsuk-input-wrapper">
            <input
              className="nhsuk-input"
              id="search-field"
              name="q"
              type="search"
              autoComplete="off"
              placeholder={placeholder ?? label}
            />
            <button
              className="nhsuk-button nhsuk-button--icon nhsuk-button--small"
              type="submit"
              aria-label="Search"
            >
              <svg
                className="nhsuk-icon nhsuk-icon--search"
                viewBox="0 0 24 24"
                width="16"
                height="16"
                focusable="false"
                aria-hidden="true"
              >
                <path d="m20.7 18.9-4.1-4.1a7 7 0 1 0-1.4 1.4l4 4.1a1 1 0 0 0 1.5 0c.4-.4.4-1 0-1.4ZM6 10.6a5 5 0 1 1 10 0 5 5 0 0 1-10 0Z" />
              </svg>
            </button>
          </div>
        </div>
      </form>
    </search>
  )
}

function Account({
  name,
  post,
  organisation,
  signOutAction,
  lockAction,
  signInHref,
  here,
  draftsHref,
  asks = [],
}: Who) {
  return (
    <nav className="tc-account" aria-label="Account">
      <ul className="tc-account__list">
        <li className="tc-who">
          <strong>
            {signInHref === undefined ? (
              name
            ) : (
              <a className="tc-who__link" href={signInHref}>
                {name}
                <span className="nhsuk-u-visually-hidden">: your sign-in</span>
              </a>
            )}
          </strong>
          <span>{`${post}, ${organisation}`}</span>
        </li>
        {asks.map(({ text, href, badge }) => (
          <li key={href}>
            <a className="tc-account__link" href={href}>
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
        <li>
          <a className="tc-account__link" href={draftsHref}>
            Unfinished forms
          </a>
        </li>
        {lockAction !== undefined && (
          <li>
            <form action={lockAction} method="post" noValidate data-lock="yes">
              {here !== undefined && <input type="hidden" name="to" value={here} />}
              <button className="tc-account__link" type="submit">
                Lock
              </button>
            </form>
          </li>
        )}
        <li>
          <form action={signOutAction} method="post" noValidate>
            <button className="tc-account__link" type="submit">
              Sign out
            </button>
          </form>
        </li>
      </ul>
    </nav>
  )
}

const currentWord = (current: NavigationLink['current']) =>
  current === 'below' ? 'true' : current ? 'page' : undefined

/** At most five: a sixth is a fault of the page, found in tests rather than hidden behind "More". */
function Navigation({ links }: { readonly links: readonly NavigationLink[] }) {
  if (links.length > 5) throw new Error(`A page offers ${links.length} navigation items; five is the most.`)
  return (
    <nav className="tc-nav" aria-label="Menu">
      <ul className="tc-nav__list">
        {links.map(({ text, href, current, badge }) => (
          <li key={href}>
            <a className="tc-nav__link" href={href} aria-current={currentWord(current)}>
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
}

function Footer({
  frame,
  width,
  foot,
}: {
  readonly frame: Frame
  readonly width: string
  readonly foot: string | undefined
}) {
  return (
    <footer className="nhsuk-footer">
      <div className={width}>
        <div className="nhsuk-footer__meta">
          <h2 className="nhsuk-u-visually-hidden">Support links</h2>
          <ul className="nhsuk-footer__list">
            <li className="nhsuk-footer__list-item">
              <a className="nhsuk-footer__list-item-link tc-help-now" href={frame.helpHref}>
                Help now
              </a>
            </li>
            {frame.footerLinks?.map(({ text, href }) => (
              <li className="nhsuk-footer__list-item" key={href}>
                <a className="nhsuk-footer__list-item-link" href={href}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
          {foot !== undefined && <p className="nhsuk-body-s">{foot}</p>}
          <p className="nhsuk-body-s tc-boundary">{frame.boundary}</p>
        </div>
      </div>
    </footer>
  )
}
