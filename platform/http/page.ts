import type { ReactNode } from 'react'
import type { Result } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask, Done, Door } from '#platform/commands/door.ts'
import type { Rehearsed, Sum } from '#platform/commands/rehearsal.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** What a page shows; the frame (header, banners, navigation) is put round it after the transaction has committed. */
export interface Shown {
  readonly title: string
  readonly body: ReactNode
  readonly status?: number
  /** Where "Back" leads; left out on a home screen. */
  readonly back?: { readonly href: string; readonly text: string }
  /** Own small scripts by name, served from /assets. */
  readonly scripts?: readonly string[]
  /**
   * Its first table is a list that can be taken out as CSV or Excel (`list-out.ts`). `name`: of the file, neutral and of nobody. `filter`: what it is
   * narrowed to, in words of ours; never what somebody typed. `others`: further lists of the page, by the caption of their table.
   */
  readonly list?: {
    readonly name: string
    readonly title?: string
    readonly filter?: readonly string[]
    readonly notShown?: readonly string[]
    /** The caption of its table, where it is not the first or may be absent. */
    readonly caption?: string
    readonly others?: readonly { readonly name: string; readonly caption: string; readonly title?: string }[]
  }
  /** A page for paper: no navigation. */
  readonly print?: boolean
  /** Where the browser goes on to by itself, elsewhere too; the page has a plain link to the same place. */
  readonly refreshTo?: string
  /** Looked at again by itself after so many seconds, for work that goes on; the page has a plain link to the same place. */
  readonly lookAgainAfter?: number
  /** A page of the person's own door: its own frame, with the way out of it at once. */
  readonly ownDoor?: true
}

/** What a browser calls an Excel file. */
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * A file instead of a page. `name`: neutral, of nobody, because a browser keeps it in its list of downloads. `count`: how many rows of a list
 * it holds, for the audit.
 */
export type Download = { readonly text: string | Uint8Array; readonly count?: number } & (
  | { readonly name: `${string}.csv`; readonly type: 'text/csv; charset=utf-8' }
  | { readonly name: `${string}.xlsx`; readonly type: typeof XLSX_TYPE }
  | { readonly name: `${string}.ics`; readonly type: 'text/calendar; charset=utf-8' }
  | { readonly name: `${string}.json`; readonly type: 'application/json; charset=utf-8' }
  | { readonly name: `${string}.ndjson`; readonly type: 'application/x-ndjson; charset=utf-8' }
)

export type PageAnswer =
  | { readonly show: Shown }
  | { readonly download: Download }
  | { readonly goTo: string; readonly setStep?: string }

/** A file that came with a form, whole in memory. `name`: the sender's, shown and never used as a path. */
export interface FormFile {
  readonly name: string
  readonly bytes: Buffer
}

/** Answers of a form: every field is text or several texts; parsing into a command's input is the page's work. */
export type FormAnswers = Readonly<Record<string, string | readonly string[]>>

/** One request for a page by somebody signed in. */
export interface PageRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly form: FormAnswers
  /** Files of a form, by field; empty on every page that takes none. */
  readonly files: Readonly<Record<string, FormFile>>
  /** Several questions in one transaction, one audit event. Build the elements inside; they are rendered after COMMIT. */
  see<T>(work: (ask: Ask, asker: Asker) => Promise<Result<T>>): Promise<Result<T>>
  /** Sends a command; its id was minted with the form, so that a double press is a replay. */
  act(command: string, id: string, input: unknown): Promise<Result<Done>>
  /** What a command would do, before it is sent: done, summed up, and taken back. */
  rehearse<S>(command: string, input: unknown, sum: Sum<S>): Promise<Result<Rehearsed<S>>>
  /** Rows that are the asker's alone: drafts, kept posts, searches. */
  own<T>(work: (tx: Tx) => Promise<T>): Promise<Result<T>>
  /** A fresh id for a form about to be shown. */
  newId(): string
}

/**
 * A page for somebody signed in: staff, or ('person') somebody at their own door. A refusal becomes the fitting error page.
 * Neither door opens to the other's askers.
 */
export interface Page {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly access: 'signed in' | 'person'
  /** The most that may be sent to it with files, in bytes; without it a form with files is refused before it is read. */
  readonly takesFiles?: number
  /**
   * The draft that this form keeps: its name, the command it ends in, and where one is opened again. By it an unfinished
   * form is found on the list of them (`platform/drafts/list-page.tsx`).
   */
  readonly keeps?: {
    readonly form: string
    readonly command: string
    at(draft: { readonly about: string; readonly commandId: string }): string
  }
  /**
   * A form of the own door whose session ran out while somebody typed: the way back in, with what was typed sealed in it, so that the page
   * holds no word of it. It opens again on the same device alone.
   */
  readonly whenOver?: (sealed: string) => Shown
  handle(request: PageRequest): Promise<Result<PageAnswer>>
}

/** A page that anyone may open. Each stands on the reviewed list of public routes (`platform/http/public-routes.ts`). */
export interface PublicPage {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly access: 'public'
  handle(request: PublicRequest): Promise<PublicAnswer>
}

export interface PublicRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly form: FormAnswers
  /** The session token of the cookie, live or not. */
  readonly token: string | undefined
  /** What an earlier step of signing in left, sealed. */
  readonly step: string | undefined
  readonly address: string
  readonly door: Door
  /** What the browser holds of an own door: the device that was set up, and its session. */
  readonly own: { readonly device: string | undefined; readonly token: string | undefined }
  /** What was typed on this device before its session ran out: the field `typed`, opened. Shown after the PIN, never before. */
  readonly typed: FormAnswers | undefined
}

/** Null takes the cookie away; undefined leaves it as it is. */
export interface SetOwn {
  readonly device?: string | null
  readonly token?: string | null
}

export type PublicAnswer =
  | { readonly show: Shown; readonly setOwn?: SetOwn }
  /** Null takes the cookie away; undefined leaves it as it is. */
  | {
      readonly goTo: string
      readonly setToken?: string | null
      readonly setStep?: string | null
      readonly setOwn?: SetOwn
    }
  /** Ends the own door's session and goes to another site at once, which a form may not do. */
  | { readonly leaveTo: string }
  | { readonly download: Download }
  | { readonly notFound: true }

export const definePage = (page: Page): Page => page
export const definePublicPage = (page: PublicPage): PublicPage => page

/** One field of a form as text; several or none give ''. */
export const text = (form: FormAnswers, name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** A field that may be ticked several times, as a list. */
export const several = (form: FormAnswers, name: string): readonly string[] => {
  const value = form[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}
