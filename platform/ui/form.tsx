import type { ReactNode } from 'react'
import type { Instant } from '#core/kernel/time.ts'
import { classes } from './field-names.ts'
import { clock } from './words.ts'

export interface FormProps {
  readonly action: string
  readonly method?: 'post' | 'get' | undefined
  /** Needed where SaveState stands outside the form. */
  readonly id?: string | undefined
  /** Where autosave.js posts what is typed; the page then lists 'autosave.js' among its scripts. */
  readonly draftUrl?: string | undefined
  /** Sent with the form: draft id, version seen, command id. */
  readonly hidden?: HiddenValues | undefined
  /** It has a box for a file. */
  readonly files?: boolean | undefined
  readonly children: ReactNode
}

export const Form = ({ action, method = 'post', id, draftUrl, hidden, files, children }: FormProps) => (
  <form
    action={action}
    method={method}
    encType={files ? 'multipart/form-data' : undefined}
    id={id}
    data-autosave={draftUrl}
    noValidate
  >
    {hidden && <HiddenFields values={hidden} />}
    {children}
  </form>
)

export type HiddenValues = Readonly<Record<string, string | number | undefined>>

/** Values that travel with a form unseen; undefined ones are left out. */
export const HiddenFields = ({ values }: { readonly values: HiddenValues }) =>
  Object.entries(values).map(
    ([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
  )

export interface ButtonProps {
  readonly children: ReactNode
  readonly variant?: 'secondary' | 'warning' | 'reverse' | undefined
  readonly small?: boolean | undefined
  /** Makes it a link that looks like a button: moves on, changes nothing. */
  readonly href?: string | undefined
  readonly name?: string | undefined
  readonly value?: string | undefined
  /** Why it cannot be pressed, shown beside it: the action stays in sight. */
  readonly disabledBecause?: string | undefined
  readonly hiddenWords?: string | undefined
  /** Posts the form to another address than its own. */
  readonly formAction?: string | undefined
}

export function Button(props: ButtonProps) {
  const { children, variant, small, href, name, value, disabledBecause, hiddenWords, formAction } = props
  const look = classes('nhsuk-button', variant && `nhsuk-button--${variant}`, small && 'nhsuk-button--small')
  const words = (
    <>
      {children}
      {hiddenWords && <span className="nhsuk-u-visually-hidden"> {hiddenWords}</span>}
    </>
  )
  if (href !== undefined && disabledBecause === undefined) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: the NHS button as link: it moves on, and the NHS module lets Space press it
      <a className={look} href={href} role="button" draggable="false" data-module="nhsuk-button">
        {words}
      </a>
    )
  }
  const button = (
    <button
      className={look}
      type="submit"
      name={name}
      value={value}
      formAction={formAction}
      disabled={disabledBecause !== undefined}
      data-module="nhsuk-button"
      data-prevent-double-click="true"
    >
      {words}
    </button>
  )
  if (disabledBecause === undefined) return button
  return (
    <div className="tc-disabled">
      {button}
      <p className="nhsuk-body-s">{disabledBecause}</p>
    </div>
  )
}

/** Buttons side by side, one under another on a phone. */
export const ButtonGroup = ({ children }: { readonly children: ReactNode }) => (
  <div className="tc-buttons">{children}</div>
)

/** One act as a form of one button: nothing typed, posted at once. */
export const PostButton = ({ action, hidden, ...button }: PostButtonProps) => (
  <Form action={action} hidden={hidden}>
    <Button {...button} />
  </Form>
)

export interface PostButtonProps extends ButtonProps {
  readonly action: string
  readonly hidden?: HiddenValues | undefined
}

/** What the draft's state is when the page is made; autosave.js changes the words from then on. */
export type SaveStateValue =
  | { readonly state: 'new' }
  | { readonly state: 'saved'; readonly at: Instant }
  | { readonly state: 'kept'; readonly at: Instant }

const saveWords = (value: SaveStateValue): string => {
  if (value.state === 'saved') return `Saved ${clock(value.at)}`
  if (value.state === 'kept') return `We kept what you typed at ${clock(value.at)}. Carry on, or start again.`
  return 'What you type is saved as you go.'
}

/** One line near the form's title, always in words. `formId`: the form it speaks for. */
export const SaveState = ({ formId, value }: { readonly formId: string; readonly value: SaveStateValue }) => (
  <p className="tc-save-state" role="status" data-save-state={formId}>
    {saveWords(value)}
  </p>
)
